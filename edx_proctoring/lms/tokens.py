"""JWTs of the site's authorization server: with what they are verified. edx-drf-extensions reads them.

That library tries the public keys of ``JWT_AUTH`` first, and takes *any* token for verified where there are none
(``JWT_PUBLIC_SIGNING_JWK_SET`` is not set): verifying with no keys succeeds. The functions here don't.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from django.conf import settings

try:
    from edx_rest_framework_extensions.auth.jwt import decoder
    from edx_rest_framework_extensions.settings import get_first_jwt_issuer
    from rest_framework_jwt.settings import api_settings
except ImportError:
    decoder = None

PUBLIC_KEYS = 'JWT_PUBLIC_SIGNING_JWK_SET'
SIGNING_TYPE = 'oct'  # the type of a key that signs and verifies


class NoKeyError(Exception):
    """The site has no key to verify tokens with."""


def require_verified(token: str) -> None:
    """Verify that a key of the site signed the token, and that it is for the site's audience.

    Where the site has its own decoder, verifying is left to it. Raises ``jwt.InvalidTokenError`` for other tokens,
    :class:`NoKeyError` when there is no key, and any error from settings that can't be read.
    """
    if not _are_read_by_library():
        return
    issuer = get_first_jwt_issuer()
    keys = _keys(issuer)
    if not keys:
        raise NoKeyError('JWT_AUTH has neither public keys nor a secret')
    try:
        decoder.verify_jwk_signature_using_keyset(token, keys, aud=issuer['AUDIENCE'])
    except jwt.InvalidTokenError:
        raise
    except Exception as error:
        raise jwt.InvalidTokenError('The token cannot be verified.') from error


def find_problem() -> str | None:
    """Return what is wrong with the keys of ``JWT_AUTH``, for the operator.

    None if nothing is wrong, or if the site has no tokens.
    """
    if decoder is None or not hasattr(settings, 'JWT_AUTH') or not _are_read_by_library():
        return None
    try:
        _keys(get_first_jwt_issuer())
        public = _public_keys()
    except Exception as error:  # noqa: BLE001 - reading what a site wrote raises anything
        return f'JWT_AUTH cannot be read ({type(error).__name__})'
    if not public:
        return f"JWT_AUTH['{PUBLIC_KEYS}'] is not set, so edx-drf-extensions accepts tokens that anybody signed"
    if any(key.key_type == SIGNING_TYPE for key in public):
        return f"JWT_AUTH['{PUBLIC_KEYS}'] has a key that signs as well, so whoever reads it makes tokens"
    return None


def _keys(issuer: Mapping[str, Any]) -> list[jwt.PyJWK]:
    """Return the keys that verify tokens: the public ones, and the secret of the first issuer."""
    return [*_public_keys(), *decoder.get_verification_jwk_key_set(secret_key=issuer['SECRET_KEY'])]


def _public_keys() -> list[jwt.PyJWK]:
    return list(decoder.get_verification_jwk_key_set(asymmetric_keys=settings.JWT_AUTH.get(PUBLIC_KEYS)))


def _are_read_by_library() -> bool:
    return api_settings.JWT_DECODE_HANDLER is decoder.jwt_decode_handler
