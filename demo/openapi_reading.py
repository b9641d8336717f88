"""A document in the form in which people read it: docs/rest.rst and the demo's page are made from this."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

METHODS: Final = ('get', 'post', 'put', 'patch', 'delete')
TYPES: Final[Mapping[str, str]] = {
    'string': 'text',
    'integer': 'whole number',
    'number': 'number',
    'boolean': 'true or false',
    'object': 'object',
    'null': 'null',
}


class Field(NamedTuple):
    """A parameter, or a key of an object."""

    name: str
    place: str
    words: str
    required: bool
    meaning: str


class Outcome(NamedTuple):
    """A status, what it means and what the body is."""

    status: str
    meaning: str
    words: str


class Entry(NamedTuple):
    """One method of one address."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Field, ...]
    body: str
    outcomes: tuple[Outcome, ...]


class Section(NamedTuple):
    """The operations about one thing."""

    name: str
    description: str
    entries: tuple[Entry, ...]


class Shape(NamedTuple):
    """A named object; ``words`` say what it is where it has no keys of its own."""

    name: str
    description: str
    words: str
    fields: tuple[Field, ...]


def sections(document: Mapping[str, Any]) -> list[Section]:
    """Return the operations by their first tag, in the order of the tags."""
    entries = list(_entries(document))
    return [
        Section(tag['name'], tag['description'], tuple(entry for name, entry in entries if name == tag['name']))
        for tag in document['tags']
    ]


def shapes(document: Mapping[str, Any]) -> list[Shape]:
    """Return all named objects, by name."""
    found = document['components']['schemas']
    return [
        Shape(
            name,
            schema.get('description', ''),
            '' if 'properties' in schema else words(schema),
            tuple(_fields(schema)),
        )
        for name, schema in sorted(found.items())
    ]


def words(schema: Mapping[str, Any]) -> str:
    """Return a schema in a few words; named objects by their names."""
    if '$ref' in schema:
        return str(schema['$ref']).rpartition('/')[2]
    if 'const' in schema:
        return repr(schema['const']).lower()
    for key in ('anyOf', 'oneOf'):
        if key in schema:
            return ' or '.join(dict.fromkeys(words(each) for each in schema[key]))
    if 'enum' in schema:
        return ', '.join('null' if value is None else str(value) for value in schema['enum'])
    if isinstance(schema.get('additionalProperties'), Mapping):
        return f'object of {words(schema["additionalProperties"])}'
    if schema.get('properties') == {}:
        return 'empty object'
    kinds = schema.get('type', [])
    text = ' or '.join(_kind(kind, schema) for kind in ([kinds] if isinstance(kinds, str) else kinds))
    return text.replace('text', 'date and time', 1) if schema.get('format') == 'date-time' else text


def _kind(kind: str, schema: Mapping[str, Any]) -> str:
    return f'list of {words(schema["items"])}' if kind == 'array' else TYPES[kind]


def _entries(document: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for path, item in document['paths'].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                yield operation['tags'][0], _entry(path, method, operation)


def _entry(path: str, method: str, operation: Mapping[str, Any]) -> Entry:
    return Entry(
        method.upper(),
        path,
        operation['summary'],
        operation['description'],
        tuple(
            Field(each['name'], each['in'], words(each['schema']), each['required'], each['description'])
            for each in operation.get('parameters', ())
        ),
        _content(operation.get('requestBody', {})),
        tuple(
            Outcome(status, answer['description'], _content(answer))
            for status, answer in operation['responses'].items()
        ),
    )


def _content(part: Mapping[str, Any]) -> str:
    """Return what the body is; its content types all have the same shape."""
    return next((words(each['schema']) for each in part.get('content', {}).values()), '')


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    required = schema.get('required', ())
    for name, each in schema.get('properties', {}).items():
        yield Field(name, 'body', words(each), name in required, each.get('description', ''))
