"""What each migration after the published ones takes on big tables: ``python -m benchmarks.migrations [--rows N]``.

Prints, for every migration, how long it runs, and the longest time that a request waited meanwhile: one that reads an
attempt, and one that changes an attempt. Without a migration, both take milliseconds. ``DATABASE`` as for the tests;
SQLite is left out, since it has no requests beside a migration.
"""

from __future__ import annotations

import argparse
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import seed  # noqa: E402
from benchmarks.host import analyze, throw_away_database  # noqa: E402

APP = 'edx_proctoring'
PUBLISHED = '0001_squashed_0025'
PAUSE = 0.01  # seconds between two requests of the same kind
ATTEMPTS = 'proctoring_proctoredexamstudentattempt'
REQUESTS = {
    'read': f'SELECT status FROM {ATTEMPTS} WHERE id = %s',
    'write': f'UPDATE {ATTEMPTS} SET is_status_acknowledged = NOT is_status_acknowledged WHERE id = %s',
}
RANDOM_TEXT = {'postgresql': 'gen_random_uuid()', 'mysql': 'UUID()'}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.migrations', description='What migrations take.')
    parser.add_argument('--rows', type=int, default=1_000_000, help='attempts, archived reviews, and findings')
    rows = parser.parse_args().rows
    if connection.vendor not in RANDOM_TEXT:
        parser.error('Set DATABASE to postgres or mariadb.')
    with throw_away_database():
        call_command('migrate', APP, PUBLISHED, verbosity=0)
        began = time.monotonic()
        attempt_id = fill(rows)
        analyze()
        print(f'{connection.vendor}, {rows:,} rows, filled in {time.monotonic() - began:.0f} s', flush=True)
        with waits_of(attempt_id) as waits:
            time.sleep(1)
        print(shown('none', 1, waits), flush=True)
        for name in ours():
            with waits_of(attempt_id) as waits:
                began = time.monotonic()
                call_command('migrate', APP, name, verbosity=0)
                seconds = time.monotonic() - began
            print(shown(name, seconds, waits), flush=True)


def ours() -> list[str]:
    """Return the names of the migrations that follow the published ones, in their order."""
    names = sorted(name for app, name in MigrationLoader(connection).disk_migrations if app == APP)
    return [name for name in names if name > PUBLISHED]


def shown(name: str, seconds: float, waits: dict[str, float]) -> str:
    """Return a line about one migration."""
    return f'{name:24} {seconds:8.2f} s   ' + '   '.join(f'{kind} {wait:7.3f} s' for kind, wait in waits.items())


@contextmanager
def waits_of(attempt_id: int) -> Iterator[dict[str, float]]:
    """Send requests of each kind, one after the other, and yield the longest time in seconds that each kind took."""
    waits = dict.fromkeys(REQUESTS, 0.0)
    is_over = threading.Event()

    def send(kind: str) -> None:
        with connection.cursor() as cursor:
            while not is_over.is_set():
                began = time.monotonic()
                cursor.execute(REQUESTS[kind], [attempt_id])
                waits[kind] = max(waits[kind], time.monotonic() - began)
                is_over.wait(PAUSE)
        connections.close_all()

    threads = [threading.Thread(target=send, args=[kind]) for kind in REQUESTS]
    for each in threads:
        each.start()
    try:
        yield waits
    finally:
        is_over.set()
        for each in threads:
            each.join()


def fill(rows: int) -> int:
    """Store that many attempts, archived reviews, and findings, and return the id of an attempt.

    The models in the code have columns that the tables don't have yet, so those of the published migration are used.
    """
    exams = seed.make_exams(seed.new_course(), seed.EXAMS)
    learners = seed.make_learners(rows // seed.EXAMS)
    exam_id, user_id = exams[0].pk, learners[0].pk
    state = MigrationLoader(connection).project_state((APP, PUBLISHED)).apps
    everyone = f'auth_user u CROSS JOIN proctoring_proctoredexam e WHERE u.id <> {user_id} OR e.id <> {exam_id}'
    code = RANDOM_TEXT[connection.vendor]
    attempt = state.get_model(APP, 'ProctoredExamStudentAttempt').objects.create(
        proctored_exam_id=exam_id,
        user_id=user_id,
        status='submitted',
        attempt_code='first',
        external_id='first',
        taking_as_proctored=True,
        started_at=timezone.now(),
        completed_at=timezone.now(),
        allowed_time_limit_mins=seed.MINUTES,
    )
    copy(attempt, everyone, user_id='u.id', proctored_exam_id='e.id', attempt_code=code, external_id=code)
    review: dict[str, Any] = {
        'attempt_code': 'first',
        'review_status': 'Clean',
        'raw_data': '{}',
        'exam_id': exam_id,
        'student_id': user_id,
    }
    archived = state.get_model(APP, 'ProctoredExamSoftwareSecureReviewHistory').objects.create(**review)
    copy(archived, everyone, student_id='u.id', exam_id='e.id', attempt_code=code)
    finding = state.get_model(APP, 'ProctoredExamSoftwareSecureComment').objects.create(
        review=state.get_model(APP, 'ProctoredExamSoftwareSecureReview').objects.create(**review),
        start_time=1,
        stop_time=2,
        duration=1,
        comment='-',
        status='Suspicious',
    )
    copy(finding, everyone)
    return int(attempt.pk)


def copy(row: Any, source: str, **changed: str) -> None:
    """Insert a copy of a row for each row of the source, with other expressions for some columns."""
    table = row._meta.db_table
    columns = [each.column for each in row._meta.concrete_fields if not each.primary_key]
    values = ', '.join(changed.get(column, f't.{column}') for column in columns)
    template = f'(SELECT * FROM {table} WHERE id = {row.pk}) t'
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} ({", ".join(columns)}) SELECT {values} FROM {template} CROSS JOIN {source}'
        )


if __name__ == '__main__':
    main()
