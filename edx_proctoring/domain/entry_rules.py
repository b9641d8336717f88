"""Who may start an exam, and who may go on with it: a table of rules, each with the moments at which it counts.

A rule that cannot be evaluated keeps learners out, and ends nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from edx_proctoring.domain.networks import is_in, is_network, neighborhood, parse_address
from edx_proctoring.texts import gettext_noop as _

SEB_MOST_GAP: Final = timedelta(minutes=5)
"""So long after its last check a browser still counts as Safe Exam Browser."""

SEB_ASKED_AFTER: Final = timedelta(minutes=2)
"""So long after its last check a browser is asked again."""


class Rule(StrEnum):
    """What an exam may demand."""

    START_WINDOW = 'start_window'
    NETWORK = 'network'
    SEB = 'seb'
    ACCESS_CODE = 'access_code'
    RELEASE = 'release'
    PLACE = 'place'


class Moment(StrEnum):
    """When the rules are asked."""

    START = 'start'  # entering an exam, starting its clock, and resuming
    CONTENT = 'content'  # every page of the exam, and every poll


class Reason(StrEnum):
    """Why a learner is kept out."""

    TOO_EARLY = 'too_early'
    TOO_LATE = 'too_late'
    OTHER_NETWORK = 'other_network'
    SEB_NEEDED = 'seb_needed'
    SEB_LOST = 'seb_lost'
    NO_CODE = 'no_code'
    NOT_RELEASED = 'not_released'
    OTHER_PLACE = 'other_place'
    UNAVAILABLE = 'unavailable'


WORDS: Final[Mapping[Reason, str]] = {
    Reason.TOO_EARLY: _('This exam cannot be started yet.'),
    Reason.TOO_LATE: _('The time for starting this exam is over.'),
    Reason.OTHER_NETWORK: _('This exam can only be taken in the network of the exam room.'),
    Reason.SEB_NEEDED: _('This exam can only be taken in Safe Exam Browser.'),
    Reason.SEB_LOST: _('Safe Exam Browser has to be checked again.'),
    Reason.NO_CODE: _('This exam needs an access code.'),
    Reason.NOT_RELEASED: _('The course staff has not let you in yet.'),
    Reason.OTHER_PLACE: _('This exam was started on another computer or in another browser.'),
    Reason.UNAVAILABLE: _('Whether you may take this exam here cannot be checked. Please tell the course staff.'),
}
"""What the learner reads."""


class Network(NamedTuple):
    """A named network: addresses in CIDR notation. Without any, nobody knows who is in it."""

    name: str
    cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What an exam demands.

    * ``networks``: None for all; a learner has to be in one of them. One without addresses cannot be evaluated.
    * ``starts_from`` is in the period in which learners may start, ``starts_until`` is not; None is no bound.
    * ``released_at``: when staff let everybody in; learners may have been let in before.
    * ``can_check_seb``: whether the site has what a check needs.
    """

    starts_from: datetime | None = None
    starts_until: datetime | None = None
    networks: tuple[Network, ...] | None = None
    needs_seb: bool = False
    can_check_seb: bool = True
    needs_code: bool = False
    needs_release: bool = False
    released_at: datetime | None = None
    binds_place: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from.

    ``session`` is a digest of the session's key; empty if the request has none. ``address`` is the client's address;
    empty if that is unknown. ``seb_proof`` is a digest of the cookie that Safe Exam Browser was given after a check.
    """

    session: str = ''
    address: str = ''
    seb_proof: str = ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a learner has shown at an exam. ``place`` is where their attempt goes on; None if it may go on anywhere."""

    code_session: str = ''
    released_at: datetime | None = None
    seb_session: str = ''
    seb_proof: str = ''
    seb_verified_at: datetime | None = None
    place: Visitor | None = None


class Refusal(NamedTuple):
    """A rule that keeps a learner out, and why."""

    rule: Rule
    reason: Reason


NO_PASS: Final = Pass()


class _Asked(NamedTuple):
    rules: Rules
    passed: Pass
    visitor: Visitor
    moment: Moment
    now: datetime


def _window(asked: _Asked) -> Reason | None:
    rules = asked.rules
    if rules.starts_until is not None and asked.now >= rules.starts_until:
        return Reason.TOO_LATE
    return Reason.TOO_EARLY if rules.starts_from is not None and asked.now < rules.starts_from else None


