"""Which rule keeps whom out, and at which moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.entry_rules import (
    NO_PASS,
    SEB_MOST_GAP,
    WORDS,
    Moment,
    Network,
    Pass,
    Reason,
    Refusal,
    Rule,
    Rules,
    Visitor,
    is_same_place,
    refusals,
)

NOW = datetime(2031, 5, 6, 7, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HERE = Visitor('session', '192.0.2.7')
ROOM = Network('Room 5', ('192.0.2.0/24', '2001:db8::/32'))
START, CONTENT = Moment.START, Moment.CONTENT


def reasons(rules: Rules, passed: Pass = NO_PASS, visitor: Visitor = HERE, moment: Moment = START) -> list[str]:
    return [str(refusal.reason) for refusal in refusals(rules, passed, visitor, moment, now=NOW)]


CASES: list[tuple[dict[str, Any], dict[str, Any], Visitor, list[str], list[str]]] = [
    # rules, pass, visitor: reasons at the start, and for the content
    ({}, {}, Visitor(), [], []),
    ({'starts_from': NOW}, {}, HERE, [], []),
    ({'starts_from': NOW + MINUTE}, {}, HERE, ['too_early'], []),
    ({'starts_until': NOW + MINUTE}, {}, HERE, [], []),
    ({'starts_until': NOW}, {}, HERE, ['too_late'], []),
    ({'networks': (ROOM,)}, {}, HERE, [], []),
    ({'networks': (ROOM,)}, {}, Visitor('session', '2001:db8::5'), [], []),
    ({'networks': (ROOM,)}, {}, Visitor('session', '::ffff:192.0.2.7'), [], []),
    ({'networks': (ROOM,)}, {}, Visitor('session', '192.0.3.7'), ['other_network'], ['other_network']),
    ({'networks': (ROOM,)}, {}, Visitor('session', ''), ['unavailable'], ['unavailable']),
    ({'networks': (ROOM,)}, {}, Visitor('session', 'unix:'), ['unavailable'], ['unavailable']),
    ({'networks': ()}, {}, HERE, ['unavailable'], ['unavailable']),
    ({'networks': (ROOM, Network('gone', ()))}, {}, HERE, ['unavailable'], ['unavailable']),
    ({'networks': (Network('odd', ('192.0.2.0/240',)),)}, {}, HERE, ['unavailable'], ['unavailable']),
    ({'needs_code': True}, {}, HERE, ['no_code'], []),
    ({'needs_code': True}, {'code_session': 'session'}, HERE, [], []),
    ({'needs_code': True}, {'code_session': 'other'}, HERE, ['no_code'], []),
    ({'needs_code': True}, {'code_session': ''}, Visitor('', '192.0.2.7'), ['unavailable'], []),
    ({'needs_release': True}, {}, HERE, ['not_released'], []),
    ({'needs_release': True}, {'released_at': NOW}, HERE, [], []),
    ({'needs_release': True, 'released_at': NOW}, {}, HERE, [], []),
    ({'needs_seb': True}, {}, HERE, ['seb_needed'], ['seb_needed']),
    ({'needs_seb': True, 'can_check_seb': False}, {}, HERE, ['unavailable'], ['unavailable']),
    ({'needs_seb': True}, {'seb_session': 'session', 'seb_verified_at': NOW - SEB_MOST_GAP}, HERE, [], []),
    (
        {'needs_seb': True},
        {'seb_session': 'session', 'seb_verified_at': NOW - SEB_MOST_GAP - timedelta(microseconds=1)},
        HERE,
        ['seb_lost'],
        ['seb_lost'],
    ),
    ({'needs_seb': True}, {'seb_session': 'other', 'seb_verified_at': NOW}, HERE, ['seb_lost'], ['seb_lost']),
    ({'needs_seb': True}, {'seb_session': '', 'seb_verified_at': NOW}, Visitor(), ['unavailable'], ['unavailable']),
    ({'binds_place': True}, {}, HERE, [], []),
    ({'binds_place': True}, {'place': HERE}, HERE, [], []),
    ({'binds_place': True}, {'place': Visitor('other', '192.0.2.7')}, HERE, [], ['other_place']),
    ({'binds_place': True}, {'place': Visitor('session', '192.0.2.8')}, HERE, [], ['other_place']),
    ({'binds_place': True}, {'place': HERE}, Visitor('', '192.0.2.7'), ['unavailable'], ['unavailable']),
    ({'binds_place': True}, {'place': HERE}, Visitor('session', ''), ['unavailable'], ['unavailable']),
    ({'binds_place': True}, {}, Visitor('session', ''), ['unavailable'], ['unavailable']),
    ({}, {'place': Visitor('other', '192.0.2.8')}, HERE, [], []),
]


@pytest.mark.parametrize(('rules', 'passed', 'visitor', 'at_start', 'for_content'), CASES)
def test_each_rule_counts_at_its_moments(
    rules: dict[str, Any], passed: dict[str, Any], visitor: Visitor, at_start: list[str], for_content: list[str]
) -> None:
    assert reasons(Rules(**rules), Pass(**passed), visitor, START) == at_start
    assert reasons(Rules(**rules), Pass(**passed), visitor, CONTENT) == for_content


def test_all_rules_are_named_in_the_order_in_which_a_learner_meets_them() -> None:
    rules = Rules(
        starts_from=NOW + MINUTE,
        networks=(ROOM,),
        needs_seb=True,
        needs_code=True,
        needs_release=True,
        binds_place=True,
    )
    elsewhere = Visitor('session', '198.51.100.1')
    assert refusals(rules, NO_PASS, elsewhere, START, now=NOW) == [
        Refusal(Rule.START_WINDOW, Reason.TOO_EARLY),
        Refusal(Rule.NETWORK, Reason.OTHER_NETWORK),
        Refusal(Rule.SEB, Reason.SEB_NEEDED),
        Refusal(Rule.ACCESS_CODE, Reason.NO_CODE),
        Refusal(Rule.RELEASE, Reason.NOT_RELEASED),
    ]


def test_an_ipv6_address_may_change_within_its_network() -> None:
    one = Visitor('session', '2001:db8:1:2::5')
    assert is_same_place(one, replace(one, address='2001:db8:1:2:ffff::9'))
    assert not is_same_place(one, replace(one, address='2001:db8:1:3::5'))


def test_every_reason_has_words() -> None:
    assert set(WORDS) == set(Reason)


@given(session=st.text(max_size=5), address=st.text(max_size=20))
def test_whoever_calls_from_nowhere_is_kept_out(session: str, address: str) -> None:
    rules = Rules(networks=(ROOM,), needs_seb=True, needs_code=True)
    assert len(reasons(rules, Pass(), Visitor(session, address))) == 3
