"""Standing accommodations: which one counts, and what it makes of an exam's limit."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final, Literal, Protocol, TypeVar

from edx_proctoring.domain.instants import FIRST
from edx_proctoring.domain.time_limits import MOST_MINUTES, Allotted, minutes_of_factor

MOST_MULTIPLIER: Final = Decimal(10)
MOST_EXTRA_MINUTES: Final = 10_000
# What unlimited time adds to a limit: a week. Without any limit, a forgotten attempt would never be closed.
UNLIMITED_MINUTES: Final = 7 * 24 * 60

Fault = Literal['no_time', 'two_times', 'multiplier', 'extra_minutes', 'period']


class Accommodation(Protocol):
    """Extra time of one learner; a model object has it. ``course_id`` is '' for all courses."""

    pk: int
    course_id: str
    multiplier: Decimal | None
    extra_minutes: int | None
    is_unlimited: bool
    valid_from: datetime | None
    valid_until: datetime | None
    revoked_at: datetime | None


Kept = TypeVar('Kept', bound=Accommodation)


def is_in_force(accommodation: Accommodation, *, now: datetime) -> bool:
    """Return whether it was not revoked, has begun, and has not ended; it ends at ``valid_until``, which is not in it.

    What was revoked later than ``now`` was in force until then.
    """
    begins, ends, revoked = accommodation.valid_from, accommodation.valid_until, accommodation.revoked_at
    return (begins is None or begins <= now) and (ends is None or now < ends) and (revoked is None or now < revoked)


def choose(accommodations: Iterable[Kept], course_id: str, *, now: datetime) -> Kept | None:
    """Return the one of a learner's accommodations that counts in the course at ``now``; None if none does.

    One for the course wins over those for all courses; of several of either kind, the newest does.
    """
    found = [each for each in accommodations if each.course_id in ('', course_id) and is_in_force(each, now=now)]
    return max(found, key=lambda each: (each.course_id != '', each.pk), default=None)


def minutes_of(accommodation: Accommodation | None, time_limit_mins: int) -> int:
    """Return the additional minutes at an exam with that limit; 0 without an accommodation.

    For unlimited time, they are ``UNLIMITED_MINUTES``, whatever the limit.
    """
    if accommodation is None:
        return 0
    if accommodation.is_unlimited:
        return UNLIMITED_MINUTES
    if accommodation.multiplier is not None:
        return min(minutes_of_factor(time_limit_mins, float(accommodation.multiplier)), MOST_MINUTES)
    return accommodation.extra_minutes or 0


def is_unlimited(allotted: Allotted, time_limit_mins: int) -> bool:
    """Return whether the time is so much more than the exam's limit that learners are told that there is none."""
    return allotted.full_seconds >= (time_limit_mins + UNLIMITED_MINUTES) * 60


def find_fault(accommodation: Accommodation) -> Fault | None:
    """Return why it can be nobody's accommodation; None if it can."""
    multiplier, minutes = accommodation.multiplier, accommodation.extra_minutes
    begins, ends = accommodation.valid_from, accommodation.valid_until
    times = (multiplier is not None, minutes is not None, accommodation.is_unlimited)
    faults: dict[Fault, bool] = {
        'no_time': not any(times),
        'two_times': sum(times) > 1,
        'multiplier': multiplier is not None and not 1 <= multiplier <= MOST_MULTIPLIER,
        'extra_minutes': minutes is not None and not 1 <= minutes <= MOST_EXTRA_MINUTES,
        'period': begins is not None and ends is not None and begins >= ends,
    }
    return next((fault for fault, applies in faults.items() if applies), None)


def find_overlap(accommodations: Sequence[Accommodation]) -> tuple[int, int] | None:
    """Return the positions of two that are valid at the same moment; None if there are none."""
    order = sorted(range(len(accommodations)), key=lambda index: accommodations[index].valid_from or FIRST)
    return next((pair for pair in pairwise(order) if _reaches(*(accommodations[index] for index in pair))), None)


def _reaches(earlier: Accommodation, later: Accommodation) -> bool:
    """Return whether the one that begins earlier ends after the beginning of the other."""
    ends = earlier.valid_until
    return ends is None or later.valid_from is None or later.valid_from < ends
