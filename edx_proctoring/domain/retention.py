"""What is emptied of old data, by the kinds of the setting ``RETENTION``. The rows stay, with statuses and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from edx_proctoring.conf.kinds import RetentionKind
from edx_proctoring.domain.instants import later


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Columns of one table that are emptied together.

    * ``model`` is the name of the table's model.
    * ``empty`` has the columns, with what is in them afterwards.
    * ``since`` are the moments from which the days count. ``when`` says whether all of them have to be long past, where
      those that never came do not matter, except for the first, or any.
    * ``attempt`` is the column, or the way to the column, with the attempt's code or id; '' for what is about none.
    * ``only`` are further conditions.
    """

    model: str
    empty: Mapping[str, str | bytes | None]
    since: tuple[str, ...]
    when: Literal['all', 'any'] = 'all'
    attempt: str = ''
    only: Mapping[str, Any] = field(default_factory=dict)


REVIEW: Final = 'ProctoredExamSoftwareSecureReview'
CODE: Final = 'attempt_code'


def _of_reviews(empty: Mapping[str, str | bytes | None]) -> tuple[Part, Part]:
    """Return the same columns of the reviews and of their archive."""
    return (
        Part(model=REVIEW, empty=empty, since=('modified',), attempt=CODE),
        Part(model=f'{REVIEW}History', empty=empty, since=('modified',), attempt=CODE),
    )


PARTS: Final[Mapping[RetentionKind, tuple[Part, ...]]] = {
    'raw_reviews': _of_reviews({'raw_data': ''}),
    'review_comments': (
        Part(
            model='ProctoredExamSoftwareSecureComment',
            empty={'comment': '', 'unread': None},  # the category stays: reports are made of it
            since=('modified',),
            attempt=f'review__{CODE}',
        ),
    ),
    'recording_links': _of_reviews({'encrypted_video_url': b''}),
    'timelines': (
        Part(
            model='HistoricalProctoredExamStudentAttempt',
            empty={'history_user_id': None, 'history_change_reason': None},
            since=('history_date',),
            attempt='id',
        ),
        Part(
            model='TimeGrant',
            empty={'reason': '', 'granted_by_id': None, 'reverted_by_id': None},
            since=('granted_at', 'reverted_at'),
            attempt='attempt_id',
        ),
        Part(
            model='Reopening',
            empty={'reason': '', 'reopened_by_id': None, 'reverted_by_id': None},
            since=('reopened_at', 'reverted_at'),
            attempt='attempt_id',
        ),
        Part(
            model='Incident',
            empty={'reason': '', 'recorded_by_id': None, 'reverted_by_id': None},
            since=('recorded_at', 'reverted_at'),
        ),
        Part(
            model='AttemptNote',
            empty={'text': '', 'written_by_id': None},
            since=('written_at', 'read_at'),
            attempt='attempt_id',
            only={'kind__in': ('end', 'resume', 'message', 'rejection')},
        ),
        Part(
            model='EntryEvent',
            empty={'by_id': None},
            since=('at',),
            attempt='attempt_id',
        ),
        *_of_reviews({'decision_reason': None, 'learner_text': None}),
        Part(
            model='ReceivedReview',
            empty={'sender_id': None},
            since=('processed_at',),
            attempt=CODE,
            only={'payload': ''},
        ),
    ),
    'accommodation_reasons': (
        Part(
            model='Accommodation',
            empty={'reason': '', 'approved_by': ''},
            since=('valid_until', 'revoked_at'),
            when='any',
        ),
    ),
    'entry_addresses': (
        Part(model='EntryEvent', empty={'address': ''}, since=('at',), attempt='attempt_id'),
        Part(model='EntryPass', empty={'place_address': ''}, since=('placed_at',), attempt='attempt_id'),
    ),
}


def kept_from(now: datetime, days: float) -> datetime:
    """Return the moment from which on data is kept, if it is kept for that many days."""
    return later(now, -timedelta(days=days))