def _network(asked: _Asked) -> Reason | None:
    networks = asked.rules.networks
    if networks is None:
        return None
    address = parse_address(asked.visitor.address)
    if address is None or not networks or not all(map(_is_known, networks)):
        return Reason.UNAVAILABLE
    found = any(is_in(network.cidrs, address) for network in networks)
    return None if found else Reason.OTHER_NETWORK


def _is_known(network: Network) -> bool:
    return bool(network.cidrs) and all(map(is_network, network.cidrs))


def _seb(asked: _Asked) -> Reason | None:
    rules, passed = asked.rules, asked.passed
    if not rules.needs_seb:
        return None
    if not rules.can_check_seb or not asked.visitor.session:
        return Reason.UNAVAILABLE
    if passed.seb_verified_at is None:
        return Reason.SEB_NEEDED
    return None if is_seb_checked(passed, asked.visitor, now=asked.now) else Reason.SEB_LOST


def is_seb_checked(passed: Pass, visitor: Visitor, *, now: datetime) -> bool:
    """Return whether this browser was lately found to be Safe Exam Browser."""
    is_recent = passed.seb_verified_at is not None and now - passed.seb_verified_at <= SEB_MOST_GAP
    return is_recent and (passed.seb_session, passed.seb_proof) == (visitor.session, visitor.seb_proof)


def _code(asked: _Asked) -> Reason | None:
    if not asked.rules.needs_code:
        return None
    if not asked.visitor.session:
        return Reason.UNAVAILABLE
    return None if asked.passed.code_session == asked.visitor.session else Reason.NO_CODE


def _release(asked: _Asked) -> Reason | None:
    rules = asked.rules
    is_released = rules.released_at is not None or asked.passed.released_at is not None
    return Reason.NOT_RELEASED if rules.needs_release and not is_released else None


def _place(asked: _Asked) -> Reason | None:
    visitor, place = asked.visitor, asked.passed.place
    if not asked.rules.binds_place:
        return None
    if not visitor.session or parse_address(visitor.address) is None:
        return Reason.UNAVAILABLE  # who started there would never see the exam
    if asked.moment is Moment.START or place is None:
        return None
    return None if is_same_place(place, visitor) else Reason.OTHER_PLACE


_START_ONLY: Final = frozenset({Moment.START})
_ALWAYS: Final = frozenset(Moment)

_TABLE: Final[tuple[tuple[Rule, frozenset[Moment], Callable[[_Asked], Reason | None]], ...]] = (
    (Rule.START_WINDOW, _START_ONLY, _window),
    (Rule.NETWORK, _ALWAYS, _network),
    (Rule.SEB, _ALWAYS, _seb),
    (Rule.ACCESS_CODE, _START_ONLY, _code),
    (Rule.RELEASE, _START_ONLY, _release),
    (Rule.PLACE, _ALWAYS, _place),
)


def refusals(rules: Rules, passed: Pass, visitor: Visitor, moment: Moment, *, now: datetime) -> Sequence[Refusal]:
    """Return what keeps the learner out at this moment, in the order in which they can do something about it."""
    asked = _Asked(rules, passed, visitor, moment, now)
    found = [(rule, why(asked)) for rule, moments, why in _TABLE if moment in moments]
    return [Refusal(rule, reason) for rule, reason in found if reason is not None]


def is_seb_check_due(rules: Rules, passed: Pass, *, now: datetime) -> bool:
    """Return whether the browser should be asked again, before its last check is too old, or after a wrong answer."""
    if not rules.needs_seb:
        return False
    return passed.seb_verified_at is None or not passed.seb_session or now - passed.seb_verified_at > SEB_ASKED_AFTER


def is_same_place(one: Visitor, other: Visitor) -> bool:
    """Return whether both are in the same session and the same network: an IPv4 address, or 64 bits of an IPv6 one."""
    return one.session == other.session and neighborhood(one.address) == neighborhood(other.address)


def list_demands(rules: Rules, moment: Moment) -> Sequence[Rule]:
    """Return the rules that the exam has and that count at this moment, in the order of :func:`refusals`."""
    has_window = rules.starts_from is not None or rules.starts_until is not None
    demands = {
        Rule.START_WINDOW: has_window,
        Rule.NETWORK: rules.networks is not None,
        Rule.SEB: rules.needs_seb,
        Rule.ACCESS_CODE: rules.needs_code,
        Rule.RELEASE: rules.needs_release,
        Rule.PLACE: rules.binds_place and moment is Moment.CONTENT,
    }
    return [rule for rule, moments, _why in _TABLE if demands[rule] and moment in moments]
