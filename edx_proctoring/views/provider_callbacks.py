"""What proctoring providers call: the attempt is set up, the exam is launched, the session was reviewed."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from rest_framework import status
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import launch_links, provider_gateway
from edx_proctoring.actions import received_reviews
from edx_proctoring.actions.attempt_status import Change, change_status, settle
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.exceptions import ProctoredExamPermissionDenied, StudentExamAttemptDoesNotExistsException
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt_by_code, find_attempt_by_external_id, locate_attempt_by_code
from edx_proctoring.serializers import attempt_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.anonymous_reviews import (
    SECRET_HEADER,
    SECRET_PARAMETER,
    SIGNATURE_HEADER,
    ReviewParser,
    ReviewThrottle,
    forget_secret,
    require_trusted_sender,
    sends_anonymous_reviews,
)
from edx_proctoring.views.base import BaseAPIView, ProctoredAPIView, kept_nowhere, refusing_in_text
from edx_proctoring.views.descriptions import (
    ANYONE,
    BUSY,
    NOT_ALLOWED,
    Answer,
    Operation,
    Parameter,
    refusal,
    spoken,
)
from edx_proctoring.views.error_reports import keep_quiet
from edx_proctoring.views.reviews import Review, SoftwareSecureReview

REVIEW_PERMISSION = 'edx_proctoring.can_review_attempt'
LAUNCH_COOKIE = 'exam'
METHODS_WITHOUT_REPORT = frozenset({'HEAD', 'OPTIONS', 'TRACE'})
PREFETCH_HEADERS = ('Sec-Purpose', 'Purpose', 'X-Moz', 'X-Purpose')

_REVIEWER: Final = "For the provider's user (group `{backend}_review`) and staff of the site."
_STORED: Final = spoken('`OK`: stored, or the same review was stored before.')
_BAD_REVIEW: Final = refusal('No such attempt, or the body is not a review of it; nothing was stored.')


@Operation(
    'Providers',
    'open_launch_callback',
    'Report that the secure browser is set up',
    ANYONE,
    {
        302: Answer(
            'Redirects to the exam.',
            headers={'Location': 'The exam.', 'Set-Cookie': 'A signed cookie `exam` with the code of the attempt.'},
        ),
        403: Answer('The signature is missing, invalid, or expired.', str, 'text/html'),
        404: Answer('No attempt at such a provider has this code.', str, 'text/html'),
        503: BUSY._replace(kind=str, content_type='text/plain'),
    },
    parameters=(Parameter('signature', 'Part of the URL that the provider received, if it has one.'),),
    notes='For providers whose browser opens such links. An attempt that is being set up becomes ready to start; '
    'any other stays as it is. Other methods do the same; HEAD, prefetching and images change nothing.',
)
@transaction.non_atomic_requests
@kept_nowhere
@refusing_in_text
def start_exam_callback(request: HttpRequest | None, attempt_code: str) -> HttpResponse:
    """Mark the attempt as ready when the secure browser opens its launch link.

    Sends it to the exam, with the cookie by which the exam knows the browser. An attempt that was being set up becomes
    ready, if a person opened the page (deviation S12); nothing happens to any other: one that runs is ended on the
    exam's own page. 404 for unknown codes and those of other providers, 403 where the site had the link signed and it
    is not, or is too old, 503 when the database does not serve it.
    ``request`` is None when a provider in this process announces that it is ready.
    """
    if request is not None:
        keep_quiet(request)
    attempt = find_attempt_by_code(attempt_code)
    if attempt is None or (request is not None and not _is_launched_by_link(attempt)):
        return HttpResponse('There is no exam for this code.', status=status.HTTP_404_NOT_FOUND)
    code = attempt.attempt_code or ''
    if request is not None and not launch_links.opens(code, request.GET.get(launch_links.SIGNATURE)):
        message = 'This is not the link that the proctoring software was given, or it is too old.'
        return HttpResponse(message, status=status.HTTP_403_FORBIDDEN)
    if request is None or _is_opened_by_a_person(request):
        now = timezone.now()
        change_status(settle(attempt, now=now), Change(Status.ready_to_start, actor=Actor.PROVIDER), now=now)
    response = HttpResponseRedirect(_exam_path(attempt))
    response.set_signed_cookie(
        LAUNCH_COOKIE,
        code,
        httponly=True,
        secure=conf.url_scheme == 'https' or (request is not None and request.is_secure()),
        samesite='Lax',
    )
    return response


class ExamReadyCallback(ProctoredAPIView):
    """A provider of the REST kind has set up an attempt."""

    @Operation(
        'Providers',
        'mark_attempt_ready',
        'Mark an attempt as ready to start',
        _REVIEWER,
        {200: spoken('`OK`, also where the attempt was past that.'), 404: spoken('No such attempt.')},
        notes='The body is not read.',
    )
    def post(self, request: Request, external_id: str) -> Response:
        """Let the learner start. For the provider's user and staff (deviation S2); the body says nothing."""
        attempt = find_attempt_by_external_id(external_id)
        if attempt is None:
            return Response('There is no such attempt.', status=status.HTTP_404_NOT_FOUND)
        if not _may_review(request.user, attempt):
            raise ProctoredExamPermissionDenied(_('Only the proctoring provider may do this.'))
        now = timezone.now()
        change_status(settle(attempt, now=now), Change(Status.ready_to_start, actor=Actor.PROVIDER), now=now)
        return Response('OK')


