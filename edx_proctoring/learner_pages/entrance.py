"""Where a learner stands at the entrance of an exam with entry rules: what is asked of them, and what is done."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final, TypedDict

from django.utils.translation import gettext as _gettext

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.entry import Look, look
from edx_proctoring.actions.waiting import NOT_THEIRS, is_waiting, note_waiting
from edx_proctoring.domain.entry_rules import WORDS, Moment, Reason, Refusal, Rule
from edx_proctoring.learner_pages.entry import EntryRule, KeptOutDict, kept_out
from edx_proctoring.learner_pages.seb_words import Told, told_of, told_unchecked
from edx_proctoring.lms import links
from edx_proctoring.models import EntryEvent, ProctoredExam
from edx_proctoring.queries.entry import ticket_of
from edx_proctoring.queries.seb import find_last_failure
from edx_proctoring.seb.hashes import Verdict
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import IsoText, Words
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.visitors import calls_itself_seb, current_visitor

DONE: Final[dict[Rule, str]] = {
    Rule.START_WINDOW: _('The exam may be started now.'),
    Rule.NETWORK: _('You are in the network of the exam room.'),
    Rule.SEB: _('You are using Safe Exam Browser.'),
    Rule.ACCESS_CODE: _('You entered the access code.'),
    Rule.RELEASE: _('The course staff has let you in.'),
    Rule.PLACE: _('The exam goes on here.'),
}
"""What the learner reads of a rule that is met."""

ADVICE: Final[dict[Reason, str]] = {
    Reason.TOO_EARLY: _("You don't have to do anything: this page lets you in when the time has come."),
    Reason.TOO_LATE: _('Please tell the course staff.'),
    Reason.OTHER_NETWORK: _('Use a computer in the exam room, or connect to its network, without a VPN.'),
    Reason.SEB_NEEDED: _('Open the exam in Safe Exam Browser.'),
    Reason.SEB_LOST: _('Open the exam in Safe Exam Browser again.'),
    Reason.NO_CODE: _('The course staff tells you the code.'),
    Reason.NOT_RELEASED: _("You don't have to do anything: this page lets you in automatically."),
    Reason.OTHER_PLACE: _('Go on there, or ask the course staff to let you move.'),
    Reason.UNAVAILABLE: '',
}
"""What the learner can do about it."""

_OF_BROWSER: Final = frozenset({Reason.SEB_NEEDED, Reason.SEB_LOST})


class EntryStepDict(TypedDict):
    """Something that the exam asks of those who take it."""

    rule: EntryRule
    is_done: bool
    waits: Annotated[bool, 'Whether it is not done, and the learner can do nothing about it but wait.']
    detail: Words
    advice: Annotated[str, 'What the learner can do about it, in their language. May be empty.']


class MyEntranceDict(TypedDict):
    """Where a learner stands at the entrance of an exam."""

    exam_name: str
    exam_url: Annotated[str, 'Where the learner takes the exam. Empty if the exam has no page in a course.']
    can_start: Annotated[bool, 'Whether nothing keeps the learner from starting the exam, or from going on with it.']
    clock_runs: Annotated[bool, "Whether the learner's exam has begun."]
    waits: Annotated[bool, 'Whether the learner can do nothing but wait to be let in.']
    kept_out: Annotated[
        list[KeptOutDict], 'What keeps the learner out, in the order in which to do something about it.'
    ]
    steps: Annotated[list[EntryStepDict], 'All that the exam asks of the learner now.']
    starts_from: Annotated[IsoText | None, 'From when the exam may be started.']
    starts_until: Annotated[IsoText | None, 'Until when it may be started.']
    address: Annotated[str, 'The address from which the learner is connected. Empty if it is unknown.']
    signal: Annotated[int, 'Grows with every change that lets somebody in.']
    ticket: Annotated[str, 'By which the signal names the learner to all who wait.']
    now: Annotated[IsoText, "The server's time."]


def at_entrance(exam: ProctoredExam, user: Any, *, now: datetime) -> MyEntranceDict:
    """Return where the learner, whose page asks, stands at an exam with entry rules. That they wait is stored."""
    seen = look(exam, user.pk, current_attempt(exam, user.pk, now=now), now=now)
    failure = find_failed_check(seen, user.pk) if calls_itself_seb() else None
    return describe_entrance(exam, user, seen, failure, now=now)


def find_failed_check(seen: Look, user_id: Any) -> EntryEvent | None:
    """Return the last check of the learner's browser, if it failed, and Safe Exam Browser is what keeps them out."""
    if seen.rules is None or not any(each.reason in _OF_BROWSER for each in seen.refusals):
        return None
    since = seen.row.seb_verified_at if seen.row is not None else None
    return find_last_failure(seen.rules.exam_id, user_id, since=since)


def describe_entrance(
    exam: ProctoredExam, user: Any, seen: Look, failure: EntryEvent | None, *, now: datetime
) -> MyEntranceDict:
    """Do the same for callers who know what is there to be seen, and the check that failed."""
    waits = is_waiting(seen.refusals)
    if waits:
        needs_release = any(refusal.rule == Rule.RELEASE for refusal in seen.refusals)
        note_waiting(exam.id, user.pk, seen.row, is_used_up=needs_release, now=now)
    rules = seen.rules
    return {
        'exam_name': exam.exam_name,
        'exam_url': _exam_url(exam),
        'can_start': not seen.refusals,
        'clock_runs': seen.moment == Moment.CONTENT,
        'waits': waits,
        'kept_out': [kept_out(refusal, exam.id) for refusal in seen.refusals],
        'steps': _steps(seen, failure),
        'starts_from': _iso(rules.starts_from if rules is not None else None),
        'starts_until': _iso(rules.starts_until if rules is not None else None),
        'address': current_visitor().address,
        'signal': rules.signal if rules is not None else 0,
        'ticket': ticket_of(exam.id, user.pk),
        'now': iso_text(now),
    }


def _steps(seen: Look, failure: EntryEvent | None) -> list[EntryStepDict]:
    refused = {refusal.rule: refusal for refusal in seen.refusals}
    return [_step(rule, refused.get(rule), failure) for rule in dict.fromkeys([*seen.demands, *refused])]


def _step(rule: Rule, refusal: Refusal | None, failure: EntryEvent | None) -> EntryStepDict:
    if refusal is None:
        return {'rule': str(rule), 'is_done': True, 'waits': False, 'detail': _gettext(DONE[rule]), 'advice': ''}
    told = _told(refusal, failure)
    return {
        'rule': str(rule),
        'is_done': False,
        'waits': refusal.reason in NOT_THEIRS,
        'detail': _gettext(told.words),
        'advice': _gettext(told.advice) if told.advice else '',
    }


def _told(refusal: Refusal, failure: EntryEvent | None) -> Told:
    """Return what the learner reads of it; in Safe Exam Browser, what is wrong with that one, if it is known."""
    words = WORDS[refusal.reason]
    if refusal.reason not in _OF_BROWSER or not calls_itself_seb():
        return Told(words, ADVICE[refusal.reason])
    return told_of(Verdict(failure.outcome), is_seb=True) if failure is not None else told_unchecked(words)


def _iso(moment: datetime | None) -> str | None:
    return iso_text(moment) if moment is not None else None


def _exam_url(exam: ProctoredExam) -> str:
    """Return where the learner takes the exam: in the LMS, where it has a page for it, else in the learning
    micro-frontend."""
    legacy = links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=False)
    return legacy or links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=True)
