"""What was published for views of others: who may come in, and the answer to what was refused.

The views of this app don't need them: they ask ``views.permissions`` once they have the object. These decorators stand
before a function that knows nothing yet, so they look for the objects that the request names.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any, TypeVar

from django.http import QueryDict
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.exceptions import ProctoredBaseException, ProctoredExamPermissionDenied
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import permissions, request_data
from edx_proctoring.views.base import exception_response, find_refusal

logger = logging.getLogger(__name__)

ResponseT = TypeVar('ResponseT')
View = Callable[..., ResponseT]


def handle_proctored_exception(exc: Exception, name: str | None = None) -> Response | None:
    """Return the response to a refusal: its status, and its text under ``detail``; None for other apps' errors.

    ``name`` is that of the view, for the log.
    """
    refusal = find_refusal(exc)
    if refusal is None:
        return None
    logger.info('%s refused with %s: %s', name, refusal.http_status, type(refusal).__name__)
    return exception_response(refusal)


def require_staff(func: View[ResponseT]) -> View[ResponseT | Response]:
    """Call ``func(request, …)`` for staff of the site only; everybody else gets 403 with ``detail``."""

    @wraps(func)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> ResponseT | Response:
        if not _is_global_staff(request):
            return exception_response(ProctoredExamPermissionDenied(_('Only staff may do this.')))
        return func(request, *args, **kwargs)

    return wrapped


def require_course_or_global_staff(func: View[ResponseT]) -> View[ResponseT | Response]:
    """Call ``func(request, …)`` for staff of the site, and for staff of the course that the request is about.

    The course is that of what the address (keyword arguments) and the body name: ``attempt_id``, ``exam_id``,
    ``exam_ids``, ``course_id``. All of it, and what the query names, must exist and be of one course, or the answer is
    403; a body that can't be read is answered with 400 (deviation S3). Arguments without a keyword are not looked at.
    """

    @wraps(func)
    def wrapped(request: Any, *args: Any, **kwargs: Any) -> ResponseT | Response:
        if not _is_global_staff(request):
            try:
                _require_staff_of_the_course(request, kwargs)
            except ProctoredBaseException as error:
                return exception_response(error)
        return func(request, *args, **kwargs)

    return wrapped


def _is_global_staff(request: Any) -> bool:
    return bool(_is_logged_in(request) and request.user.is_staff)


def _is_logged_in(request: Any) -> bool:
    user = getattr(request, 'user', None)
    return user is not None and bool(user.is_authenticated)


def _require_staff_of_the_course(request: Any, in_address: Mapping[str, Any]) -> None:
    courses = {*_courses_of(in_address), *_courses_of(_body(request))}
    if not courses:
        raise ProctoredExamPermissionDenied(_('The request does not say which course it is about.'))
    course_id, *others = courses | {*_courses_of(request.GET)}
    if others:
        raise ProctoredExamPermissionDenied(_('The request is about more than one course.'))
    if not _is_logged_in(request):
        raise ProctoredExamPermissionDenied(_('Only staff of the course may do this.'))
    permissions.require_course_staff(request.user, course_id)


def _body(request: Any) -> Mapping[str, Any]:
    """Return the fields of the body; Django's own requests have forms only."""
    return request_data.body(request) if isinstance(request, Request) else request.POST


def _courses_of(fields: Mapping[str, Any]) -> Iterator[str]:
    """Return the course of everything that is named there. What does not exist belongs to no course: 403."""
    for sent in _values(fields, 'attempt_id'):
        attempt = find_attempt(request_data.find_id(sent))
        yield _course_of(attempt.proctored_exam if attempt is not None else None)
    listed = [each for sent in _values(fields, 'exam_ids') for each in request_data.items(sent, 'exam_ids')]
    for sent in (*_values(fields, 'exam_id'), *listed):
        yield _course_of(find_exam(request_data.find_id(sent)))
    for sent in _values(fields, 'course_id'):
        yield request_data.text(str(sent), 'course_id')


def _values(fields: Mapping[str, Any], name: str) -> list[Any]:
    """All values of a field; forms can have several, and who knows which one the view takes."""
    values = fields.getlist(name) if isinstance(fields, QueryDict) else [fields.get(name)]
    return [value for value in values if value not in (None, '')]


def _course_of(exam: ProctoredExam | None) -> str:
    if exam is None:
        raise ProctoredExamPermissionDenied(_('Only staff of the course may do this.'))
    return exam.course_id
