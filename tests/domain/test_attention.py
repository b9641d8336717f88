"""What staff is told to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edx_proctoring.domain.attention import Kind, Sighting, warnings

NOW = datetime(2030, 5, 6, 9, 0, tzinfo=UTC)


def sighting(**fields: Any) -> Sighting:
    """An attempt in progress that was heard of just now and ends in an hour."""
    facts: dict[str, Any] = {
        'kind': Kind.IN_PROGRESS,
        'since': NOW - timedelta(hours=1),
        'ends_at': NOW + timedelta(hours=1),
        'last_seen': NOW,
        'is_watched': True,
        'now': NOW,
    }
    return Sighting(**facts | fields)


@pytest.mark.parametrize(
    ('seconds', 'connection'),
    [(0, 'connected'), (90, 'connected'), (91, 'quiet'), (300, 'quiet'), (301, 'gone'), (-5, 'connected')],
)
def test_silence(seconds: int, connection: str) -> None:
    assert sighting(last_seen=NOW - timedelta(seconds=seconds)).connection == connection


def test_never_heard_of() -> None:
    assert sighting(last_seen=None).connection == 'unknown'


SOON = NOW + timedelta(minutes=9)
GONE = NOW - timedelta(minutes=6)


@pytest.mark.parametrize(
    ('fields', 'expected'),
    [
        ({}, []),
        ({'last_seen': GONE}, []),
        ({'ends_at': SOON}, []),
        ({'ends_at': SOON, 'last_seen': GONE}, ['overdue_soon_unseen']),
        ({'ends_at': SOON, 'last_seen': None}, ['overdue_soon_unseen']),
        ({'ends_at': SOON, 'last_seen': None, 'is_watched': False}, []),
        ({'ends_at': SOON, 'last_seen': NOW - timedelta(seconds=100)}, []),
        ({'ends_at': NOW - timedelta(seconds=5), 'last_seen': GONE}, ['overdue_soon_unseen']),
        ({'ends_at': None, 'last_seen': None}, []),
        ({'kind': Kind.WAITING, 'ends_at': None}, ['waits_for_provider']),
        ({'kind': Kind.WAITING, 'ends_at': None, 'since': NOW - timedelta(minutes=10)}, []),
        ({'kind': Kind.RESUMABLE, 'ends_at': None}, ['resumable']),
    ],
    ids=str,
)
def test_warnings(fields: dict[str, Any], expected: list[str]) -> None:
    assert warnings(sighting(**fields)) == expected
