"""The page at which learners meet the entry rules of an exam, outside of the course and in any browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template import loader
from django.urls import reverse
from django.utils.dateparse import parse_datetime

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.entry import look
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.learner_pages.entrance import describe_entrance, find_failed_check
from edx_proctoring.learner_pages.seb_block import seb_context
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam
from edx_proctoring.page_frame import csrf_header, page_frame, page_language
from edx_proctoring.security.access_codes import LONGEST


def render_entry(exam: ProctoredExam, user: Any, *, csrf_token: str, problem: str = '', now: datetime) -> str:
    """Return the page as HTML. Its scripts send ``csrf_token`` back in the header that Django expects.

    ``problem`` is what was wrong with the code that the learner has entered, if anything.
    """
    attempt = current_attempt(exam, user.pk, now=now)
    seen = look(exam, user.pk, attempt, now=now)
    failure = find_failed_check(seen, user.pk)
    entrance = describe_entrance(exam, user, seen, failure, now=now)
    to_do = [step['rule'] for step in entrance['steps'] if not step['is_done']]
    context = {
        **page_frame(),
        'username': user.get_username(),
        'csrf_token': csrf_token,
        'csrf_header': csrf_header(),
        'catalog_path': links.catalog_path(page_language()),
        'exam_id': exam.id,
        'entrance': entrance,
        'starts_from': parse_datetime(entrance['starts_from'] or ''),
        'starts_until': parse_datetime(entrance['starts_until'] or ''),
        'needs_code': Rule.ACCESS_CODE in to_do,
        'needs_seb': Rule.SEB in to_do,
        'problem': problem,
        'longest_code': LONGEST,
        **_addresses(exam),
        **seb_context(exam, attempt, seen, failure),
    }
    return loader.get_template('entry/page.html').render(context)


def _addresses(exam: ProctoredExam) -> dict[str, str]:
    """Return where the page and its scripts go."""
    names = {
        'page_url': 'exam_entry',
        'entrance_url': 'proctored_exam.my_entrance',
        'signal_url': 'proctored_exam.entrance_signal',
        'code_url': 'proctored_exam.entrance_code',
    }
    return {name: reverse(f'edx_proctoring:{view}', args=[exam.id]) for name, view in names.items()}
