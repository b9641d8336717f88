"""Measure all operations at growing sizes, print a table and write the figures as JSON.

``python -m benchmarks [--size N] [--only TEXT] [--seconds S] [--json FILE]``, ``DATABASE`` as for the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
django.setup()

from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks.host import analyze, prepare_host, throw_away_database  # noqa: E402
from benchmarks.measuring import Row, Work, exponent, sample  # noqa: E402
from benchmarks.operations import Site  # noqa: E402
from benchmarks.table import OPERATIONS, Floor, Grows, Operation  # noqa: E402
from edx_proctoring.models import ProctoredExam  # noqa: E402

SMALLEST, LARGEST = 1_000, 100_000
LARGEST_PART = 20  # of what is stored, one operation reads or writes at most one in that many rows


def main() -> None:
    """Run the benchmarks that the arguments select."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks', description='Measure what a host feels.')
    parser.add_argument('--size', type=int, default=LARGEST, help='attempts of the course at the end')
    parser.add_argument('--only', default='', help='operations whose name contains this')
    parser.add_argument('--seconds', type=float, default=0.5, help='for the samples of one operation at one size')
    parser.add_argument('--json', type=Path, help='where the figures go')
    arguments = parser.parse_args()
    began = time.monotonic()
    with throw_away_database():
        site = Site(prepare_host())
        chosen = [each for each in OPERATIONS if arguments.only in each.name]
        rows = []
        for row in measure(site, chosen, largest=arguments.size, seconds=arguments.seconds):
            rows.append(row)
            print(shown(row), flush=True)
    title = f'{connection.vendor}, {arguments.size:,} attempts, {time.monotonic() - began:.0f} s'
    print_growth(rows, chosen, title)
    path = arguments.json or Path('build') / f'bench-{connection.vendor}-{arguments.size}.json'
    write(path, rows, chosen)


def measure(site: Site, chosen: list[Operation], *, largest: int, seconds: float) -> Iterator[Row]:
    """Yield rows for all operations: those that grow with the stored rows at each size, others in the full database."""
    print(f'{"operation":34} {"grows with":21} {"size":>9} {"queries":>7} {"ms":>9} {"x floor":>8} {"cpu":>7}')
    size = SMALLEST
    while size <= largest:
        begin = time.monotonic()
        site.course.grow(size)
        analyze()
        print(f'… {size:,} attempts stored after {time.monotonic() - begin:.0f} s', flush=True)
        for operation in chosen:
            if operation.grows is Grows.STORED:
                yield measure_one(site, operation, size, seconds=seconds)
        size *= 10
    for operation in chosen:
        if operation.grows is Grows.ROWS:
            for rows in operation.sizes:
                if rows <= largest // LARGEST_PART:
                    yield measure_one(site, operation, rows, seconds=seconds)


def measure_one(site: Site, operation: Operation, size: int, *, seconds: float) -> Row:
    """Return one row of the table."""
    site.host.calls.clear()
    prepare = partial(operation.prepare, site, size)
    taken = sample(prepare, floor_of(site, operation), uses_up=operation.uses_up, seconds=seconds)
    ms, floor_ms = taken.ms
    grows = operation.grows.value
    return Row(operation.name, grows, size, taken.queries, ms, floor_ms, taken.cpu_ratio, len(taken.work))


def floor_of(site: Site, operation: Operation) -> Work:
    """Return what the operation is compared with."""
    if operation.floor is Floor.GET:
        return lambda: ProctoredExam.objects.get(id=site.exam.id)
    return partial(site.staff_client.get, reverse('floor', args=(site.exam.id,)))


def shown(row: Row) -> str:
    """Return a line of the table."""
    times = f'{row.ms:>9.2f} {row.ratio:>8.2f} {row.cpu_ratio:>7.2f}'
    return f'{row.operation:34} {row.grows:21} {row.size:>9,} {row.queries:>7} {times}'


def growth_of(rows: list[Row]) -> float:
    """Return the exponent of one operation's cost in floors over its sizes.

    If the database is in this process, it is that of the CPU time, which other processes disturb less.
    """
    is_here = connection.vendor == 'sqlite'
    return exponent([row.size for row in rows], [row.cpu_ratio if is_here else row.ratio for row in rows])


def print_growth(rows: list[Row], chosen: list[Operation], title: str) -> None:
    """Print the exponents, and which of them are too high."""
    print(f'\n{title}\n{"operation":34} {"grows with":21} {"sizes":>24} {"exponent":>8} {"at most":>8}')
    for operation in chosen:
        print_exponent(operation, [row for row in rows if row.operation == operation.name])


def print_exponent(operation: Operation, rows: list[Row]) -> None:
    """Print a line of that table, if there are several sizes."""
    if len(rows) < 2:
        return
    sizes, found = f'{rows[0].size:,} … {rows[-1].size:,}', growth_of(rows)
    remark = '  ABOVE' if found > operation.bar else ''
    print(f'{operation.name:34} {rows[0].grows:21} {sizes:>24} {found:>8.2f} {operation.bar:>8}{remark}')


def write(path: Path, rows: list[Row], chosen: list[Operation]) -> None:
    """Write all figures as JSON."""
    by_name = {each.name: [row for row in rows if row.operation == each.name] for each in chosen}
    fields: dict[str, Any] = {
        'database': connection.vendor,
        'measured_at': datetime.now(UTC).isoformat(timespec='seconds'),
        'python': platform.python_version(),
        'django': django.get_version(),
        'load': os.getloadavg(),
        'cores': os.cpu_count(),
        'rows': [row.as_json() for row in rows],
        'exponents': {name: round(growth_of(each), 3) for name, each in by_name.items() if len(each) > 1},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(fields, indent=1) + '\n', encoding='utf-8')
    print(f'\n{path}')


if __name__ == '__main__':
    main()
