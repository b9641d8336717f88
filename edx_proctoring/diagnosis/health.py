"""Whether this process can work."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Literal

from django.db import Error

from edx_proctoring import provider_gateway
from edx_proctoring.queries import operations

log = logging.getLogger(__name__)

Status = Literal['ok', 'degraded', 'failing']


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the database responds, and whether each configured backend could be created."""

    database: bool
    backends: dict[str, bool]

    @property
    def status(self) -> Status:
        """The summary: without the database nothing works; a missing backend only affects its exams."""
        if not self.database:
            return 'failing'
        return 'ok' if all(self.backends.values()) else 'degraded'


def examine() -> Health:
    """Examine this process, with at most one query and without asking any provider."""
    backends = {name: provider is not None for name, provider in provider_gateway.list_configured().items()}
    return Health(_database_answers(), backends)


def _database_answers() -> bool:
    try:
        return operations.answer_of_database()
    except Error as error:
        log.warning('The database does not respond: %s', type(error).__name__)
        return False
