"""Which page a learner sees: one table per kind of exam, read from the top, first match.

``CONTENT`` means no page: the host shows the exam itself, so every such row is a decision to give access. It asks one
of the ``GRANTS``, the reasons for which content may be shown at all. Whatever no row foresees (a status of another
kind of exam, one that nobody knows, a clock that never started) ends at the bottom, which is closed.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from edx_proctoring.domain.attempt_lifecycle import PRE_STARTED, SETTING_UP
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.prerequisites import Prerequisites
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

CONTENT: Final = None


def _yes() -> bool:
    return True


def _no() -> bool:
    return False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the tables may ask about a learner and an exam.

    Facts that need a query, or a call of the host or the provider, are functions: only the rows that are reached call
    them.
    """

    status: str | None = None
    """The current attempt's status, after time-outs were noticed; None without an attempt."""

    clock_runs: bool = False
    """The current attempt is under way and has time left."""

    is_for_practice: bool = False
    """The current attempt was made when the exam was for practice."""

    is_ready_to_resume: bool = False
    """Staff lets the learner go on, and they have not done so yet."""

    is_acknowledged: bool = False
    """The learner asked to see the content after the verdict."""

    hides_after_due: bool = False
    """The course team keeps the content hidden after the due date."""

    shows_content_past_due: bool = False
    """The site lets learners see proctored exams again after the due date."""

    may_take_proctored: Callable[[], bool] = _yes
    account_is_active: Callable[[], bool] = _yes
    is_past_due: Callable[[], bool] = _no
    """For this learner, who may have a due date of their own."""

    is_too_late: Callable[[], bool] = _no
    """Who begins, goes on from an earlier attempt or tries again now would be refused for a date."""

    is_past_due_for_all: Callable[[], bool] = _no
    """By the exam's own due date."""

    grace_period_runs: Callable[[], bool] = _no
    provider_blocks: Callable[[], bool] = _no
    """The request does not come from the provider's browser."""

    prerequisites: Callable[[], Prerequisites] = Prerequisites


Condition = Callable[[Facts], bool]


@dataclass(frozen=True)
class Row:
    """The page shown when all conditions hold; they are asked in order."""

    conditions: tuple[Condition, ...]
    page: Page | None
    declines: bool = False
    """The learner's attempt is declined on the way: a requirement that they declined decides for this exam too."""

    def __post_init__(self) -> None:
        """Reject a row that would show content without a reason."""
        if self.page is CONTENT and GRANTS.isdisjoint(self.conditions):
            raise ValueError('A row that shows the content needs one of the GRANTS among its conditions.')


Table = tuple[Row, ...]


# ── conditions ────────────────────────────────────────────────────────────────────────────────────────────────────


def _status(*statuses: str) -> Condition:
    return lambda facts: facts.status in statuses


def _no_attempt(facts: Facts) -> bool:
    return facts.status is None


def _not_begun(facts: Facts) -> bool:
    return facts.status is None or facts.status in PRE_STARTED


def _clock_runs(facts: Facts) -> bool:
    return facts.status == Status.started and facts.clock_runs


def _for_practice(facts: Facts) -> bool:
    return facts.is_for_practice


def _real(facts: Facts) -> bool:
    return not facts.is_for_practice


def _incomplete(facts: Facts) -> bool:
    return Status.is_incomplete_status(facts.status)


def _completed(facts: Facts) -> bool:
    return Status.is_completed_status(facts.status)


def _past_due(facts: Facts) -> bool:
    return facts.is_past_due()


def _too_late(facts: Facts) -> bool:
    return facts.is_past_due() or facts.is_too_late()


def _lacks_permission(facts: Facts) -> bool:
    return not facts.may_take_proctored()


def _inactive_account(facts: Facts) -> bool:
    return not facts.account_is_active()


def _ready_to_resume(facts: Facts) -> bool:
    return facts.is_ready_to_resume


