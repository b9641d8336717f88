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
    """What a change entails.

    ``at_hand`` is the object that the payload's ids stand for, which spares the first run reading it again; ``by``
    likewise the user who asked for it.
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
        """What the job keeps the order with."""
        return f'{self.payload.subject}:{self.payload.destination}'

    @property
    def backend(self) -> str | None:
        """The provider that is concerned. One that is to be called is named, the site's default one as well."""
        named = self.payload.backend
        return named or conf.default_backend_name if self.payload.destination == 'provider' else named


@dataclass(frozen=True, slots=True)
class Job(Generic[PayloadT]):
    """One run of a job at ``now``. ``key`` is the same in all runs; of a retry, ``at_hand`` and ``by`` are None."""

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
