"""Apply the effects of reviews again."""

from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import replay
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import Pace, add_batch_arguments
from edx_proctoring.queries.reviews import list_ids_modified

MOMENT = '%Y-%m-%d %H:%M:%S'


class Command(BaseCommand):
    """For when the effects were wrong or missing, for example because a rule was changed."""

    help = 'Sets the attempts of all reviews that were modified in a period to the status given by the review.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the time span and the pace."""
        form = 'YYYY-MM-DD HH:MM:SS, in UTC'
        parser.add_argument('--start_date_time', type=str, help=f'reviews modified then or later ({form})')
        parser.add_argument('--end_date_time', type=str, help=f'reviews modified then or earlier ({form})')
        add_batch_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Repeat the consequences of the reviews, by id. The learners may get email."""
        pace = Pace.of(options)
        start = _moment(options['start_date_time'], '--start_date_time')
        end = _moment(options['end_date_time'], '--end_date_time')
        if start > end:
            raise CommandError('--start_date_time must not be after --end_date_time.')
        # Judging renews ``modified``, so the ids are read once, before the first.
        ids = list_ids_modified(start, end)
        if options['dry_run']:
            self.stdout.write(f'{counted(len(ids), "review", "reviews")} would be applied again.')
            return
        judged = 0
        for batch in pace.batches(ids):
            judged += sum(replay.judge_again(review_id, now=timezone.now()) for review_id in batch)
            self.stdout.write(f'{judged} of {counted(len(ids), "review", "reviews")} applied again.')
        self.stdout.write(f'Finished: {counted(judged, "review", "reviews")} applied again.')


def _moment(value: Any, name: str) -> datetime:
    try:
        return datetime.strptime(value, MOMENT).replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise CommandError(f'{name} must be a time in UTC such as "2026-11-23 08:30:00".') from error
