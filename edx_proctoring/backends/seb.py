"""Safe Exam Browser as a provider: the app itself checks the browser, and nobody watches."""

from __future__ import annotations

from typing import Any, Final

from django.core import checks
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from edx_proctoring.backends.backend import JSONObject
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.conf import conf

AFTER_SUBMISSION: Final = ('submitted', 'verified')


class SebBackendProvider(NullBackendProvider):
    """Exams of this provider need Safe Exam Browser. An attempt is ready to start once the browser was checked."""

    verbose_name = 'Safe Exam Browser'
    has_ready_callback = True
    needs_seb = True
    after_submission = 'submitted'

    def __init__(self, **options: Any) -> None:
        """Take the options. ``after_submission`` says whether submitted attempts stay so, or are verified at once."""
        super().__init__(**options)

    def check_options(self, name: str) -> list[checks.CheckMessage]:
        """Warn about an unknown value."""
        if self.after_submission in AFTER_SUBMISSION:
            return []
        return [
            checks.Warning(
                f"PROCTORING_BACKENDS[{name!r}]['after_submission'] is not one of {', '.join(AFTER_SUBMISSION)}.",
                hint='Submitted attempts stay as they are.',
                id='edx_proctoring.W114',
            )
        ]

    def get_attempt(self, attempt: JSONObject) -> JSONObject:
        """Return how to get into Safe Exam Browser."""
        url = _entry_url(attempt)
        steps = [
            _('Install Safe Exam Browser, if you do not have it yet.'),
            _('Open the entrance of this exam, and open the exam from there in Safe Exam Browser.'),
            _('Log in there. The browser is checked, and then you can start the exam.'),
        ]
        if url:
            steps[1] = format_html('<a href="{}" target="_top">{}</a>', url, steps[1])
        return {'instructions': [str(step) for step in steps]}


def _entry_url(attempt: JSONObject) -> str:
    exam = attempt.get('proctored_exam')
    exam_id = exam.get('id') if isinstance(exam, dict) else None
    if not isinstance(exam_id, int):
        return ''
    try:
        return f'{conf.lms_root_url or ""}{reverse("edx_proctoring:exam_entry", args=[exam_id])}'
    except NoReverseMatch:  # Studio
        return ''
