"""The same exception for many learners at many exams."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring.actions import bulk_allowances
from edx_proctoring.exceptions import AllowanceValueNotAllowedException
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAllowanceHistory
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, REVIEW_POLICY_EXCEPTION, read_granted
from tests.factories import AllowanceFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Allowance = ProctoredExamStudentAllowance


def test_a_multiplier_becomes_minutes_of_each_exam(learner: User, now: datetime) -> None:
    short, long = ExamFactory(time_limit_mins=30), ExamFactory(time_limit_mins=90)
    other = UserFactory()
    result = bulk_allowances.grant(
        [str(short.id), str(long.id), '98765', 'x', str(short.id)],
        [learner.username, other.email, 'nobody'],
        'time_multiplier',
        '1.5',
        now=now,
    )
    assert read_granted(short.id, learner.id).additional_minutes == 15
    assert read_granted(long.id, other.id).additional_minutes == 45
    assert (len(result.pairs), len(result.granted), len(result.refused)) == (12, 4, 8)


@pytest.mark.deviation('R6')
@pytest.mark.parametrize('value', ['0.9', 'nan', 'inf', '-inf', 'x', '', None])
def test_a_multiplier_is_a_finite_number_of_one_or_more(learner: User, value: Any, now: datetime) -> None:
    with pytest.raises(AllowanceValueNotAllowedException):
        bulk_allowances.grant([ExamFactory().id], [learner.username], 'time_multiplier', value, now=now)
    assert not Allowance.objects.exists()


@pytest.mark.deviation('S4')
def test_exams_of_other_courses_are_refused(learner: User, now: datetime) -> None:
    own, foreign = ExamFactory(), ExamFactory(course_id='a/b/c')
    result = bulk_allowances.grant(
        [own.id, foreign.id], [learner.username], ADDITIONAL_TIME, '5', course_id=own.course_id, now=now
    )
    assert result.refused == [{'exam_id': foreign.id, 'user_id': learner.username}]
    assert Allowance.objects.get().proctored_exam == own


def test_exams_that_are_not_active_are_refused(learner: User, now: datetime) -> None:
    active, inactive = ExamFactory(), ExamFactory(is_active=False)
    result = bulk_allowances.grant([active.id, inactive.id], [learner.username], ADDITIONAL_TIME, '5', now=now)
    assert result.refused == [{'exam_id': inactive.id, 'user_id': learner.username}]


def test_what_a_learner_has_is_changed_and_archived_as_it_was(
    learner: User, now: datetime, commit: Commit, events: list[dict[str, Any]]
) -> None:
    had = AllowanceFactory(user=learner, value='10')
    others = AllowanceFactory(user=learner, proctored_exam=had.proctored_exam, key=REVIEW_POLICY_EXCEPTION, value='x')
    new = ExamFactory()
    with commit():
        bulk_allowances.grant([had.proctored_exam.id, new.id], [learner.username], ADDITIONAL_TIME, '25', now=now)
    had.refresh_from_db()
    others.refresh_from_db()
    assert (had.value, had.modified, others.value) == ('25', now, 'x')
    archived = ProctoredExamStudentAllowanceHistory.objects.get()
    assert (archived.allowance_id, archived.value) == (had.id, '10')
    told = [(event['name'].rpartition('.')[2], event['data']['exam_id']) for event in events]
    assert told == [('updated', had.proctored_exam.id), ('created', new.id)]
    assert {event['data']['allowance_value'] for event in events} == {'25'}


def test_a_learner_named_twice_is_granted_once(learner: User, now: datetime) -> None:
    exam = ExamFactory()
    result = bulk_allowances.grant([exam.id], [learner.username, learner.email], ADDITIONAL_TIME, '5', now=now)
    assert len(result.granted) == 2
    assert Allowance.objects.count() == 1


def test_a_user_name_counts_before_an_address_and_the_oldest_user_before_another(now: datetime) -> None:
    by_address = UserFactory(username='zoe', email='adam')
    by_name = UserFactory(username='adam', email='same@example.com')
    UserFactory(email='same@example.com')
    exam = ExamFactory()
    bulk_allowances.grant([exam.id], ['adam', 'same@example.com'], ADDITIONAL_TIME, '5', now=now)
    assert [allowance.user for allowance in Allowance.objects.all()] == [by_name]
    bulk_allowances.grant([exam.id], [by_address.id, str(by_address.id)], ADDITIONAL_TIME, '5', now=now)
    assert Allowance.objects.filter(user=by_address).count() == 1


@pytest.mark.parametrize('preview', [True, False], ids=['before', 'after'])
def test_what_is_replaced_is_told_before_and_after(learner: User, now: datetime, preview: bool) -> None:
    had, new = AllowanceFactory(user=learner, value='60'), ExamFactory()
    AllowanceFactory(user=learner, proctored_exam=new, key=REVIEW_POLICY_EXCEPTION, value='x')
    exam_ids = [had.proctored_exam.id, new.id, 98765]
    result = bulk_allowances.grant(exam_ids, [learner.username], ADDITIONAL_TIME, '5', preview=preview, now=now)
    told = [(each.exam_id, each.former_value, each.value, each.refusal) for each in result.results]
    assert told == [
        (had.proctored_exam.id, '60', '5', None),
        (new.id, None, '5', None),
        (98765, None, None, 'exam_not_found'),
    ]
    had.refresh_from_db()
    assert had.value == ('60' if preview else '5')
    assert Allowance.objects.filter(key=ADDITIONAL_TIME).count() == (1 if preview else 2)


@pytest.mark.parametrize('again', [False, True], ids=['new', 'again'])
def test_the_number_of_statements_does_not_depend_on_the_pairs(now: datetime, again: bool) -> None:
    def statements(exams: int, learners: int) -> int:
        chosen = (
            [ExamFactory().id for _ in range(exams)],
            [UserFactory().username for _ in range(learners)],
            ADDITIONAL_TIME,
        )
        if again:
            bulk_allowances.grant(*chosen, '5', now=now)
        with CaptureQueriesContext(connection) as captured:
            assert len(bulk_allowances.grant(*chosen, '10', now=now).granted) == exams * learners
        return len(captured)

    assert statements(2, 2) == statements(5, 20)
