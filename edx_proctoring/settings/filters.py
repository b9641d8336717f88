"""Puts the steps of ``edx_proctoring.filters`` into the filters of an Open edX site, beside its own."""

from __future__ import annotations

from typing import Any

DASHBOARD_TABS = 'org.openedx.learning.instructor.dashboard.tabs.requested.v1'
EXAM_ROOM_STEP = 'edx_proctoring.filters.AddExamRoomTab'


def add_exam_room_step(settings: Any) -> None:
    """Add a step to the site's filter for the tabs of the instructor dashboard, which adds the tab to the exam room.

    What the site has configured stays: its other filters, its steps of this one, which come first, and whether they may
    fail silently. Nothing that the site configured is changed in place, and a second call changes nothing.

    A filter may be configured as a dict, as a list of steps, or as the name of one. Anything else is the site's
    mistake, and is left for the site to find.
    """
    configured = getattr(settings, 'OPEN_EDX_FILTERS_CONFIG', None) or {}
    if not isinstance(configured, dict):
        return
    entry = _with_step(configured.get(DASHBOARD_TABS) or {'fail_silently': True, 'pipeline': []})
    if entry is not None:
        settings.OPEN_EDX_FILTERS_CONFIG = {**configured, DASHBOARD_TABS: entry}


def _with_step(entry: Any) -> dict[str, Any] | list[Any] | None:
    """Return the configuration of the filter with our step at its end; None for what can't be a configuration."""
    if isinstance(entry, str):
        return _appended([entry])
    if isinstance(entry, list | tuple):
        return _appended(entry)
    if not isinstance(entry, dict):
        return None
    pipeline = entry.get('pipeline') or []
    return {**entry, 'pipeline': _appended(pipeline)} if isinstance(pipeline, list | tuple) else None


def _appended(steps: list[Any] | tuple[Any, ...]) -> list[Any]:
    return [*steps] if EXAM_ROOM_STEP in steps else [*steps, EXAM_ROOM_STEP]
