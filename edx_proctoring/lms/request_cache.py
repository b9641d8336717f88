"""What was read already in this request, so that a course's outline, which asks for one line after the other, costs
the same for one exam and for fifty.

It lies in the host's request cache, that of edx-django-utils, which the host empties between requests. Where that is
not installed nothing is remembered. A process that serves no requests may never empty it: what is older than a second
is not believed. Whoever writes rows that are remembered calls :func:`forget`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import TypeVar

try:
    from edx_django_utils.cache import RequestCache
except ImportError:
    RequestCache = None

T = TypeVar('T')

NAMESPACE = 'edx_proctoring'
MOST_SECONDS = 1


def remember(key: Hashable, read: Callable[[], T]) -> T:
    """Return what ``read`` returns, or what it returned when it was called for this key earlier in this request."""
    if RequestCache is None:
        return read()
    remembered = RequestCache(NAMESPACE).data
    now = time.monotonic()
    read_at, value = remembered.get(key, (None, None))
    if read_at is None or not 0 <= now - read_at < MOST_SECONDS:
        value = read()
        remembered[key] = now, value
    return value  # type: ignore[no-any-return]


def forget() -> None:
    """Forget everything that was remembered, because something was written."""
    if RequestCache is not None:
        RequestCache(NAMESPACE).clear()
