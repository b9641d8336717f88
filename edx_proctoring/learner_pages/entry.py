"""What learners see of the entry rules of an exam, in the place of its entrance or its content."""

from datetime import datetime
from typing import Annotated, Any, Final, NotRequired, TypedDict

from django.utils.translation import gettext as _

from edx_proctoring.actions import entry
from edx_proctoring.domain.entry_rules import WORDS, Reason, Refusal, Rule
from edx_proctoring.domain.time_limits import clock_runs
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.learner_pages.select import Row, shows_exam_that_is_over
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.shapes import Keyword, Named, Words

# Pages from which a learner starts or resumes.
ENTRANCES: Final = frozenset(
    {
        Page.TIMED_ENTRANCE,
        Page.TIMED_REOPENED,
        Page.PRACTICE_ENTRANCE,
        Page.ONBOARDING_ENTRANCE,
        Page.PROCTORED_ENTRANCE,
        Page.READY_TO_START,
        Page.READY_TO_RESUME,
    }
)


EntryRule = Annotated[str, Named('EntryRule'), Keyword('enum', tuple(map(str, Rule)))]


class KeptOutDict(TypedDict):
    """What keeps the learner out of the exam, while their clock runs."""

    rule: EntryRule
    reason: Annotated[str, Named('EntryReason'), Keyword('enum', tuple(map(str, Reason)))]
    detail: Words
    entry_url: Annotated[str, 'Absolute URL of the page on which the learner can do something about it.']


def find_refusal(
    row: Row, exam: ProctoredExam, user_id: Any, attempt: ProctoredExamStudentAttempt | None, *, now: datetime
) -> Refusal | None:
    """Return what keeps the learner from the page that was selected; None for pages that are open to all.

    The content of an exam that is over is one of these.
    """
    if not entry.has_rules(exam):
        return None
    if row.page in ENTRANCES:
        found = entry.list_refusals(exam, user_id, attempt, now=now)
        return found[0] if found else None
    if row.page is not None or shows_exam_that_is_over(row):
        return None
    if attempt is None:
        found = entry.list_refusals(exam, user_id, None, now=now)
        return found[0] if found else None
    return entry.find_closure(attempt, now=now)


class ClosureDict(TypedDict):
    """The part of a running attempt's answer that is there only while its learner is kept out, or their browser has to
    be checked again."""

    kept_out: NotRequired[KeptOutDict]
    seb_check_due: NotRequired[bool]


def find_kept_out(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> ClosureDict:
    """Return what keeps the learner, who asks, out of their running attempt; an empty dict if nothing does."""
    standing = entry.find_standing(attempt, now=now) if clock_runs(attempt, now=now) else entry.Standing()
    found: ClosureDict = {}
    if standing.refusal is not None:
        found['kept_out'] = kept_out(standing.refusal, attempt.proctored_exam_id)
    if standing.is_seb_check_due:
        found['seb_check_due'] = True
    return found


def kept_out(refusal: Refusal, exam_id: int) -> KeptOutDict:
    """Return the refusal as clients read it."""
    return {
        'rule': str(refusal.rule),
        'reason': str(refusal.reason),
        'detail': _(WORDS[refusal.reason]),
        'entry_url': links.entry_url(exam_id),
    }
