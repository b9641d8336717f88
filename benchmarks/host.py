"""A host whose services and providers answer at once, and a database that is thrown away."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection
from eventtracking import tracker

# Registers the permissions that a host defines.
import edx_proctoring.tests  # noqa: F401
from edx_proctoring.testing.host import Host, install_host
from edx_proctoring.testing.provider import RecordingProvider

T = TypeVar('T')


class InstantProvider(RecordingProvider):
    """Accepts everything and stores nothing, so that a long run does not grow; its browser opens launch links."""

    uses_launch_link = True

    def _answer(self, method: str, default: T, **arguments: Any) -> T:
        return default


class NoSink:
    """A backend of event-tracking that drops events."""

    def send(self, event: dict[str, Any]) -> None:
        """Discard the event."""


def prepare_host() -> Host:
    """Register the services, the providers ``test`` and ``onboarding``, and an event tracker; log errors only."""
    logging.disable(logging.WARNING)
    tracker.register_tracker(tracker.Tracker(backends={'none': NoSink()}))
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends['test'] = InstantProvider(has_dashboard=True)
    config.backends['onboarding'] = InstantProvider(has_dashboard=True, supports_onboarding=True)
    return install_host()


@contextmanager
def throw_away_database() -> Iterator[str]:
    """Yield the name of a new database with all tables, in SQLite's file or in the running server.

    It is dropped afterwards, even if the program is asked to stop.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = connection.settings_dict
    before = settings['NAME']
    name = f'proctoring_benchmark_{os.getpid()}'
    settings['TEST']['NAME'] = str(Path(gettempdir()) / f'{name}.sqlite3') if connection.vendor == 'sqlite' else name
    created = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield created
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        if connection.vendor == 'sqlite':
            for left in ('-wal', '-shm'):
                Path(f'{created}{left}').unlink(missing_ok=True)


def analyze() -> None:
    """Update the statistics of the database, as its own maintenance does sooner or later."""
    statements = {
        'postgresql': 'VACUUM ANALYZE',
        'mysql': 'ANALYZE TABLE proctoring_proctoredexamstudentattempt, auth_user',
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.get(connection.vendor, 'ANALYZE'))
