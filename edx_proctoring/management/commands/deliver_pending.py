"""Make the deliveries that are still pending."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from edx_proctoring import outbox
from edx_proctoring.domain.counting import counted
from edx_proctoring.management.batches import whole_number
from edx_proctoring.models import Delivery


class Command(BaseCommand):
    """Sites without Celery run this every minute."""

    help = 'Makes the pending provider calls, emails, and LMS updates that are due.'

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments for a limit, a dry run, and the deliveries to retry."""
        parser.add_argument(
            '--limit', type=int, default=1000, help='maximum number of deliveries to try (default 1000)'
        )
        parser.add_argument('--dry-run', action='store_true', help='only print how many are pending and due')
        parser.add_argument('--given-up', action='store_true', help='retry only the deliveries that were given up')
        parser.add_argument(
            '--id',
            dest='ids',
            metavar='ID',
            action='append',
            help='with --given-up: only retry the delivery with this id; can be repeated',
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Carry out deliveries, or only count them."""
        limit = whole_number(options['limit'], '--limit', least=1)
        ids = [whole_number(each, '--id', least=1) for each in options['ids'] or []]
        if ids and not options['given_up']:
            raise CommandError('--id requires --given-up.')
        now = timezone.now()
        if options['dry_run']:
            self._tell(f'{Delivery.objects.due(now).count()} due, ')
            return
        chosen = None
        if options['given_up']:
            chosen = _list_given_up(ids)
            count = outbox.retry_now(now=now, ids=chosen)
            self.stdout.write(f'Retrying {counted(count, "delivery", "deliveries")} that had been given up.')
        delivered, failed = outbox.deliver_pending(now=now, limit=limit, ids=chosen)
        self._tell(f'{delivered} delivered, {failed} failed, ')

    def _tell(self, done: str) -> None:
        given_up = Delivery.objects.filter(given_up=True).count()
        self.stdout.write(f'{done}{Delivery.objects.count() - given_up} pending, {given_up} given up')


def _list_given_up(ids: list[int]) -> list[int]:
    """Return the ids of all deliveries that were given up, or the given ids.

    Raises ``CommandError`` if a given id isn't that of such a delivery.
    """
    given_up = Delivery.objects.filter(given_up=True).order_by('id')
    found = list((given_up.filter(id__in=ids) if ids else given_up).values_list('id', flat=True))
    unknown = sorted(set(ids) - set(found))
    if unknown:
        raise CommandError(f'Nothing was sent: no given-up delivery has the id {unknown[0]}.')
    return found
