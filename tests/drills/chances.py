"""What may happen in random lives, the frequent things several times, how many there are, and how long they take."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hypothesis import strategies as st

LIVES: Final = {'ci': 40, 'mutants': 100, 'nightly': 2000}
STEPS: Final = 15
KINDS = st.sampled_from(['timed', 'proctored'])
WHICH = st.sampled_from([0, 0, 0, 0, 1, 2])  # from the newest one back
PAUSES = st.one_of(
    st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 50).map(lambda minutes: timedelta(minutes=minutes)),
    st.just(timedelta(hours=5)),
)
LEARNER_ACTIONS = st.sampled_from(['start', 'start', 'stop', 'submit', 'click_download_software', 'decline', 'error'])
VERDICTS = st.sampled_from(['passed', 'violation', 'suspicious', 'not_reviewed'])
