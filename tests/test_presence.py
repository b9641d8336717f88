"""When learners' pages were heard of: kept in a cache that is shared, and in no other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache

from edx_proctoring import presence

NOW = datetime(2030, 5, 6, 9, 0, 0, 250_000, tzinfo=UTC)
BROKEN = {'default': {'BACKEND': 'tests.test_presence.BrokenCache'}}


class BrokenCache:
    """A cache that can't be reached."""

    def __init__(self, *_: Any) -> None:
        pass

    def get_many(self, *_: Any, **__: Any) -> Any:
        raise ConnectionError

    def set(self, *_: Any, **__: Any) -> Any:
        raise ConnectionError

    def clear(self) -> None:
        pass

    def close(self) -> None:
        pass


def test_the_last_time_is_kept(shared_cache: None) -> None:
    presence.note(7, now=NOW - timedelta(minutes=1))
    presence.note(7, now=NOW)
    presence.note(8, now=NOW - timedelta(hours=1))
    assert presence.is_seen()
    assert presence.find_last_seen([7, 8, 9]) == {7: NOW.replace(microsecond=0), 8: (NOW - timedelta(hours=1)).replace(
        microsecond=0
    )}  # fmt: skip
    assert presence.find_last_seen([]) == {}


def test_what_others_have_put_there_is_no_time(shared_cache: None) -> None:
    presence.note(7, now=NOW)
    cache.set('edx_proctoring.seen.8', 'yesterday')
    found = presence.find_last_seen([7, 8])
    assert found is not None
    assert list(found) == [7]


@pytest.mark.parametrize('backend', ['locmem.LocMemCache', 'dummy.DummyCache'])
def test_a_cache_of_one_process_sees_nobody(settings: Any, backend: str) -> None:
    settings.CACHES = {'default': {'BACKEND': f'django.core.cache.backends.{backend}', 'LOCATION': 'presence'}}
    presence.note(7, now=NOW)
    assert cache.get('edx_proctoring.seen.7') is None
    assert not presence.is_seen()
    assert presence.find_last_seen([7]) is None


def test_a_cache_that_fails(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.CACHES = BROKEN
    presence.note(7, now=NOW)
    assert presence.find_last_seen([7]) is None
    assert [record.message for record in caplog.records] == ['The cache was not written', 'The cache was not read']


def test_a_cache_that_is_not_there(settings: Any) -> None:
    settings.CACHES = {'default': {'BACKEND': 'no.such.Cache'}}
    presence.note(7, now=NOW)
    assert presence.find_last_seen([7]) is None
