"""Points, grades and certificates of a learner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from demo.models import Certificate, GradeOverride, ProblemState
from demo.olx import Course, Sequential


@dataclass(frozen=True, kw_only=True)
class SectionGrade:
    """A learner's grade in a section. ``earned`` is what counts, which is the override if there is one."""

    section: Sequential
    earned: float
    possible: float
    override: GradeOverride | None

    @property
    def share(self) -> float:
        return self.earned / self.possible if self.possible else 0.0

    @property
    def percent(self) -> int:
        return round(100 * self.share)


@dataclass(frozen=True, kw_only=True)
class CourseGrade:
    """``share`` is the weighted grade, 0 to 1, of the graded sections."""

    sections: tuple[SectionGrade, ...]
    share: float
    pass_mark: float

    @property
    def percent(self) -> int:
        return round(100 * self.share)

    @property
    def pass_percent(self) -> int:
        return round(100 * self.pass_mark)

    @property
    def is_passing(self) -> bool:
        return self.share >= self.pass_mark


def course_grade(user_id: int, course: Course) -> CourseGrade:
    """Return the learner's grade, with two queries, however many sections there are; staff-only ones don't count."""
    earned: dict[str, float] = {}
    known = {(section.usage_key, problem.usage_key) for section in course.sequentials for problem in section.problems}
    for state in ProblemState.objects.filter(user_id=user_id, course_id=course.course_id):
        if (state.section_id, state.problem_id) in known:
            earned[state.section_id] = earned.get(state.section_id, 0.0) + state.earned
    overrides = {
        override.section_id: override
        for override in GradeOverride.objects.filter(user_id=user_id, course_id=course.course_id)
    }
    sections = tuple(
        section_grade(section, earned.get(section.usage_key, 0.0), overrides.get(section.usage_key))
        for section in course.sequentials
        if section.problems and not section.is_staff_only
    )
    return CourseGrade(sections=sections, share=weighted_share(course, sections), pass_mark=course.pass_mark)


def section_grade(section: Sequential, earned: float, override: GradeOverride | None) -> SectionGrade:
    return SectionGrade(
        section=section,
        earned=earned if override is None else override.earned,
        possible=sum(problem.weight for problem in section.problems),
        override=override,
    )


def weighted_share(course: Course, sections: tuple[SectionGrade, ...]) -> float:
    """Return the weighted mean of the assignment types, or of all points in graded sections if there are no graders."""
    graded = [grade for grade in sections if grade.section.is_graded]
    if not course.graders:
        possible = sum(grade.possible for grade in graded)
        return sum(grade.earned for grade in graded) / possible if possible else 0.0
    share = 0.0
    for grader in course.graders:
        of_type = [grade.share for grade in graded if grade.section.assignment_type == grader.assignment_type]
        if of_type:
            share += grader.weight * sum(of_type) / len(of_type)
    return share


def issue_certificate_if_passed(user_id: int, course: Course, *, now: datetime) -> Certificate | None:
    """Return the learner's certificate; create it if the grade passes. An existing one, even if invalid, is kept."""
    certificate = Certificate.objects.filter(user_id=user_id, course_id=course.course_id).first()
    if certificate is None and course_grade(user_id, course).is_passing:
        certificate, _ = Certificate.objects.get_or_create(
            user_id=user_id, course_id=course.course_id, defaults={'issued_at': now}
        )
    return certificate
