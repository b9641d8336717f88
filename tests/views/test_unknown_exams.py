"""Entering an exam that the provider does not know: what the page says to the learner is what is answered here."""

from __future__ import annotations

from typing import Any

from rest_framework.test import APIClient

from edx_proctoring.actions.exams import NOT_KNOWN
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import ExamFactory
from tests.views.conftest import url


class Naming(RecordingProvider):
    """It registers attempts only at exams to which it gave an id."""

    names_exams = True


def test_an_exam_that_the_provider_cannot_be_told_of(as_learner: APIClient, backends: dict[str, Any]) -> None:
    backends['test'] = provider = Naming()
    provider.answers['on_exam_saved'] = None
    body = {'exam_id': ExamFactory(external_id=None).id, 'attempt_proctored': 'true'}
    answer = as_learner.post(url('proctored_exam.attempt.collection'), body)
    assert (answer.status_code, answer.json()) == (503, {'detail': NOT_KNOWN})
    assert not ProctoredExamStudentAttempt.objects.exists()
    assert [call.method for call in provider.calls] == ['on_exam_saved']
