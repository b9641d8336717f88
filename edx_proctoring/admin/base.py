"""What all pages of this app in the admin share: what staff sees when the database does not serve a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from edx_proctoring.actions.whole_requests import in_one_transaction
from edx_proctoring.character_sets import USER_NAMES, can_be_name
from edx_proctoring.database_errors import find_busy
from edx_proctoring.exceptions import UnsupportedCharsetException
from edx_proctoring.request_charset import require_utf8

SAFE_METHODS = frozenset({'GET', 'HEAD', 'OPTIONS', 'TRACE'})
BUSY = _('The database is busy. Please try again in a moment.')

View = Callable[..., HttpResponse]


class ProctoringModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # generic only in its stubs
    """Retries changes that lose against others; if that fails, staff see a message on the page where they were.

    The pages opt out of ``ATOMIC_REQUESTS``, so that errors at the end of the transaction can be handled as well.
    """

    # Those of ``actions`` that open their own; everything else is one transaction with its entries in the admin's log.
    actions_with_own_transactions: frozenset[str] = frozenset()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows that match the text; none if usernames are searched too and no username can contain it."""
        columns = {path.rpartition('__')[2] for path in self.get_search_fields(request)}
        if not columns.isdisjoint(USER_NAMES) and not all(can_be_name(search_term, name) for name in USER_NAMES):
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self) -> list[URLPattern]:
        """Return the URLs of all pages, including those of base classes."""
        addresses = super().get_urls()
        for address in addresses:
            address.callback = _answering_when_busy(address.callback, in_parts=self.actions_with_own_transactions)
        return addresses


class ReadOnlyModelAdmin(ProctoringModelAdmin):
    """Rows that are only looked at: nothing is added, changed, or deleted."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Return False."""
        return False


def _answering_when_busy(view: View, *, in_parts: frozenset[str]) -> View:
    change = in_one_transaction(view)

    @csrf_exempt  # the admin makes the check against forged requests itself, which reads the form
    @transaction.non_atomic_requests
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            require_utf8(request)
        except UnsupportedCharsetException as error:
            return HttpResponse(error.detail, status=error.http_status, content_type='text/plain; charset=utf-8')
        is_change = request.method not in SAFE_METHODS
        is_whole = is_change and in_parts.isdisjoint(request.POST.getlist('action'))
        try:
            return (change if is_whole else view)(request, *args, **kwargs)
        except Exception as error:
            busy = find_busy(error)
            if busy is None:
                raise
        if not is_change:
            headers = {'Retry-After': str(busy.seconds_to_retry)}
            return HttpResponse(str(busy), status=busy.http_status, headers=headers, content_type='text/plain')
        list(messages.get_messages(request))  # forgets what was said of a change that did not come to be
        messages.error(request, BUSY)
        return HttpResponseRedirect(request.get_full_path())

    return answer
