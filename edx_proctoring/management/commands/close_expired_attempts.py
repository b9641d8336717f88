"""End the attempts that ran out of time."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import time_outs
from edx_proctoring.actions.current_attempts import mark_strays
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import Pace, add_batch_arguments
from edx_proctoring.queries.backlog import list_overdue_attempts


class Command(BaseCommand):
    """Run it on a schedule, for example every five minutes; safe to run twice at the same time."""

    help = 'Submits attempts whose time is over but that have not been submitted yet, with all effects.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the pace."""
        add_batch_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """End the attempts one by one, by id, each at its own deadline; mark attempts of others as current.

        One that can't be ended does not affect the others; the command fails at the end.
        """
        pace = Pace.of(options)
        ids = list_overdue_attempts(now=timezone.now())
        if options['dry_run']:
            self.stdout.write(f'{counted(len(ids), "attempt is", "attempts are")} overdue and would be submitted.')
            return
        ended = failed = 0
        for batch in pace.batches(ids):
            outcome = time_outs.end_each(batch, now=timezone.now())
            ended, failed = ended + outcome.ended, failed + outcome.failed
            self.stdout.write(f'{ended} of {counted(len(ids), "overdue attempt", "overdue attempts")} submitted.')
        mark_strays(now=timezone.now())
        self.stdout.write(f'Finished: {counted(ended, "overdue attempt", "overdue attempts")} submitted.')
        if failed:
            missed = counted(failed, 'overdue attempt', 'overdue attempts')
            raise CommandError(f'{missed} could not be submitted; see the log.')
