"""Standing accommodations: extra time of a learner at every exam."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import accommodations as actions
from edx_proctoring.exceptions import UserNotFoundException
from edx_proctoring.models import Accommodation, ProctoredExamStudentAllowance
from edx_proctoring.queries.accommodations import describe, list_accommodations, with_learners
from edx_proctoring.serializers import AccommodationDict
from edx_proctoring.texts import gettext_noop as _

__all__ = ('add_accommodation', 'get_accommodations_for_course', 'revoke_accommodation')


def add_accommodation(
    user_info: Any,
    *,
    course_id: Any = '',
    multiplier: Decimal | float | str | None = None,
    extra_minutes: int | None = None,
    unlimited: bool = False,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    approved_by: str = '',
    reason: str = '',
    by: Any = None,
) -> int:
    """Give a learner (username, email, or ``int`` id) extra time at every exam; return the id of the accommodation.

    Either ``multiplier``, of each exam's limit when the learner begins, or ``extra_minutes``, or ``unlimited`` is
    needed. Unlimited time lasts until the due date, and a week longer than the exam's limit at most. '' is for all
    courses. An allowance of additional time for an exam takes precedence; of several accommodations, the course's own
    one counts, else the newest. Attempts that are running are extended. ``by`` is the user who gives it. Raises
    :class:`UserNotFoundException` and :class:`InvalidInputException`.
    """
    learner: Any = ProctoredExamStudentAllowance.find_learner(user_info)
    if learner is None:
        raise UserNotFoundException(_('There is no such user.'))
    accommodation = Accommodation(
        user=learner,
        course_id=str(course_id),
        multiplier=None if multiplier is None else round(Decimal(str(multiplier)), 3),
        extra_minutes=extra_minutes,
        is_unlimited=unlimited,
        valid_from=valid_from,
        valid_until=valid_until,
        approved_by=approved_by,
        reason=reason,
    )
    actions.create([accommodation], by=by, now=timezone.now())
    return accommodation.pk


def get_accommodations_for_course(course_id: Any) -> list[AccommodationDict]:
    """Return the accommodations that hold in a course and were not revoked, the newest first.

    Those for all courses are in it if the course knows the learner.
    """
    rows = with_learners(list_accommodations(str(course_id)))
    return describe(rows, str(course_id), now=timezone.now())


def revoke_accommodation(accommodation_id: int, *, by: Any = None) -> None:
    """End an accommodation now, if it is there; attempts that are running keep their time."""
    actions.revoke(accommodation_id, by=by, now=timezone.now())
