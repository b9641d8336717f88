"""Addresses of pages that belong to the host."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey
from opaque_keys.edx.locator import LibraryLocator

from edx_proctoring.conf import conf, site_url


def has_learner_addresses() -> bool:
    """Return whether this process serves the app's URLs for learners: the LMS does, Studio does not."""
    try:
        reverse('edx_proctoring:proctored_exam.attempt.collection')
    except NoReverseMatch:
        return False
    return True


def jump_to_url(course_id: str, content_id: str) -> str:
    """Return the path of the content in the LMS.

    Raises ``NoReverseMatch`` if the host has no URL ``jump_to`` (Studio).
    """
    return reverse('jump_to', args=[str(course_id), str(content_id)])


def learning_mfe_exam_url(course_id: str, content_id: str) -> str:
    """Return the URL of the exam in the learning micro-frontend. Raises ``InvalidKeyError`` for malformed ids."""
    course_key = CourseKey.from_string(str(course_id))
    usage_key = UsageKey.from_string(str(content_id))
    return f'{conf.learning_mfe_url}/course/{course_key}/{usage_key}'


def exam_url(course_id: str, content_id: str, *, is_learning_mfe: bool) -> str:
    """Return where the learner takes the exam: an absolute URL for the micro-frontend, else a path of the LMS."""
    if is_learning_mfe:
        return learning_mfe_exam_url(course_id, content_id)
    return jump_to_url(course_id, content_id)


def find_exam_url(course_id: str, content_id: str, *, is_learning_mfe: bool) -> str:
    """Return the same, or '' for an exam that has no page in a course, such as content of a library."""
    if is_learning_mfe and not is_of_course(course_id):
        return ''
    try:
        return exam_url(course_id, content_id, is_learning_mfe=is_learning_mfe)
    except (InvalidKeyError, NoReverseMatch):
        return ''


def course_home_url(course_id: str) -> str:
    """Return the URL of the course in the learning micro-frontend. Raises ``InvalidKeyError`` for a malformed id."""
    return f'{conf.learning_mfe_url}/course/{CourseKey.from_string(str(course_id))}/home'


def find_course_home_url(course_id: str) -> str:
    """Return the same, or '' without ``LEARNING_MICROFRONTEND_URL`` and for what is not a course, such as a library."""
    try:
        return course_home_url(course_id) if is_of_course(course_id) else ''
    except ImproperlyConfigured:
        return ''


def instructor_dashboard_url(course_id: str) -> str:
    """Return the path of the instructor dashboard. Raises ``NoReverseMatch`` if the host has none.

    Open edX redirects from there when the dashboard is a separate front end.
    """
    return reverse('instructor_dashboard', args=[str(course_id)])


def progress_url(course_id: str) -> str:
    """Return the path of the learner's progress page; empty if the host has no URL ``progress``."""
    try:
        return reverse('progress', args=[str(course_id)])
    except NoReverseMatch:
        return ''


def password_reset_url() -> str:
    """Return the absolute URL of the page that resets passwords; empty without a URL ``password_assistance``."""
    try:
        path = reverse('password_assistance')
    except NoReverseMatch:
        return ''
    return f'{site_url()}{path}'


def entry_url(exam_id: int) -> str:
    """Return the absolute URL of the page at which learners meet the entry rules of an exam."""
    root = conf.lms_root_url or site_url()
    return f'{root}{reverse("edx_proctoring:exam_entry", args=[exam_id])}'


def catalog_path(language: str) -> str:
    """Return the path of the scripts' texts in a language; empty for English, which is built into the scripts."""
    is_english = language.lower().partition('-')[0] == 'en'
    return '' if is_english else reverse('edx_proctoring:javascript_catalog', args=[language])


def is_of_course(course_id: str) -> bool:
    """Return whether the key belongs to a course. Content libraries have keys of the same kind, but no pages."""
    try:
        return not isinstance(CourseKey.from_string(str(course_id)), LibraryLocator)
    except InvalidKeyError:
        return False
