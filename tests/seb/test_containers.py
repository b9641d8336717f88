"""Files with the ending .seb: written, read, and opened by a reader of other people."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import pickle
import plistlib
import tracemalloc
from collections.abc import Callable
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidSebConfiguration, UnreadableSebFile
from edx_proctoring.seb.canonical_text import config_key
from edx_proctoring.seb.containers import FAULTS, MOST_BYTES_OF_FILE, Reason, open_seb_file, write_seb_file
from edx_proctoring.seb.password_cipher import Randomness, decrypt, encrypt
from edx_proctoring.seb.property_lists import MOST_BYTES
from tests.seb.configurations import START, configurations
from tests.seb.vectors import Case, cases, the

PASSWORD = 'exam-2026'
ENCRYPTED = write_seb_file(START, PASSWORD)


@cases('container')
def test_a_file_is_opened_or_refused(case: Case) -> None:
    file = base64.b64decode(case['file'])
    if not case['ok']:
        with pytest.raises(UnreadableSebFile) as refused:
            open_seb_file(file, case['password'])
        assert (refused.value.reason, refused.value.http_status) == (case['error'], 400)
        return

    opened = open_seb_file(file, case['password'])

    assert opened.kind == case['kind']
    assert hashlib.sha256(opened.xml).hexdigest() == case['xml_sha256']
    assert config_key(opened.settings) == case['config_key']


def test_encrypting_gives_every_byte_that_others_give() -> None:
    """With the random parts of the vector."""
    case = the('container', 'ct-pswd-v3')
    layers = case['layers']
    encrypted = gzip.decompress(base64.b64decode(case['file']))[4:]
    parts = Randomness(*(bytes.fromhex(layers[name]) for name in ('encryption_salt', 'hmac_salt', 'iv')))

    again = encrypt(decrypt(encrypted, case['password']), case['password'], parts)

    assert again == encrypted
    assert again[-32:].hex() == layers['hmac']
    assert (again[0], again[1]) == (layers['version'], layers['options'])


@pytest.fixture
def independent() -> Any:
    """A reader and writer of the format that knows nothing of this app: the package rncryptor, for bytes, not text."""
    rncryptor = pytest.importorskip('rncryptor', reason='an independent reader of the format (requirements/test.in)')

    class OfBytes(rncryptor.RNCryptor):  # type: ignore[misc, name-defined]
        def post_decrypt_data(self, data: bytes) -> bytes:
            return data[: -data[-1]]

    return OfBytes()


@pytest.mark.parametrize('password', [PASSWORD, 'Prüfung😀', ' ', 'x' * 500])
def test_an_independent_reader_opens_what_we_encrypt(independent: Any, password: str) -> None:
    file = gzip.decompress(write_seb_file(START, password))

    assert file[:6] == b'pswd\x03\x01'
    assert plistlib.loads(gzip.decompress(independent.decrypt(file[4:], password))) == START


@pytest.mark.parametrize('password', [PASSWORD, 'Prüfung😀', ' ', 'x' * 500])
def test_we_open_what_an_independent_writer_encrypts(independent: Any, password: str) -> None:
    file = b'pswd' + independent.encrypt(gzip.compress(plistlib.dumps(START)), password)

    assert open_seb_file(gzip.compress(file), password).settings == START


@settings(max_examples=50, deadline=None)
@given(configurations, st.none() | st.text(max_size=20))
def test_what_was_written_is_read(written: dict[str, Any], password: str | None) -> None:
    opened = open_seb_file(write_seb_file(written, password), password)

    assert opened.settings == written
    assert opened.kind == ('plnd' if password is None else 'pswd')
    assert config_key(opened.settings) == config_key(written)


def test_plain_files_of_equal_settings_are_equal_and_encrypted_ones_never() -> None:
    assert write_seb_file(START) == write_seb_file(START)
    assert write_seb_file(START, PASSWORD) != write_seb_file(START, PASSWORD)


def test_a_hazard_is_refused_when_a_file_is_written() -> None:
    with pytest.raises(InvalidSebConfiguration, match='a is an empty dictionary'):
        write_seb_file({**START, 'a': {}})


@pytest.mark.parametrize('blocks', [b'\0' * 16, b'\0' * 32, b'x' * 17])
def test_what_is_signed_and_not_padded_is_refused(blocks: bytes) -> None:
    """Whoever knows the password can sign anything."""
    signed = encrypt(b'', PASSWORD)[:34] + blocks
    key = hashlib.pbkdf2_hmac('sha1', PASSWORD.encode(), signed[10:18], 10_000, 32)

    assert reason_of(signed + hmac.digest(key, signed, 'sha256')) == 'wrong_password'


def test_each_byte_of_the_header_has_to_be_known() -> None:
    encrypted = encrypt(b'', PASSWORD)

    assert reason_of(encrypted[:81]) == 'truncated'
    assert reason_of(encrypted[:81] + b'x') == 'wrong_password'
    assert {reason_of(bytes([version]) + encrypted[1:]) for version in (0, 1, 4, 255)} == {'unknown_version'}
    assert {reason_of(encrypted[:1] + bytes([options]) + encrypted[2:]) for options in (0, 2)} == {'unknown_version'}


def reason_of(encrypted: bytes) -> str:
    """Why it is not decrypted."""
    with pytest.raises(UnreadableSebFile) as refused:
        decrypt(encrypted, PASSWORD)
    return refused.value.reason


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 255))
def test_an_encrypted_file_that_was_tampered_with_is_refused(place: int, change: int) -> None:
    inside = bytearray(gzip.decompress(ENCRYPTED))
    inside[place % len(inside)] ^= change

    with pytest.raises(UnreadableSebFile):
        open_seb_file(gzip.compress(inside), PASSWORD)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(ENCRYPTED) - 1))
def test_a_file_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(UnreadableSebFile):
        open_seb_file(ENCRYPTED[:length], PASSWORD)
    with pytest.raises(UnreadableSebFile):
        open_seb_file(gzip.compress(gzip.decompress(ENCRYPTED)[: length - 40]), PASSWORD)


def test_bytes_after_the_end_are_refused() -> None:
    with pytest.raises(UnreadableSebFile) as refused:
        open_seb_file(write_seb_file(START) + b'x')
    assert refused.value.reason == 'damaged'


@pytest.fixture(scope='module')
def bomb() -> bytes:
    """A small file of much more than may be in one."""
    return gzip.compress(b'\0' * 200 * MOST_BYTES, 9)


@pytest.mark.parametrize(
    'make',
    [
        lambda _bomb: b'x' * (MOST_BYTES_OF_FILE + 1),
        lambda bomb: bomb,
        gzip.compress,
        lambda bomb: gzip.compress(b'plnd' + bomb),
        lambda bomb: gzip.compress(b'pswd' + encrypt(bomb, PASSWORD)),
        lambda _bomb: b'<?xml version="1.0"?>' + b' ' * MOST_BYTES_OF_FILE,
    ],
    ids=['large', 'bomb', 'two bombs', 'inside', 'encrypted', 'xml'],
)
def test_sizes_have_bounds(make: Callable[[bytes], bytes], bomb: bytes) -> None:
    file = make(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableSebFile) as refused:
            open_seb_file(file, PASSWORD)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.reason in ('too_large', 'unknown_format')
    assert most < 8 * MOST_BYTES, 'the bombs have 200 times as much'


def test_every_reason_is_said_in_words_and_survives_a_task_queue() -> None:
    said_by_the_cipher = {'wrong_password', 'unknown_version'}
    error = pickle.loads(pickle.dumps(UnreadableSebFile(FAULTS['too_large'], 'too_large')))

    assert {*FAULTS, *said_by_the_cipher} == set(get_args(Reason))
    assert all(text.endswith('.') for text in FAULTS.values())
    assert (str(error), error.reason) == ('The file is too large.', 'too_large')


PREFIXES = [b'', b'<?xml version="1.0"?>', b'plnd', b'pswd', b'pswd\x03\x01', b'pwcc', b'pkhs', b'\x1f\x8b\x08']


@settings(max_examples=2000, deadline=None)
@given(
    st.sampled_from(PREFIXES), st.binary(max_size=200), st.booleans(), st.booleans(), st.none() | st.text(max_size=3)
)
def test_nothing_else_is_raised_by_random_bytes(
    prefix: bytes, rest: bytes, inner: bool, outer: bool, password: str | None
) -> None:
    file = prefix + (gzip.compress(rest) if inner else rest)
    with pytest.raises((UnreadableSebFile, InvalidSebConfiguration)):
        open_seb_file(gzip.compress(file) if outer else file, password)
