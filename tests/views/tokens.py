"""Tokens as the site's authorization server makes them, and as an attacker would."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import jwt
import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from rest_framework.test import APIClient

rsa: Any = pytest.importorskip('cryptography.hazmat.primitives.asymmetric.rsa')
RSAAlgorithm: Any = jwt.algorithms.RSAAlgorithm

JWT_COOKIE = 'edx-jwt-cookie'
_OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def claims_of(user: User, now: datetime, **changes: Any) -> dict[str, Any]:
    """What a token says of the user; a claim that is changed to None is left out."""
    claims = {
        'iss': site.JWT_AUTH['JWT_ISSUER'],
        'aud': site.JWT_AUTH['JWT_AUDIENCE'],
        'iat': int(now.timestamp()),
        'exp': int((now + timedelta(hours=1)).timestamp()),
        'version': '1.1.0',
        'preferred_username': user.username,
        'email': user.email,
        'administrator': user.is_staff,
        'scopes': [],
        'filters': [],
        'is_restricted': False,
        **changes,
    }
    return {name: value for name, value in claims.items() if value is not None}


@cache
def _signing_key(jwk: str) -> jwt.PyJWK:
    """The key: to read one takes longer than most tests."""
    return jwt.PyJWK.from_json(jwk, algorithm='RS512')


def token(user: User, now: datetime, **changes: Any) -> str:
    """What the authorization server issues: signed with the site's private key, RS512."""
    key = _signing_key(site.JWT_AUTH['JWT_PRIVATE_SIGNING_JWK'])
    return jwt.encode(claims_of(user, now, **changes), key.key, algorithm='RS512', headers={'kid': key.key_id})


def shared_secret_token(user: User, now: datetime, *, secret: str | None = None) -> str:
    """A token that is signed with the secret that all services share, HS256; or with any other text."""
    unsigned = hand_made(user, now, {'alg': 'HS256', 'typ': 'JWT'}).rstrip('.')
    key = secret or str(site.JWT_AUTH['JWT_SECRET_KEY'])
    return f'{unsigned}.{_base64(hmac.digest(key.encode(), unsigned.encode(), "sha256"))}'


def other_key_token(user: User, now: datetime, algorithm: str = 'RS512') -> str:
    """A token that somebody signed with a key pair of their own, under the name of the site's key."""
    return jwt.encode(claims_of(user, now), _OTHER_KEY, algorithm=algorithm, headers={'kid': 'campus'})


def other_public_key() -> dict[str, Any]:
    """The public half of that key pair, as a JWK."""
    return {'kid': 'other', **RSAAlgorithm.to_jwk(_OTHER_KEY.public_key(), as_dict=True)}


def hand_made(user: User, now: datetime, header: dict[str, Any], signature: bytes = b'') -> str:
    """A token that no library has put together."""
    parts = [json.dumps(header).encode(), json.dumps(claims_of(user, now)).encode(), signature]
    return '.'.join(map(_base64, parts))


def _base64(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).decode().rstrip('=')


def _public_key() -> dict[str, Any]:
    """The site's public key, which everybody may read."""
    found: dict[str, Any] = json.loads(site.JWT_AUTH['JWT_PUBLIC_SIGNING_JWK_SET'])['keys'][0]
    return found


def _seconds(now: datetime, **later: float) -> int:
    return int((now + timedelta(**later)).timestamp())


def _with_the_signature_of_another(user: User, now: datetime) -> str:
    requested, had = token(user, now), token(user, now, preferred_username='somebody')
    return f'{requested.rpartition(".")[0]}.{had.rpartition(".")[2]}'


# What nobody may be believed, by what is wrong with it. All of it is well-formed.
FORGERIES: dict[str, Callable[[User, datetime], str]] = {
    'another key': other_key_token,
    'another key, RS256': lambda user, now: other_key_token(user, now, 'RS256'),
    'another secret': lambda user, now: shared_secret_token(user, now, secret='a secret as long as that of the site'),
    'the public key as secret': lambda user, now: shared_secret_token(user, now, secret=json.dumps(_public_key())),
    'the modulus as secret': lambda user, now: shared_secret_token(user, now, secret=_public_key()['n']),
    'an empty signature, RS512': lambda user, now: hand_made(user, now, {'alg': 'RS512', 'kid': 'campus'}),
    'an empty signature, HS256': lambda user, now: hand_made(user, now, {'alg': 'HS256'}),
    'no algorithm': lambda user, now: hand_made(user, now, {'alg': 'none'}),
    'no algorithm, in capitals': lambda user, now: hand_made(user, now, {'alg': 'NONE'}),
    'a key of its own': lambda user, now: hand_made(user, now, {'alg': 'RS512', 'jwk': other_public_key()}, b'x' * 256),
    'the signature of another token': _with_the_signature_of_another,
    'another issuer': lambda user, now: token(user, now, iss='https://elsewhere.example.com'),
    'no issuer': lambda user, now: token(user, now, iss=None),
    'another audience': lambda user, now: token(user, now, aud='elsewhere'),
    'expired': lambda user, now: token(user, now, exp=_seconds(now, minutes=-5)),
    'no expiry': lambda user, now: token(user, now, exp=None),
    'no date of issue': lambda user, now: token(user, now, iat=None),
    'not yet valid': lambda user, now: token(user, now, nbf=_seconds(now, minutes=5)),
    'no user': lambda user, now: token(user, now, preferred_username=None),
    'of a later version': lambda user, now: token(user, now, version='9.0.0'),
}


def bearing(bearer_token: str) -> APIClient:
    """A client that sends the token and is not logged in otherwise."""
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f'JWT {bearer_token}')
    client.default_format = 'json'
    return client


def bearing_cookie(bearer_token: str) -> APIClient:
    """A client that sends the token as a front end does, in the cookie."""
    client = APIClient()
    client.cookies[JWT_COOKIE] = bearer_token
    client.default_format = 'json'
    return client
