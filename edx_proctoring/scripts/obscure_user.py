#!/usr/bin/env python
"""Translate the ids under which a provider knows learners, for a site that changes the key they are made with.

Once they were made with Django's secret key, since then with a key of their own. The provider needs both to rename
its records. Reads a CSV file with the columns ``user_id`` and ``email`` and writes one with ``email``,
``existing_user_id`` and ``target_user_id``. Runs by itself, without Django and without this package.
"""

import argparse
import csv
import hashlib
import hmac
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

OLD_KEY, NEW_KEY = 'DJANGO_SECRET_KEY', 'PROCTORING_USER_OBFUSCATION_KEY'
COLUMNS = ('email', 'existing_user_id', 'target_user_id')


def obscured(user_id: str, backend: str, key: str) -> str:
    """Return the id that a provider gets, by the formula of ``edx_proctoring.security.crypto.obscured_user_id``."""
    return hmac.new(key.encode('ascii'), f'{user_id}{backend}'.encode(), hashlib.sha1).hexdigest()


def translated(
    rows: Iterable[Mapping[str, str | None]], *, backend: str, old_key: str, new_key: str
) -> Iterator[dict[str, str]]:
    """Yield a row of output for each row with a user's id; the others are reported on stderr."""
    for number, row in enumerate(rows, 1):
        user_id = (row['user_id'] or '').strip()
        if not user_id:
            sys.stderr.write(f'Row {number} has no user_id and was skipped.\n')
            continue
        ids = (obscured(user_id, backend, key) for key in (old_key, new_key))
        yield dict(zip(COLUMNS, (row['email'] or '', *ids), strict=True))


def read_rows(path: Path) -> list[dict[str, str | None]]:
    """Return the rows of the input. Raises ``ValueError`` when its first line doesn't name the columns."""
    with path.open(newline='', encoding='utf-8-sig') as source:
        reader = csv.DictReader(source)
        if not {'user_id', 'email'}.issubset(reader.fieldnames or ()):
            raise ValueError(f'The first line of {path} must name the columns user_id and email.')
        return list(reader)


def write_rows(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Write the output, replacing the contents of the file."""
    with path.open('w', newline='', encoding='utf-8') as target:
        writer = csv.DictWriter(target, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the arguments and the environment, and translate; exit with a message if one of them is wrong."""
    parser = argparse.ArgumentParser(
        description='Lists the old and the new obscured ids of users.',
        epilog=f'The environment variables {OLD_KEY} and {NEW_KEY} hold the old and the new key.',
    )
    parser.add_argument('input_file_path', help='CSV file with the columns user_id and email')
    parser.add_argument('output_file_path', help=f'CSV file to write, with the columns {", ".join(COLUMNS)}')
    parser.add_argument('--backend', default='proctortrack', help='name of the backend (default: %(default)s)')
    options = parser.parse_args(arguments)
    old_key, new_key = os.environ.get(OLD_KEY), os.environ.get(NEW_KEY)
    if not old_key or not new_key:
        parser.error(f'{OLD_KEY} and {NEW_KEY} must be set in the environment.')
    try:
        rows = read_rows(Path(options.input_file_path))
        found = translated(rows, backend=options.backend, old_key=old_key, new_key=new_key)
        write_rows(Path(options.output_file_path), list(found))
    except (OSError, ValueError, csv.Error) as error:
        parser.error(str(error))


if __name__ == '__main__':
    main()
