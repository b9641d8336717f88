"""Empty old data, as the setting RETENTION says; without --apply, only print what would be emptied."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from edx_proctoring.actions.retention import Emptied, empty_old, preview
from edx_proctoring.conf import conf
from edx_proctoring.domain.counting import counted

ROW = '{:<24}{:<44}{:<12}{:>10}'


class Command(BaseCommand):
    """Run it once a day with ``--apply``; safe to interrupt, and to run twice at the same time."""

    help = 'Prints which old data would be emptied according to RETENTION; with --apply, empties it.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the argument that makes it more than a dry run."""
        parser.add_argument('--apply', action='store_true', help='empty the data instead of only counting it')

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each table, and the sum."""
        if not conf.retention:
            self.stdout.write("PROCTORING_SETTINGS['RETENTION'] names no data, so all of it is kept.")
            return
        self.stdout.write(ROW.format('KIND', 'TABLE', 'BEFORE', 'ROWS'))
        total = 0
        for emptied in (empty_old if options['apply'] else preview)(now=timezone.now()):
            self.stdout.write(_line(emptied))
            total += emptied.rows
        rows = counted(total, 'row', 'rows')
        self.stdout.write(f'{rows} emptied.' if options['apply'] else f'{rows} would be emptied; --apply does it.')


def _line(emptied: Emptied) -> str:
    return ROW.format(emptied.kind, emptied.model, f'{emptied.before:%Y-%m-%d}', emptied.rows)
