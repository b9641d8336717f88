"""What a view reads is read when it asks for it: of several faults, the one is told that comes first in its way."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.views.allowances import BulkAllowance, RevokedAllowance
from edx_proctoring.views.exams import ChangedExam
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.learner_attempts import NewAttempt
from tests.factories import AllowanceFactory
from tests.views.conftest import url


def test_a_field_that_is_not_asked_for_is_not_read() -> None:
    sent = RevokedAllowance({'exam_id': 1, 'user_id': 'nobody', 'key': 'note'})
    assert (sent.exam_id, sent.key) == (1, 'note')
    with pytest.raises(InvalidInputException, match='user_id'):
        assert sent.user_id


@pytest.mark.parametrize(
    ('kind', 'names'),
    [
        (NewAttempt, ['exam_id', 'attempt_proctored', 'start_clock']),
        (
            BulkAllowance,
            ['course_id', 'exam_ids', 'user_ids', 'allowance_type', 'value', 'preview', 'list_results'],
        ),
    ],
)
def test_a_class_tells_its_fields_in_their_order(kind: type[Input], names: list[str]) -> None:
    assert [field.name for field in kind.fields()] == names
    assert all(isinstance(getattr(kind, name), Field) for name in names)


def test_of_an_exam_is_changed_what_was_sent_and_is_not_null() -> None:
    sent = ChangedExam({'exam_id': 1, 'exam_name': 'Quiz', 'is_active': None, 'course_id': 'another', 'due_date': 'x'})
    assert sent.changes() == {'exam_name': 'Quiz'}


def test_an_unknown_exam_comes_before_a_flag(as_learner: APIClient, exam: ProctoredExam) -> None:
    body: dict[str, Any] = {'exam_id': exam.id + 1, 'start_clock': [1]}
    address = url('proctored_exam.attempt.collection')
    assert 'start_clock' not in as_learner.post(address, body).json()['detail']
    answer = as_learner.post(address, {**body, 'exam_id': exam.id})
    assert (answer.status_code, 'start_clock' in answer.json()['detail']) == (400, True)
    assert not ProctoredExamStudentAttempt.objects.exists()


def test_without_a_key_nobody_looks_whose_allowance_is_revoked(
    as_staff: APIClient, exam: ProctoredExam, learner: User
) -> None:
    AllowanceFactory(proctored_exam=exam, user=learner, key='note', value='x')
    address, body = url('proctored_exam.allowance'), {'exam_id': exam.id, 'user_id': 'nobody'}
    assert as_staff.delete(address, body).status_code == 200
    assert as_staff.delete(address, {**body, 'key': 'note'}).status_code == 400
    assert ProctoredExamStudentAllowance.objects.exists()


def test_who_may_not_name_another_learner_is_not_told_that_it_is_none(as_learner: APIClient, db: None) -> None:
    assert as_learner.get(url('proctored_exam.active_attempt'), {'user_id': 'nobody'}).status_code == 403
