"""The guard of an attempt's status: within this package, one module alone changes it.

Changing it anywhere else would skip the lock, the plan of ``domain.attempt_lifecycle`` and everything that has to
follow. A host's own code - a plug-in, a test, the shell - may store any status, as with the published package.
"""

from __future__ import annotations

import sys
from typing import Any, Final, TypeVar

from django.db import models

CHANGES_STATUS: Final = 'edx_proctoring.actions.attempt_status'

_OURS: Final = 'edx_proctoring.'
_PLAYS_THE_HOST: Final = ('edx_proctoring.testing.', 'edx_proctoring.tests.')
# Frames between whoever saves and this guard.
_PASSED_THROUGH: Final = ('django.', 'model_utils.', 'simple_history.', 'edx_proctoring.models.')

RowT = TypeVar('RowT', bound='models.Model')


class StatusGuardError(RuntimeError):
    """A module of this package changed the status of an attempt itself instead of calling ``change_status``."""


class GuardedQuerySet(models.QuerySet[RowT]):
    """A queryset whose ``update`` and ``bulk_update`` of ``status`` are guarded."""

    def update(self, **values: Any) -> int:
        """Update the rows. Raises :class:`StatusGuardError`."""
        if 'status' in values:
            require_right_to_change()
        return super().update(**values)


class GuardedStatus(models.Model):
    """A model with a ``status`` whose change is guarded when a row is saved."""

    _stored_status: str | None = None

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row. Raises :class:`StatusGuardError`."""
        names = kwargs.get('update_fields')
        is_saved = names is None or 'status' in names
        is_new = self._state.adding and not kwargs.get('force_update')
        if is_saved and not is_new and self.__dict__.get('status') != self._stored_status:
            require_right_to_change()
        super().save(*args, **kwargs)
        if is_saved:
            self._remember_status()

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Any:
        """Return the row as it is stored, and remember its status."""
        row = super().from_db(*args, **kwargs)
        row._remember_status()
        return row

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read the row again, and remember its status."""
        super().refresh_from_db(*args, **kwargs)
        self._remember_status()

    def _remember_status(self) -> None:
        self._stored_status = self.__dict__.get('status', self._stored_status)


def require_right_to_change() -> None:
    """Raise :class:`StatusGuardError` if a module of this package without the right to do so is calling."""
    frame = sys._getframe(1)
    while (module := frame.f_globals.get('__name__', '')).startswith(_PASSED_THROUGH) and frame.f_back:
        frame = frame.f_back
    if module.startswith(_OURS) and module != CHANGES_STATUS and not module.startswith(_PLAYS_THE_HOST):
        raise StatusGuardError(f'{module} changes the status of an attempt; only {CHANGES_STATUS} may')
