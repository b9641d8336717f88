"""What goes on at the exams of a course right now, for its staff."""

import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final, TypedDict

from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import site_cache
from edx_proctoring.domain.attention import Connection, Kind, Warn
from edx_proctoring.exam_room.entry_words import reason_text
from edx_proctoring.queries.board import Board, BoardRow, Details, map_details, read_board
from edx_proctoring.queries.board_beginning import read_beginning
from edx_proctoring.serializers import AttemptStatus, iso_text
from edx_proctoring.shapes import IsoText, Keyword, Words
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import BAD_INPUT, COURSE_STAFF, Answer, Operation, Parameter
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff

MOST_AT_FIRST: Final = 250
REMEMBERED_FOR: Final = 10 * 60  # seconds
VERSION: Final = re.compile('[0-9a-f]{32}')


class WatchedExam(Input):
    """Which exam, and what is known of it."""

    exam_id = Field(request_data.given_id, int, 'Only the attempts at this exam.')
    since = Field(
        request_data.find_text,
        str,
        'The `version` of an earlier response: only what has changed since then is returned, if that is still known.',
    )

    limit = Field(
        lambda value, _name: min(request_data.find_id(value) or 0, MOST_AT_FIRST),
        Annotated[int, Keyword('minimum', 1)],
        'Without `since`: only so many of the most urgent attempts are returned, which takes much less time than all. '
        f'{MOST_AT_FIRST} at most, also if it is more. Anything but a number above 0 is ignored.',
    )


class ClosureOfRowDict(TypedDict):
    """What keeps a learner out of a running attempt."""

    rule: str
    detail: Words


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
    kept_out: Annotated[ClosureOfRowDict | None, 'What keeps the learner out by the entry rules; null if nothing does.']
    is_bound: Annotated[bool, 'Whether the entry rules bind the attempt to a computer, from which staff can free it.']


class BoardTotalsDict(TypedDict):
    """How many attempts there are of each kind, and how many have warnings."""

    in_progress: int
    waiting: int
    resumable: int
    warned: int


class BoardDict(TypedDict):
    """Those with warnings come first, then those that end first."""

    now: Annotated[IsoText, 'The time of the server.']
    version: Annotated[str, 'For the parameter `since` of the next request.']
    since: Annotated[str | None, 'If not null, what has not changed since this version is missing.']
    gone: Annotated[list[int], 'IDs of attempts that were there in that version, and are no longer.']
    sees_connections: Annotated[bool, "Whether the site's cache is shared by its processes, so that polls are noted."]
    totals: BoardTotalsDict
    rest: Annotated[int, 'How many attempts `limit` has left out. Ask again with `since` for them.']
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
        'was not touched for a day is left out. A first request with `limit`, and a second one with `since`, show '
        'what matters at once.',
    )
    def get(self, request: Request, course_id: str) -> HttpResponseBase:
        """Return them, or what has changed; whether something has is found out before their names are read."""
        require_course_staff(request.user, course_id)
        sent, now = WatchedExam.of_query(request), timezone.now()
        if sent.limit and sent.since is None:
            return _begin(course_id, sent.exam_id, limit=sent.limit, now=now)
        board = read_board(course_id, exam_id=sent.exam_id, now=now)
        version = _version(board, course_id, sent.exam_id)
        etag = f'W/"{version}"'
        headers = {'ETag': etag}
        early = get_conditional_response(request._request, etag=etag, response=HttpResponse(headers=headers))
        if early is not None and early.status_code != 200:
            return early  # 304, mostly
        known = _recall(sent.since)
        site_cache.write(_key(version), board.versions, seconds=REMEMBERED_FOR)
        return Response(_answer(board, version, since=sent.since, known=known, now=now), headers=headers)


def _begin(course_id: str, exam_id: int | None, *, limit: int, now: datetime) -> Response:
    """Return the most urgent attempts; while others are missing, their version is that of no whole board."""
    first = read_beginning(course_id, exam_id=exam_id, limit=limit, now=now)
    version = _version(first.board, course_id, exam_id, rest=first.rest)
    site_cache.write(_key(version), first.board.versions, seconds=REMEMBERED_FOR)
    answer: BoardDict = {
        'now': iso_text(now),
        'version': version,
        'since': None,
        'gone': [],
        'sees_connections': first.board.sees_connections,
        'totals': _totals(first.totals, first.warned),
        'rest': first.rest,
        'attempts': [_row(row, first.details[row.attempt_id]) for row in first.board.rows],
    }
    return Response(answer, headers={'ETag': f'W/"{version}"'})


def _version(board: Board, course_id: str, exam_id: int | None, *, rest: int = 0) -> str:
    """Return a text that stands for all that is on the board, but for the remaining time and the last polls."""
    facts = [course_id, exam_id, board.sees_connections, sorted(board.versions.items()), *([rest] if rest else [])]
    return sha256(json.dumps(facts).encode()).hexdigest()[:32]


def _key(version: str) -> str:
    return f'edx_proctoring.board.{version}'


def _recall(version: str | None) -> Mapping[int, int] | None:
    """Return the versions of the rows at that time, by attempt; None if they are not known any more."""
    if not version or not VERSION.fullmatch(version):
        return None
    found = (site_cache.read([_key(version)]) or {}).get(_key(version))
    return found if isinstance(found, dict) else None


def _answer(
    board: Board, version: str, *, since: str | None, known: Mapping[int, int] | None, now: datetime
) -> BoardDict:
    kinds = Counter(row.kind for row in board.rows)
    changed = [row for row in board.rows if known is None or known.get(row.attempt_id) != row.version]
    details = map_details(changed)
    return {
        'now': iso_text(now),
        'version': version,
        'since': since if known is not None else None,
        'gone': sorted((known or {}).keys() - board.versions.keys()),
        'sees_connections': board.sees_connections,
        'totals': _totals(kinds, sum(bool(row.warnings) for row in board.rows)),
        'rest': 0,
        'attempts': [_row(row, details[row.attempt_id]) for row in changed if row.attempt_id in details],
    }


def _totals(kinds: Mapping[Kind, int], warned: int) -> BoardTotalsDict:
    return {
        'in_progress': kinds.get(Kind.IN_PROGRESS, 0),
        'waiting': kinds.get(Kind.WAITING, 0),
        'resumable': kinds.get(Kind.RESUMABLE, 0),
        'warned': warned,
    }


def _row(row: BoardRow, details: Details) -> BoardRowDict:
    rule, reason = row.kept_out_by
    return {
        'attempt_id': row.attempt_id,
        'username': details.username,
        'full_name': details.full_name,
        'exam_id': row.exam_id,
        'exam_name': details.exam_name,
        'kind': row.kind,
        'status': row.status,
        'started_at': _text(row.started_at),
        'ends_at': _text(row.ends_at),
        'time_remaining_seconds': row.seconds_left,
        'extra_seconds': details.extra_seconds,
        'last_seen': _text(row.last_seen),
        'connection': row.connection,
        'provider': details.provider,
        'warnings': list(row.warnings),
        'kept_out': {'rule': rule, 'detail': reason_text(reason)} if rule else None,
        'is_bound': row.is_bound,
    }


def _text(instant: datetime | None) -> str | None:
    return iso_text(instant) if instant else None
