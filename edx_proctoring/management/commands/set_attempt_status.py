"""Set the status of one attempt."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import rejections
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.rejection_reasons import CHOICES, Told
from edx_proctoring.exceptions import ProctoredBaseException
from edx_proctoring.management.batches import whole_number
from edx_proctoring.queries.attempts import get_attempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


class Command(BaseCommand):
    """Do what staff do in the admin, with the same effects; the status may be the one that the attempt already has."""

    help = 'Sets the status of an attempt, with all effects: credit, grade, email, provider.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the attempt and its new status."""
        parser.add_argument('-a', '--attempt', dest='attempt_id', metavar='ID', help='id of the attempt')
        parser.add_argument('-t', '--to', dest='to_status', metavar='STATUS', help='the new status')
        parser.add_argument(
            '--learner-reason', choices=CHOICES, help='of a rejection: the reason that the learner is told'
        )
        parser.add_argument(
            '--learner-text', metavar='TEXT', help='of a rejection: what the learner is told besides, in your words'
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Change the status, or report why it can't be changed."""
        attempt_id = whole_number(options['attempt_id'], '--attempt', least=1)
        to_status = options['to_status']
        self.stdout.write(f'Changing the status of attempt {attempt_id} to {to_status}.')
        if not Status.is_valid_status(to_status):
            raise CommandError(f'--to must be an attempt status, not {to_status!r}.')
        told = Told(options.get('learner_reason') or '', options.get('learner_text') or '')
        if any(told) and to_status != Status.rejected:
            raise CommandError('--learner-reason and --learner-text are for a rejection.')
        try:
            change = Change(to_status, decided_by='person', told=rejections.checked(told) if any(told) else None)
            attempt = get_attempt(attempt_id)
            changed = change_status(attempt, change, now=timezone.now())
        except ProctoredBaseException as error:
            raise CommandError(f'Attempt {attempt_id} was not changed: {error}') from error
        self.stdout.write(f'The status of attempt {attempt_id} was {attempt.status} and is now {changed.status}.')
