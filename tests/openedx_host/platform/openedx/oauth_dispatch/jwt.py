"""JSON web tokens of users, signed with the site's private key, and the two cookies that browsers get them in."""

import time

import jwt
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse


def create_jwt_for_user(user: User, *, seconds: int) -> str:
    """A token that stands for the user."""
    config = settings.JWT_AUTH
    now = int(time.time())
    claims = {
        'aud': config['JWT_AUDIENCE'],
        'exp': now + seconds,
        'grant_type': 'password',
        'iat': now,
        'iss': config['JWT_ISSUER'],
        'preferred_username': user.username,
        'scopes': ['user_id', 'email', 'profile'],
        'version': config['JWT_SUPPORTED_VERSION'],
        'sub': f'anonymous-{user.pk}',
        'user_id': user.pk,
        'filters': ['user:me'],
        'is_restricted': False,
        'email_verified': user.is_active,
        'email': user.email,
        'name': user.get_full_name(),
        'administrator': user.is_staff,
        'superuser': user.is_superuser,
    }
    key = jwt.PyJWK.from_json(config['JWT_PRIVATE_SIGNING_JWK'], algorithm=config['JWT_SIGNING_ALGORITHM'])
    return jwt.encode(claims, key.key, algorithm=config['JWT_SIGNING_ALGORITHM'], headers={'kid': key.key_id})


def set_jwt_cookies(response: HttpResponse, user: User) -> None:
    """Header and payload may be read by scripts, the signature not."""
    config = settings.JWT_AUTH
    seconds = config['JWT_IN_COOKIE_EXPIRATION']
    header_and_payload, _, signature = create_jwt_for_user(user, seconds=seconds).rpartition('.')
    response.set_cookie(config['JWT_AUTH_COOKIE_HEADER_PAYLOAD'], header_and_payload, max_age=seconds)
    response.set_cookie(config['JWT_AUTH_COOKIE_SIGNATURE'], signature, max_age=seconds, httponly=True)
