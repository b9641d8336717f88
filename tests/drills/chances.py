"""What may happen in random lives, the frequent things several times, how many there are, and how long they take."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

from simulators.seb_client.client import Fault

LIVES: Final = {'ci': 40, 'mutants': 100, 'nightly': 2000}
GATED_LIVES: Final = {'ci': 10, 'mutants': 60, 'nightly': 2000}
STEPS: Final = 15
GATED_STEPS: Final = 14
KINDS = st.sampled_from(['timed', 'proctored'])
WHICH = st.sampled_from([0, 0, 0, 0, 1, 2])  # from the newest one back
PAUSES = st.one_of(
    st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 50).map(lambda minutes: timedelta(minutes=minutes)),
    st.just(timedelta(hours=5)),
)
LEARNER_ACTIONS = st.sampled_from(['start', 'start', 'stop', 'submit', 'click_download_software', 'decline', 'error'])
VERDICTS = st.sampled_from(['passed', 'violation', 'suspicious', 'not_reviewed'])

# At entrances: what staff demand, as minutes from now where it is a time.
DEMANDS = st.sampled_from(
    [
        {'needs_code': True},
        {'needs_code': True},
        {'needs_release': True},
        {'needs_release': True},
        {'needs_code': True, 'needs_release': True},
        {'binds_place': True},
        {'binds_place': True},
        {'binds_place': True, 'needs_code': True},
        {'binds_place': True, 'needs_release': True},
        {'networks': ['Room 5'], 'binds_place': True},
        {'networks': ['Room 5']},
        {'networks': ['Room 5', 'Library'], 'needs_release': True},
        {'needs_seb': True},
        {'needs_seb': True},
        {'needs_seb': True, 'needs_code': True},
        {'starts_from': 20},
        {'starts_from': 10, 'starts_until': 40},
        {'starts_until': 30, 'binds_place': True},
        {},
    ]
)
ADDRESSES = st.sampled_from(
    ['192.0.2.7'] * 3 + ['192.0.2.8', '2001:db8:5::7', '2001:db8:5::8', '198.51.100.7', '203.0.113.7', '']
)
PREPARED = st.sampled_from([True, True, True, False])  # whether the rules were there before the learner
BROWSERS = st.sampled_from([0, 0, 1])
FAULTS = st.sampled_from([None, None, None, Fault.WRONG_KEY, Fault.OTHER_CONFIGURATION])
ELSEWHERE = st.sampled_from(
    [
        (1, '192.0.2.7'),
        (1, '192.0.2.7'),
        (0, '192.0.2.8'),
        (0, '198.51.100.7'),
        (0, '203.0.113.7'),
        (0, ''),
        (1, '2001:db8:5::8'),
    ]
)
VALIDITIES = st.sampled_from([(None, None), (None, None), (None, None), (5, None), (None, 15), (5, 30)])
GUESSES = st.sampled_from([0, 0, 0, 1, None])  # from the newest code back; None is a wrong one
