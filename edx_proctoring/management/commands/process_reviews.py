"""Process received reviews that could not be processed when they arrived."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import received_reviews
from edx_proctoring.domain.counting import counted
from edx_proctoring.queries.backlog import count_pending_reviews


class Command(BaseCommand):
    """Run it on a schedule, for example every five minutes; safe to run twice at the same time."""

    help = (
        'Processes received reviews whose processing was interrupted; with --failed, those whose processing '
        'failed. Deletes the payloads of reviews that could not be processed within RECEIVED_REVIEW_DAYS.'
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for the selection, a limit, and a dry run."""
        parser.add_argument('--failed', action='store_true', help='retry failed reviews, once the cause is fixed')
        parser.add_argument(
            '--limit', type=int, default=1000, help='maximum number of reviews to process (default 1000)'
        )
        parser.add_argument('--dry-run', action='store_true', help='only print how many are pending and failed')

    def handle(self, *args: Any, **options: Any) -> None:
        """Process reviews, or only count them."""
        if options['limit'] < 1:
            raise CommandError('--limit must be 1 or more.')
        now = timezone.now()
        if not options['dry_run']:
            done, failed = received_reviews.finish_pending(failed=options['failed'], now=now, limit=options['limit'])
            forgotten = received_reviews.forget_payloads(now=now)
            self.stdout.write(f'{done} processed, {failed} failed, {counted(forgotten, "payload", "payloads")} deleted')
        waiting, failed = count_pending_reviews()
        self.stdout.write(f'{waiting} pending, {failed} of them failed')
