"""A provider that plays a proctoring service for developers: a second after registration it reports to be ready."""

from __future__ import annotations

import threading
from typing import Any

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.views.provider_callbacks import start_exam_callback

READY_AFTER_SECONDS = 1.0


class MockProctoringBackendProvider(ProctoringBackendProvider):
    """Accepts every attempt under its attempt code. Not for production: it supervises nothing."""

    verbose_name = 'Mock Backend'
    has_service = False
    is_for_development = True
    sends_reviews = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Accept any options and ignore them; they stay readable as ``args`` and ``kwargs``."""
        super().__init__()
        self.args = args
        self.kwargs = kwargs

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str:
        """Return the attempt code, and report the attempt as ready once the caller has stored it."""
        attempt_code: str = context['attempt_code']
        timer = threading.Timer(READY_AFTER_SECONDS, start_exam_callback, args=(None, attempt_code))
        timer.daemon = True  # a process that ends does not wait for it
        timer.start()
        return attempt_code

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Return True: there is nothing to delete."""
        return True

    def get_software_download_url(self) -> str:
        """Return a placeholder."""
        return 'mockurl'

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> None:
        """Deliver no reviews."""

    def on_exam_saved(self, exam: JSONObject) -> None:
        """Return no id."""
