"""Everything that happened to one attempt, for the staff of its course."""

from datetime import datetime
from typing import Annotated, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.domain.timeline import Kind, TimelineFactsDict
from edx_proctoring.exam_room.timeline import link_of
from edx_proctoring.exam_room.timeline_words import describe
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.queries.timeline import locate_attempt, read_timeline
from edx_proctoring.serializers import AttemptStatus
from edx_proctoring.shapes import Keyword, Named, Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation, refusal
from edx_proctoring.views.permissions import require_staff_of_exam


class TimelineEntryDict(TypedDict):
    """One thing that happened."""

    at: datetime
    kind: Annotated[str, Named('TimelineKind'), Keyword('enum', tuple(kind.value for kind in Kind))]
    who: Annotated[str, 'A username; empty if no user of the site is known to have done it.']
    facts: TimelineFactsDict
    detail: Words
    url: Annotated[str | None, 'The path of the page about the review, or with the timeline of the other attempt.']


class AttemptTimelineDict(TypedDict):
    """An attempt and what happened to it, oldest first."""

    attempt_id: int
    exam_id: int
    username: str
    status: AttemptStatus
    is_removed: bool
    entries: list[TimelineEntryDict]


class AttemptTimelineView(ProctoredAPIView):
    """The timeline of one attempt, also of one that was removed. Not published: ours alone."""

    @Operation(
        'Attempts',
        'get_exam_attempt_timeline',
        'Get everything that happened to an attempt',
        COURSE_STAFF,
        {200: Answer('The timeline.', AttemptTimelineDict), 400: refusal('There has never been such an attempt.')},
        notes='Also for attempts that were removed.',
    )
    def get(self, request: Request, attempt_id: int) -> Response:
        """Return what is stored about its status, time, reviews and allowances, other attempts, and pending jobs."""
        located = locate_attempt(attempt_id)
        require_staff_of_exam(request.user, located.exam if located else None)
        if located is None:
            raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
        attempt, course_id = located.attempt, located.exam.course_id
        answer: AttemptTimelineDict = {
            'attempt_id': attempt.id,
            'exam_id': attempt.proctored_exam_id,
            'username': attempt.user.get_username(),
            'status': attempt.status,
            'is_removed': located.is_removed,
            'entries': [
                {
                    'at': entry.at,
                    'kind': entry.kind.value,
                    'who': entry.who,
                    'facts': entry.facts,
                    'detail': describe(entry),
                    'url': link.url if (link := link_of(entry, course_id)) else None,
                }
                for entry in read_timeline(attempt)
            ],
        }
        return Response(answer)
