"""Finding learners by what staff call them."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model

from edx_proctoring.character_sets import USER_NAMES, can_be_name


def map_learners(user_infos: Collection[Any]) -> dict[Any, Any]:
    """The users with these ids (``int``), user names or e-mail addresses, by what was passed; unknown ones are missing.

    Of several that fit, it is the one with the lowest id. Digits as text are a user name.
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


def _by_name(wanted: Collection[str], name: str, users: Any) -> dict[str, Any]:
    """Those of ``users`` that have exactly this name; some databases find others by it as well."""
    found: dict[str, Any] = {}
    for user in users:
        found.setdefault(getattr(user, name), user)
    return {info: found[info] for info in wanted if info in found}
