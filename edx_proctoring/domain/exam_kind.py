"""The four kinds of exams, derived from two flags and one ability of the provider."""

from enum import StrEnum


class ExamKind(StrEnum):
    """The kind of an exam, which clients get as its ``type``."""

    TIMED = 'timed'
    PROCTORED = 'proctored'
    PRACTICE = 'practice'
    ONBOARDING = 'onboarding'

    @property
    def is_sample(self) -> bool:
        """Whether attempts are for practice: they count for nothing and may be repeated."""
        return self in (ExamKind.PRACTICE, ExamKind.ONBOARDING)


def exam_kind(*, is_proctored: bool, is_practice_exam: bool, supports_onboarding: bool) -> ExamKind:
    """Return the kind of an exam with these flags, at a provider with or without onboarding.

    A practice exam that is not proctored makes no sense but can be stored; it is timed (deviation R14).
    """
    if not is_proctored:
        return ExamKind.TIMED
    if not is_practice_exam:
        return ExamKind.PROCTORED
    return ExamKind.ONBOARDING if supports_onboarding else ExamKind.PRACTICE
