"""A proctoring provider for a service that speaks JSON over HTTP, as small as it gets."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import requests

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.backends.http.outgoing import guarded_session
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderSentNoAttemptID,
    ProctoredExamSuspiciousLookup,
)
from edx_proctoring.statuses import ReviewStatus, SoftwareSecureReviewStatus

VERDICTS = {'ok': ReviewStatus.passed, 'unsure': ReviewStatus.suspicious, 'cheated': ReviewStatus.violation}


class AcmeProvider(ProctoringBackendProvider):
    """Speaks to Acme Proctoring."""

    verbose_name = 'Acme Proctoring'
    tech_support_email = 'help@acme.example.com'
    passing_statuses = (SoftwareSecureReviewStatus.clean,)

    def __init__(self, base_url: str, client_secret: str, timeout: float = 10, **kwargs: Any) -> None:
        """Keep the options; parameters without a default are required ones."""
        super().__init__(**kwargs)
        self.base_url = base_url
        self.client_secret = client_secret
        self.timeout = timeout

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str:
        """Announce the attempt; the learner waits for the answer."""
        answer = self._send('POST', f'/exams/{exam["external_id"]}/attempts', context)
        if answer.status_code != HTTPStatus.CREATED:
            raise BackendProviderCannotRegisterAttempt(answer.text, answer.status_code)
        external_id = answer.json().get('id')
        if not isinstance(external_id, str):
            raise BackendProviderSentNoAttemptID('Acme gave no id.', HTTPStatus.BAD_GATEWAY)
        return external_id

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Mark the recording as started; a call that fails is repeated."""
        self._tell(attempt, 'started')

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """End the recording and request its review."""
        self._tell(attempt, 'finished')

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """End the recording."""
        self._tell(attempt, 'failed')

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Delete the recording; one that does not exist is gone, too."""
        answer = self._send('DELETE', f'/attempts/{attempt}')
        return answer.status_code in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND)

    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Keep the exam at Acme up to date."""
        answer = self._send('PUT', f'/exams/{exam["id"]}', exam)
        answer.raise_for_status()
        external_id: str | None = answer.json().get('id')
        return external_id

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject:
        """Translate a verdict; the app refuses a word that nobody knows."""
        if payload.get('attempt') != attempt['external_id']:
            raise ProctoredExamSuspiciousLookup('This is a review of another attempt.')
        verdict = str(payload.get('verdict'))
        return {'status': VERDICTS.get(verdict, verdict), 'comments': payload.get('findings', [])}

    def get_software_download_url(self) -> str:
        """Return where learners download Acme's program."""
        return f'{self.base_url}/download'

    def _tell(self, attempt: str | None, event: str) -> None:
        if attempt is not None:
            self._send('POST', f'/attempts/{attempt}/{event}').raise_for_status()

    def _send(self, method: str, path: str, body: JSONObject | None = None) -> requests.Response:
        with guarded_session() as session:
            return session.request(
                method,
                f'{self.base_url}{path}',
                json=body,
                headers={'Authorization': f'Bearer {self.client_secret}'},
                timeout=self.timeout,
            )
