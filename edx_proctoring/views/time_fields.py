"""The fields of requests that give attempts time: minutes, and the batch that the attempts belong to."""

from typing import Final
from uuid import UUID

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data

MOST_MINUTES: Final = 10_000


def minutes(value: object, name: str) -> int:
    """Return the minutes, from 1 to ``MOST_MINUTES``, or raise :class:`InvalidInputException`."""
    sent = request_data.get_id(value, name)
    if not 0 < sent <= MOST_MINUTES:
        # Translators: %(name)s is the name of a field of the request, which is not translated.
        raise InvalidInputException(_('%(name)s has to be from 1 to %(most)s.'), name=name, most=MOST_MINUTES)
    return sent


def batch(value: object, name: str) -> str | None:
    """Return the UUID of a batch, None without one, or raise :class:`InvalidInputException`."""
    sent = request_data.find_text(value, name)
    try:
        return str(UUID(sent)) if sent else None
    except ValueError as error:
        raise InvalidInputException(_('%(name)s has to be a UUID.'), name=name) from error
