"""Numbers for Prometheus, where its client is installed (the extra ``metrics``); nothing is counted without it.

What processes count themselves is here: calls to providers and reviews that came in. What the tables tell is read
when it is asked for and comes as :class:`Gauge`. Labels are names of backends, methods, statuses and outcomes: never a
person, an attempt or a key. With several processes, ``PROMETHEUS_MULTIPROC_DIR`` has the client add their numbers up.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

PREFIX: Final = 'edx_proctoring_'
BUCKETS: Final = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)  # seconds; providers' time-outs are 30 by default

try:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.core import GaugeMetricFamily
    from prometheus_client.exposition import choose_encoder
    from prometheus_client.multiprocess import MultiProcessCollector
except ImportError:
    IS_INSTALLED = False
else:
    IS_INSTALLED = True
    _REGISTRY = CollectorRegistry()
    _CALLS = Histogram(
        f'{PREFIX}provider_call_seconds',
        'Time that calls to proctoring providers took.',
        ('backend', 'method', 'outcome'),
        registry=_REGISTRY,
        buckets=BUCKETS,
    )
    _REVIEWS = Counter(f'{PREFIX}reviews', 'Reviews that came in.', ('backend', 'outcome'), registry=_REGISTRY)
    _SEB_CHECKS = Counter(
        f'{PREFIX}seb_checks', 'Checks of Safe Exam Browser that were answered.', ('outcome',), registry=_REGISTRY
    )

CallOutcome = Literal['ok', 'refused', 'unreachable', 'failed']
ReviewOutcome = Literal['stored', 'changed', 'repeated', 'refused', 'decided', 'outdated']


class Gauge(NamedTuple):
    """A number from the tables, or one for each value of its labels."""

    name: str
    meaning: str
    labels: tuple[str, ...]
    values: Mapping[tuple[str, ...], float]


def provider_called(*, backend: str | None, method: str, outcome: CallOutcome, seconds: float) -> None:
    """Count a call to a provider."""
    if IS_INSTALLED:
        _CALLS.labels(backend or '', method, outcome).observe(seconds)


def review_came(*, backend: str | None, outcome: ReviewOutcome) -> None:
    """Count a received review."""
    if IS_INSTALLED:
        _REVIEWS.labels(backend or '', outcome).inc()


def seb_checked(*, outcome: str) -> None:
    """Count an answered check of Safe Exam Browser, by its verdict."""
    if IS_INSTALLED:
        _SEB_CHECKS.labels(str(outcome)).inc()


def exposition(gauges: Iterable[Gauge], *, accept: str) -> tuple[bytes, str]:
    """Return all metrics in the format that the ``Accept`` header asks for, and its content type.

    Only call it if ``IS_INSTALLED``.
    """
    registry = CollectorRegistry()
    registry.register(_Collected(gauges))
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Collected:
    """The collector that the client reads the metrics from."""

    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self.gauges = gauges

    def collect(self) -> Iterator[Any]:
        """Yield the counted metrics and those from the tables."""
        yield from _counted()
        for gauge in self.gauges:
            family = GaugeMetricFamily(f'{PREFIX}{gauge.name}', gauge.meaning, labels=gauge.labels)
            for labels, value in gauge.values.items():
                family.add_metric(labels, value)
            yield family


def _counted() -> Iterator[Any]:
    """Yield the metrics of this process, or of all that share a directory; others of the site write there, too."""
    if 'PROMETHEUS_MULTIPROC_DIR' in os.environ:
        found = MultiProcessCollector(None).collect()  # type: ignore[no-untyped-call]
        yield from (family for family in found if family.name.startswith(PREFIX))
    else:
        yield from _REGISTRY.collect()
