"""Reading exams. Course and content ids are text or opaque keys; ids are anything the database takes for an integer."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.exceptions import ProctoredExamNotFoundException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.ordering import EXAM_ORDERINGS, Ordering, ordered
from edx_proctoring.texts import gettext_noop as _

LARGEST_ID = 2**31 - 1  # the tables have 32-bit keys


def find_exam(exam_id: Any) -> ProctoredExam | None:
    """Return the exam with this id, or None. Raises ``ValueError`` for values that can't be an id."""
    if exam_id is None:
        return None
    try:
        return ProctoredExam.objects.get(id=exam_id)
    except ProctoredExam.DoesNotExist:
        return None


def get_exam(exam_id: Any) -> ProctoredExam:
    """Return the exam with this id, or raise :class:`ProctoredExamNotFoundException`."""
    exam = find_exam(exam_id)
    if exam is None:
        raise ProctoredExamNotFoundException(_('There is no such exam.'))
    return exam


def map_exams(exam_ids: Collection[Any]) -> dict[Any, ProctoredExam]:
    """Return the exams by the ids that were passed, without ids that don't exist or can't be ids."""
    ids = {exam_id: number for exam_id in exam_ids if (number := _number(exam_id)) is not None}
    exams = ProctoredExam.objects.in_bulk(set(ids.values()))
    return {exam_id: exams[number] for exam_id, number in ids.items() if number in exams}


def find_exam_by_content(course_id: Any, content_id: Any) -> ProctoredExam | None:
    """Return the exam made from this sequence of this course, or None."""
    try:
        return ProctoredExam.objects.get(course_id=str(course_id), content_id=str(content_id))
    except ProctoredExam.DoesNotExist:
        return None


def get_exam_by_content(course_id: Any, content_id: Any) -> ProctoredExam:
    """Return the exam like :func:`find_exam_by_content`, or raise :class:`ProctoredExamNotFoundException`."""
    exam = find_exam_by_content(course_id, content_id)
    if exam is None:
        raise ProctoredExamNotFoundException(_('There is no exam with that content in that course.'))
    return exam


def list_exams(course_id: Any, *, active_only: bool = False, ordering: Ordering = None) -> QuerySet[ProctoredExam]:
    """Return the exams of a course, by id unless ``ordering`` says otherwise.

    Raises :class:`OrderingNotAllowedException`.
    """
    exams = ProctoredExam.objects.filter(course_id=str(course_id)).order_by('id')
    exams = ordered(exams, ordering, allowed=EXAM_ORDERINGS)
    return exams.filter(is_active=True) if active_only else exams


def list_declinable_exams(course_id: str, *, besides: str) -> QuerySet[ProctoredExam]:
    """Return the active proctored exams of a course, by id, except practice exams and that of content ``besides``."""
    return (
        list_exams(course_id, active_only=True)
        .filter(is_proctored=True, is_practice_exam=False)
        .exclude(content_id=besides)
    )


def list_onboarding_exams(course_id: Any) -> QuerySet[ProctoredExam]:
    """Return the active proctored practice exams of a course, newest first."""
    return ProctoredExam.get_practice_proctored_exams_for_course(str(course_id)).order_by('-created', '-id')


def _number(exam_id: Any) -> int | None:
    try:
        number = int(exam_id)
    except (TypeError, ValueError):
        return None
    return number if 0 < number <= LARGEST_ID else None
