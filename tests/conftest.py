"""Fixtures of the whole suite.

Always on are ``host``, the fake LMS, and ``backends``, the providers; no column stores more than it holds, also on
SQLite; and what only reads sends no statement that writes. The rest is asked for:

* ``now`` freezes the time (`clock` can move it on);
* ``learner`` and ``staff`` are users; ``client`` and ``api_client`` are logged in as the learner, ``staff_client`` as
  global staff;
* ``commit`` runs what waits for the end of the transaction::

      with commit():
          client.put(url, {'action': 'submit'})
      assert provider.calls_to('stop_exam_attempt')

* ``events`` and ``status_signals`` collect what the app told others.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import crum
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase
from django.utils import timezone, translation
from rest_framework.test import APIClient
from time_machine import Traveller, travel

# Registers the permissions that a host defines.
import edx_proctoring.tests  # noqa: F401
from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.signals import exam_attempt_status_signal
from edx_proctoring.testing.host import Host, install_host
from edx_proctoring.testing.provider import RecordingProvider
from tests import collations, column_bounds, flushing, reads_only

try:
    from edx_django_utils.cache import RequestCache
except ImportError:
    RequestCache = None

START = datetime(2030, 1, 15, 12, tzinfo=UTC)
TESTS = Path(__file__).parent
USE_THE_DATABASE = {'db', 'transactional_db', 'live_server'}  # fixtures; others that do, ask for one of these
# Theirs is used by processes that these tests start.
OF_OTHER_PROCESSES = {'browser', 'drills', 'openedx_host', 'upgrade'}
# In these no test may use a database, so that with ``DATABASE`` they need not even be imported.
WITHOUT_DATABASE = {'clients', 'demo', 'domain', 'mutants', 'seb', 'tutor'}
# What these show depends on no database, as with the mark "same_everywhere".
SAME_EVERYWHERE = {'backends', 'learner_pages', 'lms', 'simulators'}


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """With ``DATABASE`` there is nothing to be found where no test uses one."""
    is_without = collection_path.parent == TESTS and collection_path.name in WITHOUT_DATABASE
    return True if is_without and connection.vendor != 'sqlite' else None


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """What is collected stays to the end, so that looking for garbage in it, now or later, is in vain."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``DATABASE`` only tests that use a database are run: the others can't tell one from another."""
    if connection.vendor == 'sqlite':
        misplaced = [
            item.nodeid for item in items if item.path.parent.name in WITHOUT_DATABASE and _uses_the_database(item)
        ]
        if misplaced:
            raise pytest.UsageError(f'WITHOUT_DATABASE in tests/conftest.py is wrong, they use one: {misplaced}')
        return
    config.hook.pytest_deselected(items=[item for item in items if not _is_for_servers(item)])
    items[:] = filter(_is_for_servers, items)


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0] if item.path.is_relative_to(TESTS) else ''


def _is_for_servers(item: pytest.Item) -> bool:
    is_same = _folder(item) in SAME_EVERYWHERE or item.get_closest_marker('same_everywhere') is not None
    return _uses_the_database(item) and not (is_same and connection.vendor == 'mysql')


def _uses_the_database(item: pytest.Item) -> bool:
    return (
        _folder(item) in OF_OTHER_PROCESSES
        or item.get_closest_marker('django_db') is not None
        or not USE_THE_DATABASE.isdisjoint(getattr(item, 'fixturenames', ()))
        or issubclass(getattr(item, 'cls', None) or object, TransactionTestCase)
    )


