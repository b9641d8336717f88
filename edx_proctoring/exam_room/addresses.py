"""Where the exam room of a course is, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from edx_proctoring.conf import conf, site_url
from edx_proctoring.lms import links
from edx_proctoring.lms.requests import current_request
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.web_addresses import is_link

_OF_THE_API = 'edx_proctoring:proctored_exam.exam'
_BELOW_THE_API = '/proctored_exam/exam'


class Link(NamedTuple):
    """A link and its text."""

    url: str
    text: str


def room_path(course_id: str) -> str:
    """Return the path of the exam room. Raises ``NoReverseMatch`` if the host has not mounted it (Studio)."""
    return reverse('edx_proctoring:exam_room', args=[str(course_id)])


def review_path(course_id: str, review_id: int) -> str:
    """Return the path of the page where the review is decided. Raises ``NoReverseMatch`` as above."""
    return reverse('edx_proctoring:exam_room_review', args=[str(course_id), review_id])


def timeline_path(course_id: str, attempt_id: int) -> str:
    """Return the path of the page with the timeline of the attempt. Raises ``NoReverseMatch`` as above."""
    return reverse('edx_proctoring:exam_room_timeline', args=[str(course_id), attempt_id])


def room_url(course_id: str) -> str:
    """Return the absolute URL of the exam room, for pages on other hosts. Raises ``NoReverseMatch`` as above.

    The host is that of the current request, so that readers stay on the site with their session if one platform has
    several. Without a request, it is ``LMS_ROOT_URL`` or ``SITE_NAME``. The scheme always comes from the settings,
    because not every proxy says which one the browser used.
    """
    return f'{_site()}{room_path(course_id)}'


def timeline_urls(course_id: str) -> Callable[[int], str]:
    """Return a function from attempts' ids to the absolute URLs of their timelines, for files: see :func:`room_url`.

    Resolving the path once is enough for all of them. Raises ``NoReverseMatch`` as above.
    """
    before, after = f'{_site()}{timeline_path(course_id, 0)}'.rsplit('/0/', 1)
    return lambda attempt_id: f'{before}/{attempt_id}/{after}'


def _site() -> str:
    root = urlsplit(conf.lms_root_url or '')
    if not (root.scheme and root.netloc):
        root = urlsplit(site_url())
    request = current_request()
    return f'{root.scheme}://{request.get_host() if request is not None else root.netloc}'


def api_root() -> str:
    """Return the path below which the scripts find the HTTP API, wherever the host has mounted the app."""
    return reverse(_OF_THE_API).removesuffix(_BELOW_THE_API)


def dashboard_link(exam: ProctoredExam) -> Link:
    """Return the link to the exam in the dashboard of its provider."""
    path = reverse('edx_proctoring:instructor_dashboard_exam', args=[exam.course_id, exam.id])
    return Link(path, exam.exam_name)


def course_dashboard_link(course_id: str) -> Link:
    """Return the link to the course in the dashboard of the provider of all its exams."""
    path = reverse('edx_proctoring:instructor_dashboard_course', args=[course_id])
    return Link(path, _('Review dashboard'))


def way_back(course_id: str) -> Link | None:
    """Return the link to the instructor dashboard of the host, else to the course; None if there is neither."""
    try:
        return Link(links.instructor_dashboard_url(course_id), _('Back to the instructor dashboard'))
    except NoReverseMatch:
        return way_to_course(course_id)


def way_to_room(course_id: str) -> Link:
    """Return the link from the pages of the exam room to the room itself."""
    return Link(room_path(course_id), _('Back to the exam room'))


def help_link() -> Link | None:
    """Return the link to the site's help for course staff; None without ``LINK_URLS['staff_guide']``."""
    url = conf.link_urls.get('staff_guide')
    return Link(url, _('Help for course staff')) if is_link(url) else None


def way_to_course(course_id: str) -> Link | None:
    """Return the link to the course; None without ``LEARNING_MICROFRONTEND_URL``."""
    url = links.find_course_home_url(course_id)
    return Link(url, _('Back to the course')) if url else None
