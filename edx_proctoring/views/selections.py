"""Attempts that staff have selected, as clients send them."""

from typing import Annotated, Final

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.inputs import Field

MOST_ATTEMPTS: Final = 5000


def selected_ids(value: object, name: str) -> list[int]:
    """Return the ids, none if the field is absent. More than ``MOST_ATTEMPTS`` are refused."""
    ids = [request_data.get_id(item, name) for item in request_data.items(value, name)]
    if len(ids) > MOST_ATTEMPTS:
        raise InvalidInputException(_('%(name)s has to have at most %(most)s items.'), name=name, most=MOST_ATTEMPTS)
    return ids


def required_ids(value: object, name: str) -> list[int]:
    """Do the same; at least one is required."""
    ids = selected_ids(value, name)
    if not ids:
        raise InvalidInputException(_('No attempt is selected.'))
    return ids


IDS: Final = Annotated[list[int], Keyword('maxItems', MOST_ATTEMPTS)]
ATTEMPT_IDS: Final = Field(required_ids, IDS, 'Their IDs.', required=True)
