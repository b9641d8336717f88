"""Ids that hide who a learner is, and the cipher that video links are stored with.

Three stored forms of a link exist. All are URL-safe text, so that they fit the column and a URL:

* published: Base64 of AES-CBC. The initialization vector is derived from the key, so equal links have equal
  ciphertexts, and nothing detects tampering.
* authenticated: ``gcm.`` and Base64 of nonce, tag and AES-GCM ciphertext. The dot is not in Base64's alphabet, which
  tells the forms apart.
* bound: ``gcm.``, Base64 of whose link it is, a dot, and the rest as before. Whose it is, the attempt's code, is
  authenticated as additional data, so it can be read without the key (:func:`bound_to`) and changed by nobody.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from typing import Any

from edx_proctoring.conf import conf

AES_BLOCK_SIZE_BYTES = 16

_SIGNATURE = re.compile('t=(?P<time>[0-9]{1,12}),(?P<digests>v1=[0-9a-f]{64}(,v1=[0-9a-f]{64}){0,9})')
_GCM_PREFIX = b'gcm.'
_GCM_NONCE_BYTES = 12
_GCM_TAG_BYTES = 16


class Secret(str):
    """Text that is hidden where variables are listed: on error pages and in error reports."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'********'"


def aes() -> Any:
    """Return the AES module, imported on first use: most processes never need it, and loading it takes long."""
    from Crypto.Cipher import AES  # noqa: PLC0415

    return AES


def des3() -> Any:
    """Return the triple DES module, imported in the same way."""
    from Crypto.Cipher import DES3  # noqa: PLC0415

    return DES3


def is_key_for_des(key: bytes) -> bool:
    """Return whether triple DES accepts the key."""
    try:
        des3().new(key, des3().MODE_ECB)
    except ValueError:
        return False
    return True


def is_key_for_aes(key: str) -> bool:
    """Return whether the hex digits are a key of a valid length for AES."""
    try:
        return len(bytes.fromhex(key)) in aes().key_size
    except ValueError:
        return False


def obscured_user_id(user_id: object, *extra: object) -> str:
    """Return 40 hex digits that identify a user to a provider without revealing who they are.

    The same arguments always give the same id, so a provider can recognize a learner, and the backend's name keeps two
    providers from matching their learners. Providers store these ids: neither key nor formula may ever change.

    There is no separator between the parts: user 1 at a backend ``2acme`` and user 12 at ``acme`` have the same id. A
    system check warns about such names (``edx_proctoring.W119``).
    """
    message = ''.join(str(part) for part in (user_id, *extra)).encode('utf-8')
    return hmac.new(conf.obfuscation_key.encode('ascii'), message, hashlib.sha1).hexdigest()


def review_signature(body: bytes, key: str, *, signed_at: int) -> str:
    """Return the header ``X-Proctoring-Signature`` of a posted review: ``t=<seconds>,v1=<hex>``.

    The hex digits are HMAC-SHA256, with the key, of the seconds (Unix time), a period, and the body as it is sent.
    While keys are rotated, signers may append ``,v1=<hex>`` for another one.
    """
    return f't={signed_at},v1={_review_digest(body, key, signed_at)}'


def is_review_signature(header: str, body: bytes, keys: Sequence[str], *, now: float, seconds: float) -> bool:
    """Return whether the header signs the body with one of the keys, at a time within ``seconds`` of now.

    The time that it takes reveals neither how much of a guess was right, nor which key matched.
    """
    found = _SIGNATURE.fullmatch(header.strip())
    if found is None:
        return False
    signed_at = int(found['time'])
    presented = [part.removeprefix('v1=') for part in found['digests'].split(',')]
    expected = [_review_digest(body, key, signed_at) for key in keys]
    matches = [hmac.compare_digest(one, other) for one in expected for other in presented]
    return any(matches) and abs(now - signed_at) <= seconds


def _review_digest(body: bytes, key: str, signed_at: int) -> str:
    return hmac.new(key.encode('utf-8'), f'{signed_at}.'.encode('ascii') + body, hashlib.sha256).hexdigest()


