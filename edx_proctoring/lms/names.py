"""The name affirmation service: names that were checked against an identity document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from edx_proctoring.runtime import get_runtime_service


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
