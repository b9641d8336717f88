"""SQLite with the bounds of columns that the other databases have.

It stores every text and number, whatever the column was declared for, so that the suite could not see what is an error
of the server on PostgreSQL and MariaDB. Here such a value is refused as it is there, with ``DataError``, in every way
of writing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DataError
from django.db.models import Field
from django.db.models.expressions import BaseExpression

LARGEST = {'IntegerField': 2**31 - 1, 'SmallIntegerField': 2**15 - 1, 'BigIntegerField': 2**63 - 1}


def find_excess(field: Any, value: Any) -> str | None:
    """What of the value is too much for the column of the field, if anything."""
    if isinstance(value, str) and field.max_length is not None and len(value) > field.max_length:
        return f'{len(value)} characters, of which it holds {field.max_length}'
    largest = LARGEST.get(field.get_internal_type())
    if isinstance(value, int) and largest is not None and not -largest - 1 <= value <= largest:
        return f'{value}, which is out of its range'
    return None


@contextmanager
def enforced() -> Iterator[None]:
    """SQLite refuses what does not fit."""
    prepare: Callable[..., Any] = Field.get_db_prep_save

    def get_db_prep_save(field: Any, value: Any, connection: Any) -> Any:
        if connection.vendor == 'sqlite' and not isinstance(value, BaseExpression):
            excess = find_excess(field, value)
            if excess:
                raise DataError(f'{field} got {excess}')
        return prepare(field, value, connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Field, 'get_db_prep_save', get_db_prep_save)
        yield
