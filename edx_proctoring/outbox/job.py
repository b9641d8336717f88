"""A job, as it is recorded and as it is run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from edx_proctoring.conf import conf
from edx_proctoring.models import Delivery
from edx_proctoring.outbox.payloads import Kind, Payload, find_payload_class

PayloadT = TypeVar('PayloadT', bound=Payload)


@dataclass(frozen=True, slots=True)
class NewJob(Generic[PayloadT]):
    """A job that follows from a change.

    ``at_hand`` is the object that the payload's ids stand for, so that the first run need not read it again; likewise,
    ``by`` is the user who requested the change.
    """

    payload: PayloadT
    at_hand: Any = None
    by: Any = None

    @property
    def kind(self) -> Kind:
        """The kind."""
        return self.payload.kind

    @property
    def stream(self) -> str:
        """The stream whose order the job keeps."""
        return f'{self.payload.subject}:{self.payload.destination}'

    @property
    def backend(self) -> str | None:
        """The provider concerned. A provider that is to be called is named, even the site's default one."""
        named = self.payload.backend
        return named or conf.default_backend_name if self.payload.destination == 'provider' else named


@dataclass(frozen=True, slots=True)
class Job(Generic[PayloadT]):
    """One run of a job at ``now``. ``key`` is the same in all runs; in retries, ``at_hand`` and ``by`` are None."""

    key: str
    payload: PayloadT
    now: datetime
    at_hand: Any = None
    by: Any = None


def job_of(row: Delivery, recorded: NewJob[Any] | None, *, now: datetime) -> Job[Any]:
    """Return a run of the job in this row, with the objects at hand if this process has just recorded it.

    Raises ``TypeError`` if a value is missing from the stored payload.
    """
    if recorded is not None:
        return Job(row.key, recorded.payload, now, recorded.at_hand, recorded.by)
    payload_class = find_payload_class(row.kind)
    if payload_class is None:
        raise TypeError(f'This version has no jobs of kind {row.kind}.')
    return Job(row.key, payload_class.from_json(row.payload), now)
