"""What an operation is made of, and how it becomes a part of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from edx_proctoring.openapi.examples import Example, examples_of
from edx_proctoring.openapi.shapes import FLAG, NUMBER, TEXT, Schema, ref

JSON: Final = 'application/json'
SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})

AUTH: Final = 'For all logged-in users.'
OWNER: Final = 'For the learner whose attempt it is; staff are refused as well.'
STAFF: Final = 'For staff of the site.'
COURSE_STAFF: Final = 'For staff of the site or of the course.'
REVIEWER: Final = "For the provider's user (group `{backend}_review`) and staff of the site."
RETIRER: Final = 'For users with the permission `accounts.can_retire_user`.'
ANYONE: Final = 'No authentication.'
OPERATORS: Final = "For staff of the site, programs with the site's token for operators, and the operators' networks."

TAGS: Final[Mapping[str, str]] = {
    'Exams': 'Timed and proctored sections of a course.',
    'Attempts': 'Learners take exams.',
    'Allowances': 'Extra time, and notes to the reviewer, that staff give to single learners.',
    'Onboarding': "Practice exams that build a learner's profile at the provider.",
    'Staff': "Statistics, the provider's dashboard, and deleting a learner's data.",
    'Providers': 'Called by proctoring providers.',
    'Operations': 'Health and metrics of the site.',
}


class Answer(NamedTuple):
    """What a status means, and what the body is: JSON of a shape, or nothing."""

    meaning: str
    shape: Schema | None = None
    content_type: str = JSON
    headers: Mapping[str, str] = {}


class Parameter(NamedTuple):
    """A part of the query, or a header."""

    name: str
    meaning: str
    schema: Schema = TEXT
    place: str = 'query'
    required: bool = False


class Operation(NamedTuple):
    """One method of one address; ``name`` is what generated clients call it.

    ``body`` is declared as JSON. Forms and multipart are read as well where ``reads_forms`` says so.
    """

    name: str
    tag: str
    summary: str
    who: str
    answers: Mapping[int | str, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    reads_forms: bool = True
    notes: str = ''


Table = Mapping[tuple[str, str], Operation]


def refusal(meaning: str) -> Answer:
    """An answer that says under ``detail`` why."""
    return Answer(meaning, ref('Detail'))


def spoken(meaning: str) -> Answer:
    """An answer that is a JSON text."""
    return Answer(meaning, TEXT)


FORBIDDEN: Final = refusal('Not logged in, or not allowed to do this.')
NO_EXAM: Final = refusal('No such exam.')
BAD_INPUT: Final = refusal('Invalid input.')
BUSY: Final = Answer(
    "The database is busy or cannot be reached. Nothing was changed, unless the database's confirmation was lost.",
    ref('Detail'),
    headers={'Retry-After': 'Seconds after which to try again.'},
)
DONE: Final = Answer('Done; the body is empty.')
PROVIDER_ERRORS: Final[Mapping[int | str, Answer]] = {
    502: refusal('The provider failed.'),
    503: refusal('The provider cannot be reached.'),
}

USER_ID: Final = Parameter('user_id', 'Another user than the caller; for staff of the site.', NUMBER)
LEARNING_MFE: Final = Parameter('is_learning_mfe', 'Whether links lead to the learning micro-frontend.', FLAG)
PAGE: Final = Parameter(
    'page', 'Counted from 1. A page that does not exist gives the first or the last one.', {**NUMBER, 'minimum': 1}
)

# What stands in the addresses.
PATH_PARAMETERS: Final[Mapping[str, tuple[str, Schema]]] = {
    'course_id': ('Course key, such as `course-v1:Org+Number+Run`.', TEXT),
    'content_id': ('The content of the exam: letters and digits only; other IDs have no address.', TEXT),
    'exam_id': ('ID of the exam.', NUMBER),
    'attempt_id': ('ID of the attempt.', NUMBER),
    'user_id': ('ID of the user.', NUMBER),
    'external_id': ("The provider's ID of the attempt.", TEXT),
    'attempt_code': ('Code of the attempt.', TEXT),
    'search_by': ('Part of a username or email address.', TEXT),
}


def render(path: str, method: str, operation: Operation) -> dict[str, Any]:
    """The operation as the document has it; ``path`` is a template such as ``.../attempt/{attempt_id}``."""
    examples = examples_of(operation.name)
    rendered: dict[str, Any] = {
        'operationId': operation.name,
        'tags': [operation.tag],
        'summary': operation.summary,
        'description': f'{operation.who} {operation.notes}'.strip(),
        'parameters': [
            _with_example(parameter, examples)
            for parameter in (*map(_path_parameter, _names(path)), *map(_parameter, operation.parameters))
        ],
        'responses': {
            str(status): _answer(answer, {key: each for key, each in examples.items() if each.status == status})
            for status, answer in _answers(path, operation).items()
        },
        'security': _security(method, operation),
    }
    if operation.body is not None:
        sent = {key: each.shown(each.body) for key, each in examples.items()}
        rendered['requestBody'] = {
            'required': True,
            'content': {JSON: {'schema': operation.body, **({'examples': sent} if sent else {})}},
        }
    return rendered


def _answers(path: str, operation: Operation) -> Mapping[int | str, Answer]:
    """Those of the operation, and those that follow from what it asks for and who may."""
    implied: dict[int | str, Answer] = {}
    if operation.who != ANYONE and any(PATH_PARAMETERS[name][1] == TEXT for name in _names(path)):
        implied[400] = BAD_INPUT  # the path may contain text that no database takes
    if operation.who != ANYONE:
        implied[403] = FORBIDDEN
        implied[503] = BUSY
    if operation.body is not None:
        implied[400] = BAD_INPUT
        implied[413] = refusal('The body is too large.')
        form = 'neither JSON nor a form, or ' if operation.reads_forms else ''
        implied[415] = refusal(f'The body is {form}not in UTF-8.')
    found = {**implied, **operation.answers}
    return {status: found[status] for status in sorted(found, key=str)}


def _answer(answer: Answer, examples: Mapping[str, Example]) -> dict[str, Any]:
    rendered: dict[str, Any] = {'description': answer.meaning}
    if answer.headers:
        rendered['headers'] = {
            name: _with_header({'description': meaning, 'schema': TEXT}, name, examples)
            for name, meaning in answer.headers.items()
        }
    if answer.shape is not None:
        shown = {key: each.shown(each.answer) for key, each in examples.items()}
        rendered['content'] = {answer.content_type: {'schema': answer.shape, **({'examples': shown} if shown else {})}}
    return rendered


def _with_header(rendered: dict[str, Any], name: str, examples: Mapping[str, Example]) -> dict[str, Any]:
    found = [each.answer_headers[name] for each in examples.values() if name in each.answer_headers]
    return {**rendered, 'example': found[0]} if found else rendered


def _with_example(rendered: dict[str, Any], examples: Mapping[str, Example]) -> dict[str, Any]:
    """The parameter with its value in the first request that has it."""
    place, name = rendered['in'], rendered['name']
    found = [each.parameters[place][name] for each in examples.values() if name in each.parameters.get(place, {})]
    return {**rendered, 'example': found[0]} if found else rendered


def _security(method: str, operation: Operation) -> list[dict[str, list[str]]]:
    if operation.who == ANYONE:
        return []
    session: dict[str, list[str]] = {'session': []}
    return [session if method in SAFE_METHODS else {**session, 'csrf': []}, {'jwt': []}]


def _path_parameter(name: str) -> dict[str, Any]:
    meaning, schema = PATH_PARAMETERS[name]
    return {'name': name, 'in': 'path', 'required': True, 'description': meaning, 'schema': schema}


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        'name': parameter.name,
        'in': parameter.place,
        'required': parameter.required,
        'description': parameter.meaning,
        'schema': parameter.schema,
    }


def _names(path: str) -> list[str]:
    return re.findall(r'\{(\w+)\}', path)