def _in_time(facts: Facts) -> bool:
    return not _too_late(facts)


def _blocked(facts: Facts) -> bool:
    return facts.provider_blocks()


def _not_hidden(facts: Facts) -> bool:
    return not facts.hides_after_due


def _no_grace_period(facts: Facts) -> bool:
    return not facts.grace_period_runs()


def _viewable(facts: Facts) -> bool:
    return facts.is_acknowledged and facts.shows_content_past_due and facts.is_past_due_for_all()


def _requirement_declined(facts: Facts) -> bool:
    return bool(facts.prerequisites().declined)


def _requirement_failed(facts: Facts) -> bool:
    return bool(facts.prerequisites().failed)


def _requirement_pending(facts: Facts) -> bool:
    return bool(facts.prerequisites().pending)


_setting_up = _status(*SETTING_UP)
_declined = _status(Status.declined)
# The site may store "timed out" instead of submitting; the learner is in the same place (deviation R14).
_handed_in_for_review = _status(Status.submitted, Status.second_review_required, Status.timed_out)
# What was reviewed, too: the exam may have been proctored before.
_handed_in = _status(
    Status.submitted, Status.timed_out, Status.second_review_required, Status.verified, Status.rejected
)


def _not_handed_in_for_review(facts: Facts) -> bool:
    return not _handed_in_for_review(facts)


_onboarding_needed = _status(*Status.onboarding_errors)
_given_up = _status(Status.declined, Status.onboarding_reset)

GRANTS: Final = frozenset({_clock_runs, _lacks_permission, _requirement_declined, _declined, _past_due, _viewable})


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────

TIMED: Table = (
    Row((_not_begun, _too_late), Page.TIMED_EXPIRED),
    Row((_not_begun,), Page.TIMED_ENTRANCE),
    Row((_incomplete, _past_due), Page.TIMED_EXPIRED),
    Row((_clock_runs,), CONTENT),
    Row((_status(Status.ready_to_submit),), Page.TIMED_READY_TO_SUBMIT),
    Row((_ready_to_resume, _in_time), Page.TIMED_REOPENED),
    Row((_handed_in, _not_hidden, _past_due, _no_grace_period), CONTENT),
    Row((_handed_in,), Page.TIMED_SUBMITTED),
    Row((_ready_to_resume,), Page.TIMED_EXPIRED),
)

PRACTICE: Table = (
    Row((_lacks_permission,), CONTENT),
    Row((_inactive_account,), Page.INACTIVE_ACCOUNT),
    Row((_not_begun, _too_late), Page.PROCTORED_EXPIRED),
    Row((_no_attempt,), Page.PRACTICE_ENTRANCE),
    Row((_ready_to_resume, _too_late), Page.PROCTORED_EXPIRED),
    Row((_ready_to_resume,), Page.READY_TO_RESUME),
    Row((_status(Status.started), _blocked), Page.WRONG_BROWSER),
    Row((_clock_runs,), CONTENT),
    Row((_setting_up,), Page.INSTRUCTIONS),
    Row((_status(Status.ready_to_start),), Page.READY_TO_START),
    Row((_status(Status.ready_to_submit),), Page.READY_TO_SUBMIT),
    Row((_completed, _real), Page.CLOSED),
    Row((_status(Status.error),), Page.PRACTICE_ERROR),
    Row((_handed_in,), Page.PRACTICE_SUBMITTED),
    Row((_onboarding_needed,), Page.ONBOARDING_NEEDED),
    Row((_given_up, _for_practice, _too_late), Page.PROCTORED_EXPIRED),
    Row((_given_up, _for_practice), Page.PRACTICE_ENTRANCE),
)

