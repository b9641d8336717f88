"""Reading standing accommodations."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.domain.accommodations import choose, minutes_of
from edx_proctoring.models import Accommodation, ProctoredExam
from edx_proctoring.queries.allowances import map_own_minutes
from edx_proctoring.queries.exams import list_exams
from edx_proctoring.queries.learners import only_known
from edx_proctoring.serializers import AccommodationDict, AccommodationEffectDict, accommodation_dict


def find_accommodation(user_id: Any, course_id: str, *, now: datetime) -> Accommodation | None:
    """Return the accommodation that counts for the learner at exams of the course; one query."""
    return choose(_not_revoked(course_id).filter(user_id=user_id), course_id, now=now)


def map_accommodations(user_ids: Collection[int], *, course_id: str | None = None) -> dict[int, list[Accommodation]]:
    """Return the learners' accommodations that were not revoked, by learner; one query.

    With ``course_id``, only those for that course and for all courses.
    """
    rows = Accommodation.objects.filter(revoked_at=None) if course_id is None else _not_revoked(course_id)
    found: dict[int, list[Accommodation]] = {}
    for row in rows.filter(user_id__in=user_ids):
        found.setdefault(row.user_id, []).append(row)
    return found


def list_accommodations(course_id: str) -> list[int]:
    """Return the ids of the accommodations that staff of the course may see, the newest first.

    They are those for the course, and those for all courses of learners whom it knows. Revoked ones are left out.
    """
    rows = list(_not_revoked(course_id).order_by('-id').values_list('id', 'course_id', 'user_id'))
    elsewhere = {user_id for _, for_course, user_id in rows if not for_course}
    learners = {row.user_id: row.user for row in _not_revoked('').filter(user_id__in=elsewhere).select_related('user')}
    known = only_known(course_id, learners) if learners else {}
    return [row_id for row_id, for_course, user_id in rows if for_course or user_id in known]


def with_learners(ids: Collection[int]) -> QuerySet[Accommodation]:
    """Return the accommodations with their learners, the newest first."""
    return Accommodation.objects.filter(id__in=ids).select_related('user').order_by('-id')


def find(accommodation_id: int) -> Accommodation | None:
    """Return the accommodation with its learner, or None."""
    return Accommodation.objects.filter(id=accommodation_id).select_related('user').first()


def describe(accommodations: Iterable[Accommodation], course_id: str, *, now: datetime) -> list[AccommodationDict]:
    """Return what the accommodations, with their learners, mean in the course; three queries."""
    rows = list(accommodations)
    user_ids = {row.user_id for row in rows}
    exams = list(list_exams(course_id, active_only=True)) if rows else []
    own = map_own_minutes(user_ids, [exam.id for exam in exams]) if exams else {}
    found = map_accommodations(user_ids, course_id=course_id) if rows else {}
    counting = {user_id: choose(each, course_id, now=now) for user_id, each in found.items()}
    return [
        accommodation_dict(
            row,
            counts=counting.get(row.user_id) == row,
            effects=[_effect(row, exam, own.get((exam.id, row.user_id))) for exam in exams],
        )
        for row in rows
    ]


def _effect(accommodation: Accommodation, exam: ProctoredExam, own_minutes: int | None) -> AccommodationEffectDict:
    extra = minutes_of(accommodation, exam.time_limit_mins) if own_minutes is None else own_minutes
    return {
        'exam_id': exam.id,
        'exam_name': exam.exam_name,
        'minutes': exam.time_limit_mins,
        'minutes_with': exam.time_limit_mins + extra,
        'is_overridden': own_minutes is not None,
    }


def _not_revoked(course_id: str) -> QuerySet[Accommodation]:
    """Return those for the course and those for all courses; with '', only the latter."""
    return Accommodation.objects.filter(course_id__in={'', course_id}, revoked_at=None)
