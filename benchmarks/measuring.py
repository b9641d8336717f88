"""Taking samples, and what becomes of them."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from edx_django_utils.cache import RequestCache

Work = Callable[[], Any]

FEWEST, MOST = 3, 30  # samples
NOT_COUNTED = ('SAVEPOINT', 'RELEASE SAVEPOINT', 'ROLLBACK TO SAVEPOINT', 'BEGIN')


@dataclass(frozen=True)
class Row:
    """One operation at one size.

    ``ms`` and ``floor_ms`` were measured in turn; each is the fast quartile of its samples, which others at work on the
    machine disturb least. ``cpu_ratio`` is that of the CPU time of this process, without the database's server.
    """

    operation: str
    grows: str
    size: int
    queries: int
    ms: float
    floor_ms: float
    cpu_ratio: float
    samples: int

    @property
    def ratio(self) -> float:
        """How many times the floor."""
        return self.ms / self.floor_ms

    def as_json(self) -> dict[str, Any]:
        """Return all fields."""
        return {**asdict(self), 'ratio': self.ratio}


def run(work: Work) -> None:
    """Do the work in a request of its own. Raises ``AssertionError`` if the response has an error status."""
    RequestCache.clear_all_namespaces()
    answer = work()
    status = getattr(answer, 'status_code', 200)
    if status >= 400:
        raise AssertionError(f'answered {status}: {answer.content[:300]!r}')


def timed(work: Work) -> tuple[float, float]:
    """Return the milliseconds that the work takes, and the milliseconds of CPU time."""
    cpu, begin = time.process_time(), time.perf_counter()
    run(work)
    return (time.perf_counter() - begin) * 1000, (time.process_time() - cpu) * 1000


def count_queries(work: Work) -> int:
    """Return the number of statements, with cold caches, without those that begin and end transactions."""
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        run(work)
    return sum(not query['sql'].startswith(NOT_COUNTED) for query in captured.captured_queries)


@dataclass(frozen=True)
class Samples:
    """Milliseconds, and those of CPU time, of the work and of the floor in turn."""

    queries: int
    work: list[tuple[float, float]]
    floor: list[tuple[float, float]]

    @property
    def ms(self) -> tuple[float, float]:
        """The fast quartiles of the work and of the floor."""
        return fast_quartile(self.work), fast_quartile(self.floor)

    @property
    def cpu_ratio(self) -> float:
        """The CPU time of the work over that of the floor."""
        work, floor = (statistics.median(cpu for _, cpu in each) for each in (self.work, self.floor))
        return work / floor


def fast_quartile(times: Sequence[tuple[float, float]]) -> float:
    """Return the first quartile: a quarter of the samples are faster."""
    return statistics.quantiles([ms for ms, _ in times], n=4, method='inclusive')[0]


def sample(prepare: Callable[[], Work], floor: Work, *, uses_up: bool, seconds: float) -> Samples:
    """Measure until the seconds are over, but neither too few nor too many times."""
    work = prepare()
    taken = Samples(count_queries(work), [], [])
    timed(floor)
    if not uses_up:
        timed(work)
    spent = 0.0
    while len(taken.work) < FEWEST or (spent < seconds * 1000 and len(taken.work) < MOST):
        if uses_up:
            work = prepare()
        taken.work.append(timed(work))
        taken.floor.append(timed(floor))
        spent += taken.work[-1][0] + taken.floor[-1][0]
    return taken


def exponent(sizes: Sequence[int], times: Sequence[float]) -> float:
    """Return the slope of the logarithm of the time over the logarithm of the size, by least squares."""
    xs, ys = [math.log(size) for size in sizes], [math.log(each) for each in times]
    return statistics.linear_regression(xs, ys).slope
