"""How the description of a view's method becomes a part of the document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from edx_proctoring.openapi.examples import Example, examples_of
from edx_proctoring.openapi.schemas import Schema, Schemas
from edx_proctoring.views.descriptions import (
    ANYONE,
    BAD_INPUT,
    BUSY,
    FORBIDDEN,
    Answer,
    Answers,
    Operation,
    Parameter,
    refusal,
)

SAFE_METHODS: Final = frozenset({'GET', 'HEAD', 'OPTIONS'})

# What stands in the addresses.
PATH_PARAMETERS: Final = {
    name: Parameter(name, meaning, kind, 'path', required=True)
    for name, meaning, kind in (
        ('course_id', 'Course key, such as `course-v1:Org+Number+Run`.', str),
        ('content_id', 'The content of the exam: letters and digits only; other IDs have no address.', str),
        ('exam_id', 'ID of the exam.', int),
        ('attempt_id', 'ID of the attempt.', int),
        ('user_id', 'ID of the user.', int),
        ('accommodation_id', 'ID of the accommodation.', int),
        ('code_id', 'ID of the access code.', int),
        ('incident_id', 'ID of the incident.', int),
        ('external_id', "The provider's ID of the attempt.", str),
        ('attempt_code', 'Code of the attempt.', str),
        ('nonce', 'The random part of the address of a check.', str),
        ('search_by', 'Part of a username or email address.', str),
    )
}


def arguments_of(path: str) -> list[str]:
    """Return the names in a template such as ``.../attempt/{attempt_id}``."""
    return re.findall(r'\{(\w+)\}', path)


def render(path: str, method: str, operation: Operation, schemas: Schemas) -> dict[str, Any]:
    """Return the operation as the document has it; the named objects that it refers to are kept in ``schemas``."""
    examples = examples_of(operation.name)
    in_path = [PATH_PARAMETERS[name] for name in arguments_of(path)]
    in_query = [
        Parameter(field.name, field.meaning, field.kind, required=field.is_required)
        for field in (operation.query.fields() if operation.query else ())
    ]
    rendered: dict[str, Any] = {
        'operationId': operation.name,
        'tags': [operation.tag],
        'summary': operation.summary,
        'description': f'{operation.who} {operation.notes}'.strip(),
        'parameters': [_parameter(each, schemas, examples) for each in (*in_path, *in_query, *operation.parameters)],
        'responses': {
            str(status): _answer(answer, schemas, [each for each in examples.items() if each[1].status == status])
            for status, answer in _answers(in_path, operation).items()
        },
        'security': _security(method, operation),
    }
    if operation.body is not None:
        shown = {key: each.shown(each.body) for key, each in examples.items()}
        content = _content(schemas.of_sent(operation.body), shown)
        rendered['requestBody'] = {'required': True, 'content': {'application/json': content}}
    return rendered


def _answers(in_path: Iterable[Parameter], operation: Operation) -> Answers:
    """Those of the operation, and those that follow from what it asks for and who may."""
    implied: dict[int | str, Answer] = {}
    if operation.who != ANYONE and any(each.kind is str for each in in_path):
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


def _answer(answer: Answer, schemas: Schemas, examples: list[tuple[str, Example]]) -> dict[str, Any]:
    rendered: dict[str, Any] = {'description': answer.meaning}
    if answer.headers:
        rendered['headers'] = {
            name: _with_example(
                {'description': meaning, 'schema': schemas.of(str)},
                [each.answer_headers[name] for _, each in examples if name in each.answer_headers],
            )
            for name, meaning in answer.headers.items()
        }
    if answer.kinds:
        rendered['content'] = {
            content_type: _content(
                schemas.of(kind),
                {key: each.shown(each.answer) for key, each in examples if _is_of(answer, kind, each.answer)},
            )
            for content_type, kind in answer.kinds.items()
        }
    return rendered


def _is_of(answer: Answer, kind: Any, value: Any) -> bool:
    """Return whether what was answered is of this kind: where there are several, one is text."""
    return not answer.others or isinstance(value, str) is (kind is str)


def _parameter(parameter: Parameter, schemas: Schemas, examples: Mapping[str, Example]) -> dict[str, Any]:
    """Return the parameter with its value in the first request that has it."""
    sent = [each.parameters.get(parameter.place, {}) for each in examples.values()]
    rendered = {
        'name': parameter.name,
        'in': parameter.place,
        'required': parameter.required,
        'description': parameter.meaning,
        'schema': schemas.of(parameter.kind),
    }
    return _with_example(rendered, [values[parameter.name] for values in sent if parameter.name in values])


def _content(schema: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
    return {'schema': schema, **({'examples': examples} if examples else {})}


def _with_example(rendered: dict[str, Any], values: list[Any]) -> dict[str, Any]:
    return {**rendered, 'example': values[0]} if values else rendered


def _security(method: str, operation: Operation) -> list[dict[str, list[str]]]:
    if operation.who == ANYONE:
        return []
    session: dict[str, list[str]] = {'session': []}
    return [session if method in SAFE_METHODS else {**session, 'csrf': []}, {'jwt': []}]
