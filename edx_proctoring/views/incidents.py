"""Technical failures: whom one has hit, what is done for them in one go, and reverting that."""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Final, NotRequired, TypedDict

from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import incidents as actions
from edx_proctoring.domain.incidents import Remedy, Window
from edx_proctoring.exceptions import ObjectNotFoundException, ProctoredExamPermissionDenied
from edx_proctoring.models import IncidentAttempt
from edx_proctoring.queries import incidents as queries
from edx_proctoring.queries.incident_dicts import (
    HitDict,
    IncidentCause,
    IncidentDict,
    IncidentRemedy,
    describe_hits,
    describe_incident,
    describe_incidents,
)
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import IsoText, Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import incident_fields, request_data
from edx_proctoring.views.attempts import PaginationInfoDict, pagination_info
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation, refusal
from edx_proctoring.views.extra_time import REFUSALS as REFUSALS_OF_EXTRA_TIME
from edx_proctoring.views.inputs import PAGE, Field, Input
from edx_proctoring.views.permissions import NO_STAFF, require_course_staff
from edx_proctoring.views.reopening import REFUSALS as REFUSALS_OF_REOPENING

PER_PAGE: Final = 20
NOT_HIT: Final = _('The incident has not hit this attempt, or the learner has begun since.')
REFUSALS: Final[Mapping[str, Mapping[Any, str]]] = {
    Remedy.EXTEND: REFUSALS_OF_EXTRA_TIME,
    Remedy.REOPEN: REFUSALS_OF_REOPENING,
    Remedy.RESET: {
        'not_found': REFUSALS_OF_EXTRA_TIME['not_found'],
        'has_entered': _('The learner has begun the exam meanwhile.'),
    },
}
RESET_STAYS: Final = _('An attempt that was reset stays so.')
MOMENT: Final = 'A moment in ISO 8601.'


class IncidentsOfCourse(Input):
    """Which of them."""

    page = PAGE


class SupposedIncident(Input):
    """From when to when what was down."""

    cause = Field(incident_fields.cause, IncidentCause, required=True)
    began_at = Field(incident_fields.moment, IsoText, MOMENT, required=True)
    ended_at = Field(incident_fields.moment, IsoText, f'{MOMENT} Not later than now.', required=True)
    exam_id = Field(request_data.given_id, int, 'Only attempts at this exam.')


class NewIncident(Input):
    """From when to when what was down, and what is to be done for those whom it hit."""

    batch = Field(
        incident_fields.batch,
        Annotated[str, Keyword('format', 'uuid')],
        'Of your making. The same request again, with the same one, goes on where the one before has stopped.',
        required=True,
    )
    cause = SupposedIncident.cause
    began_at = SupposedIncident.began_at
    ended_at = SupposedIncident.ended_at
    exam_id = SupposedIncident.exam_id
    reason = Field(request_data.find_text, str, 'What happened, for the staff of the course.')
    beyond_due_date = Field(request_data.truth, bool, "Whether to extend beyond the learners' due dates.")
    attempts = Field(
        incident_fields.choices,
        Annotated[list[incident_fields.ChosenRemedyDict], Keyword('maxItems', queries.MOST)],
        'Those that get a remedy.',
        required=True,
    )


class IncidentPageDict(TypedDict):
    """A page of incidents, the newest first."""

    incidents: list[IncidentDict]
    pagination_info: PaginationInfoDict


class IncidentPreviewDict(TypedDict):
    """Whom an incident has hit."""

    now: Annotated[IsoText, 'The time of the server.']
    attempts: list[HitDict]
    has_more: Annotated[bool, f'Whether there are more than these {queries.MOST}. Choose an exam, or a shorter time.']


class TreatedDict(TypedDict):
    """An attempt, and what was done for it."""

    attempt_id: int
    remedy: IncidentRemedy
    gained_seconds: Annotated[int, 'Negative if they were taken back.']
    detail: Annotated[
        str, 'Why nothing was done, or taken back, for people, in the language of the user. May be empty.'
    ]
    reason: NotRequired[Annotated[str, 'The same as a word.']]


class TreatedIncidentDict(IncidentDict):
    """The same, with what was done for each attempt so far."""

    results: list[TreatedDict]


