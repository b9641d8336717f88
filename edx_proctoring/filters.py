"""Steps for the filters of Open edX (``openedx-filters``); the site's ``OPEN_EDX_FILTERS_CONFIG`` names them.

The plugin settings of this app put :class:`AddExamRoomTab` there. Nothing of the app imports this module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from edx_proctoring.exam_room.dashboard_tab import TAB_ID, exam_room_tab
from edx_proctoring.telemetry.correlation import get_logger

if TYPE_CHECKING:
    from openedx_filters import PipelineStep
else:
    try:
        from openedx_filters import PipelineStep
    except ImportError:  # no Open edX host: nobody runs the steps
        PipelineStep = object

log = get_logger(__name__)


class AddExamRoomTab(PipelineStep):
    """A step of ``org.openedx.learning.instructor.dashboard.tabs.requested.v1``."""

    def run_filter(self, *, tabs: list[dict[str, Any]], user: Any, course_key: Any, **_: Any) -> dict[str, Any]:
        """Return ``tabs`` with the tab to the exam room of the course, if there is one for this user.

        ``tabs`` itself is not changed, and is returned when anything fails, so that the dashboard never does.
        """
        try:
            if any(tab.get('tab_id') == TAB_ID for tab in tabs):
                return {'tabs': tabs}
            tab = exam_room_tab(user, str(course_key))
            return {'tabs': [*tabs, tab] if tab else tabs}
        except Exception:
            log.exception('The instructor dashboard of %s has no exam room tab because of an error', course_key)
            return {'tabs': tabs}