@pytest.fixture(scope='session')
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the test database; with ``DATABASE_COLLATIONS=mixed`` every table has its own collation."""
    if getattr(settings, 'MIXED_COLLATIONS', False) and connection.vendor == 'mysql':
        with django_db_blocker.unblock():
            collations.mix(connection, settings.DATABASES['default']['TEST']['CHARSET'])
    if connection.vendor == 'postgresql':
        flushing.delete_rows(connection)


@pytest.fixture(scope='session', autouse=True)
def columns_have_their_bounds() -> Iterator[None]:
    """No database stores what does not fit its column, SQLite neither."""
    with column_bounds.enforced():
        yield


@pytest.fixture(scope='session', autouse=True)
def who_reads_does_not_write() -> Iterator[None]:
    """Queries send the database no statement that writes."""
    with reads_only.enforced():
        yield


@pytest.fixture(autouse=True)
def host() -> Iterator[Host]:
    """The fake LMS; every call it got is in ``host.calls``."""
    fake = install_host()
    yield fake
    fake.uninstall()


@pytest.fixture(autouse=True)
def backends(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The providers by name: ``test`` (the default) and ``onboarding`` record their calls.

    Those of the settings are there too. A test may put others in.
    """
    config: Any = apps.get_app_config('edx_proctoring')
    providers = {
        **config.backends,
        'null': NullBackendProvider(),
        'mock': MockProctoringBackendProvider(),
        'test': RecordingProvider(has_dashboard=True),
        'onboarding': RecordingProvider(
            verbose_name='Onboarding Provider', has_dashboard=True, supports_onboarding=True
        ),
    }
    monkeypatch.setattr(config, 'backends', providers)
    return providers


@pytest.fixture
def provider(backends: dict[str, Any]) -> RecordingProvider:
    """The provider ``test``."""
    found: RecordingProvider = backends['test']
    return found


def clear_caches() -> None:
    """Leave nothing in the caches."""
    cache.clear()
    if RequestCache is not None:
        RequestCache.clear_all_namespaces()


@pytest.fixture(autouse=True)
def nothing_is_left() -> None:
    """Nothing is left from another test: in the caches, and of the requests of the test client, which has the server's
    thread. A server forgets the language of a request when the next one comes."""
    clear_caches()
    crum.set_current_request(None)
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture
def shared_cache(settings: Any, tmp_path: Path) -> None:
    """A cache that all processes of a machine have in common."""
    settings.CACHES = {
        'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': str(tmp_path)}
    }


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Traveller]:
    """The stopped clock; ``clock.shift(timedelta(minutes=5))`` moves it on, for those as well who measure how long."""
    with travel(START, tick=False) as stopped:
        monkeypatch.setattr(time, 'monotonic', time.time)
        yield stopped


@pytest.fixture
def now(clock: Traveller) -> datetime:
    """The moment at which the test begins; time stands still."""
    return START


@pytest.fixture
def learner(db: None) -> User:
    """A learner without any rights."""
    return User.objects.create_user('learner', 'learner@example.com', 'password')


@pytest.fixture
def staff(db: None) -> User:
    """A member of the platform's staff."""
    return User.objects.create_user('staff', 'staff@example.com', 'password', is_staff=True)


@pytest.fixture
def client(learner: User) -> Client:
    """A browser in which the learner is logged in."""
    browser = Client()
    browser.force_login(learner)
    return browser


@pytest.fixture
def staff_client(staff: User) -> Client:
    """A browser in which global staff is logged in."""
    browser = Client()
    browser.force_login(staff)
    return browser


@pytest.fixture
def api_client(learner: User) -> APIClient:
    """A client that sends JSON for the learner."""
    sender = APIClient()
    sender.default_format = 'json'
    sender.force_login(learner)
    return sender


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Callable[..., Any]) -> Callable[[], AbstractContextManager[Any]]:
    """``with commit(): ...`` runs, at its end, what the block left to be done after the commit."""
    return partial(django_capture_on_commit_callbacks, execute=True)


class EventSink:
    """A backend of event-tracking that keeps events."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def send(self, event: dict[str, Any]) -> None:
        """Take one."""
        self.events.append({'name': event['name'], 'data': event['data'], 'context': event['context']})


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The analytics events: ``name``, ``data`` and ``context`` of each."""
    tracker = pytest.importorskip('eventtracking.tracker')
    sink = EventSink()
    monkeypatch.setitem(tracker.TRACKERS, tracker.DEFAULT_TRACKER_NAME, tracker.Tracker(backends={'sink': sink}))
    return sink.events


@pytest.fixture
def status_signals() -> Iterator[list[dict[str, Any]]]:
    """The arguments of each ``exam_attempt_status_signal``, the sender included."""
    received: list[dict[str, Any]] = []

    def receive(signal: Any, **kwargs: Any) -> None:
        received.append(kwargs)

    exam_attempt_status_signal.connect(receive)
    yield received
    exam_attempt_status_signal.disconnect(receive)
