"""Names as on the learner's identity card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User

from demo.models import Profile


@dataclass(frozen=True)
class VerifiedName:
    """A name that somebody has checked."""

    verified_name: str


class NameAffirmationService:
    """Reads ``Profile``; every name in there has been approved."""

    def get_verified_name(
        self, user: User, is_verified: bool = False, statuses_to_exclude: Sequence[str] | None = None
    ) -> VerifiedName | None:
        profile = Profile.objects.filter(user=user).exclude(verified_name='').first()
        return None if profile is None else VerifiedName(profile.verified_name)
