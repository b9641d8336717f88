"""Reading what clients send: loosely typed on the wire, typed from here on.

Legacy pages send forms, micro-frontends JSON with booleans as text, servers proper JSON; each of them is understood.
What cannot be understood is :class:`InvalidInputException`, which the views answer with 400 (deviations R2, R3, R6).
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from rest_framework.request import Request

from edx_proctoring.backends.review import UNSTORABLE
from edx_proctoring.domain.nesting import is_too_deep
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views.bodies import TOO_DEEP

TRUE_TEXTS = frozenset({'true', '1'})
MFE_TEXTS = frozenset({'1', 'true', 'True'})
LARGEST_NUMBER = 2**63 - 1  # hosts may have 64-bit keys

_DIGITS = re.compile(r'[0-9]{1,19}')
_BLANKS = re.compile(r'\s+')


def body(request: Request) -> Mapping[str, Any]:
    """Return the fields of the request's body, whichever content type it has."""
    data = request.data
    if is_too_deep(data):
        raise InvalidInputException(TOO_DEEP)
    if not isinstance(data, Mapping):
        raise InvalidInputException(_('The request body must be an object with named fields.'))
    return data


def body_or_query(request: Request) -> Mapping[str, Any]:
    """Return the fields of the body, completed by those of the query: for GETs that were published with a body."""
    return {
        **request.query_params.dict(),
        **{name: value for name, value in body(request).items() if value is not None},
    }


def truth(value: object, name: str) -> bool:
    """Return whether a flag is set: JSON booleans, 1 and 0, and their texts in any case; absent is not set."""
    if isinstance(value, str):
        return value.strip().lower() in TRUE_TEXTS
    if value is None or value in (True, False):
        return bool(value)
    # Translators: %(name)s is the name of a field of the request, which is not translated.
    raise InvalidInputException(_('%(name)s has to be true or false.'), name=name)


def is_learning_mfe(value: object, name: str) -> bool:
    """Return whether the learning micro-frontend asks, which wants links into itself."""
    return value in MFE_TEXTS


def as_sent(value: Any, name: str) -> Any:
    """``value``, for views that look at it themselves."""
    return value


def find_id(value: object, name: str = '') -> int | None:
    """``value`` as an id, or None for anything that can't be one."""
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST_NUMBER:
        return value
    return None


def get_id(value: object, name: str) -> int:
    """``value`` as an id: a JSON number or the text of one."""
    found = find_id(value)
    if found is None:
        raise InvalidInputException(_('%(name)s has to be the number of an object.'), name=name)
    return found


def given_id(value: object, name: str) -> int | None:
    """Do the same; return None for what is absent or empty."""
    return get_id(value, name) if value else None


def name_or_id(value: object, name: str) -> str | int:
    """Return a username, an email address or, as a JSON number, a user id."""
    return get_id(value, name) if isinstance(value, int) and not isinstance(value, bool) else text(value, name)


def text(value: object, name: str) -> str:
    """``value``, which has to be text that a database can store."""
    if not isinstance(value, str) or UNSTORABLE.search(value):
        raise InvalidInputException(_('%(name)s has to be text.'), name=name)
    return value


def find_text(value: object, name: str) -> str | None:
    """Do the same; return None for what is absent or empty."""
    return None if value is None or value == '' else text(value, name)


def items(value: object, name: str) -> list[str | int]:
    """Return the items of a list: a JSON list as it is, comma-separated text without blanks and empty items."""
    return _listed(value, name, lambda sent: _BLANKS.sub('', sent).split(','))


def names(value: object, name: str) -> list[str | int]:
    """Do the same for names, which may contain blanks: only those around them are removed (deviation X97)."""
    return _listed(value, name, lambda sent: [each.strip() for each in sent.split(',')])


def _listed(value: object, name: str, split: Callable[[str], list[str]]) -> list[str | int]:
    if value is None:
        return []
    if isinstance(value, str):
        return [item for item in split(text(value, name)) if item]
    if isinstance(value, list) and all(isinstance(item, str | int) and not isinstance(item, bool) for item in value):
        return [text(item, name) if isinstance(item, str) else item for item in value if item != '']
    raise InvalidInputException(_('%(name)s has to be a list of texts or numbers.'), name=name)