ONBOARDING: Table = (
    Row((_lacks_permission,), CONTENT),
    Row((_inactive_account,), Page.INACTIVE_ACCOUNT),
    Row((_not_begun, _too_late), Page.PROCTORED_EXPIRED),
    Row((_no_attempt,), Page.ONBOARDING_ENTRANCE),
    Row((_ready_to_resume, _too_late), Page.PROCTORED_EXPIRED),
    Row((_ready_to_resume,), Page.READY_TO_RESUME),
    Row((_clock_runs,), CONTENT),
    Row((_setting_up,), Page.INSTRUCTIONS),
    Row((_status(Status.ready_to_start),), Page.READY_TO_START),
    Row((_status(Status.ready_to_submit),), Page.ONBOARDING_READY_TO_SUBMIT),
    Row((_completed, _real), Page.CLOSED),
    Row((_status(Status.error),), Page.ONBOARDING_ERROR),
    Row((_handed_in_for_review,), Page.ONBOARDING_SUBMITTED),
    Row((_status(Status.verified),), Page.ONBOARDING_VERIFIED),
    Row((_status(Status.rejected),), Page.ONBOARDING_REJECTED),
    Row((_given_up, _for_practice, _too_late), Page.PROCTORED_EXPIRED),
    Row((_given_up, _for_practice), Page.ONBOARDING_ENTRANCE),
)

PROCTORED: Table = (
    Row((_lacks_permission,), CONTENT),
    Row((_declined, _real), CONTENT),
    Row((_inactive_account,), Page.INACTIVE_ACCOUNT),
    Row((_no_attempt, _too_late), Page.PROCTORED_EXPIRED),
    Row((_no_attempt, _requirement_declined), CONTENT, declines=True),
    Row((_no_attempt, _requirement_failed), Page.FAILED_PREREQUISITES),
    Row((_no_attempt, _requirement_pending), Page.PENDING_PREREQUISITES),
    Row((_no_attempt,), Page.PROCTORED_ENTRANCE),
    Row((_incomplete, _past_due), Page.PROCTORED_EXPIRED),
    Row((_ready_to_resume, _in_time), Page.READY_TO_RESUME),
    # What was handed in and reopened stays what it was, when it is too late to go on.
    Row((_ready_to_resume, _not_handed_in_for_review), Page.PROCTORED_EXPIRED),
    Row((_status(Status.started), _blocked), Page.WRONG_BROWSER),
    Row((_clock_runs,), CONTENT),
    Row((_setting_up,), Page.INSTRUCTIONS),
    Row((_status(Status.ready_to_start),), Page.READY_TO_START),
    Row((_status(Status.error),), Page.PROCTORED_ERROR),
    Row((_handed_in_for_review, _viewable), CONTENT),
    Row((_handed_in_for_review,), Page.PROCTORED_SUBMITTED),
    Row((_status(Status.verified), _viewable, _no_grace_period), CONTENT),
    Row((_status(Status.verified),), Page.PROCTORED_VERIFIED),
    Row((_status(Status.rejected), _viewable), CONTENT),
    Row((_status(Status.rejected),), Page.PROCTORED_REJECTED),
    Row((_status(Status.ready_to_submit),), Page.READY_TO_SUBMIT),
    Row((_onboarding_needed,), Page.ONBOARDING_NEEDED),
)

TABLES: Final[dict[ExamKind, Table]] = {
    ExamKind.TIMED: TIMED,
    ExamKind.PRACTICE: PRACTICE,
    ExamKind.ONBOARDING: ONBOARDING,
    ExamKind.PROCTORED: PROCTORED,
}

_BOTTOM: Final = Row((), Page.CLOSED)


def shows_exam_that_is_over(row: Row) -> bool:
    """Return whether the row shows the content because nobody can take the exam any more."""
    return row.page is CONTENT and not {_past_due, _viewable}.isdisjoint(row.conditions)


def select(kind: ExamKind, facts: Facts) -> Row:
    """Return the first row of the kind's table whose conditions all hold."""
    matching = (row for row in TABLES[kind] if all(condition(facts) for condition in row.conditions))
    return next(matching, _BOTTOM)
