"""Finding learners by what staff call them, and which of them a course knows."""

from collections.abc import Collection, Mapping
from typing import Any

from django.contrib.auth import get_user_model

from edx_proctoring.character_sets import USER_NAMES, can_be_name
from edx_proctoring.lms import credit, enrollments
from edx_proctoring.lms.names import profile
from edx_proctoring.models import ProctoredExamStudentAttempt


def map_learners(user_infos: Collection[Any]) -> dict[Any, Any]:
    """Return the users with these ids (``int``), usernames, or email addresses, by what was passed.

    Unknown ones are missing. If several users match, it is the one with the lowest id. Digits as text are a username.
    """
    users = get_user_model()._default_manager.order_by('pk')
    ids = [info for info in user_infos if isinstance(info, int)]
    found: dict[Any, Any] = {**users.in_bulk(ids)} if ids else {}
    for name in USER_NAMES:
        missing = [info for info in user_infos if isinstance(info, str) and info and info not in found]
        missing = [info for info in missing if can_be_name(info, name)]
        if missing:
            found |= _by_name(missing, name, users.filter(**{f'{name}__in': missing}))
    return found


def map_with_names(user_ids: Collection[int]) -> dict[Any, Any]:
    """Return these users by id; reading their full names needs no statement of its own."""
    return get_user_model()._default_manager.select_related(*profile()).order_by('pk').in_bulk(user_ids)


def only_known(course_id: str, learners: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return those of the users whom the course knows, keyed as they were: staff of one course ask for them.

    A course knows everybody who has an attempt in it or is enrolled. If the host can tell neither enrollments nor
    credit standings, a user can only be asked for by name or email address, never by a number: anybody can count.
    """
    ids = {user.pk for user in learners.values()}
    known = _with_attempts(course_id, ids)
    enrolled = enrollments.find_enrolled(course_id, ids - known) if ids - known else set()
    if enrolled is not None:
        known |= enrolled
    elif credit.is_available():
        known |= {user_id for user_id in ids - known if credit.find_credit_state(user_id, course_id) is not None}
    else:
        known |= {user.pk for called, user in learners.items() if isinstance(called, str)}
    return {called: user for called, user in learners.items() if user.pk in known}


def _with_attempts(course_id: str, user_ids: Collection[int]) -> set[int]:
    attempts = ProctoredExamStudentAttempt.objects.filter(proctored_exam__course_id=course_id, user_id__in=user_ids)
    return set(attempts.order_by().values_list('user_id', flat=True).distinct())


def _by_name(names: Collection[str], name: str, users: Any) -> dict[str, Any]:
    """Return the ``users`` with exactly this name; some databases also find others by it."""
    found: dict[str, Any] = {}
    for user in users:
        found.setdefault(getattr(user, name), user)
    return {info: found[info] for info in names if info in found}
