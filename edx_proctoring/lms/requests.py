"""The request that is being answered, as django-crum's middleware keeps it."""

from __future__ import annotations

import crum
from django.http import HttpRequest


def current_request() -> HttpRequest | None:
    """Return the request of this thread; None in tasks and commands, and if crum's middleware is not installed."""
    request: HttpRequest | None = crum.get_current_request()
    return request
