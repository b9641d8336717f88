"""What the answer about allowances in bulk says of each pair of exam and learner."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from tests.factories import COURSE_ID, AllowanceFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, url

KEY = 'additional_time_granted'


def send(client: APIClient, exams: Any, learners: Any, value: str = '15', **change: Any) -> Any:
    body = {'course_id': COURSE_ID, 'allowance_type': KEY, 'exam_ids': exams, 'user_ids': learners, 'value': value}
    return client.put(url('proctored_exam.bulk_allowance'), body | change)


def due_in(minutes: int) -> datetime:
    """So many minutes, and half of one, from now."""
    return timezone.now() + timedelta(minutes=minutes, seconds=30)


@pytest.mark.deviation('X96')
def test_why_a_pair_got_nothing(as_course_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
    inactive, foreign = ExamFactory(is_active=False), ExamFactory(course_id=OTHER_COURSE_ID)
    answer = send(as_course_staff, [exam.id, inactive.id, foreign.id, 999], ['learner', 'nobody'])
    assert answer.status_code == 207
    assert [(each['exam_id'], each['user_id'], each.get('reason')) for each in answer.json()] == [
        (exam.id, 'learner', None),
        (exam.id, 'nobody', 'learner_not_found'),
        *((inactive.id, name, 'exam_not_active') for name in ('learner', 'nobody')),
        *((foreign.id, name, 'exam_not_found') for name in ('learner', 'nobody')),
        *((999, name, 'exam_not_found') for name in ('learner', 'nobody')),
    ]
    assert [each['granted'] for each in answer.json()] == [True, *[False] * 7]
    assert [bool(each['detail']) for each in answer.json()] == [False, *[True] * 7]
    texts = {each['exam_id']: each['detail'] for each in answer.json() if each['user_id'] == 'nobody'}
    assert texts[foreign.id] == texts[999], 'nobody is told which exams other courses have'


@pytest.mark.deviation('X96')
def test_where_no_pair_got_anything(
    as_course_staff: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
) -> None:
    with unchanged():
        answer = send(as_course_staff, [exam.id], ['nobody'])
        assert (answer.status_code, answer.json()['field']) == (400, 'user_info')
        assert [each['reason'] for each in answer.json()['pairs']] == ['learner_not_found']


@pytest.mark.deviation('X96')
def test_what_was_replaced(as_course_staff: APIClient, exam: ProctoredExam, learner: User, other_learner: User) -> None:
    AllowanceFactory(user=learner, proctored_exam=exam, value='60')
    answer = send(as_course_staff, [exam.id], ['learner', 'other'], '5', list_results=True)
    assert answer.status_code == 207
    assert [(each['user_id'], each['former_value'], each['value']) for each in answer.json()] == [
        ('learner', '60', '5'),
        ('other', None, '5'),
    ]


def test_the_list_is_only_for_those_who_ask(as_course_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
    AllowanceFactory(user=learner, proctored_exam=exam, value='60')
    answer = send(as_course_staff, [exam.id], ['learner'], '5')
    assert (answer.status_code, answer.content) == (200, b'')


def test_a_preview_writes_nothing(
    as_staff: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
) -> None:
    AllowanceFactory(user=learner, proctored_exam=exam, value='60')
    with unchanged():
        answer = send(as_staff, [exam.id], ['learner', 'nobody'], '1.5', preview=True, allowance_type='time_multiplier')
        assert answer.status_code == 207
        (known, unknown) = answer.json()
        assert (known['former_value'], known['value']) == ('60', str(exam.time_limit_mins // 2))
        assert unknown['reason'] == 'learner_not_found'
        assert send(as_staff, [exam.id], ['learner'], 'x', preview=True).json()['field'] == 'allowance_value'
        assert send(as_staff, [exam.id], ['nobody'], preview=True).status_code == 400


@pytest.mark.parametrize('preview', [True, False], ids=['before', 'after'])
def test_the_due_date_cuts_the_time(preview: bool, as_course_staff: APIClient, learner: User) -> None:
    soon, later, never = (
        ExamFactory(time_limit_mins=30, due_date=due_date) for due_date in (due_in(12), due_in(60), None)
    )
    asked = {'allowance_type': 'time_multiplier', 'list_results': True, 'preview': preview}
    answer = send(as_course_staff, [soon.id, later.id, never.id], ['learner'], '2', **asked)
    cut, *whole = answer.json()
    assert (cut['granted'], cut['available_minutes'], cut['full_minutes']) == (True, 12, 60)
    assert cut['detail'] == 'The due date leaves 12 of 60 minutes.'
    assert [(each['detail'], 'available_minutes' in each) for each in whole] == [('', False)] * 2


def test_a_note_is_not_cut_by_a_due_date(as_course_staff: APIClient, learner: User) -> None:
    exam = ExamFactory(time_limit_mins=30, due_date=due_in(12))
    asked = {'allowance_type': 'review_policy_exception', 'list_results': True}
    (note,) = send(as_course_staff, [exam.id], ['learner'], '45', **asked).json()
    assert (note['detail'], 'available_minutes' in note) == ('', False)


@pytest.mark.deviation('X97')
def test_blanks_inside_a_name_survive_the_comma_form(as_course_staff: APIClient, exam: ProctoredExam) -> None:
    for name in ('van der berg', 'vanderberg', 'ada'):
        UserFactory(username=name)
    answer = send(as_course_staff, f' {exam.id} , ', ' van der berg ,\tada\n, ,')
    assert answer.status_code == 200
    names = ProctoredExamStudentAllowance.objects.values_list('user__username', flat=True)
    assert set(names) == {'van der berg', 'ada'}
