"""The exams of a course in numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, ReviewFactory
from tests.views.conftest import OTHER_COURSE_ID, sender, url

START = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)


def overview(client: APIClient) -> Any:
    answer = client.get(url('proctored_exam.overview', COURSE_ID))
    assert answer.status_code == 200
    return answer.json()


def ended(exam: ProctoredExam, learner: User, *, minutes: float, start: datetime = START, **fields: Any) -> Any:
    """An attempt that was allowed an hour."""
    return AttemptFactory(
        proctored_exam=exam,
        user=learner,
        started_at=start,
        completed_at=start + timedelta(minutes=minutes),
        allowed_time_limit_mins=60,
        **{'status': 'submitted', **fields},
    )


def test_numbers(course_staff: User, exam: ProctoredExam, learner: User, other_learner: User) -> None:
    timed = ExamFactory(timed=True)
    ended(exam, learner, minutes=3)
    verified = ended(exam, other_learner, minutes=60, status='verified', start=START + timedelta(hours=2))
    ended(timed, learner, minutes=61)
    AttemptFactory(proctored_exam=timed, user=other_learner, status='created')
    ReviewFactory(attempt=verified, review_status='Clean')

    numbers = overview(sender(course_staff))

    assert (numbers['attempts'], numbers['learners']) == (4, 2)
    assert numbers['statuses'] == [
        {'status': 'submitted', 'count': 2},
        {'status': 'created', 'count': 1},
        {'status': 'verified', 'count': 1},
    ]
    assert numbers['reviews'] == [{'outcome': 'Clean', 'count': 1}]
    assert [share['count'] for share in numbers['time_used']] == [1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    assert numbers['time_used'][0] == {'from_percent': 0, 'to_percent': 10, 'count': 1}
    assert numbers['time_used'][-1] == {'from_percent': 100, 'to_percent': None, 'count': 1}
    assert numbers['unit'] == 'hour'
    assert numbers['starts'] == [
        {'at': '2026-11-02T08:00:00Z', 'count': 2},
        {'at': '2026-11-02T09:00:00Z', 'count': 0},
        {'at': '2026-11-02T10:00:00Z', 'count': 1},
    ]


def test_of_this_course_and_what_is_live(course_staff: User, learner: User) -> None:
    elsewhere = ExamFactory(course_id=OTHER_COURSE_ID)
    ReviewFactory(attempt=ended(elsewhere, learner, minutes=3))
    removed = ended(ExamFactory(timed=True), learner, minutes=3)
    ReviewFactory(attempt=removed, is_attempt_active=False)
    removed.delete()

    numbers = overview(sender(course_staff))

    assert (numbers['attempts'], numbers['learners'], numbers['starts']) == (0, 0, [])
    assert (numbers['statuses'], numbers['reviews']) == ([], [])
    assert sum(share['count'] for share in numbers['time_used']) == 0


def test_as_many_queries_for_many_attempts_as_for_one(
    course_staff: User, exam: ProctoredExam, learner: User, other_learner: User
) -> None:
    client = sender(course_staff)
    ended(exam, learner, minutes=3)
    overview(client)
    with CaptureQueriesContext(connection) as one:
        overview(client)
    for minutes in range(20):
        ended(exam, other_learner, minutes=minutes, start=START + timedelta(days=minutes))
    with CaptureQueriesContext(connection) as many:
        overview(client)
    assert len(many) == len(one)
