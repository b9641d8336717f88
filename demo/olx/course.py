"""A course as read from an export. Every object is immutable; usage keys are texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class QuestionKind(StrEnum):
    """How a question is answered."""

    SINGLE_CHOICE = 'single'
    MULTIPLE_CHOICE = 'multiple'
    DROPDOWN = 'dropdown'
    NUMERIC = 'numeric'
    TEXT = 'text'


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer to choose from; ``html`` is clean."""

    value: str
    html: str
    is_correct: bool


@dataclass(frozen=True, kw_only=True)
class NumericRange:
    """The numbers that count as correct."""

    low: float
    high: float
    includes_low: bool = True
    includes_high: bool = True


@dataclass(frozen=True, kw_only=True)
class Question:
    """One response of a problem. ``choices`` is filled for the choice kinds, the others for theirs."""

    input_id: str
    kind: QuestionKind
    label: str
    prompt_html: str = ''
    description_html: str = ''
    choices: tuple[Choice, ...] = ()
    accepted_ranges: tuple[NumericRange, ...] = ()
    accepted_texts: tuple[str, ...] = ()
    accepted_patterns: tuple[str, ...] = ()
    ignores_case: bool = False


@dataclass(frozen=True, kw_only=True)
class Markup:
    """Text between the questions of a problem; ``html`` is clean."""

    html: str


@dataclass(frozen=True, kw_only=True)
class Problem:
    """Questions that are answered and graded together. ``weight``: the points of the whole problem."""

    usage_key: str
    display_name: str
    parts: tuple[Markup | Question, ...]
    weight: float

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(part for part in self.parts if isinstance(part, Question))


@dataclass(frozen=True, kw_only=True)
class Html:
    """Text to read; ``html`` is clean."""

    usage_key: str
    display_name: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Unsupported:
    """A block that this LMS can't show or grade; learners are told so, and it has no points.

    ``kind`` is its element, and ``place`` the file and line where it is.
    """

    usage_key: str
    display_name: str
    reason: str
    kind: str
    place: str


Block = Html | Problem | Unsupported


@dataclass(frozen=True, kw_only=True)
class Vertical:
    """A unit; learners don't see one that ``is_staff_only``."""

    usage_key: str
    display_name: str
    blocks: tuple[Block, ...]
    is_staff_only: bool = False


@dataclass(frozen=True, kw_only=True)
class Sequential:
    """A subsection; an exam when ``is_time_limited``."""

    usage_key: str
    display_name: str
    verticals: tuple[Vertical, ...]
    assignment_type: str = ''
    is_graded: bool = False
    due: datetime | None = None
    start: datetime | None = None
    is_staff_only: bool = False
    is_time_limited: bool = False
    default_time_limit_minutes: int | None = None
    is_proctored: bool = False
    is_practice_exam: bool = False
    is_onboarding_exam: bool = False
    exam_review_rules: str = ''
    # No attribute of Open edX, where all exams of a course have the course's provider.
    proctoring_provider: str | None = None
    hide_after_due: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return the problems that learners see."""
        return tuple(
            block
            for vertical in self.verticals
            if not vertical.is_staff_only
            for block in vertical.blocks
            if isinstance(block, Problem)
        )

    @property
    def is_credit_requirement(self) -> bool:
        """A proctored exam that is graded."""
        is_trial = self.is_practice_exam or self.is_onboarding_exam
        is_exam = self.is_time_limited and self.is_proctored and not self.is_staff_only
        return is_exam and self.is_graded and not is_trial

    def find_problem(self, usage_key: str) -> Problem | None:
        return next((problem for problem in self.problems if problem.usage_key == usage_key), None)


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """A section."""

    usage_key: str
    display_name: str
    sequentials: tuple[Sequential, ...]


@dataclass(frozen=True, kw_only=True)
class Grader:
    """The share (0 to 1) of one assignment type in the course grade."""

    assignment_type: str
    weight: float


@dataclass(frozen=True, kw_only=True)
class Course:
    """A whole course. ``pass_mark`` is a share, 0 to 1; without graders every point counts the same."""

    course_id: str
    display_name: str
    chapters: tuple[Chapter, ...]
    graders: tuple[Grader, ...] = ()
    pass_mark: float = 0.5
    end: datetime | None = None
    grace_period: timedelta | None = None
    is_self_paced: bool = False
    enables_proctored_exams: bool = False
    allows_opt_out: bool = True
    proctoring_provider: str | None = None
    escalation_email: str | None = None
    # What whoever loads the course should know beside its unsupported blocks.
    remarks: tuple[str, ...] = ()

    @property
    def unsupported(self) -> tuple[Unsupported, ...]:
        """Return the blocks that this LMS can't show or grade."""
        return tuple(
            block
            for section in self.sequentials
            for vertical in section.verticals
            for block in vertical.blocks
            if isinstance(block, Unsupported)
        )

    @property
    def sequentials(self) -> tuple[Sequential, ...]:
        return tuple(sequential for chapter in self.chapters for sequential in chapter.sequentials)

    def find_sequential(self, usage_key: str) -> Sequential | None:
        return next((found for found in self.sequentials if found.usage_key == usage_key), None)
