"""Numbers that are too large for a column are refused before they get there."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.serializers import exam_dict_json_safe
from tests.factories import ExamFactory
from tests.views.conftest import Unchanged, url

TOO_LARGE = [MOST_MINUTES + 1, 2**31, 2**63, 10**300]


def test_an_exam_with_a_number_that_no_exam_can_have_has_no_review_policy(as_learner: APIClient, db: None) -> None:
    answer = as_learner.get(url('proctored_exam.review_policy', 2**63))
    assert (answer.status_code, answer.json()) == (200, {'review_policy': None})


@pytest.mark.parametrize('minutes', [*TOO_LARGE, *(-number for number in TOO_LARGE)], ids='{:.0e}'.format)
def test_a_time_limit_has_a_limit(minutes: int, as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged) -> None:
    with unchanged():
        answer = as_staff.put(url('proctored_exam.exam'), {'exam_id': exam.id, 'time_limit_mins': minutes})
        assert (answer.status_code, list(answer.json())) == (400, ['time_limit_mins'])
        new = {**exam_dict_json_safe(exam), 'content_id': 'another', 'time_limit_mins': minutes}
        del new['due_date']
        answer = as_staff.post(url('proctored_exam.exam'), new, format='json')
        assert (answer.status_code, list(answer.json())) == (400, ['time_limit_mins'])


@pytest.mark.parametrize('minutes', TOO_LARGE, ids='{:.0e}'.format)
def test_an_allowance_has_a_limit(
    minutes: int, as_staff: APIClient, learner: User, exam: ProctoredExam, unchanged: Unchanged
) -> None:
    key = 'additional_time_granted'
    body = {'exam_id': exam.id, 'user_info': learner.username, 'key': key, 'value': str(minutes)}
    with unchanged():
        assert as_staff.put(url('proctored_exam.allowance'), body).status_code == 400


def test_the_largest_numbers_together_make_an_exam_that_starts(
    as_staff: APIClient, as_learner: APIClient, learner: User
) -> None:
    exam = ExamFactory(timed=True, time_limit_mins=MOST_MINUTES)
    key = 'additional_time_granted'
    body = {'exam_id': exam.id, 'user_info': learner.username, 'key': key, 'value': str(MOST_MINUTES)}
    assert as_staff.put(url('proctored_exam.allowance'), body).status_code == 200
    body = {'exam_id': exam.id, 'start_clock': True}
    answer = as_learner.post(url('proctored_exam.attempt.collection'), body)
    assert answer.status_code == 200
    assert ProctoredExamStudentAttempt.objects.get().allowed_time_limit_mins == 2 * MOST_MINUTES
    assert as_learner.get(url('proctored_exam.attempt', answer.json()['exam_attempt_id'])).status_code == 200
