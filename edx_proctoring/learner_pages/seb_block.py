"""Safe Exam Browser on the entrance of an exam: how to get in with it, and what came of the last check."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from edx_proctoring.actions.entry import Look
from edx_proctoring.actions.seb_rules import needs_seb
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.exceptions import UnreadableSebFile
from edx_proctoring.learner_pages.seb_words import told_of
from edx_proctoring.lms import seb_links
from edx_proctoring.models import EntryEvent, EntryRules, ProctoredExam, ProctoredExamStudentAttempt, SebConfiguration
from edx_proctoring.queries.entry import can_check_seb
from edx_proctoring.queries.seb import Source, attempt_in_use, source_of
from edx_proctoring.seb.containers import is_encrypted
from edx_proctoring.seb.exam_configurations import MINIMUM_VERSIONS
from edx_proctoring.seb.hashes import Verdict
from edx_proctoring.visitors import calls_itself_seb

INSTALL_URL: Final = 'https://safeexambrowser.org/download_en.html'


def seb_context(
    exam: ProctoredExam, attempt: ProctoredExamStudentAttempt | None, seen: Look, failure: EntryEvent | None
) -> dict[str, Any]:
    """Return what ``entry/seb.html`` needs, under ``seb``; an empty dict for exams that do not need it.

    ``attempt`` is the learner's current one, ``failure`` their last check, if it failed. The page has to say how to
    send the token against forged requests.
    """
    rules = seen.rules
    if rules is None or not needs_seb(exam, rules):
        return {}
    return {'seb': {**_ways_in(rules), **_state(seen, failure), 'quit_url': find_quit_url(attempt)}}


def find_quit_url(attempt: ProctoredExamStudentAttempt | None) -> str:
    """Return the address that ends the browser of an attempt that is over; empty for others."""
    if attempt is None or attempt_in_use(attempt) is not None:
        return ''
    made = SebConfiguration.objects.filter(attempt_id=attempt.id, user_id=attempt.user_id).exclude(settings=b'')
    newest = made.order_by('-id').first()
    return seb_links.quit_address(newest.quit_token) if newest is not None else ''


def _ways_in(rules: EntryRules) -> dict[str, Any]:
    is_possible = can_check_seb()
    return {
        'is_possible': is_possible,
        'has_file': is_possible and source_of(rules) is not Source.SERVER,
        'has_password': _has_password(rules),
        'has_usual_versions': _has_usual_versions(rules),
        'install_url': INSTALL_URL,
        'link_url': reverse('edx_proctoring:proctored_exam.seb.link', args=[rules.exam_id]),
        'challenge_url': reverse('edx_proctoring:proctored_exam.seb.challenge', args=[rules.exam_id]),
    }


def _has_password(rules: EntryRules) -> bool:
    """Return whether learners need a password for the configuration that they get here."""
    source = source_of(rules)
    if source is Source.FILE and rules.seb_file is not None:
        try:
            return is_encrypted(bytes(rules.seb_file))
        except UnreadableSebFile:
            return False
    return source is Source.MADE and bool(rules.seb_password)


def _has_usual_versions(rules: EntryRules) -> bool:
    """Return whether the versions that learners are told of are those that they need."""
    options = rules.seb_options if isinstance(rules.seb_options, dict) else {}
    is_usual = options.get('minimum_versions', list(MINIMUM_VERSIONS)) == list(MINIMUM_VERSIONS)
    return source_of(rules) is Source.MADE and is_usual


def _state(seen: Look, failure: EntryEvent | None) -> dict[str, Any]:
    is_checked = all(refusal.rule is not Rule.SEB for refusal in seen.refusals)
    return {
        'is_seb': calls_itself_seb(),
        'is_checked': is_checked,
        'version': seen.row.seb_version if seen.row is not None and is_checked else '',
        'last': _diagnosis(failure) if failure is not None else None,
    }


def _diagnosis(event: EntryEvent) -> dict[str, Any]:
    """Return what the learner may know of a failure: of the hashes, no more than the beginning, as staff do."""
    told = told_of(Verdict(event.outcome), is_seb=calls_itself_seb())
    detail = event.detail if isinstance(event.detail, dict) else {}
    return {
        'outcome': event.outcome,
        'words': _(told.words),
        'advice': _(told.advice) if told.advice else '',
        'reference': event.id,
        'at': event.at,
        'version': str(detail.get('version', '')),
        'page': str(detail.get('page', '')),
        'headers': detail.get('headers') is True,
        'script': detail.get('script') is True,
        'expected': str(detail.get('expected', '')),
        'received': str(detail.get('received', '')),
    }
