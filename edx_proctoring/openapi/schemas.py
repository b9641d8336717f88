"""JSON schemas of types: of what the views answer with, and of what they read."""

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
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

from rest_framework import serializers

from edx_proctoring.shapes import Keyword, Named
from edx_proctoring.views.inputs import Input, text_for

Schema = dict[str, Any]

PLAIN_TYPES: Final[Mapping[Any, Schema]] = {
    int: {'type': 'integer'},
    float: {'type': 'number'},
    str: {'type': 'string'},
    bool: {'type': 'boolean'},
    datetime: {'type': 'string', 'format': 'date-time'},
}
TYPES_OF_FIELDS: Final[Mapping[type[Any], Any]] = {
    serializers.IntegerField: int,
    serializers.BooleanField: bool,
    serializers.DateTimeField: datetime,
}
NULL: Final[Schema] = {'type': 'null'}


class Schemas:
    """Makes schemas; ``named`` has those that they refer to, by name.

    Objects that are answered have the keys of their type and no others. Those that clients send (``is_sent``) may have
    others, which are passed over.
    """

    def __init__(self, named: dict[str, Schema] | None = None, *, is_sent: bool = False) -> None:
        self.named = {} if named is None else named
        self.is_sent = is_sent

    def of(self, kind: Any) -> Schema:
        """Return the schema of a type. Raises ``TypeError`` for a type that has none."""
        name = _name(kind)
        if name is None:
            return self._unnamed(kind)
        if name not in self.named:
            self.named[name] = self._unnamed(kind)
        return {'$ref': f'#/components/schemas/{name}'}

    def of_sent(self, kind: Any) -> Schema:
        """Return the schema of what clients send; what it refers to is kept with the rest."""
        return Schemas(self.named, is_sent=True).of(kind)

    def _unnamed(self, kind: Any) -> Schema:
        origin, args = get_origin(kind), get_args(kind)
        if origin in (NotRequired, Required):
            return self.of(args[0])
        if origin is Annotated:
            return _with_facts(self.of(args[0]), args[1:])
        if origin is list:
            return {'type': 'array', 'items': self.of(args[0])}
        if origin is dict:
            return self._of_dict(args[1])
        if origin is Literal:
            return {**PLAIN_TYPES[type(args[0])], **({'enum': [*args]} if len(args) > 1 else {'const': args[0]})}
        if origin in (Union, types.UnionType):
            return _nullable([NULL if each is types.NoneType else self.of(each) for each in args])
        return dict(PLAIN_TYPES[kind]) if kind in PLAIN_TYPES else self._of_class(kind)

    def _of_dict(self, values: Any) -> Schema:
        if self.is_sent:
            return {'type': 'object'}
        return {'type': 'object', 'additionalProperties': True if values is Any else self.of(values)}

    def _of_class(self, kind: type[Any]) -> Schema:
        if is_typeddict(kind):
            hints = get_type_hints(kind, include_extras=True)
            fields = {name: (hint, name in kind.__required_keys__) for name, hint in hints.items()}
        elif issubclass(kind, Input):
            fields = {each.name: (Annotated[each.kind, each.meaning], each.is_required) for each in kind.fields()}
        elif issubclass(kind, serializers.ModelSerializer):
            fields = {name: (_of_field(field), field.required) for name, field in kind().fields.items() if name != 'id'}
        else:
            raise TypeError(f'{kind!r} has no schema')
        return self._of_fields(fields, kind)

    def _of_fields(self, fields: Mapping[str, tuple[Any, bool]], kind: type[Any]) -> Schema:
        required = [name for name, (_kind, is_required) in fields.items() if is_required]
        return {
            'type': 'object',
            'description': ' '.join(str(kind.__doc__).split('\n\n')[0].replace('``', '`').split()),
            'properties': {name: self.of(kind) for name, (kind, _is_required) in fields.items()},
            **({'required': required} if required or not self.is_sent else {}),
            **({} if self.is_sent else {'additionalProperties': False}),
        }


def _name(kind: Any) -> str | None:
    if get_origin(kind) is Annotated:
        return next((part.name for part in get_args(kind)[1:] if isinstance(part, Named)), None)
    is_object = is_typeddict(kind) or (isinstance(kind, type) and issubclass(kind, Input))
    return str(kind.__name__).removesuffix('Dict') if is_object else None


def _of_field(field: Any) -> Any:
    """Return the type of a field of a model's serializer."""
    kind = TYPES_OF_FIELDS.get(type(field)) or text_for(field.parent.Meta.model, field.field_name)
    for keyword, bound in (('minimum', 'min_value'), ('maximum', 'max_value')):
        value = getattr(field, bound, None)
        kind = kind if value is None else Annotated[kind, Keyword(keyword, value)]
    kind = kind | None if field.allow_null else kind
    return Annotated[kind, field.help_text] if field.help_text else kind


def _nullable(schemas: list[Schema]) -> Schema:
    """One of these; a plain one that may be null has that as a type."""
    first, *others = schemas
    is_plain = others == [NULL] and 'type' in first and not {'enum', 'const'}.intersection(first)
    return {**first, 'type': [first['type'], 'null']} if is_plain else {'anyOf': schemas}


def _with_facts(schema: Schema, parts: Iterable[Any]) -> Schema:
    for part in parts:
        if isinstance(part, str) and part:
            schema = {**schema, 'description': part}
        elif isinstance(part, Keyword):
            schema = {**schema, part.name: [*part.value] if isinstance(part.value, tuple) else part.value}
    return schema
