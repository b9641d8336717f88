"""Who asks: somebody with a session of the site, or with a JWT of the site's authorization server.

A token counts once its signature was verified with a key of the site; without such a key none does (deviation X71).
"""

from __future__ import annotations

from typing import Any

import jwt
from django.utils.translation import gettext_lazy
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed

from edx_proctoring.lms import tokens
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


class TokensNotAcceptedError(APIException):
    """The site's settings do not let anybody tell a good token from a bad one."""

    status_code = status.HTTP_401_UNAUTHORIZED
    default_detail = gettext_lazy('This site does not accept tokens.')
    auth_header = 'JWT realm="api"'


try:
    from edx_rest_framework_extensions.auth.jwt import authentication
except ImportError:  # a plain Django host: sessions only
    AUTHENTICATION_CLASSES: tuple[Any, ...] = (SessionAuthentication,)
else:

    class JwtAuthentication(authentication.JwtAuthentication):  # type: ignore[misc]
        """The library's, for tokens with a verified signature, of users who may log in."""

        @classmethod
        def jwt_decode_token(cls, token: str, *args: Any, **kwargs: Any) -> Any:
            """Return the claims of a token.

            Raises ``jwt.InvalidTokenError`` for one that is not the site's (403), and :class:`TokensNotAcceptedError`
            (401) where that can't be found out.
            """
            try:
                tokens.require_verified(token)
                return super().jwt_decode_token(token, *args, **kwargs)
            except jwt.InvalidTokenError:
                raise
            except Exception as error:
                log.exception('Tokens cannot be verified: JWT_AUTH is missing or wrong')
                raise TokensNotAcceptedError from error

        def authenticate_credentials(self, payload: Any) -> Any:
            """Return the token's user, who must be active, as with a session (deviation X72)."""
            user = super().authenticate_credentials(payload)
            if not user.is_active:
                raise AuthenticationFailed(gettext_lazy('This account is not active.'))
            return user

    AUTHENTICATION_CLASSES = (SessionAuthentication, JwtAuthentication)
