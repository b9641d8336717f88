"""Programs that call this LMS, with the tokens that an Open edX LMS would give them."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt
from django.conf import settings
from django.contrib.auth.models import Group, User

from simulators.rest_account import Account

ALGORITHM = 'HS256'
TOKEN_LIFE = timedelta(hours=1)


@dataclass(frozen=True)
class ApiClient:
    """A program, the user that it acts as, and the group that says what it may do."""

    client_id: str
    client_secret: str
    username: str
    group: str


# A provider's service user may report and review attempts at the exams of its provider.
API_CLIENTS = (
    ApiClient(Account().lms_client_id, Account().lms_client_secret, 'rest_proctor_service', 'rest_proctor_review'),
)


def create_service_users() -> None:
    """Create each client's user and group, if they don't exist yet, and put the user into the group."""
    for client in API_CLIENTS:
        user, is_new = User.objects.get_or_create(username=client.username)
        if is_new:
            user.set_unusable_password()
            user.save()
        group, _ = Group.objects.get_or_create(name=client.group)
        user.groups.add(group)


def find_client(client_id: str, client_secret: str) -> ApiClient | None:
    """Return the client with these credentials, or ``None``."""
    given = f'{client_id}:{client_secret}'.encode()
    for client in API_CLIENTS:
        if hmac.compare_digest(given, f'{client.client_id}:{client.client_secret}'.encode()):
            return client
    return None


def issue_token(client: ApiClient, *, now: datetime) -> str:
    """Return a token that is valid for ``TOKEN_LIFE``."""
    claims = {'preferred_username': client.username, 'iss': settings.LMS_ROOT_URL, 'exp': now + TOKEN_LIFE}
    return jwt.encode(claims, settings.SECRET_KEY, algorithm=ALGORITHM)


def find_user_of(token: str) -> User | None:
    """Return the user of a token; ``None`` if this LMS did not issue it, or it has expired."""
    try:
        claims = jwt.decode(
            token,
            settings.SECRET_KEY,
            algorithms=[ALGORITHM],
            issuer=settings.LMS_ROOT_URL,
            options={'require': ['exp', 'preferred_username']},
        )
    except jwt.InvalidTokenError:
        return None
    return User.objects.filter(username=claims['preferred_username'], is_active=True).first()
