"""After a request of the LMS has been answered, some of what waits is done (``UPKEEP_AFTER_REQUESTS``).

Once a minute per site, where its processes share a cache, else once a minute per process. Only under WSGI, where the
answer has reached the learner by then; a server that speaks ASGI would keep others waiting. Only where the LMS runs:
Studio has none of the services that deliveries call.
"""

from __future__ import annotations

import time
from typing import Any, Final

from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.dispatch import receiver
from django.utils import timezone

from edx_proctoring.actions import upkeep
from edx_proctoring.conf import conf
from edx_proctoring.lms.links import has_learner_addresses
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

PAUSE: Final = 60  # seconds
MOST_SECONDS: Final = 5
CACHE_KEY: Final = 'edx_proctoring.upkeep'


class Turn:
    """When this process may look next; ``next_at`` in seconds of the monotonic clock."""

    next_at = 0.0

    @classmethod
    def has_come(cls) -> bool:
        """Return whether a minute has passed since this process last looked; if so, the next minute begins."""
        now = time.monotonic()
        if now < cls.next_at:
            return False
        cls.next_at = now + PAUSE
        return True


@receiver(request_finished)
def keep_up(sender: Any, **_kwargs: Any) -> None:
    """Do some of the waiting work, if it is this process's turn."""
    if not (isinstance(sender, type) and issubclass(sender, WSGIHandler) and Turn.has_come()):
        return
    try:
        if conf.upkeep_after_requests and has_learner_addresses() and cache.add(CACHE_KEY, 1, timeout=PAUSE):
            upkeep.do_some(now=timezone.now(), seconds=MOST_SECONDS)
    except Exception:  # nobody waits for this: the next turn comes in a minute
        log.exception('Upkeep after a request failed')
    finally:
        if not connection.in_atomic_block:  # of a test
            close_old_connections()
