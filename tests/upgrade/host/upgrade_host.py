"""What the small LMS and its proctoring provider do for the published package: enough for every function to run."""

from __future__ import annotations

import uuid
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.runtime import set_runtime_service


class Supervisor(ProctoringBackendProvider):
    """A provider that accepts everything."""

    verbose_name = 'Supervisor'
    tech_support_email = 'supervisor@example.com'
    tech_support_phone = '555-0100'

    def register_exam_attempt(self, exam: Any, context: Any) -> str:
        """Accept the attempt."""
        return f'attempt-{uuid.uuid4()}'

    def start_exam_attempt(self, exam: Any, attempt: Any) -> None:
        """Take note."""

    def stop_exam_attempt(self, exam: Any, attempt: Any) -> None:
        """Take note."""

    def mark_erroneous_exam_attempt(self, exam: Any, attempt: Any) -> None:
        """Take note."""

    def remove_exam_attempt(self, exam: Any, attempt: Any) -> bool:
        """Forget the attempt."""
        return True

    def get_software_download_url(self) -> str:
        """Where the software is."""
        return 'https://supervisor.example.com/download'

    def on_review_callback(self, attempt: Any, payload: Any) -> Any:
        """Reviews come in the standard form."""
        return payload

    def on_exam_saved(self, exam: Any) -> str:
        """Know the exam by an id of our own."""
        return f'exam-{exam["id"]}'


class Credit:
    """A host whose courses give credit to verified learners."""

    def get_credit_state(self, user_id: Any, course_key: Any, return_course_info: bool = False) -> dict[str, Any]:
        """Say who the learner is."""
        return {
            'enrollment_mode': 'verified',
            'profile_fullname': 'Verity Learner',
            'student_email': 'verity@example.com',
            'course_name': 'A Course',
            'credit_requirement_status': [],
        }

    def set_credit_requirement_status(self, **kwargs: Any) -> None:
        """Take note."""

    def remove_credit_requirement_status(self, **kwargs: Any) -> None:
        """Take note."""


class Instructor:
    """A host that takes note."""

    def is_course_staff(self, user: Any, course_id: Any) -> bool:
        """Everybody who is staff at all."""
        return bool(user.is_staff)

    def complete_student_attempt(self, user_identifier: Any, content_id: Any) -> None:
        """Take note."""

    def delete_student_attempt(
        self, student_identifier: Any, course_id: Any, content_id: Any, requesting_user: Any
    ) -> None:
        """Take note."""

    def send_support_notification(self, **kwargs: Any) -> None:
        """Take note."""

    def get_proctoring_escalation_email(self, course_id: Any) -> None:
        """There is none."""


class Grades:
    """A host that keeps the grade of a rejected learner."""

    def should_override_grade_on_rejected_exam(self, course_key: Any) -> bool:
        """Never."""
        return False

    def undo_override_subsection_grade(self, **kwargs: Any) -> None:
        """Take note."""


def open_lms() -> None:
    """Register the host's services and the provider."""
    set_runtime_service('credit', Credit())
    set_runtime_service('instructor', Instructor())
    set_runtime_service('grades', Grades())
    set_runtime_service('certificates', SimpleNamespace(invalidate_certificate=lambda **kwargs: None))
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends['supervisor'] = Supervisor()
    # The host's own users have a profile.
    user_model: Any = get_user_model()
    user_model.profile = property(lambda user: SimpleNamespace(name=user.username))
