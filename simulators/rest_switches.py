"""Faults that a REST provider can be told to have."""

from dataclasses import dataclass

from simulators.switches import Switches


@dataclass(frozen=True)
class RestSwitches(Switches):
    """Those of every simulator, and:

    - ``answer_nonsense``: answer a call with 200 and a page instead of JSON; nothing is kept.
    - ``refuse_tokens``: take every token for an expired one.
    - ``refuse_attempts``: register no attempt.
    """

    answer_nonsense: bool = False
    refuse_tokens: bool = False
    refuse_attempts: bool = False
