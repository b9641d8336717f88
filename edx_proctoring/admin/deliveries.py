"""What has not been delivered yet, in the admin: an operator sees why, and may have it tried again at once."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _

from edx_proctoring import outbox
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.models import Delivery

LONGEST_ERROR = 150  # characters in the list; the page of the delivery has all of it


@admin.register(Delivery)
class DeliveryAdmin(ProctoringModelAdmin):
    """Pending provider calls, mails and LMS updates. A row that is delivered disappears."""

    actions = ('try_again_now',)
    actions_with_own_transactions = frozenset(actions)  # a provider may be called
    list_display = ('kind', 'stream', 'backend', 'age', 'attempts_made', 'not_before', 'given_up', 'error')
    list_filter = ('given_up', 'kind', 'backend', 'created')
    ordering = ('id',)
    search_fields = ('stream', 'last_error')

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: only changes create deliveries."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a delivery is retried or deleted, never edited."""
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may retry deliveries: those who could change them if they could be changed."""
        return super().has_change_permission(request)

    # Translators: How long ago the delivery was put off.
    @admin.display(description=_('age'), ordering='created')
    def age(self, delivery: Delivery) -> str:
        """Return how long the delivery has been waiting."""
        return timesince(delivery.created)

    @admin.display(description=_('last error'), ordering='last_error')
    def error(self, delivery: Delivery) -> str:
        """Return the beginning of the last error."""
        return Truncator(delivery.last_error).chars(LONGEST_ERROR)

    @admin.action(description=_('Retry the selected deliveries now'), permissions=['send'])
    def try_again_now(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Make the selected deliveries due, and carry them out or ask a worker to do so."""
        now = timezone.now()
        ids = list(queryset.values_list('id', flat=True))
        outbox.retry_now(now=now, ids=ids)
        if outbox.works_with_celery():
            if outbox.wake_worker():
                self.message_user(
                    request, _('A worker was notified. Reload this page to see which deliveries are left.')
                )
            else:
                problem = _('No worker could be notified. The next scheduled run will retry the deliveries.')
                self.message_user(request, problem, messages.WARNING)
            return
        delivered, failed = outbox.deliver_pending(now=now, ids=ids)
        self.message_user(
            request,
            _('{delivered} delivered, {failed} failed.').format(delivered=delivered, failed=failed),
            messages.WARNING if failed else messages.INFO,
        )
