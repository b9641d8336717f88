"""Onboarding profiles: what a REST provider knows of a learner's identity, and what follows from it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

VALID_FOR = timedelta(days=365)

# What the provider's staff decides; the rest of the published statuses follows from these.
PENDING = 'pending'
APPROVED = 'approved'
REJECTED = 'rejected'
EXPIRED = 'expired'
DECISIONS = (PENDING, APPROVED, REJECTED, EXPIRED)

NO_PROFILE = 'no-profile'
APPROVED_HERE = 'approved-in-course'
APPROVED_ELSEWHERE = 'approved-in-different-course'

# What a registration for a real exam is answered with, instead of an id.
REFUSALS = {
    NO_PROFILE: 'onboarding_missing',
    PENDING: 'onboarding_pending',
    REJECTED: 'onboarding_failed',
    EXPIRED: 'onboarding_expired',
}


@dataclass
class Profile:
    """A learner's profile. Times are ISO 8601 UTC texts; ``expires_at`` is '' unless it was approved."""

    user_id: str
    course_id: str
    status: str
    expires_at: str = ''

    def decide(self, status: str, *, now: datetime) -> None:
        """Give the profile this status; an approval is valid for a year, and an expired one ended just now."""
        self.status = status
        if status == APPROVED:
            self.expires_at = (now + VALID_FOR).isoformat()
        elif status == EXPIRED:
            self.expires_at = now.isoformat()
        else:
            self.expires_at = ''

    def status_at(self, now: datetime) -> str:
        """One of DECISIONS; an approval ends by itself."""
        if self.status == APPROVED and datetime.fromisoformat(self.expires_at) <= now:
            return EXPIRED
        return self.status


def status_in_course(profile: Profile | None, course_id: str, *, now: datetime) -> str:
    """Return the published profile status, as seen from one course."""
    if profile is None:
        return NO_PROFILE
    status = profile.status_at(now)
    if status != APPROVED:
        return status
    return APPROVED_HERE if profile.course_id == course_id else APPROVED_ELSEWHERE


def find_refusal(profile: Profile | None, course_id: str, *, now: datetime) -> str | None:
    """Return the onboarding status with which the provider refuses a real exam; None if the learner may take it."""
    return REFUSALS.get(status_in_course(profile, course_id, now=now))


def shown_profile(user_id: str, profile: Profile | None, course_id: str, *, now: datetime) -> dict[str, object]:
    """Return the profile as the API answers it."""
    expires_at = profile.expires_at if profile else ''
    return {
        'user_id': user_id,
        'status': status_in_course(profile, course_id, now=now),
        'expiration_date': expires_at or None,
    }


def wanted_statuses(query: str) -> Collection[str] | None:
    """Return the statuses of a filter, separated by commas; None: all of them."""
    return {status for status in query.split(',') if status} or None
