"""Two ways of keeping what a row was before.

``HistoricalRecords`` (exams, attempts) writes the *new* state of a row at every save and its last state when it is
deleted. ``archive_model`` (review policies, allowances, reviews) copies a row into a table of its own; the receivers
call it with the *old* state, before the row changes.

Receivers see row after row. Actions that write many at once record them themselves (``record_history``,
``record_deletion``, ``archive_rows``), and mark what they delete (``mark_as_recorded``), so that no receiver records it
once more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Literal, TypeVar

from django.conf import settings
from django.db import connections, models
from django.db.models import CharField, DateTimeField, IntegerField, Value
from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords as SimpleHistoricalRecords

from edx_proctoring.models.held_text import HeldCharField

ArchiveT = TypeVar('ArchiveT', bound=models.Model)

# A copy is a row of its own, with its own dates.
_OWN_COLUMNS = frozenset({'created', 'modified'})


class HistoryManagerMadeOnce(HistoryManager):  # type: ignore[misc]  # simple_history has no types
    """simple_history's manager, created only once: it is requested on every save, and would be created each time."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> Any:
        """Return the class of the manager, always the same one."""
        return super().from_queryset(queryset_class, class_name)


class HistoricalRecords(SimpleHistoricalRecords):  # type: ignore[misc]  # simple_history has no types
    """simple_history's records with the columns that the tables have, whatever the host's settings say.

    By default simple_history indexes ``history_date``, and ``SIMPLE_HISTORY_DATE_INDEX``,
    ``SIMPLE_HISTORY_HISTORY_ID_USE_UUID`` and ``SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD`` alter the
    columns of every app. Existing tables would then be without their migration.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(history_manager=HistoryManagerMadeOnce, **options)

    def create_history_model(self, model: type[models.Model], inherited: bool) -> type[models.Model]:
        """Return the historical model, which names the module that defines it."""
        history_model: type[models.Model] = super().create_history_model(model, inherited)
        history_model.__module__ = self.module
        return history_model

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, Any]) -> dict[str, Any]:
        """Return simple_history's own fields, with a fixed definition for those that settings could change."""
        own: dict[str, Any] = super().get_extra_fields(model, fields)
        return own | {
            'history_id': models.AutoField(primary_key=True),
            'history_date': models.DateTimeField(),
            'history_change_reason': HeldCharField(max_length=100, null=True),
        }

    def post_delete(self, instance: models.Model, using: str | None = None, **kwargs: Any) -> None:
        """Record the last state of the row, unless that was already done."""
        if not was_recorded(instance):
            super().post_delete(instance, using=using, **kwargs)

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Return the Meta options without the index that ``SIMPLE_HISTORY_DATE_INDEX = 'Composite'`` adds."""
        options: dict[str, Any] = super().get_meta_options(model)
        options.pop('indexes', None)
        return options


HistoryType = Literal['+', '~', '-']


def history_row(instance: models.Model, history_type: HistoryType, *, now: datetime) -> Any:
    """Return an unsaved row of the history, with ``instance`` as it is at this moment."""
    history = _history_model(type(instance))
    return history(
        history_type=history_type,
        history_date=now,
        history_user=history.get_default_history_user(instance),
        **{field.attname: getattr(instance, field.attname) for field in history.tracked_fields},
    )


def record_history(rows: Sequence[Any]) -> None:
    """Store the rows that ``history_row`` returned, in that order."""
    if rows and _is_enabled():
        type(rows[0])._default_manager.bulk_create(rows)


def record_deletion(rows: models.QuerySet[Any], *, now: datetime) -> None:
    """Write the last state of ``rows`` into their history, in one statement, without reading them from the database."""
    if not _is_enabled():
        return
    history = _history_model(rows.model)
    fields = [rows.model._meta.get_field(field.name) for field in history.tracked_fields]
    user = history.get_default_history_user(rows.model())
    own = {
        'history_type': Value('-', output_field=CharField()),
        'history_date': Value(now, output_field=DateTimeField()),
        'history_user_id': Value(user.pk if user else None, output_field=IntegerField()),
    }
    names = [field.attname for field in fields]
    selection, parameters = rows.values_list(*names, *own.values()).query.sql_with_params()
    connection = connections[rows.db]
    quote = connection.ops.quote_name
    columns = ', '.join(quote(column) for column in (*(field.column for field in fields), *own))
    with connection.cursor() as cursor:
        cursor.execute(f'INSERT INTO {quote(history._meta.db_table)} ({columns}) {selection}', parameters)


def _history_model(model: Any) -> Any:
    return model.history.model


def _is_enabled() -> bool:
    return getattr(settings, 'SIMPLE_HISTORY_ENABLED', True)


def archive_rows(model: type[ArchiveT], rows: Iterable[models.Model], **mapping: str | None) -> None:
    """Save a copy of each of ``rows`` as a row of ``model``; ``mapping`` as in ``archive_model``."""
    model._default_manager.bulk_create(archive_copy(model, row, **mapping) for row in rows)


def mark_as_recorded(rows: Iterable[models.Model]) -> None:
    """Mark objects that are about to be deleted as recorded by the code that deletes them."""
    for row in rows:
        row.was_recorded = True  # type: ignore[attr-defined]


def was_recorded(row: models.Model) -> bool:
    """Return whether the row was passed to ``mark_as_recorded``."""
    return getattr(row, 'was_recorded', False)


def archive_copy(model: type[ArchiveT], instance: models.Model, **mapping: str | None) -> ArchiveT:
    """Return an unsaved ``model`` with the values of ``instance``; ``mapping`` as in ``archive_model``."""
    archive = model()
    for field in instance._meta.concrete_fields:
        name = mapping.get(field.name, field.name)
        if name is None or field.name in _OWN_COLUMNS:
            continue
        # A relation is copied by its id; the related row isn't read.
        setattr(archive, field.attname if name == field.name else name, getattr(instance, field.attname))
    return archive


def archive_model(model: type[ArchiveT], instance: models.Model, **mapping: str | None) -> ArchiveT:
    """Save a copy of ``instance`` as a row of ``model`` and return it.

    ``mapping`` has the fields that have another name there (``id='original_id'``); a field mapped to ``None`` is left
    out, and so are ``created`` and ``modified``. A name that is not a column of ``model`` is set on the returned object
    and not stored. ``id`` must be mapped, otherwise the archive row with that id is overwritten.
    """
    archive = archive_copy(model, instance, **mapping)
    archive.save()
    return archive
