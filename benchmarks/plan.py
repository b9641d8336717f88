"""How long does planning a transition take? All pairs of statuses, for a supervised attempt that an operator moves."""

from __future__ import annotations

import statistics
import timeit
from dataclasses import dataclass
from datetime import UTC, datetime

from edx_proctoring.domain.attempt_lifecycle import MOVES, Policy, is_legal, plan
from edx_proctoring.domain.exam_kind import ExamKind

ROUNDS = 20
SWEEPS_PER_ROUND = 20
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)


@dataclass
class Attempt:
    """What a plan reads."""

    status: str
    started_at: datetime | None = NOW
    completed_at: datetime | None = None
    allowed_time_limit_mins: int | None = 90
    time_remaining_seconds: int | None = None
    ready_to_resume: bool = False
    is_resumable: bool = False
    resumed: bool = False
    taking_as_proctored: bool = True
    is_sample_attempt: bool = False


def main() -> None:
    """Measure and print."""
    policy = Policy(kind=ExamKind.PROCTORED)
    pairs = [(Attempt(status), target) for status in MOVES for target in MOVES if is_legal(status, target)]

    def sweep() -> None:
        for attempt, target in pairs:
            plan(attempt, target, now=NOW, policy=policy)

    seconds = timeit.repeat(sweep, number=SWEEPS_PER_ROUND, repeat=ROUNDS)
    microseconds = [duration / SWEEPS_PER_ROUND / len(pairs) * 1e6 for duration in seconds]
    print(f'{len(pairs)} legal pairs, {ROUNDS} rounds of {SWEEPS_PER_ROUND} sweeps')
    print(f'per plan: best {min(microseconds):.2f} µs, median {statistics.median(microseconds):.2f} µs')


if __name__ == '__main__':
    main()
