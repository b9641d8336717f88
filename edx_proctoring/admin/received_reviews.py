"""What providers posted as reviews, in the admin: an operator sees what could not be processed, and why."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from edx_proctoring.actions import received_reviews
from edx_proctoring.admin.base import ProctoringModelAdmin
from edx_proctoring.models import ReceivedReview


@admin.register(ReceivedReview)
class ReceivedReviewAdmin(ProctoringModelAdmin):
    """Received payloads, without what they say: they name learners and link to recordings."""

    actions = ('finish_now',)
    actions_with_own_transactions = frozenset(actions)  # each review has its own, and its own tries
    fields = ('digest', 'attempt_code', 'is_anonymous', 'received_at', 'processed_at', 'error')
    list_display = ('received_at', 'attempt_code', 'is_anonymous', 'processed_at', 'error')
    list_filter = (('processed_at', admin.EmptyFieldListFilter), 'is_anonymous')
    ordering = ('-received_at',)
    search_fields = ('attempt_code',)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: they come from providers."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False: a payload is processed or deleted, never edited."""
        return False

    @admin.action(description=_('Process the selected reviews now'), permissions=['view'])
    def finish_now(self, request: HttpRequest, queryset: QuerySet[ReceivedReview]) -> None:
        """Process the selected ones that are pending."""
        done, failed = received_reviews.finish_selected(queryset, now=timezone.now())
        self.message_user(request, _('{done} processed, {failed} failed.').format(done=done, failed=failed))
