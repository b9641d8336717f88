"""What all HTTP views share: who is let in, and the one map from an exception to an answer."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from edx_proctoring.conf import conf
from edx_proctoring.database_errors import find_busy
from edx_proctoring.exceptions import (
    BusyException,
    EntryRefusedException,
    ProctoredBaseException,
    TooManyCodesException,
)
from edx_proctoring.lms import links
from edx_proctoring.request_charset import require_utf8
from edx_proctoring.views import bodies, request_data
from edx_proctoring.views.authentication import AUTHENTICATION_CLASSES
from edx_proctoring.views.error_reports import keep_quiet

Arguments = ParamSpec('Arguments')
Answer = TypeVar('Answer', bound=HttpResponseBase)
Asked = TypeVar('Asked', HttpRequest, HttpRequest | None)


def exception_response(error: ProctoredBaseException) -> Response:
    """Return the answer to a refused request: the exception's status, and its text in the request's language."""
    body: dict[str, Any] = {'detail': error.detail}
    if isinstance(error, EntryRefusedException):
        body |= {'rule': error.rule, 'entry_url': links.entry_url(error.exam_id)}
    if isinstance(error, TooManyCodesException):
        body['seconds_to_retry'] = error.seconds_to_retry
    return Response(body, status=error.http_status, headers=_headers(error))


def refusing_in_text(view: Callable[Concatenate[Asked, Arguments], Answer]) -> Callable[..., Answer | HttpResponse]:
    """Let a view that people open answer refusals with their own status, and the text for them to read.

    As every address, it takes requests in UTF-8 only. That is looked at before the host's check against forged requests
    reads a form, which is therefore made here. The request is None where no client asks.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def answer(request: Asked, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer | HttpResponse:
        try:
            called: Callable[..., Answer | HttpResponse] = view
            if request is not None:
                require_utf8(request)
                called = checked
            return called(request, *args, **kwargs)
        except Exception as error:
            refusal = find_refusal(error)
            if refusal is None:
                raise
            status, headers = refusal.http_status, _headers(refusal)
            return HttpResponse(
                refusal.detail, status=status, headers=headers, content_type='text/plain; charset=utf-8'
            )

    return answer


def kept_nowhere(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Mark whatever the view answers as :func:`personal`."""

    @wraps(view)
    def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        return personal(view(*args, **kwargs))

    return answer


def find_refusal(error: Exception) -> ProctoredBaseException | None:
    """Return the exception that says what to answer after this one; None for what is not ours."""
    return error if isinstance(error, ProctoredBaseException) else find_busy(error) or bodies.find_refusal(error)


def personal(response: Answer) -> Answer:
    """Mark the response so that neither a proxy nor a browser keeps it, unless the view says otherwise."""
    response.setdefault('Cache-Control', 'private, no-store')
    return response


def _headers(error: ProctoredBaseException) -> dict[str, str] | None:
    if isinstance(error, BusyException | TooManyCodesException):
        return {'Retry-After': str(error.seconds_to_retry)}
    return None


class BaseAPIView(APIView):
    """A view that answers refusals with their own status.

    Whatever it answers is for whoever asked, and kept nowhere (deviation X73). Bodies are read in UTF-8, up to a size
    and without files (deviation X70).

    It opts out of ``ATOMIC_REQUESTS``: actions open and close their own transactions, so that none is open while a
    provider is asked, and what was done before a failure stays done.
    """

    parser_classes = bodies.PARSERS
    size_setting = 'request_most_bytes'  # of conf

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def initialize_request(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Request:
        """Return DRF's request; should anything fail, its report tells nothing of what was sent."""
        keep_quiet(request)
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let in who may come in, with an address whose parts a database can be asked for (deviation R3).

        What can't be read is refused first: to find out who asks, a form may have to be read.
        """
        require_utf8(request._request)
        bodies.require_size(request, getattr(conf, self.size_setting))
        super().initial(request, *args, **kwargs)
        for name, value in kwargs.items():
            if isinstance(value, str):
                request_data.text(value, name)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the answer, for whoever asked only."""
        return personal(super().finalize_response(request, response, *args, **kwargs))

    def handle_exception(self, exc: Exception) -> Response:
        """Answer with the exception's own status; what is not ours goes to the host's exception handler."""
        refusal = find_refusal(exc)
        if refusal is not None:
            return exception_response(refusal)
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
