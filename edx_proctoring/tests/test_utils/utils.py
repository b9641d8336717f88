"""A test case with a learner, a course, exams of every kind, and stand-ins for the host's services."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.test import TestCase

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.runtime import get_runtime_service, set_runtime_service
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus
from edx_proctoring.tests.test_services import (
    MockCertificateService,
    MockCreditService,
    MockGradesService,
    MockInstructorService,
)

COURSE_ID = 'course-v1:Org+Num+Run'


def usage_key(name: str) -> str:
    """Return the usage key of a sequence in the test's course, as text."""
    return f'block-v1:Org+Num+Run+type@sequential+block@{name}'


class ProctoredExamTestCase(TestCase):
    """To be inherited or mixed in; ``setUp`` is cooperative, and what it registers is withdrawn afterwards.

    The services ``credit``, ``instructor``, ``grades`` and ``certificates`` are replaced for the duration of a test;
    others stay what they were. Exams are made through the models, so that no provider hears of them.
    """

    course_id = COURSE_ID
    exam_name = 'Midterm Exam'
    default_time_limit = 21  # minutes
    external_id = 'external-exam-id'
    content_id = usage_key('midterm')
    content_id_timed = usage_key('timed')
    content_id_practice = usage_key('practice')
    content_id_onboarding = usage_key('onboarding')
    disabled_content_id = usage_key('disabled')

    def setUp(self) -> None:
        super().setUp()
        self.user = get_user_model().objects.create_user('tester', 'tester@example.com', 'password')
        self.user_id: int = self.user.pk
        services = {
            'credit': MockCreditService(),
            'instructor': MockInstructorService(),
            'grades': MockGradesService(),
            'certificates': MockCertificateService(),
        }
        for name, service in services.items():
            self.addCleanup(set_runtime_service, name, get_runtime_service(name))
            set_runtime_service(name, service)

    def _create_timed_exam(self, **fields: Any) -> int:
        """Make a timed exam and return its id."""
        return self._create_exam({'content_id': self.content_id_timed, 'is_proctored': False}, fields)

    def _create_proctored_exam(self, **fields: Any) -> int:
        """Make a proctored exam of the provider ``test`` and return its id."""
        return self._create_exam({'content_id': self.content_id}, fields)

    def _create_practice_exam(self, **fields: Any) -> int:
        """Make a practice exam of the provider ``null``, which has no onboarding, and return its id."""
        defaults = {'content_id': self.content_id_practice, 'is_practice_exam': True, 'backend': 'null'}
        return self._create_exam(defaults, fields)

    def _create_onboarding_exam(self, **fields: Any) -> int:
        """Make an onboarding exam of the provider ``test`` and return its id."""
        return self._create_exam({'content_id': self.content_id_onboarding, 'is_practice_exam': True}, fields)

    def _create_disabled_exam(self, **fields: Any) -> int:
        """Make a proctored exam that was switched off and return its id."""
        return self._create_exam({'content_id': self.disabled_content_id, 'is_active': False}, fields)

    def _create_exam_attempt(
        self,
        exam_id: int,
        status: str = ProctoredExamStudentAttemptStatus.created,
        is_practice_exam: bool | None = None,
        **fields: Any,
    ) -> ProctoredExamStudentAttempt:
        """Make a proctored attempt of the test's user in this status and return it.

        ``is_practice_exam`` says that it is a sample attempt; by default that is what the exam says.
        """
        if is_practice_exam is None:
            is_practice_exam = ProctoredExam.objects.get(id=exam_id).is_practice_exam
        code = str(uuid.uuid4()).upper()
        return ProctoredExamStudentAttempt.objects.create(
            **{
                'proctored_exam_id': exam_id,
                'user_id': self.user_id,
                'external_id': f'external-{code}',
                'attempt_code': code,
                'status': status,
                'taking_as_proctored': True,
                'is_sample_attempt': is_practice_exam,
                **fields,
            }
        )

    def _create_started_exam_attempt(
        self, exam_id: int, started_at: datetime | None = None, **fields: Any
    ) -> ProctoredExamStudentAttempt:
        """Make a running attempt with the default time limit and return it."""
        running: dict[str, Any] = {
            'started_at': started_at or datetime.now(UTC),
            'allowed_time_limit_mins': self.default_time_limit,
        }
        return self._create_exam_attempt(exam_id, ProctoredExamStudentAttemptStatus.started, **(running | fields))

    def _create_exam(self, defaults: dict[str, Any], fields: dict[str, Any]) -> int:
        exam = {
            'course_id': self.course_id,
            'exam_name': self.exam_name,
            'time_limit_mins': self.default_time_limit,
            'external_id': self.external_id,
            'is_proctored': True,
            'is_active': True,
            'backend': 'test',
        }
        return ProctoredExam.objects.create(**(exam | defaults | fields)).pk
