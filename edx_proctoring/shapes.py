"""What the OpenAPI document says of a value beside its type, as parts of ``Annotated``.

A text is the description, a :class:`Keyword` is one of JSON Schema, and :class:`Named` gives the type a name of
its own in the document. Typed dicts have one without it: that of the class, without ``Dict`` at its end; the first
paragraph of their docstring is the description.
"""

from collections.abc import Hashable
from typing import Annotated, Any, NamedTuple, TypedDict


class Named(NamedTuple):
    """The name that a type has in the document."""

    name: str


class Keyword(NamedTuple):
    """A keyword of JSON Schema with its value; a tuple stands for a list, so that types can be compared."""

    name: str
    value: Hashable


def texts_of(statuses: type[Any]) -> Keyword:
    """Return the texts of a class of statuses, to which values are limited."""
    found = vars(statuses).items()
    texts = tuple(value for name, value in found if isinstance(value, str) and not name.startswith('_'))
    return Keyword('enum', texts)


Words = Annotated[str, 'Text for people, in the language of the user.']
IsoText = Annotated[str, Keyword('format', 'date-time')]
FieldErrors = Annotated[
    dict[str, list[str]],
    Named('FieldErrors'),
    'What is wrong with each field, and under `non_field_errors` with the whole.',
]


class DetailDict(TypedDict):
    """Why the request was refused."""

    detail: Words


class EmptyObjectDict(TypedDict):
    """An object without keys."""
