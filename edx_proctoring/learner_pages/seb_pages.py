"""Pages about Safe Exam Browser: the one on which a browser is checked, and the one that ends it."""

from __future__ import annotations

from typing import Any

from django.template import loader
from django.urls import reverse
from django.utils.translation import gettext as _

from edx_proctoring.learner_pages.seb_words import VERDICTS
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam
from edx_proctoring.page_frame import csrf_header, page_frame
from edx_proctoring.seb.hashes import Verdict


def render_check(exam: ProctoredExam, nonce: str, verdict: Verdict | None, *, username: str, csrf_token: str) -> str:
    """Return the page as HTML; ``verdict`` is that about the headers, None if the script has to go on."""
    told = VERDICTS[verdict] if verdict is not None else None
    return _render(
        'entry/seb_check.html',
        username=username,
        csrf_token=csrf_token,
        csrf_header=csrf_header(),
        answer_url=reverse('edx_proctoring:seb_answer', args=[nonce]),
        entry_url=links.entry_url(exam.id),
        exam_name=exam.exam_name,
        verdict=str(verdict or ''),
        is_right=verdict is Verdict.OK,
        words=_(told.words) if told else '',
    )


def render_quit() -> str:
    """Return the page as HTML."""
    return _render('entry/seb_quit.html')


def _render(template: str, **context: Any) -> str:
    return loader.get_template(template).render(page_frame() | context)