class BaseReviewCallback:
    """Taking a provider's review; the views below find out whose it is."""

    def make_review(
        self,
        attempt: ProctoredExamStudentAttempt,
        data: Mapping[str, Any],
        *,
        is_archived: bool | None = None,
        sender_id: int | None = None,
    ) -> Response:
        """Keep what was posted, have the provider read it, store the review and draw the consequences for the attempt.

        The same once more is acknowledged and has no effect.

        ``is_archived`` is told to providers that deliver without signing in; the others review live attempts only, and
        ``sender_id`` is who signed in.
        """
        received_reviews.take(
            attempt,
            data,
            is_anonymous=is_archived is not None,
            is_archived=bool(is_archived),
            now=timezone.now(),
            sender_id=sender_id,
        )
        return Response('OK')


class ProctoredExamReviewCallback(ProctoredAPIView, BaseReviewCallback):
    """A provider of the REST kind has reviewed an attempt."""

    size_setting = 'review_most_bytes'

    @Operation(
        'Providers',
        'post_review',
        'Post a review',
        _REVIEWER,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: NOT_ALLOWED,
            412: spoken("The exam's provider is no longer configured."),
        },
        body=Review,
    )
    def post(self, request: Request, external_id: str) -> Response:
        """Take the review. For the provider's user and staff; 412 when the exam has no provider any more."""
        attempt = find_attempt_by_external_id(external_id)
        if attempt is None:
            raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
        if not _may_review(request.user, attempt):
            return Response(status=status.HTTP_403_FORBIDDEN)
        if provider_gateway.find_provider(attempt.proctored_exam) is None:
            return Response('This exam is not proctored any more.', status=status.HTTP_412_PRECONDITION_FAILED)
        return self.make_review(attempt, _plain(request_data.body(request)), sender_id=request.user.id)


class IgnoreClientContentNegotiation(BaseContentNegotiation):
    """Reads and writes the view's own types, whatever the client says: it sends JSON and calls it otherwise."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser:
        """Return the view's first parser."""
        parser: BaseParser = parsers[0]
        return parser

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Return the view's first renderer."""
        renderer: BaseRenderer = renderers[0]
        return renderer, str(renderer.media_type)


class AnonymousReviewCallback(BaseAPIView, BaseReviewCallback):
    """A provider of the SoftwareSecure kind has reviewed an attempt. Nobody is logged in here."""

    size_setting = 'review_most_bytes'
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ReviewThrottle,)
    parser_classes = (ReviewParser,)
    renderer_classes = (JSONRenderer,)
    content_negotiation_class = IgnoreClientContentNegotiation

    @Operation(
        'Providers',
        'post_software_secure_review',
        'Post a review in the SoftwareSecure format',
        ANYONE,
        {
            200: _STORED,
            400: _BAD_REVIEW,
            403: refusal(
                "The site's secret or signature is missing, or the caller is outside of the provider's networks."
            ),
            429: refusal('Too many reviews from this address.'),
            503: BUSY,
        },
        parameters=(
            Parameter(SIGNATURE_HEADER, 'The signature, on sites that require one.', str, 'header'),
            Parameter(SECRET_HEADER, 'The secret, on sites that require one.', str, 'header'),
            Parameter(SECRET_PARAMETER, 'The same, for services that can only be given a URL.'),
        ),
        body=SoftwareSecureReview,
        reads_forms=False,
        notes='The body is read as JSON, whatever its declared type.',
    )
    def post(self, request: Request) -> Response:
        """Take the review of a live or removed attempt; attempts at other kinds of providers count as unknown (S7)."""
        require_trusted_sender(request)
        forget_secret(request._request)
        data = request_data.body(request)
        attempt, is_archived = locate_attempt_by_code(_exam_code(data))
        if attempt is None or not sends_anonymous_reviews(attempt.proctored_exam):
            raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
        return self.make_review(attempt, data, is_archived=is_archived)


def _may_review(user: Any, attempt: ProctoredExamStudentAttempt) -> bool:
    return bool(user.has_perm(REVIEW_PERMISSION, attempt_dict(attempt)))


def _plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a form's fields with the last value of each, as forms are read."""
    return {name: data[name] for name in data}


def _exam_code(data: Mapping[str, Any]) -> str | None:
    metadata = data.get('examMetaData')
    code = metadata.get('examCode') if isinstance(metadata, Mapping) else None
    return request_data.find_text(code, 'examCode')


def _is_launched_by_link(attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether a launch link can make the attempt ready: a supervised one, of a provider that uses such links."""
    return attempt.taking_as_proctored and provider_gateway.uses_launch_link(attempt.proctored_exam)


def _is_opened_by_a_person(request: HttpRequest) -> bool:
    """Return whether somebody has opened the page: no link checker, no browser that prepares for a click, no image."""
    if request.method in METHODS_WITHOUT_REPORT:
        return False
    if request.headers.get('Sec-Fetch-Dest', 'document') != 'document':
        return False
    return not any('prefetch' in request.headers.get(name, '').lower() for name in PREFETCH_HEADERS)


def _exam_path(attempt: ProctoredExamStudentAttempt) -> str:
    exam = attempt.proctored_exam
    return links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=False) or '/'
