"""What a view reads of a request, declared: a class with a field for each part of the body, or of the query.

A field is read when the view asks for it: of several faults, the one is refused that comes first in the view's way. The
OpenAPI document has the fields from here, too (``views.descriptions``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any, Final, Generic, Self, TypeVar, overload

from django.db.models import Model
from django.http import HttpRequest
from rest_framework.request import Request

from edx_proctoring.shapes import Keyword
from edx_proctoring.views import request_data

Read = TypeVar('Read')


class Field(Generic[Read]):
    """A field: how it is read, of which type clients should send it (``edx_proctoring.shapes``), and what it means.

    ``read`` gets the value, None for an absent one, and the field's name for its refusals. Whether the field is
    required is said of it only: ``read`` has to refuse None.
    """

    def __init__(
        self, read: Callable[[Any, str], Read], kind: Any, meaning: str = '', *, required: bool = False
    ) -> None:
        self.read, self.kind, self.meaning, self.is_required = read, kind, meaning, required
        self.name = ''

    def __set_name__(self, owner: type[Input], name: str) -> None:
        self.name = name

    @overload
    def __get__(self, sent: None, owner: type[Input]) -> Self: ...

    @overload
    def __get__(self, sent: Input, owner: type[Input]) -> Read: ...

    def __get__(self, sent: Input | None, owner: type[Input]) -> Self | Read:
        return self if sent is None else self.read(sent.values.get(self.name), self.name)


class Input:
    """What was sent, by name; fields that nobody declared are passed over. The docstrings of the classes are public."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    @classmethod
    def of(cls, request: Request) -> Self:
        """Return the fields of the body; :class:`InvalidInputException` for what is no object."""
        return cls(request_data.body(request))

    @classmethod
    def fields(cls) -> list[Field[Any]]:
        """Return what is declared, in that order."""
        return [each for each in vars(cls).values() if isinstance(each, Field)]

    @classmethod
    def of_query(cls, request: Request | HttpRequest) -> Self:
        """Return the fields of the query."""
        return cls(request.GET)

    def has(self, *names: str) -> bool:
        """Return whether all of these were sent, and are not null."""
        return all(self.values.get(name) is not None for name in names)


def text_for(model: type[Model], name: str) -> Any:
    """Return the type of a text that is kept in that column."""
    column: Any = model._meta.get_field(name)
    return Annotated[str, Keyword('maxLength', column.max_length)] if column.max_length else str


PAGE: Final = Field(
    request_data.as_sent,
    Annotated[int, Keyword('minimum', 1)],
    'Counted from 1. A page that does not exist gives the first or the last one.',
)
USER_ID: Final = Field(request_data.as_sent, int, 'Another user than the caller; for staff of the site.')
LEARNING_MFE: Final = Field(request_data.is_learning_mfe, bool, 'Whether links lead to the learning micro-frontend.')
MOST_PER_PAGE: Final = 250


def size_of_page(default: int, what: str) -> Field[int]:
    """Return the field for the size of a page of ``what``. What is no size is passed over, as it was when clients could
    not choose."""

    def read(value: object, name: str) -> int:
        return min(request_data.find_id(value) or default, MOST_PER_PAGE)

    return Field(
        read,
        Annotated[int, Keyword('minimum', 1), Keyword('default', default)],
        f'{what} on a page. {MOST_PER_PAGE} at most, also if it is more. Anything but a number above 0 is ignored.',
    )
