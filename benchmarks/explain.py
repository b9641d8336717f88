"""What each index of the attempts is for, and what it costs: ``python -m benchmarks.explain [--attempts N]``.

Prints, for every index, the plans and times of the queries that it is for, with and without it, and what writing costs
with and without it: attempts inserted a second, and on servers how many bytes an inserted attempt and one with a new
status add to the server's log, which does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
django.setup()

from django.db import connection, transaction  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from benchmarks import seed  # noqa: E402
from benchmarks.host import analyze, throw_away_database  # noqa: E402
from edx_proctoring.queries.attempt_groups import Choice, list_attempt_groups  # noqa: E402
from edx_proctoring.queries.attempts import list_attempts_of_learner  # noqa: E402
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status  # noqa: E402

COURSES = 4  # that the attempts are in; one of them is looked at
WRITTEN = 2_000
SAMPLES = 7
LONGEST_LINE = 160
PER_PAGE = 25

Read = Callable[[], Any]


@dataclass(frozen=True)
class Index:
    """An index, where it comes from, and the reads that it is for."""

    name: str
    migration: str
    is_constraint: bool
    reads: tuple[str, ...]


INDEXES = (
    Index('proctoring_one_current_attempt', '0027', True, ('current attempt', 'grouped, one learner')),
    Index('proctoring_attempt_learner', '0030', False, ('current attempt', 'grouped, first page')),
    Index('proctoring_attempt_current', '0033', False, ('grouped, first page', 'grouped, last page')),
    Index('proctoring_attempt_status', '0033', False, ('grouped, one status',)),
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.explain', description='What the indexes are for.')
    parser.add_argument('--attempts', type=int, default=200_000)
    arguments = parser.parse_args()
    with throw_away_database():
        courses = [seed.BigCourse() for _ in range(COURSES)]
        for each in courses:
            each.grow(arguments.attempts // COURSES)
        course = courses[COURSES // 2]
        analyze()
        reads = reads_of(course)
        print(f'{connection.vendor}, {arguments.attempts:,} attempts in {COURSES} courses')
        print(f'with all indexes: {cost_of_writing(course)}')
        for index in INDEXES:
            show(index, reads, course)


def show(index: Index, reads: dict[str, Read], course: seed.BigCourse) -> None:
    """Print an index: its reads with and without it, and the writes without it."""
    print(f'\n── {index.name} ({index.migration})')
    for name in index.reads:
        print(f'\n{name}, with the index: {milliseconds(reads[name]):.2f} ms')
        print_plans(reads[name])
    with without(index):
        for name in index.reads:
            print(f'\n{name}, without: {milliseconds(reads[name]):.2f} ms')
            print_plans(reads[name])
        print(f'\nwithout the index: {cost_of_writing(course)}')


def reads_of(course: seed.BigCourse) -> dict[str, Read]:
    """Return the reads by name."""
    attempt = seed.Attempt.objects.filter(proctored_exam__in=course.exams).order_by('-id')[0]
    exam_id, user_id, course_id = attempt.proctored_exam_id, attempt.user_id, course.course_id

    def page(number: str, choice: Choice | None = None) -> Read:
        return lambda: list_attempt_groups(course_id, choice or Choice(), page=number, per_page=PER_PAGE)

    return {
        'current attempt': lambda: list_attempts_of_learner(user_id, exam_id).first(),
        'grouped, first page': page('1'),
        'grouped, last page': page('999999'),
        'grouped, one status': page('1', Choice(status=Status.rejected)),
        'grouped, one learner': page('1', Choice(search=attempt.user.username)),
    }


def milliseconds(read: Read) -> float:
    """Return the best time of several calls, after a warm-up call."""
    read()
    times = []
    for _ in range(SAMPLES):
        begin = seconds()
        read()
        times.append((seconds() - begin) * 1000)
    return min(times)


def seconds() -> float:
    """Return the time of a clock: CPU time if the database is in this process, so that others disturb it less."""
    return time.process_time() if connection.vendor == 'sqlite' else time.perf_counter()


def print_plans(read: Read) -> None:
    """Print the plan of each statement that reads attempts."""
    with CaptureQueriesContext(connection) as captured:
        read()
    for statement in [query['sql'] for query in captured.captured_queries]:
        if seed.Attempt._meta.db_table in statement:
            print(f'  {statement[:60]} …')
            for line, times in Counter(map(without_numbers, plan_of(statement))).items():
                print(f'    {line[:LONGEST_LINE]}{f"  (× {times})" if times > 1 else ""}')


def without_numbers(line: str) -> str:
    """Return a line of a plan without numbers: those of the parts of a union, and PostgreSQL's estimates."""
    return re.sub(r' *\(cost=[^)]*\)', '', re.sub(r'\b(part|SELECT#|derived|<derived)\d+|= \d+', r'\1…', line))


