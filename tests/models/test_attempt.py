"""Attempts: making them, history, and what is left of a deleted one."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import models

from edx_proctoring.models import (
    Delivery,
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_an_attempt_is_made() -> None:
    """With the published arguments; everything else has its default."""
    exam, user = ExamFactory(), UserFactory()
    attempt = ProctoredExamStudentAttempt.create_exam_attempt(exam.id, user.id, 'CODE', True, False, 'external')
    attempt.refresh_from_db()
    fields = {field.attname: getattr(attempt, field.attname) for field in attempt._meta.concrete_fields}
    assert fields == {
        'id': attempt.id,
        'created': attempt.created,
        'modified': attempt.created,
        'user_id': user.id,
        'proctored_exam_id': exam.id,
        'started_at': None,
        'completed_at': None,
        'attempt_code': 'CODE',
        'external_id': 'external',
        'allowed_time_limit_mins': None,
        'status': 'created',
        'taking_as_proctored': True,
        'is_sample_attempt': False,
        'is_resumable': False,
        'ready_to_resume': False,
        'resumed': False,
        'current_at_exam': exam.id,
        'decided_by_person': None,
        'review_policy_id': None,
        'is_status_acknowledged': False,
        'time_remaining_seconds': None,
    }


@pytest.mark.parametrize(('status', 'stored'), [(None, 'created'), ('', 'created'), ('onboarding_missing',) * 2])
def test_an_attempt_is_made_with_a_status(status: str | None, stored: str) -> None:
    """Without one it is created; policy and remaining time are taken over."""
    attempt = ProctoredExamStudentAttempt.create_exam_attempt(
        ExamFactory().id, UserFactory().id, 'CODE', True, False, None, 7, status, 0
    )
    assert (attempt.status, attempt.review_policy_id, attempt.time_remaining_seconds) == (stored, 7, 0)


def test_each_save_and_the_deletion_write_history() -> None:
    """The new state, the last one when the row goes, and who and where."""
    attempt = AttemptFactory()
    attempt_id, user_id, exam_id = attempt.id, attempt.user_id, attempt.proctored_exam_id
    attempt.status = Status.started
    attempt.save()
    attempt.delete_exam_attempt()
    assert not ProctoredExamStudentAttempt.objects.exists()
    records = HistoricalProctoredExamStudentAttempt.objects.filter(id=attempt_id).order_by('history_id')
    assert list(records.values_list('history_type', 'status', 'user_id', 'proctored_exam_id', 'history_user_id')) == [
        ('+', 'created', user_id, exam_id, None),
        ('~', 'started', user_id, exam_id, None),
        ('-', 'started', user_id, exam_id, None),
    ]
    assert HistoricalProctoredExamStudentAttempt is ProctoredExamStudentAttempt.history.model


def test_history_outlives_learner_and_exam() -> None:
    """The attempts go; what happened stays on record."""
    attempt = AttemptFactory()
    code, user_id = attempt.attempt_code, attempt.user_id
    attempt.proctored_exam.delete()
    attempt.user.delete()
    assert not ProctoredExamStudentAttempt.objects.exists()
    assert HistoricalProctoredExamStudentAttempt.objects.filter(attempt_code=code, user_id=user_id).count() == 2


def test_a_deleted_attempt_is_known_by_its_code() -> None:
    """As the last change left it, in an object without a row of its own."""
    attempt = AttemptFactory()
    attempt_id, code = attempt.id, attempt.attempt_code
    attempt.status = Status.submitted
    attempt.save()
    AttemptFactory()
    attempt.delete()
    found = ProctoredExamStudentAttempt.get_historic_attempt_by_code(code)
    assert isinstance(found, ProctoredExamStudentAttempt)
    assert (found.id, found.status, found.user, found.attempt_code) == (
        attempt_id,
        Status.submitted,
        attempt.user,
        code,
    )
    assert found._state.adding


@pytest.mark.parametrize('code', ['UNKNOWN', None])
def test_no_attempt_has_no_history(code: str | None) -> None:
    """Attempts without a code are not found by a missing code."""
    AttemptFactory(attempt_code=None)
    assert ProctoredExamStudentAttempt.get_historic_attempt_by_code(code) is None


@pytest.mark.deviation('I11')
@pytest.mark.parametrize('what', ['row', 'queryset', 'exam', 'learner'])
def test_deleting_rows_does_not_tell_the_provider(what: str, provider: RecordingProvider, host: Host) -> None:
    """Only removing an attempt, over the API or by the command, does: tests of those are beside them."""
    attempt = AttemptFactory(status='started')
    deletions = {
        'row': attempt.delete,
        'queryset': ProctoredExamStudentAttempt.objects.all().delete,
        'exam': attempt.proctored_exam.delete,
        'learner': attempt.user.delete,
    }
    deletions[what]()
    assert not ProctoredExamStudentAttempt.objects.exists()
    assert (provider.calls, host.calls) == ([], [])
    assert not Delivery.objects.exists()


def test_deleting_many_tells_about_each() -> None:
    """Other apps of the host listen to the deletion of each attempt and read its id."""
    ids = {attempt.id for attempt in AttemptFactory.create_batch(3)}
    deleted = set()

    def receive(instance: ProctoredExamStudentAttempt, **_kwargs: Any) -> None:
        deleted.add(instance.id)

    models.signals.post_delete.connect(receive, sender=ProctoredExamStudentAttempt)
    try:
        ProctoredExamStudentAttempt.objects.all().delete()
    finally:
        models.signals.post_delete.disconnect(receive, sender=ProctoredExamStudentAttempt)
    assert deleted == ids
