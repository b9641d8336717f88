"""Entry rules, and what happens at the entrance of an exam, in the words of its staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from edx_proctoring.domain.entry_rules import Reason, Rule
from edx_proctoring.models import EntryEvent
from edx_proctoring.seb.hashes import Verdict

RULES: Final[dict[str, Promise]] = {
    # Translators: What may keep learners from an exam; a list has these as headings.
    Rule.START_WINDOW: gettext_lazy('Time for starting'),
    Rule.NETWORK: gettext_lazy('Network'),
    Rule.SEB: gettext_lazy('Safe Exam Browser'),
    Rule.ACCESS_CODE: gettext_lazy('Access code'),
    # Translators: The rule that learners wait until staff let them in.
    Rule.RELEASE: gettext_lazy('Letting in'),
    # Translators: The rule that an attempt stays in the browser and the network where it started.
    Rule.PLACE: gettext_lazy('Computer'),
}

REASONS: Final[dict[str, Promise]] = {
    Reason.TOO_EARLY: gettext_lazy('Came before the exam can be started.'),
    Reason.TOO_LATE: gettext_lazy('Came after the time for starting was over.'),
    Reason.OTHER_NETWORK: gettext_lazy('Is not in one of the networks.'),
    Reason.SEB_NEEDED: gettext_lazy('Does not use Safe Exam Browser.'),
    Reason.SEB_LOST: gettext_lazy('Safe Exam Browser has to be checked again.'),
    Reason.NO_CODE: gettext_lazy('Has not entered an access code.'),
    Reason.NOT_RELEASED: gettext_lazy('Waits to be let in.'),
    Reason.OTHER_PLACE: gettext_lazy('Uses another computer, browser, or network than at the start.'),
    Reason.UNAVAILABLE: gettext_lazy(
        'Cannot be checked: something is missing in the rules, on the site, or in the browser.'
    ),
}

OUTCOMES: Final[dict[str, Promise]] = {
    EntryEvent.PASSED: gettext_lazy('Entered the exam.'),
    EntryEvent.WRONG_CODE: gettext_lazy('Entered a wrong access code.'),
    EntryEvent.TOO_MANY_CODES: gettext_lazy('Entered too many wrong access codes.'),
    EntryEvent.RELEASED: gettext_lazy('Was let in by the course staff.'),
    EntryEvent.FREED: gettext_lazy('The course staff let the attempt move to another computer.'),
    EntryEvent.MOVED: gettext_lazy('The attempt goes on at this computer.'),
    EntryEvent.OPENED: gettext_lazy('The exam is open again.'),
}

CHECKS: Final[dict[str, Promise]] = {
    Verdict.UNKNOWN: gettext_lazy('A check of Safe Exam Browser failed: nobody had started it.'),
    Verdict.WRONG_USER: gettext_lazy('A check of Safe Exam Browser failed: somebody else had started it.'),
    Verdict.WRONG_SESSION: gettext_lazy('A check of Safe Exam Browser failed: it had been started in another browser.'),
    Verdict.WRONG_ATTEMPT: gettext_lazy(
        'A check of Safe Exam Browser failed: it had been started for another attempt.'
    ),
    Verdict.REPLAYED: gettext_lazy('A check of Safe Exam Browser failed: it had been answered before.'),
    Verdict.EXPIRED: gettext_lazy('A check of Safe Exam Browser failed: it took too long.'),
    Verdict.NOT_CONFIGURED: gettext_lazy(
        'A check of Safe Exam Browser failed: there is no configuration for this learner.'
    ),
    Verdict.MISSING: gettext_lazy('A check of Safe Exam Browser failed: the browser showed no key.'),
    Verdict.MALFORMED: gettext_lazy(
        'A check of Safe Exam Browser failed: the browser showed something that is no key.'
    ),
    Verdict.WRONG_CONFIG_KEY: gettext_lazy(
        'A check of Safe Exam Browser failed: the config key is wrong, so the browser runs with another configuration.'
    ),
    Verdict.WRONG_EXAM_KEY: gettext_lazy(
        'A check of Safe Exam Browser failed: the browser exam key is wrong, so it is another version, or it runs with '
        'another configuration.'
    ),
}

ACCEPTED_CODE: Final = gettext_lazy('Entered an access code.')
CHECKED_SEB: Final = gettext_lazy('Safe Exam Browser was checked.')
PASSED: Final[dict[str, Promise]] = {Rule.ACCESS_CODE: ACCEPTED_CODE, Rule.SEB: CHECKED_SEB}


def rule_label(rule: str) -> str:
    """Return the name of a rule; '' for none."""
    return str(RULES.get(rule, rule))


def reason_text(reason: str) -> str:
    """Return why a learner is kept out, as a sentence about them; '' if nothing keeps them out."""
    return str(REASONS.get(reason, reason))


def event_text(rule: str, outcome: str, detail: Mapping[str, Any] | None = None) -> str:
    """Return what happened at the entrance, as sentences about the learner; ``detail`` is that of the event."""
    texts = [_event_text(rule, outcome)]
    if rule == Rule.SEB and detail:
        texts += _of_check(detail)
    return ' '.join(texts)


def _event_text(rule: str, outcome: str) -> str:
    if outcome in REASONS:
        return _('Was kept out: {reason}').format(reason=reason_text(outcome))
    if outcome == EntryEvent.PASSED and rule in PASSED:
        return str(PASSED[rule])
    if outcome in OUTCOMES:
        return str(OUTCOMES[outcome])
    if rule == Rule.SEB and outcome in CHECKS:
        return str(CHECKS[outcome])
    # Translators: Something that happened at the entrance of an exam: {rule} is what learners have to satisfy,
    # {outcome} a word that is not translated.
    return _('{rule}: {outcome}').format(rule=rule_label(rule), outcome=outcome)


def _of_check(detail: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is known of the browser, and of the hash that did not fit."""
    version, expected, received = (str(detail.get(name) or '') for name in ('version', 'expected', 'received'))
    if version:
        # Translators: {version} is that of Safe Exam Browser, with its platform, such as "3.9.0 (Windows)".
        yield _('Version: {version}.').format(version=version)
    if expected and received:
        yield _('Expected: {expected}… Received: {received}…').format(expected=expected, received=received)
    elif received:
        yield _('Received: {received}…').format(received=received)
