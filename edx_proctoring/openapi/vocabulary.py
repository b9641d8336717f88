"""What an operation is made of, and how it becomes a part of the document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from edx_proctoring.openapi.shapes import NUMBER, TEXT, Schema, ref

JSON: Final = ('application/json',)
ANY_BODY: Final = ('application/json', 'application/x-www-form-urlencoded', 'multipart/form-data')
SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})

AUTH: Final = 'Everyone who is logged in.'
OWNER: Final = 'The learner whose attempt it is; staff are refused too.'
STAFF: Final = 'Staff of the site.'
COURSE_STAFF: Final = 'Staff of the site or of the course.'
REVIEWER: Final = "The provider's user (group `{backend}_review`) and staff of the site."
RETIRER: Final = 'Who has the permission `accounts.can_retire_user`.'
ANYONE: Final = 'Nobody logs in here.'
OPERATORS: Final = 'Staff of the site, programs with its token for operators, and their networks.'

TAGS: Final[Mapping[str, str]] = {
    'Exams': 'What is made of a section of a course: its time limit, its supervision.',
    'Attempts': 'A learner takes an exam.',
    'Allowances': 'Extra time and notes to the reviewer that staff give to single learners.',
    'Onboarding': "Practice exams that build the learner's profile at the provider.",
    'Staff': "The provider's dashboard, and deleting a learner's data.",
    'Providers': 'What proctoring providers call.',
    'Operations': 'What watches over the site asks this.',
}


class Answer(NamedTuple):
    """What a status means, and what the body is: JSON of a shape, or nothing."""

    meaning: str
    shape: Schema | None = None
    content_type: str = 'application/json'
    headers: Mapping[str, str] = {}


class Parameter(NamedTuple):
    """A part of the query, or a header."""

    name: str
    meaning: str
    schema: Schema = TEXT
    place: str = 'query'
    required: bool = False


class Operation(NamedTuple):
    """One method of one address."""

    tag: str
    summary: str
    who: str
    answers: Mapping[int | str, Answer]
    parameters: tuple[Parameter, ...] = ()
    body: Schema | None = None
    body_types: tuple[str, ...] = ANY_BODY
    notes: str = ''


Table = Mapping[tuple[str, str], Operation]


def refusal(meaning: str) -> Answer:
    """An answer that says under ``detail`` why."""
    return Answer(meaning, ref('Detail'))


def spoken(meaning: str) -> Answer:
    """An answer that is a JSON text."""
    return Answer(meaning, TEXT)


FORBIDDEN: Final = refusal('Not logged in, or not allowed to do this.')
NO_EXAM: Final = refusal('There is no such exam.')
BAD_INPUT: Final = refusal('The input cannot be used.')
BUSY: Final = Answer(
    'The database is busy or can not be reached. Nothing was changed, unless its word that it was done is lost.',
    ref('Detail'),
    headers={'Retry-After': 'Seconds after which to try again.'},
)
DONE: Final = Answer('Done; the body is empty.')
PROVIDER_ERRORS: Final[Mapping[int | str, Answer]] = {
    502: refusal('The provider failed.'),
    503: refusal('The provider cannot be reached.'),
}

USER_ID: Final = Parameter('user_id', 'Somebody else than the caller; for staff of the site.', NUMBER)
LEARNING_MFE: Final = Parameter('is_learning_mfe', '`1`, `true` or `True`: links into the learning micro-frontend.')
PAGE: Final = Parameter('page', 'Counted from 1; what is no page gives the first or the last one.')

# What stands in the addresses.
PATH_PARAMETERS: Final[Mapping[str, tuple[str, Schema]]] = {
    'course_id': ('Course key, such as `course-v1:Org+Number+Run`.', TEXT),
    'content_id': ('What the exam was made of: letters and digits; other ids have no address.', TEXT),
    'exam_id': ('Id of the exam.', NUMBER),
    'attempt_id': ('Id of the attempt.', NUMBER),
    'user_id': ('Id of the user.', NUMBER),
    'external_id': ("The provider's id of the attempt.", TEXT),
    'attempt_code': ('Code of the attempt.', TEXT),
    'search_by': ('Part of a user name or e-mail address.', TEXT),
}


def render(path: str, method: str, operation: Operation) -> dict[str, Any]:
    """The operation as the document has it; ``path`` is a template such as ``.../attempt/{attempt_id}``."""
    rendered: dict[str, Any] = {
        'operationId': _operation_id(path, method),
        'tags': [operation.tag],
        'summary': operation.summary,
        'description': f'{operation.who} {operation.notes}'.strip(),
        'parameters': [*map(_path_parameter, _names(path)), *map(_parameter, operation.parameters)],
        'responses': {str(status): _answer(answer) for status, answer in _answers(path, operation).items()},
        'security': _security(method, operation),
    }
    if operation.body is not None:
        content = {content_type: {'schema': operation.body} for content_type in operation.body_types}
        rendered['requestBody'] = {'required': True, 'content': content}
    return rendered


def _answers(path: str, operation: Operation) -> Mapping[int | str, Answer]:
    """Those of the operation, and those that follow from what it asks for and who may."""
    implied: dict[int | str, Answer] = {}
    if operation.who != ANYONE and any(PATH_PARAMETERS[name][1] == TEXT for name in _names(path)):
        implied[400] = BAD_INPUT  # the address has text in it that no database takes
    if operation.who != ANYONE:
        implied[403] = FORBIDDEN
        implied[503] = BUSY
    if operation.body is not None:
        implied[400] = BAD_INPUT
    if operation.body is not None and operation.body_types == ANY_BODY:
        implied[415] = refusal('The body has a type that nobody reads.')
    found = {**implied, **operation.answers}
    return {status: found[status] for status in sorted(found, key=str)}


def _answer(answer: Answer) -> dict[str, Any]:
    rendered: dict[str, Any] = {'description': answer.meaning}
    if answer.headers:
        rendered['headers'] = {
            name: {'description': meaning, 'schema': TEXT} for name, meaning in answer.headers.items()
        }
    if answer.shape is not None:
        rendered['content'] = {answer.content_type: {'schema': answer.shape}}
    return rendered


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


def _operation_id(path: str, method: str) -> str:
    words = re.sub(r'\W+', '_', path.removeprefix('v1/').removeprefix('proctored_exam/')).strip('_')
    return f'{method.lower()}_{words}'
