"""Names of users whom rows know by their ids, without a foreign key."""

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery


def username_of(name: str) -> Subquery:
    """Return the username of the user whose id is in that column; null if there is no such user any more."""
    users = get_user_model()._default_manager.filter(pk=OuterRef(name))
    return Subquery(users.values(get_user_model().USERNAME_FIELD)[:1])
