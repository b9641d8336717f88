"""What a view's method is, said where it stands; ``edx_proctoring.openapi`` makes the OpenAPI document of it.

No request is answered with any of this. Types in it are those of ``edx_proctoring.shapes``: plain ones, typed dicts,
and annotated ones.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeVar

from edx_proctoring.shapes import DetailDict
from edx_proctoring.views.inputs import Input

AUTH: Final = 'For all logged-in users.'
OWNER: Final = 'For the learner whose attempt it is; staff are refused as well.'
STAFF: Final = 'For staff of the site.'
COURSE_STAFF: Final = 'For staff of the site or of the course.'
ANYONE: Final = 'No authentication.'

Method = TypeVar('Method', bound=Callable[..., Any])


class Answer(NamedTuple):
    """What a status means, and what the body is: JSON of a type, or nothing.

    ``others`` are types by the content types that clients get when they ask for them.
    """

    meaning: str
    kind: Any = None
    content_type: str = 'application/json'
    headers: Mapping[str, str] = {}
    others: Mapping[str, Any] = {}

    @property
    def kinds(self) -> dict[str, Any]:
        """All types by content type; none for an empty body."""
        return {} if self.kind is None else {self.content_type: self.kind, **self.others}


Answers = Mapping[int | str, Answer]


class Parameter(NamedTuple):
    """A part of the address, or a header; parts of the query that views read are in ``Operation.query``."""

    name: str
    meaning: str
    kind: Any = str
    place: str = 'query'
    required: bool = False


@dataclass(frozen=True)
class Operation:
    """One method of one address, as a decorator of the view's method.

    ``name`` is what generated clients call it, and ``tag`` the heading that it is under. A method of a view that has
    several addresses has an operation for each; ``at`` says which, by the arguments in the address. ``body`` is
    declared as JSON. Forms and multipart are read as well where ``reads_forms`` says so.
    """

    tag: str
    name: str
    summary: str
    who: str
    answers: Answers
    query: type[Input] | None = None
    parameters: tuple[Parameter, ...] = ()
    body: Any = None
    reads_forms: bool = True
    notes: str = ''
    at: tuple[str, ...] | None = None

    def __call__(self, method: Method) -> Method:
        """Give it to a method, beside those that the method has."""
        method.operations = (self, *operations_of(method))  # type: ignore[attr-defined]
        return method


def operations_of(method: Any) -> tuple[Operation, ...]:
    """Those of a method; none for methods of others."""
    found: tuple[Operation, ...] = getattr(method, 'operations', ())
    return found


def refusal(meaning: str) -> Answer:
    """Return an answer that says under ``detail`` why."""
    return Answer(meaning, DetailDict)


def spoken(meaning: str) -> Answer:
    """Return an answer that is a JSON text."""
    return Answer(meaning, str)


FORBIDDEN: Final = refusal('Not logged in, or not allowed to do this.')
NO_EXAM: Final = refusal('No such exam.')
BAD_INPUT: Final = refusal('Invalid input.')
BUSY: Final = Answer(
    "The database is busy or cannot be reached. Nothing was changed, unless the database's confirmation was lost.",
    DetailDict,
    headers={'Retry-After': 'Seconds after which to try again.'},
)
DONE: Final = Answer('Done; the body is empty.')
# Published with an empty body, which a client must not try to read as JSON: so none is declared.
NOT_ALLOWED: Final = Answer('Not allowed (empty), or not logged in, with `detail`.')
NOT_CONFIGURED: Final = refusal("The exam's provider is not configured.")
PROVIDER_ERRORS: Final[Answers] = {
    502: refusal('The provider failed.'),
    503: refusal('The provider cannot be reached.'),
}
