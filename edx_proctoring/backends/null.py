"""A provider that supervises nothing."""

from __future__ import annotations

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider


class NullBackendProvider(ProctoringBackendProvider):
    """For sites without a proctoring service: every attempt is accepted, and there are no reviews."""

    verbose_name = 'Null Backend'
    has_ready_callback = False
    has_service = False
    sends_reviews = False

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> None:
        """Return no id."""

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing."""

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Return True: there is nothing to delete."""
        return True

    def get_software_download_url(self) -> None:
        """Offer no software."""

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> None:
        """Deliver no reviews."""

    def on_exam_saved(self, exam: JSONObject) -> None:
        """Return no id."""
