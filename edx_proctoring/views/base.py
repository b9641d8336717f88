"""What all HTTP views share: who is let in, and the one map from an exception to an answer."""

from typing import Any

from django.db import connections, transaction
from django.http import HttpRequest
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from edx_proctoring.actions.transactions import is_connection_lost, is_lock_failure
from edx_proctoring.correlation import get_logger
from edx_proctoring.exceptions import BusyException, ProctoredBaseException
from edx_proctoring.views import request_data
from edx_proctoring.views.error_reports import keep_quiet

try:
    from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
except ImportError:  # a plain Django host: sessions only
    AUTHENTICATION_CLASSES: tuple[Any, ...] = (SessionAuthentication,)
else:
    AUTHENTICATION_CLASSES = (SessionAuthentication, JwtAuthentication)

log = get_logger(__name__)

SECONDS_TO_RETRY = 3  # what a client is told to wait when the database could not serve it


def exception_response(error: ProctoredBaseException) -> Response:
    """The answer to a refused request: the exception's status, and its text under ``detail``."""
    headers = {'Retry-After': str(SECONDS_TO_RETRY)} if isinstance(error, BusyException) else None
    return Response({'detail': str(error)}, status=error.http_status, headers=headers)


class BaseAPIView(APIView):
    """A view that answers refusals with their own status.

    It opts out of ``ATOMIC_REQUESTS``: actions open and close their own transactions, so that none is open while a
    provider is asked, and what was done before a failure stays done.
    """

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Return DRF's request; should anything fail, its report tells nothing of what was sent."""
        keep_quiet(request)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may come in, with an address whose parts a database can be asked for (deviation R3)."""
        super().initial(request, *args, **kwargs)
        for name, value in kwargs.items():
            if isinstance(value, str):
                request_data.text(value, name)

    def handle_exception(self, exc: Exception) -> Response:
        """Answer with the exception's own status; what is not ours goes to the host's exception handler."""
        if isinstance(exc, ProctoredBaseException):
            return exception_response(exc)
        if is_lock_failure(exc) or is_connection_lost(exc):
            log.warning('The database did not serve a request: %s', type(exc).__name__, exc_info=exc)
            return exception_response(BusyException('The database can not be asked. Please try again in a moment.'))
        # DRF marks open transactions for rollback because it takes them for the request's. Here they are a caller's,
        # for example a test's, and none of our business.
        rollbacks = [(each, each.needs_rollback) for each in connections.all() if each.in_atomic_block]
        response = super().handle_exception(exc)
        for connection, needs_rollback in rollbacks:
            connection.needs_rollback = needs_rollback
        return response


class AuthenticatedAPIView(BaseAPIView):
    """A view for people who are logged in, by session or JWT; everybody else gets 403.

    The session comes first: that is why the answer is 403 and never 401. Finer permissions are checked inside the
    methods, once the object is known that they depend on.
    """

    authentication_classes = AUTHENTICATION_CLASSES
    permission_classes = (IsAuthenticated,)


class ProctoredAPIView(AuthenticatedAPIView):
    """The published base class of this app's views."""
