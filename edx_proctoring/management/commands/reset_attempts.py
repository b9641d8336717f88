"""Remove the attempts that a file lists."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import attempt_cleanup
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import Pace, add_batch_arguments
from edx_proctoring.queries.attempts import count_existing
from edx_proctoring.queries.exams import LARGEST_ID

LISTED = ('listed attempt', 'listed attempts')
ROWS = ('row', 'rows')


class Command(BaseCommand):
    """Learners can start over afterward. Grades, problem state, and credit are kept."""

    help = 'Removes attempts, here and if possible at their providers. Keeps grades, answers, and credit.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the file and the pace."""
        parser.add_argument('-p', '--file_path', required=True, help='file with one attempt id per line')
        add_batch_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove the attempts in batches; nothing is removed if a line of the file can't be read."""
        pace = Pace.of(options)
        ids = _read_ids(options['file_path'])
        if options['dry_run']:
            count = sum(count_existing(batch) for batch in replace(pace, pause=0).batches(ids))
            self.stdout.write(f'{count} of {counted(len(ids), *LISTED)} would be removed.')
            return
        failing: set[str | None] = set()
        removed = done = 0
        for batch in pace.batches(ids):
            removed += attempt_cleanup.remove_attempts(batch, failing=failing, now=timezone.now())
            done += len(batch)
            self.stdout.write(f'{done} of {counted(len(ids), *LISTED)} done, {counted(removed, *ROWS)} removed.')
        for backend in sorted(map(str, failing)):
            self.stderr.write(f'Backend {backend} failed to remove an attempt and was not called again.')
        self.stdout.write(f'Finished: {counted(removed, *ROWS)} removed.')


def _read_ids(file_path: str) -> list[int]:
    """Return the ids in the file without duplicates."""
    try:
        lines = Path(file_path).read_text(encoding='utf-8-sig').splitlines()
    except (OSError, ValueError) as error:
        raise CommandError(f'{file_path} cannot be read: {error}') from error
    return list(dict.fromkeys(_id(line.strip(), f'line {number}') for number, line in enumerate(lines, 1)))


def _id(text: str, place: str) -> int:
    if not re.fullmatch('[0-9]{1,10}', text) or int(text) > LARGEST_ID:
        raise CommandError(f'Nothing was removed: {place} is not an attempt id: {text[:40]!r}')
    return int(text)
