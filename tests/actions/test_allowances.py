"""Allowances, one by one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from edx_proctoring.actions import allowances
from edx_proctoring.actions.attempt_status import Change, change_status, settle
from edx_proctoring.exceptions import (
    AllowanceValueNotAllowedException,
    ProctoredExamNotActiveException,
    ProctoredExamNotFoundException,
    UserNotFoundException,
)
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAllowanceHistory
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, read_granted
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AllowanceFactory, AttemptFactory, ExamFactory

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


def test_an_allowance_is_granted_changed_and_taken_back(
    learner: User, commit: Commit, events: list[dict[str, Any]]
) -> None:
    exam = ExamFactory()
    for user_info, value in ((learner.username, '10'), (learner.email, '20'), (learner.id, '30')):
        with commit():
            allowances.grant(exam.id, user_info, ADDITIONAL_TIME, value, now=NOW)
    assert read_granted(exam.id, learner.id).additional_minutes == 30
    with commit():
        allowances.revoke(exam.id, learner.id, ADDITIONAL_TIME)
        allowances.revoke(exam.id, learner.id, ADDITIONAL_TIME)
    assert read_granted(exam.id, learner.id).additional_minutes == 0
    assert [event['name'].rsplit('.', 1)[1] for event in events] == ['created', 'updated', 'updated', 'deleted']
    archived = ProctoredExamStudentAllowanceHistory.objects.order_by('id').values_list('value', flat=True)
    assert list(archived) == ['10', '20', '30']


@pytest.mark.deviation('R6')
@pytest.mark.parametrize('value', ['', 'ten', '-5', '1.5', '²', 5, None, ['5']])
def test_additional_time_is_text_of_digits(learner: User, value: Any) -> None:
    with pytest.raises(AllowanceValueNotAllowedException):
        allowances.grant(ExamFactory().id, learner.id, ADDITIONAL_TIME, value, now=NOW)
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_who_and_what_is_unknown_gets_nothing(learner: User) -> None:
    exam = ExamFactory()
    with pytest.raises(UserNotFoundException):
        allowances.grant(exam.id, 'nobody', ADDITIONAL_TIME, '5', now=NOW)
    with pytest.raises(UserNotFoundException):
        allowances.grant(exam.id, 98765, ADDITIONAL_TIME, '5', now=NOW)
    with pytest.raises(ProctoredExamNotFoundException):
        allowances.grant(98765, learner.id, ADDITIONAL_TIME, '5', now=NOW)
    with pytest.raises(ProctoredExamNotActiveException):
        allowances.grant(ExamFactory(is_active=False).id, learner.id, ADDITIONAL_TIME, '5', now=NOW)
    assert not ProctoredExamStudentAllowance.objects.exists()


@pytest.mark.deviation('I7')
def test_as_published_time_granted_while_an_attempt_runs_counts_for_the_next_one(
    learner: User, now: datetime, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {'ALLOWANCES_REACH_RUNNING_ATTEMPTS': False}
    exam = ExamFactory(practice=True, time_limit_mins=90)
    running = change_status(AttemptFactory(proctored_exam=exam, user=learner), Change(Status.started), now=now)
    allowances.grant(exam.id, learner.id, ADDITIONAL_TIME, '30', now=NOW)
    assert settle(running, now=now + timedelta(minutes=90)).status == Status.started
    ended = settle(running, now=now + timedelta(minutes=90, seconds=1))
    assert (ended.status, ended.allowed_time_limit_mins) == (Status.submitted, 90)
    following = AttemptFactory(proctored_exam=exam, user=learner)
    assert change_status(following, Change(Status.started), now=now).allowed_time_limit_mins == 120


@pytest.mark.deviation('I10')
def test_an_emptied_allowance_counts_as_none(learner: User) -> None:
    exam = ExamFactory()
    AllowanceFactory(proctored_exam=exam, user=learner, value='')
    assert read_granted(exam.id, learner.id).additional_minutes == 0
