"""Two texts are equal when they are the same, character by character, on every database.

MySQL and MariaDB compare by the collation of a column. Most collations ignore case, accents and blanks at the end, so
that a look-up by one id finds another one. There, the condition for equality has two parts: the collation's, which an
index serves, and that the bytes are the same, for the few rows that are found that way.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import BooleanField, F, Func, Q, Value

Sql = tuple[str, Sequence[Any]]

# In one character set, whatever those of the column and of the connection are; bytes have no collation.
_BYTES: Final = 'CAST(CONVERT({} USING utf8mb4) AS BINARY)'


def compares_loosely(connection: Any) -> bool:
    """Return whether different texts may be equal for the database."""
    return bool(connection.vendor == 'mysql')


def narrowed(condition: Sql, column: Sql, texts: Sequence[str]) -> Sql:
    """Return the condition, narrowed to columns that are exactly one of the texts."""
    sql, parameters = condition
    column_sql, column_parameters = column
    choice = ', '.join([_BYTES.format('%s')] * len(texts))
    return f'({sql} AND {_BYTES.format(column_sql)} IN ({choice}))', (*parameters, *column_parameters, *texts)


def exactly(name: str, text: str) -> Q:
    """Return a condition for rows whose column is exactly the text, for columns of other apps.

    Our own columns always compare that way.
    """
    return Q(_IsExactly(F(name), Value(text)))


class _IsExactly(Func):
    """Whether a column is exactly a text."""

    template = '%(expressions)s'
    arg_joiner = ' = '
    arity = 2
    output_field = BooleanField()

    def as_mysql(self, compiler: Any, connection: Any, **context: Any) -> Sql:
        """Return both parts of the condition."""
        column, text = self.get_source_expressions()
        condition = super().as_sql(compiler, connection, **context)
        return narrowed(condition, compiler.compile(column), [text.value])