class IncidentsView(ProctoredAPIView):
    """The incidents of a course."""

    @Operation(
        'Incidents',
        'list_incidents',
        'List the incidents of a course',
        COURSE_STAFF,
        {200: Answer(f'Up to {PER_PAGE} of them.', IncidentPageDict)},
        query=IncidentsOfCourse,
    )
    def get(self, request: Request, course_id: str) -> Response:
        """Return a page of them, each with what it led to."""
        require_course_staff(request.user, course_id)
        sent = IncidentsOfCourse.of_query(request)
        page = Paginator(queries.list_incidents(course_id), PER_PAGE).get_page(sent.page)
        answer: IncidentPageDict = {
            'incidents': describe_incidents(page.object_list),
            'pagination_info': pagination_info(page),
        }
        return Response(answer)

    @Operation(
        'Incidents',
        'record_incident',
        'Record an incident and help those whom it hit',
        COURSE_STAFF,
        {
            200: Answer('The incident, and what was done.', TreatedIncidentDict),
            400: refusal(
                'Invalid input, none of the attempts was hit, no such exam, or an incident that was reverted.'
            ),
        },
        body=NewIncident,
        reads_forms=False,
        notes='Repeat it until nothing is `pending`. No end comes earlier by it.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Store it and apply the remedies, or go on with that."""
        require_course_staff(request.user, course_id)
        sent = NewIncident.of(request)
        wanted = actions.Wanted(
            batch=sent.batch,
            course_id=course_id,
            exam_id=sent.exam_id,
            cause=sent.cause,
            window=Window(sent.began_at, sent.ended_at),
            reason=sent.reason or '',
            beyond_due_date=sent.beyond_due_date,
        )
        incident = actions.record_incident(wanted, sent.attempts, by=request.user, now=timezone.now())
        treated = queries.list_attempts(incident.pk).filter(treated_at__isnull=False)
        return Response(_answer(incident.pk, [_treated(row) for row in treated]))


class IncidentPreviewView(ProctoredAPIView):
    """Whom an incident would have hit. Nothing is stored."""

    @Operation(
        'Incidents',
        'preview_incident',
        'Find whom an incident has hit',
        COURSE_STAFF,
        {
            200: Answer('The attempts, each with a proposal.', IncidentPreviewDict),
            400: refusal('Invalid input, or no such exam.'),
        },
        query=SupposedIncident,
        notes='If the provider was down, only supervised attempts are listed. Lost contact is known of pages that were '
        "heard of while it lasted, and not since, if the site's processes share a cache.",
    )
    def get(self, request: Request, course_id: str) -> Response:
        """Return the current attempts that ran then or could not be entered."""
        require_course_staff(request.user, course_id)
        sent, now = SupposedIncident.of_query(request), timezone.now()
        cause, window, exam_id = sent.cause, Window(sent.began_at, sent.ended_at), sent.exam_id
        actions.require_window(window, now=now)
        actions.require_exam(exam_id, course_id)
        hits = queries.list_hit(course_id, window, cause, exam_id=exam_id, now=now)
        answer: IncidentPreviewDict = {
            'now': iso_text(now),
            'attempts': describe_hits(hits.rows),
            'has_more': hits.has_more,
        }
        return Response(answer)


class IncidentView(ProctoredAPIView):
    """One of them."""

    @Operation(
        'Incidents',
        'revert_incident',
        'Take back what an incident led to',
        COURSE_STAFF,
        {
            200: Answer('The incident, and what was taken back.', TreatedIncidentDict),
            400: refusal('It was reverted, has no effects that could be, or somebody has used what they got.'),
            404: refusal('No such incident; only staff of the site are told so.'),
        },
        notes='It is taken back for all attempts, or for none. Attempts that were reset stay so.',
    )
    def delete(self, request: Request, incident_id: int) -> Response:
        """Revert it. Whoever may not is not told whether there is one."""
        incident = queries.find_incident(incident_id)
        if incident is not None:
            require_course_staff(request.user, incident.course_id)
        elif request.user.is_staff:
            raise ObjectNotFoundException(_('There is no such incident.'))
        else:
            raise ProctoredExamPermissionDenied(NO_STAFF)
        actions.revert(incident.pk, by=request.user, now=timezone.now())
        helped = queries.list_attempts(incident.pk).filter(treated_at__isnull=False, refusal='')
        return Response(_answer(incident.pk, [_reverted(row) for row in helped]))


def _answer(incident_id: int, results: Iterable[TreatedDict]) -> TreatedIncidentDict:
    return {**describe_incident(incident_id), 'results': list(results)}


def _treated(row: IncidentAttempt) -> TreatedDict:
    treated: TreatedDict = {
        'attempt_id': row.attempt_id,
        'remedy': row.remedy,
        'gained_seconds': row.seconds,
        'detail': gettext(REFUSALS[row.remedy].get(row.refusal, NOT_HIT)) if row.refusal else _shortened(row),
    }
    if row.refusal:
        treated['reason'] = row.refusal
    return treated


def _shortened(row: IncidentAttempt) -> str:
    if row.seconds >= row.wanted_seconds:
        return ''
    minutes = {'available': row.seconds // 60, 'full': row.wanted_seconds // 60}
    return gettext('The due date leaves %(available)s of %(full)s minutes.') % minutes


def _reverted(row: IncidentAttempt) -> TreatedDict:
    is_reset = row.remedy == Remedy.RESET
    return {
        'attempt_id': row.attempt_id,
        'remedy': row.remedy,
        'gained_seconds': -row.seconds,
        'detail': gettext(RESET_STAYS) if is_reset else '',
    }
