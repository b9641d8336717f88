"""The parts of an incident as clients send them."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, NotRequired, TypedDict, TypeVar
from uuid import UUID

from edx_proctoring.actions.incidents import Choice
from edx_proctoring.domain.incidents import GIVES_TIME, MOST_MINUTES, Cause, Remedy
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.queries.incident_dicts import IncidentRemedy
from edx_proctoring.queries.incidents import MOST
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import accommodation_fields, request_data

Word = TypeVar('Word', bound=StrEnum)


class ChosenRemedyDict(TypedDict):
    """What is to be done for an attempt."""

    attempt_id: int
    remedy: IncidentRemedy
    minutes: NotRequired[
        Annotated[int, Keyword('minimum', 1), Keyword('maximum', MOST_MINUTES), 'For remedies that give time.']
    ]


def batch(value: object, name: str) -> str:
    """Return the UUID as text."""
    try:
        return str(UUID(request_data.text(value, name)))
    except ValueError as error:
        raise InvalidInputException(_('%(name)s has to be a UUID.'), name=name) from error


def moment(value: object, name: str) -> datetime:
    """Return the moment, in UTC; without an offset, it is in the zone of the site."""
    found = accommodation_fields.first_moment(value, name)
    if found is None:
        raise InvalidInputException(accommodation_fields.NOT_A_DATE, name=name)
    return found


def cause(value: object, name: str) -> Cause:
    """Return what was down."""
    return _word(value, name, Cause)


def choices(value: object, name: str) -> list[Choice]:
    """Return what is to be done for whom."""
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise InvalidInputException(_('%(name)s has to be a list of objects.'), name=name)
    if len(value) > MOST:
        raise InvalidInputException(_('%(name)s has to have at most %(most)s items.'), name=name, most=MOST)
    return [_choice(item) for item in value]


def _choice(item: Mapping[str, object]) -> Choice:
    attempt_id = request_data.get_id(item.get('attempt_id'), 'attempt_id')
    remedy = _word(item.get('remedy'), 'remedy', Remedy)
    if remedy not in GIVES_TIME:
        return Choice(attempt_id, remedy)
    minutes = request_data.get_id(item.get('minutes'), 'minutes')
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidInputException(_('%(name)s has to be from 1 to %(most)s.'), name='minutes', most=MOST_MINUTES)
    return Choice(attempt_id, remedy, minutes)


def _word(value: object, name: str, words: type[Word]) -> Word:
    try:
        return words(request_data.text(value, name))
    except ValueError as error:
        known = ', '.join(words)
        raise InvalidInputException(_('%(name)s has to be one of: %(known)s.'), name=name, known=known) from error
