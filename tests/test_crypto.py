"""Ids and stored video links. The published bytes are in ``tests/contract/test_vectors.py``."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from edx_proctoring.security.crypto import (
    AES_BLOCK_SIZE_BYTES,
    aes_decrypt,
    aes_encrypt,
    bound_to,
    decode_and_decrypt,
    encrypt_and_encode,
    obscured_user_id,
    pad,
    unpad,
)

KEY = bytes.fromhex('B886E02F19C77EC734B1B132BEECD91E')
OTHER_KEY = bytes(16)
LINK = b'https://video.example.com/1'
# What was stored before links were bound to attempts, under the key 00010203…0f.
UNBOUND = b'gcm.d4iINhyubO9s9Eq_-SgpoTknnRIM9meSIDMOto6FeXGX5Se9_P-Cpy1A9t46SvCK65d6BFebXQ=='


@given(st.binary(max_size=100))
def test_padding_fills_blocks_and_comes_off_again(data: bytes) -> None:
    padded = pad(data)
    assert len(padded) % AES_BLOCK_SIZE_BYTES == 0
    assert len(padded) > len(data)
    assert unpad(padded) == data


@pytest.mark.parametrize(
    'damaged',
    [b'', b'x' * 15, b'x' * 15 + b'\x00', b'x' * 15 + b'\x11', b'x' * 14 + b'\x01\x02'],
    ids=['empty', 'short', 'zero', 'longer than a block', 'unequal'],
)
def test_damaged_padding_is_refused(damaged: bytes) -> None:
    with pytest.raises(ValueError, match=r'padd'):
        unpad(damaged)


@given(st.binary(max_size=200), st.sampled_from([16, 24, 32]))
def test_what_is_encrypted_can_be_decrypted(data: bytes, key_length: int) -> None:
    key = bytes(range(key_length))
    assert aes_decrypt(aes_encrypt(data, key), key) == data


@pytest.mark.deviation('S18')
@pytest.mark.parametrize('cipher', ['cbc', 'gcm'])
def test_links_of_either_format_are_read_whatever_is_written(settings: Settings, cipher: str) -> None:
    settings.PROCTORING_SETTINGS = {'VIDEO_LINK_CIPHER': cipher}
    stored = encrypt_and_encode(LINK, KEY)
    settings.PROCTORING_SETTINGS = {}
    assert decode_and_decrypt(stored, KEY) == LINK
    assert decode_and_decrypt(stored.decode('ascii'), KEY) == LINK


@pytest.mark.deviation('S18')
def test_only_the_authenticated_format_hides_that_links_are_equal(settings: Settings) -> None:
    assert encrypt_and_encode(LINK, KEY) == encrypt_and_encode(LINK, KEY)
    settings.PROCTORING_SETTINGS = {'VIDEO_LINK_CIPHER': 'gcm'}
    assert encrypt_and_encode(LINK, KEY) != encrypt_and_encode(LINK, KEY)


@pytest.mark.parametrize('cipher', ['cbc', 'gcm'])
def test_a_link_of_another_key_is_refused(settings: Settings, cipher: str) -> None:
    settings.PROCTORING_SETTINGS = {'VIDEO_LINK_CIPHER': cipher}
    with pytest.raises(ValueError, match=r'.'):
        decode_and_decrypt(encrypt_and_encode(LINK, KEY), OTHER_KEY)


@pytest.mark.deviation('S18')
def test_a_changed_link_of_the_authenticated_format_is_refused(settings: Settings) -> None:
    settings.PROCTORING_SETTINGS = {'VIDEO_LINK_CIPHER': 'gcm'}
    stored = encrypt_and_encode(LINK, KEY)
    changed = stored[:-3] + (b'AAA' if stored[-3:] != b'AAA' else b'BBB')
    with pytest.raises(ValueError, match=r'.'):
        decode_and_decrypt(changed, KEY)


@pytest.mark.deviation('S18')
def test_a_link_that_was_stored_before_it_was_bound_is_read() -> None:
    assert decode_and_decrypt(UNBOUND, bytes(range(16))) == LINK
    assert bound_to(UNBOUND) is None


@pytest.mark.deviation('S18')
@pytest.mark.parametrize('code', ['0A1B-2C', 'ключ', 'a.b'])
def test_a_link_is_bound_to_its_attempt(settings: Settings, code: str) -> None:
    """By additional data: whose it is can be read, and whoever writes another name there has no link."""
    settings.PROCTORING_SETTINGS = {'VIDEO_LINK_CIPHER': 'gcm'}
    stored, other = encrypt_and_encode(LINK, KEY, bind_to=code), encrypt_and_encode(LINK, KEY, bind_to='OTHER')
    assert (bound_to(stored), decode_and_decrypt(stored, KEY)) == (code, LINK)
    prefix, _owner, sealed = stored.split(b'.')
    for forged in (b'.'.join([prefix, other.split(b'.')[1], sealed]), b'.'.join([prefix, sealed])):
        with pytest.raises(ValueError, match=r'.'):
            decode_and_decrypt(forged, KEY)


@pytest.mark.deviation('S18')
def test_the_published_format_has_no_place_for_whose_it_is() -> None:
    stored = encrypt_and_encode(LINK, KEY, bind_to='CODE')
    assert stored == encrypt_and_encode(LINK, KEY)
    assert bound_to(stored) is None


@pytest.mark.parametrize('stored', ['', 'no base64!', 'gcm.', 'gcm.AAAA', 'AAAA'])
def test_what_is_no_stored_link_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match=r'.'):
        decode_and_decrypt(stored, KEY)


def test_an_id_depends_on_the_provider_and_the_key(settings: Settings) -> None:
    ids = {obscured_user_id(1), obscured_user_id(1, 'acme'), obscured_user_id(2, 'acme')}
    settings.PROCTORING_USER_OBFUSCATION_KEY = 'another key'
    ids.add(obscured_user_id(1, 'acme'))
    assert len(ids) == 4
    assert all(len(obscured) == 40 for obscured in ids)


def test_without_a_key_nobody_is_obscured(settings: Settings) -> None:
    del settings.PROCTORING_USER_OBFUSCATION_KEY
    with pytest.raises(ImproperlyConfigured, match='PROCTORING_USER_OBFUSCATION_KEY'):
        obscured_user_id(1)
