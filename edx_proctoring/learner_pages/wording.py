"""Short phrases that pages, timers and clients share."""

from math import ceil
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from edx_proctoring.domain.exam_kind import ExamKind

SECONDS_OF_MINUTE: Final = 60
SECONDS_OF_HOUR: Final = 3600
SECONDS_OF_DAY: Final = 24 * SECONDS_OF_HOUR
TEN_MINUTES: Final = 600
"""Seconds."""


def humanized_time(time_in_minutes: float) -> str:
    """Return a time as hours and minutes in words; a negative one counts as zero."""
    minutes = max(time_in_minutes, 0)
    hours, rest = int(minutes // 60), minutes % 60
    # parity: a fraction of a minute is printed as it is.
    rest_text = ngettext('{minutes} minute', '{minutes} minutes', _plural(rest)).format(minutes=_plain(rest))
    if not hours:
        return rest_text
    hours_text = ngettext('{hours} hour', '{hours} hours', hours).format(hours=hours)
    if not rest:
        return hours_text
    # Translators: A time span; {hours} is a text such as "2 hours", {minutes} one such as "5 minutes".
    return _('{hours} and {minutes}').format(hours=hours_text, minutes=rest_text)


def humanized_seconds(seconds: float) -> str:
    """Return seconds in words: whole minutes, or the rest of the last minute."""
    rest = int(seconds)
    if not 0 < rest < SECONDS_OF_MINUTE:
        return humanized_time(rest // SECONDS_OF_MINUTE)
    return _seconds(rest)


def days_and_hours(seconds: float) -> str:
    """Return seconds in words: whole days and hours from a day on, below that whole minutes."""
    days, rest = divmod(int(seconds), SECONDS_OF_DAY)
    if not days:
        return humanized_seconds(seconds)
    days_text = ngettext('{days} day', '{days} days', days).format(days=days)
    hours = rest // SECONDS_OF_HOUR
    if not hours:
        return days_text
    hours_text = ngettext('{hours} hour', '{hours} hours', hours).format(hours=hours)
    # Translators: A time span; {days} is a text such as "7 days", {hours} one such as "1 hour".
    return _('{days} and {hours}').format(days=days_text, hours=hours_text)


def with_extra_time(time: str, extra: str) -> str:
    """Return a time limit in words, with the part of it that is the learner's extra time; ``extra`` is '' for none."""
    # Translators: {time} and {extra} are time spans, as in "1 hour, including 30 minutes of additional time".
    return _('{time}, including {extra} of additional time').format(time=time, extra=extra) if extra else time


def humanized_type(kind: ExamKind) -> str:
    """Return the kind as part of a sentence such as "You are taking this as ...", for banners."""
    return {
        # Translators: Completes the sentence "You are taking {exam_link} as {exam_type}."
        ExamKind.TIMED: _('a timed exam'),
        ExamKind.PROCTORED: _('a proctored exam'),
        ExamKind.PRACTICE: _('a practice exam'),
        ExamKind.ONBOARDING: _('an onboarding exam'),
    }[kind]


def time_left(seconds: float) -> str:
    """Return the remaining time for screen readers: to the second in the last ten minutes, as in the timer."""
    return _('You have {remaining_time} left.').format(remaining_time=_spoken_time(seconds))


def no_time_left() -> str:
    """Return the same for a clock that does not run, or no longer runs."""
    return _('You have no time left.')


def onboarding_email_subject(exam_name: str) -> str:
    """Return the subject of a learner's email to the provider about onboarding for an exam."""
    return _('Onboarding for the exam {exam_name}').format(exam_name=exam_name)


def _spoken_time(seconds: float) -> str:
    """Return a time in words: to the nearest minute from ten minutes on, below that to the second that has begun."""
    whole = max(ceil(seconds), 0)
    if whole >= TEN_MINUTES:
        return humanized_time(round(whole / SECONDS_OF_MINUTE))
    minutes, rest = divmod(whole, SECONDS_OF_MINUTE)
    if not (minutes and rest):
        return humanized_time(minutes) if minutes else _seconds(rest)
    # Translators: A time span; {minutes} is a text such as "2 minutes", {seconds} one such as "30 seconds".
    return _('{minutes} and {seconds}').format(minutes=humanized_time(minutes), seconds=_seconds(rest))


def _seconds(number: int) -> str:
    return ngettext('{seconds} second', '{seconds} seconds', number).format(seconds=number)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _plural(number: float) -> int:
    """Return the number that selects the form of a noun; a fraction takes that of a hundred, never of one or two."""
    return int(number) if number == int(number) else 100
