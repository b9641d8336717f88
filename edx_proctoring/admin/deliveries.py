"""What has not been delivered yet, in the admin: an operator sees why, and may have it tried again at once."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import deliveries
from edx_proctoring.models import Delivery


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in its stubs
    """Pending provider calls, mails and LMS updates. A row that is delivered disappears."""

    actions = ('try_again_now',)
    list_display = ('kind', 'stream', 'backend', 'created', 'attempts_made', 'not_before', 'given_up', 'last_error')
    list_filter = ('given_up', 'kind', 'backend')
    ordering = ('id',)
    search_fields = ('stream',)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only changes demand deliveries."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A delivery is tried again or deleted, never edited."""
        return False

    @admin.action(description=_('Try the selected deliveries again now'), permissions=['view'])
    def try_again_now(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Make them due, and carry out what is due."""
        now = timezone.now()
        queryset.update(not_before=now, given_up=False)
        delivered, failed = deliveries.deliver_pending(now=now)
        self.message_user(
            request, _('{delivered} delivered, {failed} failed.').format(delivered=delivered, failed=failed)
        )
