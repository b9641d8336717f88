"""The Celery door: what may run later. Without Celery, the commands of the same purpose do the same."""

import logging

from celery import shared_task
from django.utils import timezone

from edx_proctoring.actions import deliveries

log = logging.getLogger(__name__)


@shared_task(name=deliveries.WORKER_TASK, acks_late=True)  # type: ignore[untyped-decorator]
def deliver_pending() -> dict[str, int]:
    """Carry out what is due. Run it on a schedule; safe to run twice at the same time."""
    delivered, failed = deliveries.deliver_pending(now=timezone.now())
    if delivered or failed:
        log.info('Deliveries: %s delivered, %s failed', delivered, failed)
    return {'delivered': delivered, 'failed': failed}
