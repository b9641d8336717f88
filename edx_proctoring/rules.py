"""Permissions of this app; the ``rules`` app discovers this module."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from rules.permissions import add_perm
from rules.predicates import is_staff, predicate


@predicate  # type: ignore[untyped-decorator]
def is_in_reviewer_group(user: AbstractUser, attempt: Mapping[str, Any] | None) -> bool:
    """Return whether the user is in the group ``<backend>_review`` of the attempt dict's exam."""
    if not attempt:
        return False
    backend = attempt['proctored_exam']['backend']
    return user.groups.filter(name=f'{backend}_review').exists()


add_perm('edx_proctoring.can_review_attempt', is_in_reviewer_group | is_staff)
