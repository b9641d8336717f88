"""Text columns that bear every character, whatever the database can hold.

What programs store, such as reviews from providers and exams from the host, is stored with a mark in the place of each
character that the column cannot hold. What people type is validated first: by these fields in the forms of the admin,
by ``character_sets.refuse_unstorable`` elsewhere. So is the length of every text that comes from outside: nothing is
cut. A text that the column cannot hold is not there when it is looked for; the database, which might answer with an
error, is not asked.

They are compared exactly, also where the database would not (``exact_text``).
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connections, models, router
from django.db.models import lookups

from edx_proctoring.character_sets import find_unstorable, fits, refusal_of_text, replace_unstorable
from edx_proctoring.exact_text import compares_loosely, narrowed

__all__ = ('HeldCharField', 'HeldTextField')

if TYPE_CHECKING:  # the same for those who read and write them
    from django.db.models import CharField as HeldCharField
    from django.db.models import TextField as HeldTextField
else:

    class _HeldText:
        """A mixin for Django's fields, which it also stands in for in migrations."""

        def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
            """Return Django's field: the column is the same, and migrations import no code of the app."""
            name, _path, args, kwargs = super().deconstruct()
            return name, f'django.db.models.{super().get_internal_type()}', args, kwargs

        def validate(self, value: Any, model_instance: Any) -> None:
            """Raise ``ValidationError`` for text that the column cannot hold; forms show it at the field."""
            super().validate(value, model_instance)
            if not isinstance(value, str) or model_instance is None:
                return
            alias = router.db_for_write(self.model, instance=model_instance)
            unstorable = find_unstorable(value, self, connections[alias])
            if unstorable:
                raise ValidationError(refusal_of_text(unstorable), code='unstorable')

        def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
            """Return the value as the column can hold it. For ``bulk_update``, Django 5.2.0 only calls this."""
            if isinstance(value, str) and not prepared:  # what a lookup prepared is compared, not stored
                value = replace_unstorable(value, self, connection)
            return super().get_db_prep_value(value, connection, prepared)

    class HeldCharField(_HeldText, models.CharField):
        """Short text."""

    class HeldTextField(_HeldText, models.TextField):
        """Long text."""


class _Comparison:
    """A lookup that finds nothing if the column cannot hold the text."""

    lhs: Any
    rhs: Any

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the SQL. Raises :class:`EmptyResultSet` for a condition that no row can meet."""
        if self.is_impossible(self.rhs, connection):
            raise EmptyResultSet
        return super().as_sql(compiler, connection, **context)  # type: ignore[misc]  # of the lookup that it is mixed into

    def is_impossible(self, text: Any, connection: Any) -> bool:
        """Return whether no row can contain the text; False for columns that are not compared with text."""
        field = getattr(self.lhs, 'target', None)
        return isinstance(text, str) and field is not None and not fits(text, field, connection)


class _Equality(_Comparison):
    """A lookup that finds exactly the same text, not what the database considers equal."""

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the SQL, with both parts of the condition if the database needs them."""
        condition = super().as_sql(compiler, connection, **context)
        texts = self.texts()
        if not texts or not compares_loosely(connection):
            return condition
        return narrowed(condition, self.process_lhs(compiler, connection), texts)  # type: ignore[attr-defined]  # of Lookup

    def texts(self) -> list[str]:
        """Return the texts that the column is compared with; none if it is compared with another column."""
        return [self.rhs] if isinstance(self.rhs, str) else []


class _Choice(_Equality):
    """The same for one of several texts."""

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return the SQL for those texts that the column can hold."""
        if not self.rhs_is_direct_value():  # type: ignore[attr-defined]  # of In
            return super().as_sql(compiler, connection, **context)
        possible = [text for text in self.rhs if not self.is_impossible(text, connection)]
        if len(possible) == len(self.rhs):
            return super().as_sql(compiler, connection, **context)
        choice = copy(self)
        choice.rhs = possible
        return super(_Choice, choice).as_sql(compiler, connection, **context)

    def texts(self) -> list[str]:
        """Return the texts in the list; none if they come from another query."""
        is_list = self.rhs_is_direct_value()  # type: ignore[attr-defined]  # of In
        return [text for text in self.rhs if isinstance(text, str)] if is_list else []


# They are named, and not made in a loop, since querysets that are pickled name them.


class HeldExact(_Equality, lookups.Exact):
    """``exact`` that is exact, and finds nothing if the column cannot hold the text."""


class HeldIExact(_Comparison, lookups.IExact):
    """``iexact`` that finds nothing if the column cannot hold the text."""


class HeldContains(_Comparison, lookups.Contains):
    """``contains`` that finds nothing if the column cannot hold the text."""


class HeldIContains(_Comparison, lookups.IContains):
    """``icontains`` that finds nothing if the column cannot hold the text."""


class HeldStartsWith(_Comparison, lookups.StartsWith):
    """``startswith`` that finds nothing if the column cannot hold the text."""


class HeldIStartsWith(_Comparison, lookups.IStartsWith):
    """``istartswith`` that finds nothing if the column cannot hold the text."""


class HeldEndsWith(_Comparison, lookups.EndsWith):
    """``endswith`` that finds nothing if the column cannot hold the text."""


class HeldIEndsWith(_Comparison, lookups.IEndsWith):
    """``iendswith`` that finds nothing if the column cannot hold the text."""


class HeldIn(_Choice, lookups.In):
    """``in`` that is exact, and ignores texts that the column cannot hold."""


for _field in (HeldCharField, HeldTextField):
    for _lookup in (
        HeldExact,
        HeldIExact,
        HeldContains,
        HeldIContains,
        HeldStartsWith,
        HeldIStartsWith,
        HeldEndsWith,
        HeldIEndsWith,
        HeldIn,
    ):
        _field.register_lookup(_lookup)
