"""What goes on at the exams of a course right now, for its staff."""

import json
from collections import Counter
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Any, Final, TypedDict

from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.domain.attention import Connection, Kind, Warn
from edx_proctoring.domain.time_limits import seconds_remaining
from edx_proctoring.lms.names import full_name
from edx_proctoring.queries.board import Board, BoardRow, read_board
from edx_proctoring.serializers import AttemptStatus, iso_text
from edx_proctoring.shapes import IsoText, Keyword
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import BAD_INPUT, COURSE_STAFF, Answer, Operation, Parameter
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff

CHANGES_BY_ITSELF: Final = {'time_remaining_seconds', 'last_seen'}  # with time, and with every poll


class WatchedExam(Input):
    """Which exam."""

    exam_id = Field(request_data.given_id, int, 'Only the attempts at this exam.')


class BoardRowDict(TypedDict):
    """An attempt, and how it is going."""

    attempt_id: int
    username: str
    full_name: Annotated[str, 'May be empty.']
    exam_id: int
    exam_name: str
    kind: Annotated[str, Keyword('enum', tuple(Kind)), 'Why it is listed.']
    status: AttemptStatus
    started_at: IsoText | None
    ends_at: Annotated[IsoText | None, 'When its time is over; null unless it is in progress.']
    time_remaining_seconds: Annotated[int | None, Keyword('minimum', 0), 'As of `now`.']
    extra_seconds: Annotated[int, Keyword('minimum', 0), 'What it was given since it was started.']
    last_seen: Annotated[IsoText | None, "When the learner's page polled last; null if that is not known."]
    connection: Annotated[str, Keyword('enum', tuple(Connection)), 'Quiet after 90 seconds, gone after 5 minutes.']
    provider: Annotated[str | None, 'The key of the provider; null without supervision.']
    warnings: list[Annotated[str, Keyword('enum', tuple(Warn))]]


class BoardTotalsDict(TypedDict):
    """How many attempts there are of each kind, and how many have warnings."""

    in_progress: int
    waiting: int
    resumable: int
    warned: int


class BoardDict(TypedDict):
    """Those with warnings come first, then those that end first."""

    now: Annotated[IsoText, 'The time of the server.']
    sees_connections: Annotated[bool, "Whether the site's cache is shared by its processes, so that polls are noted."]
    totals: BoardTotalsDict
    attempts: list[BoardRowDict]


class BoardView(ProctoredAPIView):
    """Who is in the room."""

    @Operation(
        'Staff',
        'get_exam_board',
        'Get the attempts of a course that go on right now',
        COURSE_STAFF,
        {
            200: Answer(
                'The attempts.', BoardDict, headers={'ETag': 'Stays if only the remaining time and `last_seen` change.'}
            ),
            304: Answer('Nothing has changed but the remaining time and `last_seen`.'),
            400: BAD_INPUT,
        },
        WatchedExam,
        parameters=(Parameter('If-None-Match', 'The `ETag` of an earlier response.', place='header'),),
        notes='Those in progress, those that wait for the provider, and those with an error that can be resumed. What '
        'was not touched for a day is left out.',
    )
    def get(self, request: Request, course_id: str) -> HttpResponseBase:
        """Return them; the validator is made of the answer, of all but what changes by itself."""
        require_course_staff(request.user, course_id)
        now = timezone.now()
        board = read_board(course_id, exam_id=WatchedExam.of_query(request).exam_id, now=now)
        answer = _answer(board, now)
        etag = _etag(answer)
        return _unless_known(request, Response(answer, headers={'ETag': etag}), etag)


def _unless_known(request: Request, response: Response, etag: str) -> HttpResponseBase:
    return get_conditional_response(request._request, etag=etag, response=response) or response


def _etag(answer: BoardDict) -> str:
    rows: list[dict[str, Any]] = [
        {name: value for name, value in row.items() if name not in CHANGES_BY_ITSELF} for row in answer['attempts']
    ]
    text = json.dumps([answer['sees_connections'], rows], sort_keys=True)
    return f'W/"{sha256(text.encode()).hexdigest()[:32]}"'


def _answer(board: Board, now: datetime) -> BoardDict:
    kinds = Counter(row.kind for row in board.rows)
    return {
        'now': iso_text(now),
        'sees_connections': board.sees_connections,
        'totals': {
            'in_progress': kinds[Kind.IN_PROGRESS],
            'waiting': kinds[Kind.WAITING],
            'resumable': kinds[Kind.RESUMABLE],
            'warned': sum(bool(row.warnings) for row in board.rows),
        },
        'attempts': [_row(row, now) for row in board.rows],
    }


def _row(row: BoardRow, now: datetime) -> BoardRowDict:
    attempt = row.attempt
    exam = attempt.proctored_exam
    return {
        'attempt_id': attempt.id,
        'username': attempt.user.get_username(),
        'full_name': full_name(attempt.user),
        'exam_id': exam.id,
        'exam_name': exam.exam_name,
        'kind': row.kind,
        'status': attempt.status,
        'started_at': _text(attempt.started_at),
        'ends_at': _text(row.ends_at),
        'time_remaining_seconds': int(seconds_remaining(attempt, now=now)) if row.ends_at else None,
        'extra_seconds': row.extra_seconds,
        'last_seen': _text(row.last_seen),
        'connection': row.connection,
        'provider': exam.backend if attempt.taking_as_proctored else None,
        'warnings': list(row.warnings),
    }


def _text(instant: datetime | None) -> str | None:
    return iso_text(instant) if instant else None
