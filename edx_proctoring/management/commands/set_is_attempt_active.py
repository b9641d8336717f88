"""Mark the reviews whose attempt no longer exists."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from edx_proctoring.actions import review_activity
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import Pace, add_batch_arguments
from edx_proctoring.queries.reviews import list_ids_without_attempt


class Command(BaseCommand):
    """For attempts that were removed behind the app's back; otherwise removing an attempt marks its review."""

    help = 'Marks reviews and archived reviews whose attempt no longer exists as inactive.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the pace."""
        add_batch_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Mark the reviews first, then the archived ones."""
        pace = Pace.of(options)
        for names, model in review_activity.KINDS.items():
            ids = list_ids_without_attempt(model)
            if options['dry_run']:
                self.stdout.write(f'{counted(len(ids), *names)} would be marked as inactive.')
                continue
            marked = 0
            for batch in pace.batches(ids):
                marked += review_activity.mark_as_not_active(model, batch)
                self.stdout.write(f'{marked} of {counted(len(ids), *names)} marked.')
            self.stdout.write(f'Finished: {counted(marked, *names)} marked as inactive.')
