"""Analytics events, through event-tracking where it is installed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from edx_proctoring.telemetry.correlation import get_logger

try:
    from eventtracking import tracker
except ImportError:
    tracker = None

log = get_logger(__name__)


def is_available() -> bool:
    """Return whether events are sent anywhere: a tracker is registered, or event-tracking's own app will register one.

    That app may start after this one.
    """
    if tracker is None:
        return False
    return apps.is_installed('eventtracking.django') or tracker.DEFAULT_TRACKER_NAME in tracker.TRACKERS


def emit(name: str, data: Mapping[str, Any], *, course_id: str) -> None:
    """Emit one event in the context of the course.

    Nothing is emitted without event-tracking, or if the host registered no tracker; ``missing_packages`` reports this
    once.
    """
    if tracker is None:
        return
    try:
        current = tracker.get_tracker()
    except KeyError:
        log.debug('No event tracker is registered; event %s is not emitted', name)
        return
    with current.context(name, _context(str(course_id))):
        tracker.emit(name, dict(data))


def _context(course_id: str) -> dict[str, Any]:
    context: dict[str, Any] = {'course_id': course_id}
    try:
        context['org_id'] = CourseKey.from_string(course_id).org
    except InvalidKeyError:
        log.debug('Course id %s names no organization', course_id)
    return context
