"""Texts that the site stores encrypted, with AES-GCM and a key that is derived from ``SECRET_KEY``."""

from __future__ import annotations

import base64
import secrets
from typing import Any, Final

from django.conf import settings
from django.utils.crypto import salted_hmac

from edx_proctoring.security.crypto import Secret, aes

_PURPOSE: Final = 'edx_proctoring.sealed_text'
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16


def seal(text: str) -> str:
    """Return what is stored of the text: URL-safe Base64; '' for an empty text."""
    if not text:
        return ''
    nonce = secrets.token_bytes(_NONCE_BYTES)
    cipher = _cipher(settings.SECRET_KEY, nonce)
    ciphertext, tag = cipher.encrypt_and_digest(text.encode('utf-8', 'surrogatepass'))
    return base64.urlsafe_b64encode(nonce + tag + ciphertext).decode('ascii')


def unseal(stored: str) -> Secret:
    """Return the text; ``SECRET_KEY_FALLBACKS`` count, too. Raises ``ValueError`` for what was not sealed here."""
    if not stored:
        return Secret()
    raw = base64.urlsafe_b64decode(stored)
    nonce, rest = raw[:_NONCE_BYTES], raw[_NONCE_BYTES:]
    tag, ciphertext = rest[:_TAG_BYTES], rest[_TAG_BYTES:]
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            data: bytes = _cipher(key, nonce).decrypt_and_verify(ciphertext, tag)
        except ValueError:
            continue
        return Secret(data.decode('utf-8', 'surrogatepass'))
    raise ValueError('The text was sealed with another key, or was changed.')


def _cipher(secret: str | bytes, nonce: bytes) -> Any:
    key = salted_hmac(_PURPOSE, '', secret=secret, algorithm='sha256').digest()
    return aes().new(key, aes().MODE_GCM, nonce=nonce, mac_len=_TAG_BYTES)
