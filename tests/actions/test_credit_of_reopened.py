"""What a verified attempt does for a learner whose former attempt was reopened by staff, or was resumed otherwise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail

from edx_proctoring.actions import attempts, reopening
from edx_proctoring.actions.attempt_status import Change, change_status, foresee
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
Attempt = ProctoredExamStudentAttempt


@pytest.fixture
def teacher() -> User:
    """Somebody of the course's staff."""
    return UserFactory()


@pytest.fixture(autouse=True)
def timed_out_stays(settings: Any) -> None:
    """The status is one that attempts can have."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'ALLOW_TIMED_OUT_STATE': True}


def finished(status: str, now: datetime, **fields: Any) -> Attempt:
    """An attempt that is over."""
    return AttemptFactory(
        status=status,
        started_at=now,
        completed_at=now,
        allowed_time_limit_mins=20,
        time_remaining_seconds=600,
        is_resumable=status == Status.error,
        **fields,
    )


def reopen(attempt: Attempt, teacher: User, now: datetime) -> str:
    done = reopening.reopen([attempt.id], 600, course_id=COURSE_ID, reason='By mistake.', by=teacher, now=now)
    assert [each.refusal for each in done.results] == [None]
    return done.batch


def resumed(attempt: Attempt, now: datetime) -> Attempt:
    """The attempt that continues another."""
    exam = attempt.proctored_exam
    new = attempts.create(exam, attempt.user, taking_as_proctored=exam.is_proctored, now=now)
    assert Attempt.objects.get(id=attempt.id).resumed
    return new


def finish(attempt: Attempt, status: str, now: datetime) -> None:
    for each in (Status.started, Status.submitted, status):
        change_status(Attempt.objects.get(id=attempt.id), Change(each), now=now)


def credit_of(host: Host) -> list[str]:
    return [call.kwargs['status'] for call in host.calls if call.method == 'set_credit_requirement_status']


@pytest.mark.parametrize('status', [Status.submitted, Status.timed_out, Status.error])
@pytest.mark.parametrize('kind', ['proctored', 'timed'])
def test_a_verified_attempt_satisfies_though_staff_reopened_the_one_before(
    host: Host, teacher: User, now: datetime, status: str, kind: str
) -> None:
    former = finished(status, now, **({'proctored_exam__timed': True} if kind == 'timed' else {}))
    reopen(former, teacher, now)
    new = resumed(former, now)
    finish(new, Status.verified, now)
    assert credit_of(host) == ['submitted', 'satisfied']
    passed = [message for message in mail.outbox if 'passed its review' in str(message.subject)]
    assert len(passed) == (kind == 'proctored')


def test_all_that_were_reopened_one_after_the_other(host: Host, teacher: User, now: datetime) -> None:
    attempt = finished(Status.submitted, now)
    for _ in range(2):
        reopen(attempt, teacher, now)
        attempt = resumed(attempt, now)
        finish(attempt, Status.submitted, now)
    change_status(Attempt.objects.get(id=attempt.id), Change(Status.verified), now=now)
    assert credit_of(host)[-1] == 'satisfied'


def test_an_error_that_was_resumed_without_being_reopened_stands_in_the_way(host: Host, now: datetime) -> None:
    former = finished(Status.error, now)
    Attempt.objects.filter(id=former.id).update(ready_to_resume=True, is_resumable=False)
    finish(resumed(former, now), Status.verified, now)
    assert credit_of(host) == ['submitted']


def test_a_reopening_that_was_undone_does_not_count(host: Host, teacher: User, now: datetime) -> None:
    former = finished(Status.error, now)
    reopening.undo(reopen(former, teacher, now), course_id=COURSE_ID, by=teacher, now=now)
    Attempt.objects.filter(id=former.id).update(ready_to_resume=True, is_resumable=False)
    finish(resumed(former, now), Status.verified, now)
    assert credit_of(host) == ['submitted']


@pytest.mark.parametrize(
    ('verdict', 'credit'),
    [
        (Status.verified, 'satisfied'),
        (Status.second_review_required, 'submitted'),
        (Status.rejected, 'failed'),
    ],
)
def test_a_verdict_about_the_reopened_attempt_counts(
    host: Host, teacher: User, now: datetime, verdict: str, credit: str
) -> None:
    former = finished(Status.submitted, now)
    reopen(former, teacher, now)
    new = resumed(former, now)
    for status in (Status.started, Status.submitted):
        change_status(Attempt.objects.get(id=new.id), Change(status), now=now)
    change_status(Attempt.objects.get(id=former.id), Change(verdict), now=now)
    change_status(Attempt.objects.get(id=new.id), Change(Status.verified), now=now)
    assert credit_of(host)[-1] == credit


def test_a_late_rejection_of_the_reopened_attempt_takes_it_back(host: Host, teacher: User, now: datetime) -> None:
    former = finished(Status.submitted, now)
    reopen(former, teacher, now)
    finish(resumed(former, now), Status.verified, now)
    change_status(Attempt.objects.get(id=former.id), Change(Status.rejected), now=now)
    assert credit_of(host) == ['submitted', 'satisfied', 'failed']


def test_what_is_foreseen_is_what_happens(teacher: User, now: datetime) -> None:
    former = finished(Status.submitted, now)
    reopen(former, teacher, now)
    new = resumed(former, now)
    finish(new, Status.submitted, now)
    assert foresee(Attempt.objects.get(id=new.id), Status.verified, now=now).counts
