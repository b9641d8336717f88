"""Exams: creating, changing and reading them, and what their providers can do."""

from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from edx_proctoring import constants, provider_gateway
from edx_proctoring.actions import exams as actions
from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.conf import conf
from edx_proctoring.learner_pages.provider_settings import SettingsDict, provider_settings
from edx_proctoring.learner_pages.wording import humanized_time
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries import exams as queries
from edx_proctoring.queries import time_limits
from edx_proctoring.queries.attempts import find_current_attempt
from edx_proctoring.queries.ordering import Ordering
from edx_proctoring.serializers import ExamDict, exam_dict

__all__ = (
    'create_exam',
    'does_backend_support_onboarding',
    'get_all_exams_for_course',
    'get_exam_by_content_id',
    'get_exam_by_id',
    'get_exam_configuration_dashboard_url',
    'get_integration_specific_email',
    'get_proctoring_settings_by_exam_id',
    'get_total_allowed_time_for_exam',
    'is_backend_dashboard_available',
    'is_exam_passed_due',
    'update_exam',
)


def create_exam(
    course_id: Any,
    content_id: Any,
    exam_name: str,
    time_limit_mins: int,
    due_date: datetime | None = None,
    is_proctored: bool = True,
    is_practice_exam: bool = False,
    external_id: str | None = None,
    is_active: bool = True,
    hide_after_due: bool = False,
    backend: str | None = None,
) -> int:
    """Create an exam from content of a course, and return its id. Without ``backend``, it uses the default provider.

    ``course_id`` and ``content_id`` are text or opaque keys, ``time_limit_mins`` are minutes, ``due_date`` is aware.
    Raises :class:`ProctoredExamAlreadyExists`.
    """
    return actions.create(
        course_id,
        content_id,
        now=timezone.now(),
        backend=backend,
        exam_name=exam_name,
        time_limit_mins=time_limit_mins,
        due_date=due_date,
        is_proctored=is_proctored,
        is_practice_exam=is_practice_exam,
        external_id=external_id,
        is_active=is_active,
        hide_after_due=hide_after_due,
    ).id


def update_exam(
    exam_id: Any,
    exam_name: str | None = None,
    time_limit_mins: int | None = None,
    due_date: datetime | None = constants.MINIMUM_TIME,
    is_proctored: bool | None = None,
    is_practice_exam: bool | None = None,
    external_id: str | None = None,
    is_active: bool | None = None,
    hide_after_due: bool | None = None,
    backend: str | None = None,
) -> int:
    """Change an exam and return its id. None leaves a field as it is, but ``due_date=None`` clears the due date.

    Raises :class:`ProctoredExamNotFoundException`.
    """
    fields = {
        'exam_name': exam_name,
        'time_limit_mins': time_limit_mins,
        'is_proctored': is_proctored,
        'is_practice_exam': is_practice_exam,
        'external_id': external_id,
        'is_active': is_active,
        'hide_after_due': hide_after_due,
        'backend': backend,
    }
    given: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
    if due_date is not constants.MINIMUM_TIME:
        given['due_date'] = due_date
    return actions.update(queries.get_exam(exam_id), now=timezone.now(), **given).id


def get_exam_by_id(exam_id: Any) -> ExamDict:
    """Return the exam, or raise :class:`ProctoredExamNotFoundException`."""
    return exam_dict(queries.get_exam(exam_id))


def get_exam_by_content_id(course_id: Any, content_id: Any) -> ExamDict:
    """Return the exam made from this content, or raise :class:`ProctoredExamNotFoundException`."""
    return exam_dict(queries.get_exam_by_content(course_id, content_id))


def get_all_exams_for_course(course_id: Any, active_only: bool = False, ordering: Ordering = None) -> list[ExamDict]:
    """Return all exams of a course, by id unless ``ordering`` names a field, as in :func:`get_all_exam_attempts`.

    The list is read at once: exams are few, and Studio changes them while it iterates over them. Raises
    :class:`OrderingNotAllowedException`.
    """
    return [exam_dict(exam) for exam in queries.list_exams(course_id, active_only=active_only, ordering=ordering)]


def is_exam_passed_due(exam: ExamDict, user: Any = None) -> bool:
    """Return whether the exam can no longer be taken; with ``user`` (id or object), by their own due date."""
    return time_limits.is_past_due(_exam_of(exam), user, now=timezone.now())


def get_total_allowed_time_for_exam(exam: ExamDict, user_id: Any) -> str:
    """Return, in words, how much time the learner gets if they start now."""
    now = timezone.now()
    current = find_current_attempt(exam['id'], user_id)
    if current is not None:
        current = settle(current, now=now)
    return humanized_time(time_limits.allotted_time(_exam_of(exam), user_id, current=current, now=now).minutes)


def get_proctoring_settings_by_exam_id(exam_id: Any) -> SettingsDict:
    """Return what a client needs to know about the site and the exam's provider.

    Raises :class:`ProctoredExamNotFoundException`, and :class:`BackendProviderNotConfigured` for an unknown provider.
    """
    return provider_settings(queries.get_exam(exam_id))


def get_exam_configuration_dashboard_url(course_id: Any, content_id: Any) -> str | None:
    """Return the path where staff configure the exam at the provider; None if there is no exam or no such dashboard."""
    exam = queries.find_exam_by_content(course_id, content_id)
    if exam is None or not is_backend_dashboard_available(course_id):
        return None
    try:
        path = reverse('edx_proctoring:instructor_dashboard_exam', args=(exam.course_id, exam.id))
    except NoReverseMatch:
        return None
    return f'{path}?config=true'


def is_backend_dashboard_available(course_id: Any) -> bool:
    """Return whether the provider of any active exam of the course has a dashboard for instructors."""
    backends = queries.list_exams(course_id, active_only=True).order_by().values_list('backend', flat=True).distinct()
    described = [provider_gateway.describe_named(backend) for backend in backends]
    return any(each.has_dashboard for each in described if each)


def does_backend_support_onboarding(backend: str | None) -> bool:
    """Return whether the provider's practice exams are onboarding exams. None: the default provider; unknown: False."""
    described = provider_gateway.describe_named(backend)
    return bool(described and described.supports_onboarding)


def get_integration_specific_email(provider: Any) -> str:
    """Return the contact for the integration with the provider, or the site's contact address if there is none."""
    return getattr(provider, 'integration_specific_email', None) or conf.contact_email


def _exam_of(exam: ExamDict) -> ProctoredExam:
    """Return the exam that a dict describes, as current as the caller's dict; it must not be saved."""
    return ProctoredExam(**exam)
