"""Allowances, one by one and in bulk."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.contrib.auth.models import User

from edx_proctoring.actions import allowances
from edx_proctoring.exceptions import (
    AllowanceValueNotAllowedException,
    ProctoredExamNotActiveException,
    ProctoredExamNotFoundException,
    UserNotFoundException,
)
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAllowanceHistory
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, additional_minutes
from tests.factories import AllowanceFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


def test_an_allowance_is_granted_changed_and_taken_back(
    learner: User, commit: Commit, events: list[dict[str, Any]]
) -> None:
    exam = ExamFactory()
    for user_info, value in ((learner.username, '10'), (learner.email, '20'), (learner.id, '30')):
        with commit():
            allowances.grant(exam.id, user_info, ADDITIONAL_TIME, value)
    assert additional_minutes(exam.id, learner.id) == 30
    with commit():
        allowances.revoke(exam.id, learner.id, ADDITIONAL_TIME)
        allowances.revoke(exam.id, learner.id, ADDITIONAL_TIME)
    assert additional_minutes(exam.id, learner.id) == 0
    assert [event['name'].rsplit('.', 1)[1] for event in events] == ['created', 'updated', 'updated', 'deleted']
    archived = ProctoredExamStudentAllowanceHistory.objects.order_by('id').values_list('value', flat=True)
    assert list(archived) == ['10', '20', '30']


@pytest.mark.parametrize('value', ['', 'ten', '-5', '1.5', '²', 5, None, ['5']])
def test_additional_time_is_text_of_digits_r6(learner: User, value: Any) -> None:
    with pytest.raises(AllowanceValueNotAllowedException):
        allowances.grant(ExamFactory().id, learner.id, ADDITIONAL_TIME, value)
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_who_and_what_is_unknown_gets_nothing(learner: User) -> None:
    exam = ExamFactory()
    with pytest.raises(UserNotFoundException):
        allowances.grant(exam.id, 'nobody', ADDITIONAL_TIME, '5')
    with pytest.raises(UserNotFoundException):
        allowances.grant(exam.id, 98765, ADDITIONAL_TIME, '5')
    with pytest.raises(ProctoredExamNotFoundException):
        allowances.grant(98765, learner.id, ADDITIONAL_TIME, '5')
    with pytest.raises(ProctoredExamNotActiveException):
        allowances.grant(ExamFactory(is_active=False).id, learner.id, ADDITIONAL_TIME, '5')
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_a_multiplier_becomes_minutes_of_each_exam(learner: User) -> None:
    short, long = ExamFactory(time_limit_mins=30), ExamFactory(time_limit_mins=90)
    other = UserFactory()
    result = allowances.grant_in_bulk(
        [str(short.id), str(long.id), '98765', 'x', str(short.id)],
        [learner.username, other.email, 'nobody'],
        'time_multiplier',
        '1.5',
    )
    assert additional_minutes(short.id, learner.id) == 15
    assert additional_minutes(long.id, other.id) == 45
    assert (len(result.pairs), len(result.granted), len(result.refused)) == (12, 4, 8)


@pytest.mark.parametrize('value', ['0.9', 'nan', 'inf', '-inf', 'x', '', None])
def test_a_multiplier_is_a_finite_number_of_one_or_more_r6(learner: User, value: Any) -> None:
    with pytest.raises(AllowanceValueNotAllowedException):
        allowances.grant_in_bulk([ExamFactory().id], [learner.username], 'time_multiplier', value)
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_exams_of_other_courses_are_refused_s4(learner: User) -> None:
    own, foreign = ExamFactory(), ExamFactory(course_id='a/b/c')
    result = allowances.grant_in_bulk(
        [own.id, foreign.id], [learner.username], ADDITIONAL_TIME, '5', course_id=own.course_id
    )
    assert result.refused == [{'exam_id': foreign.id, 'user_id': learner.username}]
    assert ProctoredExamStudentAllowance.objects.get().proctored_exam == own


def test_an_emptied_allowance_counts_as_none_i10(learner: User) -> None:
    exam = ExamFactory()
    AllowanceFactory(proctored_exam=exam, user=learner, value='')
    assert additional_minutes(exam.id, learner.id) == 0
