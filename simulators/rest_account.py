"""How a REST provider and an LMS recognize each other: OAuth client credentials, and the signed dashboard link.

Written from the description of the protocol, independently of ``edx_proctoring.backends.rest``: the two agree only if
both are right.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import jwt

ACCESS = 'api'
ALGORITHMS = ['HS256']


class AccessRefusedError(Exception):
    """The caller is not authenticated. ``status`` is that of the answer."""

    def __init__(self, reason: str, *, status: int = 401) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Account:
    """What the provider and one LMS have agreed on.

    The LMS gets tokens at the provider with the first pair, and signs dashboard links with its secret; the provider
    gets tokens at the LMS with the second pair.
    """

    client_id: str = 'demo-campus'
    client_secret: str = 'rest-simulator-secret-of-the-lms-000001'  # noqa: S105 - opens nothing but the simulator
    lms_client_id: str = 'rest-proctor'
    lms_client_secret: str = 'rest-simulator-secret-at-the-lms-000001'  # noqa: S105 - opens nothing but the demo


def issue_token(form: Mapping[str, str], *, account: Account, now: datetime, seconds: int) -> dict[str, object]:
    """Return the answer to a request for a token that works for ``seconds``.

    Raises AccessRefusedError: 401 for other credentials, 400 for what is no request for a JWT by client credentials.
    """
    if form.get('grant_type') != 'client_credentials':
        raise AccessRefusedError('unsupported_grant_type', status=400)
    if form.get('token_type') != 'jwt':
        raise AccessRefusedError('unsupported_token_type', status=400)
    given = f'{form.get("client_id")}:{form.get("client_secret")}'
    if not hmac.compare_digest(given.encode(), f'{account.client_id}:{account.client_secret}'.encode()):
        raise AccessRefusedError('invalid_client')
    claims = {'sub': account.client_id, 'aud': ACCESS, 'exp': int(now.timestamp()) + seconds}
    token = jwt.encode(claims, account.client_secret, algorithm='HS256')
    return {'access_token': token, 'expires_in': seconds, 'token_type': 'JWT', 'scope': 'read write'}


def check_token(authorization: str, *, account: Account, now: datetime) -> None:
    """Raise AccessRefusedError unless the header carries a token of ``issue_token`` that has not expired."""
    scheme, _, token = authorization.partition(' ')
    if scheme != 'JWT':
        raise AccessRefusedError("The Authorization header must read 'JWT <token>'.")
    _read_claims(token, account=account, now=now, audience=ACCESS)


def read_dashboard_claims(token: str, *, account: Account, now: datetime) -> dict[str, Any]:
    """Return what the LMS says in the dashboard link: ``user``, ``course_id``, maybe ``exam_id``, ``attempt_id``.

    Raises AccessRefusedError (403) unless the LMS has signed it and its time is not over.
    """
    try:
        return _read_claims(token, account=account, now=now, issuer=account.client_id)
    except AccessRefusedError as refusal:
        raise AccessRefusedError(refusal.reason, status=403) from None


def _read_claims(token: str, *, account: Account, now: datetime, **expected: str) -> dict[str, Any]:
    try:
        claims = jwt.decode(
            token,
            account.client_secret,
            algorithms=ALGORITHMS,
            # The time is an argument here.
            options={'require': ['exp'], 'verify_exp': False},
            **expected,  # type: ignore[arg-type]
        )
    except jwt.InvalidTokenError as error:
        raise AccessRefusedError(f'The token is not valid: {error}.') from None
    expires_at = claims['exp']
    if isinstance(expires_at, bool) or not isinstance(expires_at, int | float) or expires_at <= now.timestamp():
        raise AccessRefusedError('The token has expired.')
    return claims
