"""The kinds of deliveries: where each goes to, and who carries it there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from edx_proctoring import lms
from edx_proctoring.conf import conf
from edx_proctoring.lms import ServiceName

Destination = Literal['lms', 'provider', 'mail']
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Errand:
    """One try of a delivery.

    ``key`` is that of the delivery, the same in all tries. ``payload`` names everything by id and holds no personal
    data. ``at_hand`` is what the recording process still has in memory of it, and ``by`` the user who asked for it;
    both are None when it is tried again later.
    """

    key: str
    payload: Payload
    at_hand: Any
    by: Any
    now: datetime


Carrier = Callable[[Errand], Any]
Answers = Sequence[tuple[Errand, Any]]
Finisher = Callable[..., None]


@dataclass(slots=True)
class Kind:
    """One kind of delivery: where it goes to and who carries it there.

    ``supersedes``: it tells how things stand, so an earlier one that failed need not be tried again. ``service``: the
    service of the host that it calls, which expects a transaction around it. ``finish`` is given what the carrier
    returned for all that were carried out together, to store it at once.
    """

    destination: Destination
    carry: Carrier
    supersedes: bool = False
    service: ServiceName | None = None
    finish: Finisher | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A delivery that a change asks for; ``subject`` is what it is about, such as ``attempt:12``.

    ``at_hand``: the object that the payload's ids stand for, to spare the first try reading it again; ``by``: likewise
    the user who asked for it.
    """

    kind: str
    subject: str
    payload: Payload
    at_hand: Any = None
    by: Any = None

    @property
    def stream(self) -> str:
        """What the delivery must keep the order with."""
        return f'{self.subject}:{KINDS[self.kind].destination}'

    @property
    def backend(self) -> str | None:
        """The provider that is concerned. One that is to be told is named, the site's default one as well."""
        named: str | None = self.payload.get('backend')
        return named or conf.default_backend_name if goes_to_provider(self.kind) else named


KINDS: Final[dict[str, Kind]] = {}


def kind(
    name: str, destination: Destination, *, supersedes: bool = False, service: ServiceName | None = None
) -> Callable[[Carrier], Carrier]:
    """Register the decorated function as the carrier of deliveries called ``name``."""

    def register(carrier: Carrier) -> Carrier:
        KINDS[name] = Kind(destination, carrier, supersedes, service)
        return carrier

    return register


def finish(name: str) -> Callable[[Finisher], Finisher]:
    """Register the decorated function to be called with the answers of deliveries called ``name``, and ``now``."""

    def register(finisher: Finisher) -> Finisher:
        KINDS[name].finish = finisher
        return finisher

    return register


def goes_to_provider(name: str) -> bool:
    """Whether deliveries called ``name`` are calls of a provider."""
    return name in KINDS and KINDS[name].destination == 'provider'


def kinds_for_providers() -> list[str]:
    """The names of all kinds that are calls of a provider."""
    return [name for name in KINDS if goes_to_provider(name)]


def kinds_of_this_process() -> list[str]:
    """The names of all kinds that this process can carry out.

    Studio and its workers call providers and leave everything else to the LMS; a process without a service of the host
    leaves what needs that to others. What a newer version recorded waits for it.
    """
    is_lms = lms.is_here()
    return [
        name
        for name, each in KINDS.items()
        if (is_lms or each.destination == 'provider') and (each.service is None or lms.is_registered(each.service))
    ]
