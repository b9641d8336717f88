"""Repeat the effects of the statuses of an exam's attempts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import replay
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import Pace, add_batch_arguments, whole_number
from edx_proctoring.queries.attempts import list_ids_at_exam
from edx_proctoring.queries.exams import find_exam


class Command(BaseCommand):
    """For when credit or grades were lost, for example because a service of the LMS was down."""

    help = "Repeats the effects of the status of each of an exam's attempts: credit, grade, email, provider."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the exam and the pace."""
        parser.add_argument('--exam_id', type=int, help='id of the exam')
        add_batch_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Repeat the status of every attempt at the exam, by id."""
        pace = Pace.of(options)
        exam_id = whole_number(options['exam_id'], '--exam_id', least=1)
        if find_exam(exam_id) is None:
            raise CommandError(f'There is no exam with the id {exam_id}.')
        ids = list_ids_at_exam(exam_id)
        if options['dry_run']:
            self.stdout.write(f'The status of {counted(len(ids), "attempt", "attempts")} would be set again.')
            return
        repeated = 0
        for batch in pace.batches(ids):
            repeated += sum(replay.repeat_status(attempt_id, now=timezone.now()) for attempt_id in batch)
            self.stdout.write(f'{repeated} of {counted(len(ids), "attempt", "attempts")} done.')
        self.stdout.write(f'Finished: the status of {counted(repeated, "attempt", "attempts")} was set again.')
