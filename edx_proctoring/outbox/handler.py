"""Who does the work of a job.

The handlers stand above this package, since what they do may record other jobs: ``edx_proctoring.job_handlers`` has the
table of them, and the app connects it when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal, Protocol

from edx_proctoring import lms
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import PAYLOADS, Kind

Results = Sequence[tuple[Job[Any], Any]]


class _Nothing(Enum):
    NOTHING_DONE = 'nothing done'


NOTHING_DONE: Final = _Nothing.NOTHING_DONE
NothingDone = Literal[_Nothing.NOTHING_DONE]


class Finisher(Protocol):
    """Stores the results of all jobs of a kind that were run together, at once."""

    def __call__(self, results: Results, *, now: datetime) -> None:
        """Store the results; if that fails, the jobs are retried."""


@dataclass(frozen=True, slots=True)
class Handler:
    """``run`` does the work of one job. It must be idempotent: a job is run at least once, and may be run again.

    An exception is the job's failure. ``finish`` gets what ``run`` returned. A job that had nothing to do returns
    ``NOTHING_DONE``, and leaves no trace in the timeline of an attempt.
    """

    run: Callable[[Job[Any]], Any]
    finish: Finisher | None = None


_handlers: dict[str, Handler] = {}


def connect(handlers: dict[Kind, Handler]) -> None:
    """Register the handlers that do the work of each kind of job."""
    _handlers.update({kind.value: handler for kind, handler in handlers.items()})


def handler_of(kind: str) -> Handler:
    """Return the handler of this kind of job."""
    return _handlers[kind]


def list_runnable_kinds() -> list[Kind]:
    """Return the kinds of jobs that this process can run.

    Studio and its workers call providers and leave everything else to the LMS. A process without a service of the host
    leaves the jobs that need it to others. Jobs that a newer version recorded wait for that version.
    """
    is_lms = lms.is_here()
    return [
        payload.kind
        for payload in PAYLOADS.values()
        if (is_lms or payload.destination == 'provider')
        and (payload.service is None or lms.is_registered(payload.service))
    ]
