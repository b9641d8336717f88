"""The table of operations: what each is called, what it grows with, and how it is measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from benchmarks import operations as do
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


class Grows(Enum):
    """With what the rows of an operation become more."""

    STORED = 'attempts stored'
    ROWS = 'rows read or written'


class Floor(Enum):
    """What an operation is compared with."""

    VIEW = 'a bare view'
    GET = 'objects.get(id=…)'


@dataclass(frozen=True)
class Operation:
    """``sizes`` are the numbers of rows; those of the attempts stored are the benchmark's. ``uses_up``: what was
    prepared serves once."""

    name: str
    prepare: Callable[[do.Site, int], do.Work]
    grows: Grows = Grows.STORED
    floor: Floor = Floor.VIEW
    uses_up: bool = False
    sizes: tuple[int, ...] = ()

    @property
    def bar(self) -> float:
        """The largest exponent of time over size that is in order."""
        return 1.05 if self.grows is Grows.ROWS else 0.1


def of_rows(
    name: str,
    prepare: Callable[[do.Site, int], do.Work],
    *sizes: int,
    floor: Floor = Floor.VIEW,
    uses_up: bool = False,
) -> Operation:
    """Return an operation that grows with the rows that it reads or writes itself."""
    return Operation(name, prepare, Grows.ROWS, floor, uses_up, sizes)


OPERATIONS = (
    Operation('poll', do.poll),
    Operation('poll, 304 (experiment)', do.poll_unchanged),
    Operation('no view (experiment)', do.no_view),
    Operation('active attempt', do.active_attempt),
    Operation('learner client: exam and attempt', do.mfe_view),
    Operation('create attempt', do.create, uses_up=True),
    Operation('start', do.action('start', Status.ready_to_start), uses_up=True),
    Operation('submit', do.action('submit', Status.started), uses_up=True),
    Operation('student view, submitted', do.student_view, floor=Floor.GET),
    Operation('grouped attempts, first page', do.grouped_attempts('1')),
    Operation('grouped attempts, last page', do.grouped_attempts('999999')),
    Operation('grouped attempts, one status', do.grouped_attempts('1', status=Status.error)),
    Operation('grouped attempts, search', do.search),
    of_rows('submit after earlier tries', do.submit_after_tries, 1, 20, 100, uses_up=True),
    of_rows('decline, other exams', do.decline, 1, 10, 50, uses_up=True),
    of_rows('outline summary, exams', do.outline_summary, 1, 10, 50, floor=Floor.GET),
    of_rows('results, file of all', do.results, 100, 1_000, 5_000),
    of_rows('violation report', do.violation_report, 100, 1_000, 5_000, floor=Floor.GET),
    of_rows('grouped allowances', do.grouped_allowances, 100, 1_000, 5_000),
    of_rows('bulk allowance', do.bulk_allowance, 100, 1_000, 5_000, uses_up=True),
    of_rows('extra time, all at an exam', do.extra_time, 100, 1_000, 5_000),
    of_rows('onboarding, first page', do.onboarding(page='1'), 100, 1_000, 10_000),
    of_rows('onboarding, last page', do.onboarding(page='999999'), 100, 1_000, 10_000),
    of_rows('onboarding, one status', do.onboarding(statuses='verified'), 100, 1_000, 10_000),
    of_rows('registration, new', do.registration(again=False), 10, 50, 200, uses_up=True),
    of_rows('registration, again', do.registration(again=True), 10, 50, 200, uses_up=True),
    of_rows('retirement, one attempt an exam', do.retirement(at_one_exam=False), 10, 60, 300, uses_up=True),
    of_rows('retirement, all at one exam', do.retirement(at_one_exam=True), 10, 60, 300, uses_up=True),
    of_rows('reset of one learner', do.reset_learner, 1, 20, 100, uses_up=True),
    of_rows('command reset_attempts', do.reset_command, 100, 1_000, 10_000, floor=Floor.GET, uses_up=True),
)
