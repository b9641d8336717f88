"""What requests that give attempts time have in common: their fields, and what is said of the results."""

from collections.abc import Mapping
from typing import Annotated, Final, TypeVar
from uuid import UUID

from django.utils.translation import gettext

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.inputs import Field

Refusal = TypeVar('Refusal', bound=str)

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


def undone_batch(value: object, name: str) -> str:
    """Do the same; one is required."""
    sent = batch(value, name)
    if sent is None:
        raise InvalidInputException(_('%(name)s has to be a UUID.'), name=name)
    return sent


MINUTES: Final = Field(minutes, Annotated[int, Keyword('minimum', 1), Keyword('maximum', MOST_MINUTES)], required=True)
UNDONE_BATCH: Final = Field(undone_batch, str, 'The `batch` of the response.', required=True)


def why_less(refusals: Mapping[Refusal, str], refusal: Refusal | None, seconds: int, requested: int) -> str:
    """Return why an attempt gets less than requested, in the active language; '' if it gets all of it."""
    if refusal:
        return gettext(refusals[refusal])
    if 0 < seconds < requested:
        values = {'available': seconds // 60, 'full': requested // 60}
        return gettext('The due date leaves %(available)s of %(full)s minutes.') % values
    return ''
