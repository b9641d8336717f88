"""A provider for test runs. Hosts import it from here."""

from __future__ import annotations

from typing import Any

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider


class TestBackendProvider(ProctoringBackendProvider):
    """Accepts everything, and remembers what it was asked last.

    It has no entry point: put it into ``AppConfig.backends``, as importing ``edx_proctoring.tests`` does.
    """

    __test__ = False  # not a test case, whatever its name says

    verbose_name = 'Test Backend'
    tech_support_email = 'test@example.com'
    tech_support_phone = '+1-555-0100'
    learner_notification_from_email = 'no-reply@example.com'
    help_center_article_url = 'https://help.example.com'
    integration_specific_email = 'integration@example.com'
    has_dashboard = True
    supports_onboarding = True
    has_ready_callback = False

    last_exam: JSONObject | None = None
    last_attempt_remove: tuple[str | None, str | None] | None = None
    last_retire_user: str | None = None

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Accept the attempt under a fixed id."""
        return 'testexternalid'

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Do nothing."""
        return None

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Do nothing."""
        return None

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Do nothing."""
        return None

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Confirm, and remember the ids in ``last_attempt_remove``."""
        self.last_attempt_remove = (exam, attempt)
        return True

    def get_software_download_url(self) -> str | None:
        """Offer no software."""
        return ''

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject | None:
        """Accept a review that is already in the standard form."""
        return payload

    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Accept the exam under a fixed id, and remember it in ``last_exam``."""
        self.last_exam = exam
        return 'externalid'

    def get_proctoring_config(self) -> JSONObject | None:
        """Return the name only."""
        return {'name': self.verbose_name}

    def retire_user(self, user_id: str) -> bool | None:
        """Confirm, and remember the id in ``last_retire_user``."""
        self.last_retire_user = user_id
        return True
