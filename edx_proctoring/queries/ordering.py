"""Ordering a list by what a caller names, for example a column of a table that somebody clicked on.

Only what the published dicts show can be named. Other columns of the database are not for sorting either: whoever
sorts learners by a column learns what is in it, were it the hash of a password.
"""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy

from edx_proctoring.exceptions import OrderingNotAllowedException
from edx_proctoring.serializers import EXAM_FIELDS, AllowanceDict, AttemptDict, UserDict
from edx_proctoring.texts import gettext_noop as _

ModelT = TypeVar('ModelT', bound=Model)
Ordering = str | list[str] | tuple[str, ...] | None

SEPARATOR = '__'


def _fields(dict_type: Any, **inside: Iterable[str]) -> frozenset[str]:
    """Return the lookups for the keys of a published dict; ``inside`` has the keys of the dicts inside it."""
    return frozenset(
        [
            *(key for key in dict_type.__annotations__ if key not in inside),
            *(f'{key}{SEPARATOR}{name}' for key, names in inside.items() for name in names),
        ]
    )


ATTEMPT_ORDERINGS = _fields(AttemptDict, user=UserDict.__annotations__, proctored_exam=EXAM_FIELDS)
ALLOWANCE_ORDERINGS = _fields(AllowanceDict, user=UserDict.__annotations__, proctored_exam=EXAM_FIELDS)
EXAM_ORDERINGS = frozenset([*EXAM_FIELDS, 'created', 'modified'])


def ordered(rows: QuerySet[ModelT], ordering: Ordering, *, allowed: frozenset[str]) -> QuerySet[ModelT]:
    """Return ``rows`` in this order. Equal rows, and all rows without an ``ordering``, keep their own order.

    ``ordering`` is one or several names, in a list or separated by commas. A leading ``-`` means descending. The keys
    of a nested dict are reached with ``__`` or a point (``user__username``). Missing values come after all others, so
    they come first in descending order, on every database. The own order of ``rows`` must end with their id. Raises
    :class:`OrderingNotAllowedException`.
    """
    terms = [_term(rows.model, name, allowed) for name in _names(ordering)]
    return rows.order_by(*terms, *rows.query.order_by) if terms else rows


def _names(ordering: Any) -> list[str]:
    if not ordering:
        return []
    names = [ordering] if isinstance(ordering, str) else ordering
    if not (isinstance(names, (list, tuple)) and all(isinstance(name, str) for name in names)):
        raise OrderingNotAllowedException(_('The ordering must be the name of one or more fields.'))
    return [name.strip() for each in names for name in each.split(',')]


def _term(model: type[Model], name: str, allowed: frozenset[str]) -> str | OrderBy:
    field = name.removeprefix('-').replace('.', SEPARATOR)
    if field not in allowed:
        known = ', '.join(sorted(allowed))
        raise OrderingNotAllowedException(
            _('The list cannot be ordered by %(name)s, only by: %(known)s.'), name=ascii(name[:100]), known=known
        )
    is_descending = name.startswith('-')
    if not _may_be_missing(model, field):
        return f'-{field}' if is_descending else field
    return F(field).desc(nulls_first=True) if is_descending else F(field).asc(nulls_last=True)


def _may_be_missing(model: type[Model], field: str) -> bool:
    *relations, name = field.split(SEPARATOR)
    for relation in relations:
        related = model._meta.get_field(relation).related_model
        model = related  # type: ignore[assignment]
    return bool(model._meta.get_field(name).null)
