"""JSON schemas: how types become some, and the parts that the objects of the HTTP interface are made of."""

from __future__ import annotations

import types
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Union, get_args, get_origin, get_type_hints, is_typeddict

from edx_proctoring.serializers import AllowanceDict, AttemptDict, ExamDict, UserDict

Schema = dict[str, Any]

PLAIN_TYPES: Final[dict[Any, Schema]] = {
    int: {'type': 'integer'},
    float: {'type': 'number'},
    str: {'type': 'string'},
    bool: {'type': 'boolean'},
    datetime: {'type': 'string', 'format': 'date-time'},
}
TYPED_DICTS: Final[dict[type[Any], str]] = {
    ExamDict: 'Exam',
    UserDict: 'User',
    AttemptDict: 'Attempt',
    AllowanceDict: 'Allowance',
}


def of(kind: Any) -> Schema:
    """The schema of a type as the typed dicts use them: plain types, each other, and None beside one of them."""
    if kind in PLAIN_TYPES:
        return dict(PLAIN_TYPES[kind])
    if is_typeddict(kind):
        return ref(TYPED_DICTS[kind])
    if get_origin(kind) in (Union, types.UnionType):
        (other,) = (each for each in get_args(kind) if each is not type(None))
        return nullable(of(other))
    raise TypeError(f'{kind!r} has no schema')


def ref(name: str) -> Schema:
    """One of the named objects in ``components``."""
    return {'$ref': f'#/components/schemas/{name}'}


def nullable(schema: Schema) -> Schema:
    """The same, or null. An enumeration has to be a named one, of which clients can make a type."""
    if '$ref' in schema:
        return {'anyOf': [schema, {'type': 'null'}]}
    return {**schema, 'type': [schema['type'], 'null']}


def several(schema: Schema) -> Schema:
    """A list of them."""
    return {'type': 'array', 'items': schema}


def enumerated(cls: type[Any]) -> Schema:
    """One of the texts that a class of statuses has."""
    values = [value for name, value in vars(cls).items() if isinstance(value, str) and not name.startswith('_')]
    return {'type': 'string', 'enum': values}


def closed(properties: Mapping[str, Schema], *, optional: frozenset[str] = frozenset(), **facts: Any) -> Schema:
    """An object with exactly these keys, of which the optional ones may be absent."""
    return {
        'type': 'object',
        **facts,
        'properties': dict(properties),
        'required': [name for name in properties if name not in optional],
        'additionalProperties': False,
    }


def sent(properties: Mapping[str, Schema], required: tuple[str, ...] = (), **facts: Any) -> Schema:
    """An object that clients send; keys that nobody knows are passed over."""
    return {
        'type': 'object',
        **facts,
        'properties': dict(properties),
        **({'required': [*required]} if required else {}),
    }


def fields(kind: type[Any]) -> dict[str, Schema]:
    """The schemas of the keys of a typed dict; a text under ``created`` or ``modified`` is an instant."""
    found = {name: of(hint) for name, hint in get_type_hints(kind).items()}
    return {name: INSTANT if name in {'created', 'modified'} else schema for name, schema in found.items()}


TEXT: Final = of(str)
NUMBER: Final = of(int)
INSTANT: Final = of(datetime)
FLAG: Final = of(bool)
WORDS: Final = {'type': 'string', 'description': 'Text for people, in the language of the user.'}
