"""Short phrases that pages, timers and clients share."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from edx_proctoring.domain.exam_kind import ExamKind


def humanized_time(time_in_minutes: float) -> str:
    """A time as hours and minutes in words; a negative one is none."""
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


def humanized_type(kind: ExamKind) -> str:
    """The kind as part of a sentence like "You are taking this as ...": banners of learners read so."""
    return {
        # Translators: Completes the sentence "You are taking {exam_link} as {exam_type}."
        ExamKind.TIMED: _('a timed exam'),
        ExamKind.PROCTORED: _('a proctored exam'),
        ExamKind.PRACTICE: _('a practice exam'),
        ExamKind.ONBOARDING: _('an onboarding exam'),
    }[kind]


def time_left(minutes: float) -> str:
    """The remaining time as screen readers announce it."""
    return _('You have {remaining_time} left.').format(remaining_time=humanized_time(minutes))


def no_time_left() -> str:
    """The same when no clock runs, or none any more."""
    return _('You have no time left.')


def onboarding_email_subject(exam_name: str) -> str:
    """The subject of a learner's mail to the provider about his onboarding for an exam."""
    return _('Onboarding for the exam {exam_name}').format(exam_name=exam_name)


def _plain(number: float) -> float:
    return int(number) if number == int(number) else number


def _plural(number: float) -> int:
    """What decides between the forms of a noun; a fraction takes that of a hundred, never that of one or of two."""
    return int(number) if number == int(number) else 100
