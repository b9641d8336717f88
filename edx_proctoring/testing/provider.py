"""A proctoring provider that writes down every call, for tests."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple, TypeVar, cast

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider

T = TypeVar('T')


class ProviderCall(NamedTuple):
    """One call of the provider: arguments by the name of their parameter, as they were at that moment."""

    method: str
    kwargs: dict[str, Any]


class RecordingProvider(ProctoringBackendProvider):
    """Accepts everything, and keeps each call in ``calls``, oldest first.

    Attempts get the external ids ``attempt-1``, ``attempt-2``, … and exams ``exam-<our id>``. A test that wants
    another answer puts it into ``answers``, one that wants an error puts an exception into ``failures``; both go by the
    name of the method. Abilities are options, as for every provider: ``RecordingProvider(supports_onboarding=True)``.

    Reads that change nothing (downloads, worker, configuration) are answered from attributes and not recorded.
    """

    verbose_name = 'Recording Provider'
    tech_support_email = 'help@provider.example.com'
    tech_support_phone = '+1-555-0101'
    learner_notification_from_email = 'no-reply@provider.example.com'
    help_center_article_url = 'https://provider.example.com/article'

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.calls: list[ProviderCall] = []
        self.answers: dict[str, Any] = {}
        self.failures: dict[str, Exception] = {}
        self._registered = 0

    def calls_to(self, method: str) -> list[dict[str, Any]]:
        """Return the arguments of each call of this method, oldest first."""
        return [call.kwargs for call in self.calls if call.method == method]

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str | None:
        """Accept the attempt under the next id."""
        self._registered += 1
        return self._answer('register_exam_attempt', f'attempt-{self._registered}', exam=exam, context=context)

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Record the call."""
        return self._answer('start_exam_attempt', None, exam=exam, attempt=attempt)

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Record the call."""
        return self._answer('stop_exam_attempt', None, exam=exam, attempt=attempt)

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> Any:
        """Record the call."""
        return self._answer('mark_erroneous_exam_attempt', None, exam=exam, attempt=attempt)

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Return True, unless the test set another answer."""
        return self._answer('remove_exam_attempt', True, exam=exam, attempt=attempt)

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject | None:
        """Return a review that is already in the standard form."""
        return self._answer('on_review_callback', payload, attempt=attempt, payload=payload)

    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Return the exam's id, or a new one."""
        return self._answer('on_exam_saved', exam['external_id'] or f'exam-{exam["id"]}', exam=exam)

    def get_instructor_url(
        self,
        course_id: str,
        user: JSONObject,
        exam_id: str | None = None,
        attempt_id: str | None = None,
        show_configuration_dashboard: bool = False,
        encrypted_video_review_url: bytes | None = None,
    ) -> str | None:
        """Return the same URL for everything."""
        return self._answer(
            'get_instructor_url',
            'https://provider.example.com/dashboard',
            course_id=course_id,
            user=user,
            exam_id=exam_id,
            attempt_id=attempt_id,
            show_configuration_dashboard=show_configuration_dashboard,
            encrypted_video_review_url=encrypted_video_review_url,
        )

    def retire_user(self, user_id: str) -> bool | None:
        """Return True, unless the test set another answer."""
        return self._answer('retire_user', True, user_id=user_id)

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> JSONObject | None:
        """Return None, as a provider without profiles does."""
        return self._answer('get_onboarding_profile_info', None, course_id=course_id, **kwargs)

    def get_software_download_url(self) -> str | None:
        """Return the URL of the software."""
        return self._read('get_software_download_url', 'https://provider.example.com/download')

    def get_attempt(self, attempt: JSONObject) -> JSONObject:
        """Return two setup steps."""
        return self._read(
            'get_attempt',
            {
                'instructions': ['Close all other programs.', 'Switch your camera on.'],
                'download_url': f'https://provider.example.com/download/{attempt["external_id"]}',
            },
        )

    def get_javascript(self) -> str:
        """Return the URL of a worker."""
        return self._read('get_javascript', 'https://provider.example.com/worker.js')

    def get_proctoring_config(self) -> JSONObject | None:
        """Return a small configuration."""
        return self._read('get_proctoring_config', {'name': self.verbose_name, 'instructions': ['Sit down.']})

    def should_block_access_to_exam_material(self) -> bool:
        """Return False: every browser may see exams."""
        return self._read('should_block_access_to_exam_material', False)

    def get_video_review_aes_key(self) -> str | None:
        """Return None: no video links are stored."""
        return self._read('get_video_review_aes_key', None)

    def _answer(self, method: str, default: T, **arguments: Any) -> T:
        self.calls.append(ProviderCall(method, copy.deepcopy(arguments)))
        return self._read(method, default)

    def _read(self, method: str, default: T) -> T:
        if method in self.failures:
            raise self.failures[method]
        return cast('T', self.answers.get(method, default))
