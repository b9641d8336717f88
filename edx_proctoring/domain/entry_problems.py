"""Entry rules that cannot be evaluated, or that nobody can satisfy: what staff have to see to before an exam begins."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from edx_proctoring.domain.entry_rules import Network, Rules
from edx_proctoring.domain.networks import is_network
from edx_proctoring.texts import gettext_noop as _


class Problem(StrEnum):
    """What is wrong with the rules of an exam."""

    RULES_MISSING = 'rules_missing'
    NO_NETWORK = 'no_network'
    UNKNOWN_NETWORK = 'unknown_network'
    NO_CODE = 'no_code'
    NO_SEB_ADDRESS = 'no_seb_address'
    LOST_PASSWORD = 'lost_password'  # noqa: S105 - the name of a problem  # nosec B105


WORDS: Final[Mapping[Problem, str]] = {
    Problem.RULES_MISSING: _('The entry rules of this exam are lost, so nobody is let in. Save them again.'),
    Problem.NO_NETWORK: _('No network is listed, so nobody is let in.'),
    Problem.UNKNOWN_NETWORK: _('Nobody is let in: the site does not know the addresses of the network “%(name)s”.'),
    Problem.NO_CODE: _('Learners need an access code, but none is valid now.'),
    Problem.NO_SEB_ADDRESS: _(
        'Safe Exam Browser cannot be checked, so nobody is let in: the site has no address for it. Ask the operators '
        'of the site to set SEB_BASE_URL.'
    ),
    Problem.LOST_PASSWORD: _(
        'The password of the configuration for Safe Exam Browser cannot be read any more, so learners get no '
        'configuration. Set it again.'
    ),
}
"""What staff read; ``%(name)s`` is :attr:`Trouble.name`."""


class Trouble(NamedTuple):
    """A problem, and the name of the network that it is about, if it is about one."""

    problem: Problem
    name: str = ''


def troubles(rules: Rules | None, *, has_code: bool, has_lost_password: bool = False) -> list[Trouble]:
    """Return what is wrong with the rules; None stands for rules that are gone.

    ``has_code`` says whether an access code is valid now; ``has_lost_password``, whether the configurations that are
    made for learners have a password that nobody can read.
    """
    if rules is None:
        return [Trouble(Problem.RULES_MISSING)]
    found = _of_networks(rules.networks)
    if rules.needs_code and not has_code:
        found.append(Trouble(Problem.NO_CODE))
    if rules.needs_seb and not rules.can_check_seb:
        found.append(Trouble(Problem.NO_SEB_ADDRESS))
    if rules.needs_seb and has_lost_password:
        found.append(Trouble(Problem.LOST_PASSWORD))
    return found


def _of_networks(networks: tuple[Network, ...] | None) -> list[Trouble]:
    if networks is None:
        return []
    if not networks:
        return [Trouble(Problem.NO_NETWORK)]
    return [Trouble(Problem.UNKNOWN_NETWORK, each.name) for each in networks if not _has_addresses(each)]


def _has_addresses(network: Network) -> bool:
    return bool(network.cidrs) and all(map(is_network, network.cidrs))