def plan_of(statement: str) -> list[str]:
    """Return the database's plan for the statement."""
    word = {'sqlite': 'EXPLAIN QUERY PLAN', 'postgresql': 'EXPLAIN', 'mysql': 'EXPLAIN'}[connection.vendor]
    with connection.cursor() as cursor:
        # The text as it was captured, with its values in it: percent signs are none of ours.
        cursor.execute(f'{word} {statement}'.replace('%', '%%'), ())
        rows = cursor.fetchall()
    if connection.vendor == 'mysql':
        return [f'{row[2]}: {row[3]}, key {row[5]}, {row[8]} rows, {row[9]}' for row in rows]
    return [str(row[-1]) for row in rows]


def cost_of_writing(course: seed.BigCourse) -> str:
    """Return the best times for inserting attempts and for changing their status, and undo these changes."""
    learners = seed.make_learners(WRITTEN // len(course.exams))
    rows = seed.Attempt.objects.filter(proctored_exam__in=course.exams).order_by('?').values_list('id', flat=True)
    chosen = list(rows[:WRITTEN])
    rates, inserted, changed = [], [], []
    for _ in range(SAMPLES):
        attempts = [seed.attempt_of(user, exam, Status.submitted) for user in learners for exam in course.exams]
        with transaction.atomic():
            begin, log_began_at = seconds(), end_of_log()
            seed.store(seed.Attempt, attempts)
            rates.append(len(attempts) / (seconds() - begin))
            inserted.append((end_of_log() - log_began_at) / len(attempts))
            transaction.set_rollback(True)
        with transaction.atomic():
            log_began_at = end_of_log()
            for attempt_id in chosen:
                seed.Attempt.objects.filter(id=attempt_id).update(status=Status.verified)
            changed.append((end_of_log() - log_began_at) / len(chosen))
            transaction.set_rollback(True)
    message = f'{max(rates):,.0f} attempts a second'
    if connection.vendor == 'sqlite':
        return message
    return f'{message}; {min(inserted):,.0f} bytes of log for an attempt, {min(changed):,.0f} for a new status'


def end_of_log() -> int:
    """Return how many bytes the server has ever written to its log of changes; 0 for SQLite, which can't be asked."""
    if connection.vendor == 'sqlite':
        return 0
    asked = {
        'postgresql': "SELECT pg_current_wal_insert_lsn() - '0/0'",
        'mysql': "SHOW GLOBAL STATUS LIKE 'Innodb_lsn_current'",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return int(cursor.fetchone()[-1])


@contextmanager
def without(index: Index) -> Iterator[None]:
    """Drop the index during the block."""
    meta: Any = seed.Attempt._meta
    everything = meta.constraints if index.is_constraint else meta.indexes
    found = next(each for each in everything if each.name == index.name)
    kind = 'constraint' if index.is_constraint else 'index'
    with connection.schema_editor() as editor:
        getattr(editor, f'remove_{kind}')(seed.Attempt, found)
    analyze()
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            getattr(editor, f'add_{kind}')(seed.Attempt, found)
        analyze()


if __name__ == '__main__':
    main()
