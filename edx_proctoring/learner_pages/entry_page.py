"""The page at which learners meet the entry rules of an exam, outside of the course and in any browser."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template import loader
from django.urls import get_script_prefix, reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language, get_language_bidi

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.learner_pages.entrance import describe_entrance
from edx_proctoring.learner_pages.seb_block import seb_context
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.access_codes import LONGEST


def render_entry(exam: ProctoredExam, user: Any, *, csrf_token: str, problem: str = '', now: datetime) -> str:
    """Return the page as HTML. Its scripts send ``csrf_token`` back in the header that Django expects.

    ``problem`` is what was wrong with the code that the learner has entered, if anything.
    """
    language = get_language() or conf.language_code
    attempt = current_attempt(exam, user.pk, now=now)
    entrance = describe_entrance(exam, user, attempt, now=now)
    to_do = [step['rule'] for step in entrance['steps'] if not step['is_done']]
    context = {
        'platform_name': str(conf.platform_name),
        'home_url': get_script_prefix(),
        'username': user.get_username(),
        'language': language,
        'direction': 'rtl' if get_language_bidi() else 'ltr',
        'csrf_token': csrf_token,
        'csrf_header': settings.CSRF_HEADER_NAME.removeprefix('HTTP_').replace('_', '-'),
        'catalog_path': links.catalog_path(language),
        'exam_id': exam.id,
        'entrance': entrance,
        'starts_from': parse_datetime(entrance['starts_from'] or ''),
        'starts_until': parse_datetime(entrance['starts_until'] or ''),
        'needs_code': Rule.ACCESS_CODE in to_do,
        'needs_seb': Rule.SEB in to_do,
        'problem': problem,
        'longest_code': LONGEST,
        **_addresses(exam),
        **seb_context(exam, user.pk, attempt, now=now),
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
