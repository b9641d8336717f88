"""When a provider is left alone, and when it is tried."""

from datetime import UTC, datetime, timedelta

import pytest

from edx_proctoring.domain.provider_outage import FAILURES, PAUSE, Trouble

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ('failures', 'later', 'refuses'),
    [
        pytest.param(0, timedelta(), False, id='nothing failed'),
        pytest.param(FAILURES - 1, timedelta(), False, id='a few failed'),
        pytest.param(FAILURES, timedelta(), True, id='outage'),
        pytest.param(FAILURES + 100, PAUSE - SECOND, True, id='just before the trial'),
        pytest.param(FAILURES, PAUSE, False, id='time for a trial'),
    ],
)
def test_a_provider_is_refused_during_an_outage_but_for_trials(failures: int, later: timedelta, refuses: bool) -> None:
    trouble = Trouble()
    for _ in range(failures):
        trouble.count(NOW)
    assert trouble.refuses(now=NOW + later) is refuses


def test_the_newest_failure_counts_whatever_the_order() -> None:
    trouble = Trouble()
    for moment in (NOW, NOW - PAUSE):
        trouble.count(moment)
    assert trouble.last_failed_at == NOW
