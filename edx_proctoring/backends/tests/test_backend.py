"""A provider for test runs. Hosts import it from here."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.exceptions import BackendProviderOnboardingException, BackendProviderSentNoAttemptID


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

    # A status: attempts are refused with it for lack of onboarding. Any other truth: no id comes back.
    attempt_error: str | None = None
    no_attempt_id_error: Any = None
    last_exam: JSONObject | None = None
    last_attempt_remove: tuple[str | None, str | None] | None = None
    last_retire_user: str | None = None

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Accept the attempt under a fixed id, or refuse it as the attributes say."""
        if self.attempt_error:
            raise BackendProviderOnboardingException(self.attempt_error)
        if self.no_attempt_id_error:
            raise BackendProviderSentNoAttemptID(self.no_attempt_id_error, http_status=200)
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
        """Accept the exam under the id that it has or else a fixed one, and remember it in ``last_exam``."""
        self.last_exam = exam
        return exam.get('external_id') or 'externalid'

    def get_proctoring_config(self) -> JSONObject | None:
        """Return the name only."""
        return {'name': self.verbose_name}

    def get_instructor_url(
        self,
        course_id: str,
        user: JSONObject,
        exam_id: str | None = None,
        attempt_id: str | None = None,
        show_configuration_dashboard: bool = False,
        encrypted_video_review_url: bytes | None = None,
    ) -> str | None:
        """Return a path that says what was asked for; attempts and configuration are those of an exam."""
        path = f'/instructor/{course_id}/'
        if exam_id:
            query = {'exam': exam_id}
            if show_configuration_dashboard:
                query['config'] = 'true'
            if attempt_id:
                query['attempt'] = attempt_id
            path += f'?{urlencode(query)}'
        return path

    def retire_user(self, user_id: str) -> bool | None:
        """Confirm, and remember the id in ``last_retire_user``."""
        self.last_retire_user = user_id
        return True


class PassthroughBackendProvider(ProctoringBackendProvider):
    """Does what the base class does, which for everything that a provider must do is ``NotImplementedError``."""

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Leave it to the base class."""
        return super().register_exam_attempt(exam, context)  # type: ignore[safe-super]

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Leave it to the base class."""
        return super().start_exam_attempt(exam, attempt)  # type: ignore[safe-super]

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Leave it to the base class."""
        return super().stop_exam_attempt(exam, attempt)  # type: ignore[safe-super]

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Leave it to the base class."""
        return super().mark_erroneous_exam_attempt(exam, attempt)  # type: ignore[safe-super]

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Leave it to the base class."""
        return super().remove_exam_attempt(exam, attempt)  # type: ignore[safe-super]

    def get_software_download_url(self) -> str | None:
        """Leave it to the base class."""
        return super().get_software_download_url()  # type: ignore[safe-super]

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject | None:
        """Leave it to the base class."""
        return super().on_review_callback(attempt, payload)  # type: ignore[safe-super]

    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Leave it to the base class."""
        return super().on_exam_saved(exam)  # type: ignore[safe-super]
