"""Two ways of keeping what a row was before.

``HistoricalRecords`` (exams, attempts) writes the *new* state of a row at every save and its last state when it is
deleted. ``archive_model`` (review policies, allowances, reviews) copies a row into a table of its own; the receivers
call it with the *old* state, before the row changes.
"""

from typing import Any, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords as SimpleHistoricalRecords

ArchiveT = TypeVar('ArchiveT', bound=models.Model)

# A copy is a row of its own, with its own dates.
_OWN_COLUMNS = frozenset({'created', 'modified'})


class HistoricalRecords(SimpleHistoricalRecords):  # type: ignore[misc]  # simple_history has no types
    """simple_history's records with the columns that the tables have, whatever the host's settings say.

    By default simple_history indexes ``history_date``, and ``SIMPLE_HISTORY_DATE_INDEX``,
    ``SIMPLE_HISTORY_HISTORY_ID_USE_UUID`` and ``SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD`` alter the
    columns of every app. Existing tables would then be without their migration.
    """

    def create_history_model(self, model: type[models.Model], inherited: bool) -> type[models.Model]:
        """Return the historical model; it says which module it is defined in."""
        history_model: type[models.Model] = super().create_history_model(model, inherited)
        history_model.__module__ = self.module
        return history_model

    def get_extra_fields(self, model: type[models.Model], fields: dict[str, Any]) -> dict[str, Any]:
        """Return simple_history's own fields, with those columns pinned that settings could alter."""
        own: dict[str, Any] = super().get_extra_fields(model, fields)
        return own | {
            'history_id': models.AutoField(primary_key=True),
            'history_date': models.DateTimeField(),
            'history_change_reason': models.CharField(max_length=100, null=True),
        }

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        """Return the Meta options without the index that ``SIMPLE_HISTORY_DATE_INDEX = 'Composite'`` adds."""
        options: dict[str, Any] = super().get_meta_options(model)
        options.pop('indexes', None)
        return options


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

    ``mapping`` names the fields that are called differently there (``id='original_id'``); a field mapped to ``None``
    is left out, and so are ``created`` and ``modified``. A name that is no column of ``model`` is set on the returned
    object and not stored. ``id`` must be mapped, else the archive row with that id is overwritten.
    """
    archive = archive_copy(model, instance, **mapping)
    archive.save()
    return archive
