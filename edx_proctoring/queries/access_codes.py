"""Reading the access codes of exams."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from edx_proctoring.models import AccessCode
from edx_proctoring.queries.usernames import username_of


def find_code(code_id: int) -> AccessCode | None:
    """Return the code, or None."""
    return AccessCode.objects.filter(id=code_id).first()


def list_codes(exam_id: int) -> QuerySet[AccessCode]:
    """Return the codes of the exam that were not revoked, oldest first."""
    return AccessCode.objects.filter(exam_id=exam_id, revoked_at=None).order_by('id')


def with_creators(codes: QuerySet[AccessCode]) -> QuerySet[AccessCode]:
    """Return the codes with the usernames of those who made them as ``creator``; null if that is nobody's any more."""
    return codes.annotate(creator=username_of('created_by_id'))


def valid_at(now: datetime) -> Q:
    """Return the condition for codes that let learners in at this moment."""
    begun = Q(valid_from=None) | Q(valid_from__lte=now)
    going_on = Q(valid_until=None) | Q(valid_until__gt=now)
    return begun & going_on & Q(revoked_at=None)


def has_valid_code(exam_id: int, *, now: datetime) -> bool:
    """Return whether the exam has a code that lets learners in at this moment."""
    return AccessCode.objects.filter(valid_at(now), exam_id=exam_id).exists()
