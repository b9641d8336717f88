"""JSON schemas of types: of what the views answer with, and of parameters."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NotRequired,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from edx_proctoring.shapes import Keyword, Named

Schema = dict[str, Any]

PLAIN_TYPES: Final[Mapping[Any, Schema]] = {
    int: {'type': 'integer'},
    float: {'type': 'number'},
    str: {'type': 'string'},
    bool: {'type': 'boolean'},
    datetime: {'type': 'string', 'format': 'date-time'},
}


def ref(name: str) -> Schema:
    """One of the named objects."""
    return {'$ref': f'#/components/schemas/{name}'}


class Schemas:
    """Makes schemas; ``named`` has those that they refer to, by name."""

    def __init__(self) -> None:
        self.named: dict[str, Schema] = {}

    def of(self, kind: Any) -> Schema:
        """The schema of a type. Raises ``TypeError`` for a type that has none."""
        if isinstance(kind, str):
            return ref(kind)
        name, make = _name(kind), self._of_typed_dict if is_typeddict(kind) else self._unnamed
        if name is None:
            return make(kind)
        if name not in self.named:
            self.named[name] = make(kind)
        return ref(name)

    def _unnamed(self, kind: Any) -> Schema:
        origin, args = get_origin(kind), get_args(kind)
        if kind in PLAIN_TYPES:
            return dict(PLAIN_TYPES[kind])
        if origin is NotRequired:
            return self.of(args[0])
        if origin is Annotated:
            return _with_facts(self.of(args[0]), args[1:])
        if origin is list:
            return {'type': 'array', 'items': self.of(args[0])}
        if origin is dict:
            return {'type': 'object', 'additionalProperties': True if args[1] is Any else self.of(args[1])}
        if origin is Literal:
            return {**PLAIN_TYPES[type(args[0])], **({'enum': [*args]} if len(args) > 1 else {'const': args[0]})}
        if origin in (Union, types.UnionType):
            return self._of_union(args)
        raise TypeError(f'{kind!r} has no schema')

    def _of_union(self, kinds: Iterable[Any]) -> Schema:
        schemas = [{'type': 'null'} if kind is type(None) else self.of(kind) for kind in kinds]
        first, *others = schemas
        if others == [{'type': 'null'}] and '$ref' not in first:
            return {**first, 'type': [first['type'], 'null']}
        return {'anyOf': schemas}

    def _of_typed_dict(self, kind: Any) -> Schema:
        """An object with exactly these keys."""
        hints = get_type_hints(kind, include_extras=True)
        return {
            'type': 'object',
            'description': ' '.join(kind.__doc__.split('\n\n')[0].replace('``', '`').split()),
            'properties': {name: self.of(hint) for name, hint in hints.items()},
            'required': [name for name in hints if name not in kind.__optional_keys__],
            'additionalProperties': False,
        }


def _name(kind: Any) -> str | None:
    if is_typeddict(kind):
        return str(kind.__name__).removesuffix('Dict')
    parts = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return next((part.name for part in parts if isinstance(part, Named)), None)


def _with_facts(schema: Schema, parts: Iterable[Any]) -> Schema:
    for part in parts:
        if isinstance(part, str):
            schema = {**schema, 'description': part}
        elif isinstance(part, Keyword):
            schema = {**schema, part.name: [*part.value] if isinstance(part.value, tuple) else part.value}
    return schema
