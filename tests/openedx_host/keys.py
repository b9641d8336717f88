"""The key pair with which a site signs its tokens, in the form of the platform's settings."""

from __future__ import annotations

import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm


def jwt_settings(lms_url: str) -> dict[str, Any]:
    """What a site's file says under ``JWT_AUTH``: tokens are signed with a private key, everybody checks them."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = {'kid': 'campus', **RSAAlgorithm.to_jwk(key, as_dict=True)}
    public = {'kid': 'campus', **RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)}
    issuer = f'{lms_url}/oauth2'
    secret = 'a secret for tokens that are signed with one key'
    return {
        'JWT_ISSUER': issuer,
        'JWT_AUDIENCE': 'campus',
        'JWT_SECRET_KEY': secret,
        'JWT_ISSUERS': [{'ISSUER': issuer, 'AUDIENCE': 'campus', 'SECRET_KEY': secret}],
        'JWT_SIGNING_ALGORITHM': 'RS512',
        'JWT_PRIVATE_SIGNING_JWK': json.dumps(private),
        'JWT_PUBLIC_SIGNING_JWK_SET': json.dumps({'keys': [public]}),
    }
