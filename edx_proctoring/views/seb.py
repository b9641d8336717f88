"""Safe Exam Browser, for the pages of learners: the link to a configuration, and checks of the browser."""

from typing import Annotated, Any, Final, NotRequired, TypedDict

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import seb_challenges, seb_configurations
from edx_proctoring.actions.seb_challenges import Client, Outcome
from edx_proctoring.exceptions import ObjectNotFoundException
from edx_proctoring.learner_pages.seb_words import VERDICTS, version_of
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.seb.hashes import Presented, Verdict
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import DetailDict, Keyword, Named, Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import AUTH, BUSY, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.visitors import SEB_COOKIE

_NO_EXAM: Final = _('There is no such exam.')
_NOT_FOUND: Final = refusal('No such exam.')
_NOT_AVAILABLE: Final = refusal('The exam does not need Safe Exam Browser, or it cannot be checked or handed out here.')


SebVerdict = Annotated[str, Named('SebCheckVerdict'), Keyword('enum', tuple(map(str, Verdict)))]


class SebLinkDict(TypedDict):
    """Where the learner's configuration can be fetched for a few minutes, without a login."""

    download_url: str
    seb_url: Annotated[str, 'The same, as a link that opens Safe Exam Browser.']
    expires: Annotated[str, Keyword('format', 'date-time')]


class SebChallengeDict(TypedDict):
    """A page that checks the browser: for a frame, or to be opened as it is."""

    address: str
    expires_in: Annotated[int, 'Seconds.']


class SebVerdictDict(TypedDict):
    """What came of a check."""

    verdict: SebVerdict
    detail: Words


class SebRefusalDict(DetailDict):
    """Why it is not the right browser, or why nothing was checked."""

    verdict: NotRequired[SebVerdict]


class SebAnswer(Input):
    """What the browser's JavaScript API has on the page of the check."""

    config_key_hash = Field(request_data.find_text, str, 'Empty if there is none.')
    exam_key_hash = Field(request_data.find_text, str, 'Empty if there is none.')
    version = Field(request_data.find_text, str, '`SafeExamBrowser.version`.')


class SebLinkView(ProctoredAPIView):
    """The learner's own configuration. Not published: ours alone."""

    @Operation(
        'Attempts',
        'make_seb_link',
        'Get a link to the configuration of Safe Exam Browser',
        AUTH,
        {
            200: Answer('A new link; the former one ends.', SebLinkDict),
            400: refusal('What staff chose for the exam cannot be used.'),
            404: _NOT_FOUND,
            409: _NOT_AVAILABLE,
            503: BUSY,
        },
        notes='The configuration is for the caller and their attempt. The body is not read.',
    )
    def post(self, request: Request, exam_id: int) -> Response:
        """Make the configuration, if there is none, and a link to it."""
        link = seb_configurations.make_link(_get_exam(exam_id), request.user.pk, now=timezone.now())
        answer: SebLinkDict = {
            'download_url': link.download_url,
            'seb_url': link.seb_url,
            'expires': iso_text(link.expires),
        }
        return Response(answer)


class SebChallengeView(ProctoredAPIView):
    """A check of the browser. Not published: ours alone."""

    @Operation(
        'Attempts',
        'start_seb_check',
        'Have the browser checked',
        AUTH,
        {
            200: Answer('A page to open in the same session.', SebChallengeDict),
            404: _NOT_FOUND,
            409: _NOT_AVAILABLE,
            429: refusal('Too many checks within a minute.'),
        },
        notes='In a frame, the page sends a message to its parent: `{type: "edx-proctoring-seb", verdict}`. '
        'The body is not read.',
    )
    def post(self, request: Request, exam_id: int) -> Response:
        """Issue a challenge for this session."""
        issued = seb_challenges.issue(_get_exam(exam_id), request.user.pk, now=timezone.now())
        answer: SebChallengeDict = {'address': issued.address, 'expires_in': issued.expires_in}
        return Response(answer)


class SebAnswerView(ProctoredAPIView):
    """What the script on the page of a check found. Not published: ours alone."""

    @Operation(
        'Attempts',
        'answer_seb_check',
        'Answer a check of the browser',
        AUTH,
        {
            200: Answer('The browser is the right one.', SebVerdictDict),
            403: Answer('It is not, or this is not its check.', SebRefusalDict),
            503: BUSY,
        },
        body=SebAnswer,
        notes='The hashes are those for the address of the page of the check; no address that is sent counts.',
    )
    def post(self, request: Request, nonce: str) -> Response:
        """Judge it, once."""
        given = SebAnswer.of(request)
        config, exam = given.config_key_hash, given.exam_key_hash
        presented = Presented.of({}, config_script=config, exam_script=exam)
        version = version_of(given.version or '', request.headers.get('User-Agent', ''))
        client = Client(version, has_script=bool(config or exam))
        outcome = seb_challenges.answer(nonce, request.user.pk, presented, client, now=timezone.now())
        body: SebVerdictDict = {'verdict': str(outcome.verdict), 'detail': gettext(VERDICTS[outcome.verdict].words)}
        is_right = outcome.verdict is Verdict.OK
        response = Response(body, status=status.HTTP_200_OK if is_right else status.HTTP_403_FORBIDDEN)
        remember_browser(response, outcome)
        return response


def remember_browser(response: Any, outcome: Outcome) -> None:
    """Give the browser the cookie by which it is known until its next check."""
    if outcome.secret:
        response.set_cookie(
            SEB_COOKIE,
            outcome.secret,
            path=settings.SESSION_COOKIE_PATH,
            domain=settings.SESSION_COOKIE_DOMAIN,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite=settings.SESSION_COOKIE_SAMESITE,
        )


def _get_exam(exam_id: int) -> ProctoredExam:
    exam = find_exam(exam_id)
    if exam is None or not exam.is_active:
        raise ObjectNotFoundException(_NO_EXAM)
    return exam
