"""Properties of incidents: no end comes earlier, what is granted is what was gained, and reverting restores it all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edx_proctoring.actions.incidents import Choice, record_incident, revert
from edx_proctoring.domain.incidents import Remedy, Window
from edx_proctoring.domain.time_limits import deadline
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, TimeGrant
from edx_proctoring.queries.incidents import list_hit
from tests.actions.hit_attempts import wanted
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, ExamFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
CLOCK = ('id', 'status', 'started_at', 'allowed_time_limit_mins', 'time_remaining_seconds')

clocks = st.fixed_dictionaries(
    {
        'status': st.sampled_from(['started', 'started', 'ready_to_submit', 'submitted', 'error']),
        'started_at': st.integers(-180, 0).map(lambda minutes: NOW + timedelta(minutes=minutes)),
        'allowed_time_limit_mins': st.integers(1, 200),
    }
)
seconds = st.integers(0, 59)
due_dates = st.none() | st.integers(-60, 200).map(lambda minutes: NOW + timedelta(minutes=minutes))
windows = st.tuples(st.integers(2, 180), st.integers(1, 60)).map(
    lambda span: Window(NOW - timedelta(minutes=span[0]), min(NOW - timedelta(minutes=span[0] - span[1]), NOW))
)


def ends() -> dict[int, datetime | None]:
    """When the time of each attempt is over."""
    return {attempt.id: deadline(attempt) for attempt in Attempt.objects.all()}


def make(known: list[dict[str, Any]], odd_seconds: int, exam: ProctoredExam) -> None:
    """Attempts with these clocks, one of them with seconds."""
    for index, clock in enumerate(known):
        minutes = clock['allowed_time_limit_mins']
        rest = {'time_remaining_seconds': minutes * 60 + odd_seconds} if index == 0 else {}
        running(proctored_exam=exam, **clock, **rest)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(clocks, min_size=1, max_size=6), seconds, due_dates, windows, st.booleans(), st.integers(1, 90))
def test_an_incident_and_back(
    known: list[dict[str, Any]],
    odd_seconds: int,
    due_date: datetime | None,
    window: Window,
    beyond: bool,
    other_minutes: int,
) -> None:
    with transaction.atomic():
        make(known, odd_seconds, ExamFactory(due_date=due_date))
        hits = list_hit(COURSE_ID, window, wanted().cause, now=NOW).rows
        before, stored = ends(), list(Attempt.objects.order_by('id').values(*CLOCK))
        choices = [Choice(hit.attempt.id, Remedy.EXTEND, hit.proposal.extend_minutes or other_minutes) for hit in hits]
        if choices:
            incident = record_incident(wanted(window=window, beyond_due_date=beyond), choices, by=None, now=NOW)
            after = ends()
            granted = {row.attempt_id: row.seconds for row in TimeGrant.objects.in_force()}
            for attempt_id, ended in before.items():
                assert ended is not None
                gained = after[attempt_id] - ended  # type: ignore[operator]
                assert gained == timedelta(seconds=granted.get(attempt_id, 0)) >= timedelta()
            if granted:
                revert(incident.pk, by=None, now=NOW)
            else:
                with pytest.raises(InvalidInputException):
                    revert(incident.pk, by=None, now=NOW)
            assert list(Attempt.objects.order_by('id').values(*CLOCK)) == stored
        transaction.set_rollback(True)
