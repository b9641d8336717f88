"""Carry out what is still pending."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring.actions import deliveries
from edx_proctoring.models import Delivery


class Command(BaseCommand):
    """Sites without Celery run this every minute."""

    help = 'Carries out the pending provider calls, mails and LMS updates that are due.'

    def add_arguments(self, parser: CommandParser) -> None:
        """One bound and one look without touch."""
        parser.add_argument('--limit', type=int, default=1000, help='how many deliveries to try at most (default 1000)')
        parser.add_argument('--dry-run', action='store_true', help='only tell how many are pending and due')

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver, or only count."""
        if options['limit'] < 1:
            raise CommandError('--limit must be 1 or more.')
        now = timezone.now()
        if options['dry_run']:
            self.stdout.write(f'{Delivery.objects.count()} pending, {Delivery.objects.due(now).count()} due')
            return
        delivered, failed = deliveries.deliver_pending(now=now, limit=options['limit'])
        self.stdout.write(f'{delivered} delivered, {failed} failed, {Delivery.objects.count()} pending')
