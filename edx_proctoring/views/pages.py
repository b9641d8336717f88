"""What the pages that people open have in common; they are not part of the HTTP API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import ensure_csrf_cookie

from edx_proctoring.views.base import refusing_in_text
from edx_proctoring.views.error_reports import keep_quiet


class Page(View):
    """A page, or a file that is opened like one."""

    http_method_names = ['get', 'head', 'options']

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction: it asks the host, and actions open their own."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Prepare; should anything fail, its report tells nothing of what was sent."""
        keep_quiet(request)
        super().setup(request, *args, **kwargs)


@method_decorator(
    [
        cache_control(private=True, no_store=True),
        xframe_options_sameorigin,
        refusing_in_text,
        ensure_csrf_cookie,  # the scripts send it with what they change
    ],
    name='dispatch',
)
class PersonalPage(Page):
    """A page for somebody who is logged in."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send whoever is not logged in to the host's login, and back from there."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)
