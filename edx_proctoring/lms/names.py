"""Names of learners: those in the LMS's profiles, and those that the name affirmation service has checked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Protocol, cast

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist

from edx_proctoring.runtime import get_runtime_service

PROFILE: Final = 'profile'  # of a user, in Open edX


class VerifiedName(Protocol):
    """A name that the learner gave for verification."""

    @property
    def verified_name(self) -> str:
        """The full name."""


class NameAffirmationService(Protocol):
    """What the host registers as ``name_affirmation``; many hosts don't."""

    def get_verified_name(
        self, user: Any, is_verified: bool = False, statuses_to_exclude: Sequence[str] | None = None
    ) -> VerifiedName | None: ...


def find_verified_name(user: Any) -> str | None:
    """Return the learner's newest name that was not denied, verified or still pending.

    None when there is none, or no service; then use the profile name.
    """
    service = cast('NameAffirmationService | None', get_runtime_service('name_affirmation'))
    if service is None:
        return None
    found = service.get_verified_name(user, is_verified=False, statuses_to_exclude=['denied'])
    return None if found is None else found.verified_name


def full_name(user: Any) -> str:
    """Return the name in the LMS's profile of the user; in hosts without profiles, that of the user."""
    profile = getattr(user, PROFILE, None)
    return str(profile.name) if profile else user.get_full_name()


def has_profiles() -> bool:
    """Return whether the host keeps the full names of its users in profiles, as Open edX does."""
    try:
        return bool(get_user_model()._meta.get_field(PROFILE).one_to_one)
    except FieldDoesNotExist:
        return False


def profile() -> list[str]:
    """Return what to select with users, so that reading names needs no statements of its own."""
    return [PROFILE] if has_profiles() else []


def learner_and_profile(user: str) -> list[str]:
    """Return what to select with the relation ``user``, for the same."""
    return [user, *(f'{user}__{each}' for each in profile())]
