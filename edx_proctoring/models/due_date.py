"""The column of due dates, which come from the host."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models

from edx_proctoring.domain.instants import in_utc

__all__ = ('DueDateField',)

if TYPE_CHECKING:  # the same for those who read and write it
    from django.db.models import DateTimeField as DueDateField
else:

    class DueDateField(models.DateTimeField):
        """A moment that every database can store and return.

        "Never" is often written as the last day of the year 9999 in some time zone: in UTC this may be beyond the
        calendar, where one database rejects it and another stores what can't be read again.
        """

        def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
            """Return Django's field: the column is the same, and migrations import no code of the app."""
            name, _path, args, kwargs = super().deconstruct()
            return name, 'django.db.models.DateTimeField', args, kwargs

        def pre_save(self, model_instance: models.Model, add: bool) -> Any:
            """Set the object's attribute to the value that is stored, and return it."""
            value = super().pre_save(model_instance, add)
            if isinstance(value, datetime):
                value = in_utc(value)
                setattr(model_instance, self.attname, value)
            return value

        def get_prep_value(self, value: Any) -> Any:
            """Return the moment in UTC."""
            return super().get_prep_value(in_utc(value) if isinstance(value, datetime) else value)
