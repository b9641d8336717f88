"""The request that is being answered, as django-crum's middleware keeps it."""

from __future__ import annotations

from typing import Final

import crum
from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.utils.module_loading import import_string

_NEEDED: Final = (crum.CurrentRequestUserMiddleware, SessionMiddleware)


def current_request() -> HttpRequest | None:
    """Return the request of this thread; None in tasks and commands, and if crum's middleware is not installed."""
    request: HttpRequest | None = crum.get_current_request()
    return request


def list_missing_middleware() -> list[str]:
    """Return the names of the middleware that the site does not have, and without which no request, or no session, is
    known; classes made from them will do."""
    installed = [each for each in map(import_string, settings.MIDDLEWARE) if isinstance(each, type)]
    return [needed.__name__ for needed in _NEEDED if not any(issubclass(each, needed) for each in installed)]
