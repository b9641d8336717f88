"""What learners read about checks of Safe Exam Browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from edx_proctoring.seb.clients import read_script_version, read_user_agent
from edx_proctoring.seb.hashes import Verdict
from edx_proctoring.texts import gettext_noop as _

_AGAIN: Final = _('Try again. If that does not help, open the exam in Safe Exam Browser again.')
_ELSEWHERE: Final = _(
    'Stay in one window of Safe Exam Browser, in which you are logged in with your own account, and try again.'
)
_STAFF: Final = _('Please tell the course staff.')
_OPEN_AGAIN: Final = _(
    'Quit Safe Exam Browser, download the configuration again, and open it without changing it. If that '
    'does not help, tell the course staff.'
)
_CHECK: Final = _('Have it checked with the button on this page. If that does not help, tell the course staff.')


class Told(NamedTuple):
    """What happened, and what to do about it."""

    words: str
    advice: str = ''


VERDICTS: Final[Mapping[Verdict, Told]] = {
    Verdict.OK: Told(_('This is Safe Exam Browser with the configuration of this exam.')),
    Verdict.UNKNOWN: Told(_('This check does not exist.'), _AGAIN),
    Verdict.WRONG_USER: Told(_('This check was started by somebody else.'), _ELSEWHERE),
    Verdict.WRONG_SESSION: Told(_('This check was started in another browser.'), _ELSEWHERE),
    Verdict.WRONG_ATTEMPT: Told(_('This check was started for another attempt.'), _AGAIN),
    Verdict.REPLAYED: Told(_('This check has been answered before.'), _AGAIN),
    Verdict.EXPIRED: Told(_('This check took too long.'), _AGAIN),
    Verdict.NOT_CONFIGURED: Told(
        _('There is no configuration of Safe Exam Browser for you yet.'),
        _('Open the exam in Safe Exam Browser with the button on this page, which makes one.'),
    ),
    Verdict.MISSING: Told(
        _('Safe Exam Browser was not found.'),
        _(
            'Open the exam in Safe Exam Browser. If this is Safe Exam Browser, it needs a newer version, or it was not '
            'started with the configuration of this exam.'
        ),
    ),
    Verdict.MALFORMED: Told(_('The browser gave an answer that Safe Exam Browser does not give.'), _STAFF),
    Verdict.WRONG_CONFIG_KEY: Told(
        _('Safe Exam Browser runs with another configuration than that of this exam.'), _OPEN_AGAIN
    ),
    Verdict.WRONG_EXAM_KEY: Told(
        _('This version of Safe Exam Browser is not one that may be used for this exam.'),
        _('It may have been updated recently. Please tell the course staff.'),
    ),
}

_INSIDE: Final[Mapping[Verdict, Told]] = {
    Verdict.NOT_CONFIGURED: Told(VERDICTS[Verdict.NOT_CONFIGURED].words, _OPEN_AGAIN),
    Verdict.MISSING: Told(
        _('Safe Exam Browser was not started with the configuration of this exam, or it needs a newer version.'),
        _OPEN_AGAIN,
    ),
}


def told_of(verdict: Verdict, *, is_seb: bool) -> Told:
    """Return what a learner reads of their last check. Who is in Safe Exam Browser is not told to open it."""
    told = VERDICTS[verdict]
    if not is_seb:
        return told
    return _INSIDE.get(verdict, Told(told.words, _CHECK) if told.advice == _AGAIN else told)


def told_unchecked(words: str) -> Told:
    """Return what a learner in Safe Exam Browser reads of whom nothing is known but that they have to be checked."""
    return Told(words, _CHECK)


def version_of(script_version: str, user_agent: str) -> str:
    """Return the version that a client gives: that of its script, else that of its user agent; empty for others."""
    found = read_script_version(script_version)
    if found is not None:
        return f'{found.version} ({found.platform})'
    agent = read_user_agent(user_agent)
    return f'{agent.versions[0][:40]} ({agent.platform})' if agent.versions else ''
