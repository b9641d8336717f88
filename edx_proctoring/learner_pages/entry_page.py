"""The page at which learners meet the entry rules of an exam, outside of the course and in any browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import loader
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_bidi

from edx_proctoring.actions import entry
from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.conf import conf
from edx_proctoring.learner_pages.entry import kept_out
from edx_proctoring.learner_pages.seb_block import seb_context
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam


def render_entry(exam: ProctoredExam, user: Any, *, csrf_token: str, now: datetime) -> str:
    """Return the page as HTML. Its scripts send ``csrf_token`` back in the header that Django expects."""
    attempt = current_attempt(exam, user.pk, now=now)
    refusals = entry.list_refusals(exam, user.pk, attempt, now=now)
    language = get_language() or conf.language_code
    context = {
        'platform_name': str(conf.platform_name),
        'home_url': get_script_prefix(),
        'username': user.get_username(),
        'language': language,
        'direction': 'rtl' if get_language_bidi() else 'ltr',
        'csrf_token': csrf_token,
        'csrf_header': settings.CSRF_HEADER_NAME.removeprefix('HTTP_').replace('_', '-'),
        'exam_id': exam.id,
        'exam_name': exam.exam_name,
        'exam_url': _exam_url(exam),
        'kept_out': [kept_out(refusal, exam.id) for refusal in refusals],
        **seb_context(exam, user.pk, attempt, now=now),
    }
    return loader.get_template('entry/page.html').render(context)


def _exam_url(exam: ProctoredExam) -> str:
    """Return where the learner takes the exam: in the learning micro-frontend, where there is one, else in the LMS."""
    legacy = links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=False)
    return legacy or links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=True)
