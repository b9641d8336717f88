"""Permissions that the host defines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

TAKE_PROCTORED_EXAM = 'edx_proctoring.can_take_proctored_exam'
RETIRE_USER = 'accounts.can_retire_user'


def can_take_proctored_exam(user: Any, exam: Mapping[str, Any]) -> bool:
    """Return whether the host lets the user take this exam (an exam dict, whose ``course_id`` is text).

    The host defines the permission, as a rule or in an authentication backend. Where it does not, only superusers
    have it.
    """
    return bool(user.has_perm(TAKE_PROCTORED_EXAM, exam))


def can_retire_user(user: Any) -> bool:
    """Return whether the user may delete other people's data.

    Where the host does not define the permission, only superusers have it.
    """
    return bool(user.has_perm(RETIRE_USER))