def encrypt_and_encode(data: bytes, key: bytes, *, bind_to: str = '') -> bytes:
    """Return the stored form of a link, in the format that ``VIDEO_LINK_CIPHER`` selects.

    The key has 16, 24, or 32 bytes. ``bind_to`` is the code of the link's attempt; the published format has no place
    for it.
    """
    if conf.video_link_cipher == 'gcm':
        return _seal(data, key, bind_to)
    return base64.urlsafe_b64encode(aes_encrypt(data, key))


def decode_and_decrypt(encoded_data: bytes | str, key: bytes) -> bytes:
    """Return the link of any stored form. Raises ``ValueError`` for anything that was not made with this key."""
    stored = encoded_data.encode('ascii') if isinstance(encoded_data, str) else bytes(encoded_data)
    if stored.startswith(_GCM_PREFIX):
        return _open(stored, key)
    return aes_decrypt(base64.urlsafe_b64decode(stored), key)


def bound_to(stored: bytes) -> str | None:
    """Return the code of the attempt that a stored link is bound to; None for forms without one.

    This is what the row claims; decrypting verifies it. Raises ``ValueError`` for what cannot be a code.
    """
    prefix, first, *rest = [*stored.split(b'.'), b'']
    return base64.urlsafe_b64decode(first).decode() if prefix + b'.' == _GCM_PREFIX and len(rest) > 1 else None


def aes_encrypt(data: bytes, key: bytes) -> bytes:
    """Pad and encrypt with AES-CBC in the published way."""
    encrypted: bytes = aes().new(key, aes().MODE_CBC, generate_aes_iv(key)).encrypt(pad(data))
    return encrypted


def aes_decrypt(encrypted_data: bytes, key: bytes) -> bytes:
    """Undo ``aes_encrypt``. Raises ``ValueError`` for a wrong length or padding."""
    return unpad(aes().new(key, aes().MODE_CBC, generate_aes_iv(key)).decrypt(encrypted_data))


def generate_aes_iv(key: bytes) -> bytes:
    """Return the 16-byte initialization vector of a key. Stored links depend on this formula."""
    inner = hashlib.md5(key, usedforsecurity=False).hexdigest().encode('ascii')
    digest = hashlib.md5(key + inner, usedforsecurity=False).hexdigest()
    return digest[:AES_BLOCK_SIZE_BYTES].encode('ascii')


def pad(data: bytes) -> bytes:
    """Pad to whole blocks as defined by PKCS#7; data that fits exactly gets one more block."""
    count = AES_BLOCK_SIZE_BYTES - len(data) % AES_BLOCK_SIZE_BYTES
    return data + bytes([count]) * count


def unpad(padded_data: bytes) -> bytes:
    """Undo ``pad``. Raises ``ValueError`` for anything that it cannot have produced."""
    count = padded_data[-1] if padded_data else 0
    if len(padded_data) % AES_BLOCK_SIZE_BYTES or not 1 <= count <= AES_BLOCK_SIZE_BYTES:
        raise ValueError('The data is not padded to whole blocks.')
    if padded_data[-count:] != bytes([count]) * count:
        raise ValueError('The padding is damaged.')
    return padded_data[:-count]


def _seal(data: bytes, key: bytes, bind_to: str) -> bytes:
    nonce = secrets.token_bytes(_GCM_NONCE_BYTES)
    cipher = aes().new(key, aes().MODE_GCM, nonce=nonce, mac_len=_GCM_TAG_BYTES)
    cipher.update(bind_to.encode())
    ciphertext, tag = cipher.encrypt_and_digest(data)
    owner = base64.urlsafe_b64encode(bind_to.encode()) + b'.' if bind_to else b''
    return _GCM_PREFIX + owner + base64.urlsafe_b64encode(nonce + tag + ciphertext)


def _open(stored: bytes, key: bytes) -> bytes:
    owner, _dot, sealed = stored.removeprefix(_GCM_PREFIX).rpartition(b'.')
    raw = base64.urlsafe_b64decode(sealed)
    nonce, rest = raw[:_GCM_NONCE_BYTES], raw[_GCM_NONCE_BYTES:]
    tag, ciphertext = rest[:_GCM_TAG_BYTES], rest[_GCM_TAG_BYTES:]
    cipher = aes().new(key, aes().MODE_GCM, nonce=nonce, mac_len=_GCM_TAG_BYTES)
    cipher.update(base64.urlsafe_b64decode(owner))
    data: bytes = cipher.decrypt_and_verify(ciphertext, tag)
    return data
