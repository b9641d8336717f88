"""What the rest of the world hears of exams and attempts: analytics events and the status signal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from edx_proctoring.lms import tracking
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.serializers import attempt_dict, exam_dict
from edx_proctoring.signals import exam_attempt_status_signal
from edx_proctoring.telemetry.correlation import correlated

# Receivers filter on this text.
SIGNAL_SENDER = 'edx_proctoring'


def exam_event(exam: ProctoredExam, short_name: str, extra: Mapping[str, Any] | None = None) -> None:
    """Emit ``edx.special_exam.<kind>.<short_name>``; ``extra`` is added to the data last."""
    emit_event(exam_dict(exam), short_name, override_data=extra)


@correlated
def attempt_event(
    attempt: ProctoredExamStudentAttempt,
    short_name: str,
    *,
    now: datetime,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Emit ``edx.special_exam.<kind>.attempt.<short_name>``; ``extra`` is added to the data last.

    An attempt that was just deleted has lost its id: pass it as ``extra={'attempt_id': ...}``.
    """
    fields = attempt_dict(attempt)
    emit_event(fields['proctored_exam'], short_name, fields, extra, now=now)


def emit_event(
    exam: Mapping[str, Any],
    event_short_name: str,
    attempt: Mapping[str, Any] | None = None,
    override_data: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
) -> None:
    """Emit an event about an exam dict or, with an attempt dict, about that attempt.

    ``now`` (default: the present) gives the seconds since the attempt's start, null before it started.
    """
    name = f'edx.special_exam.{_kind(exam)}.{event_short_name}'
    data = _exam_data(exam)
    if attempt is not None:
        name = f'edx.special_exam.{_kind(exam)}.attempt.{event_short_name}'
        data |= _attempt_data(attempt, now or timezone.now())
    data |= override_data or {}
    tracking.emit(name, data, course_id=exam['course_id'])


def send_attempt_status_signal(
    attempt: ProctoredExamStudentAttempt,
    *,
    backend_supports_onboarding: bool | None,
    full_name: str | None = None,
    profile_name: str | None = None,
) -> None:
    """Send ``exam_attempt_status_signal`` with the attempt as it is now.

    Both names are given when an attempt is created (empty for one that is not proctored) and left out when its status
    changes. ``backend_supports_onboarding`` of a timed exam, which has no provider, is None at creation and False
    afterwards. All values can be put into JSON. What a receiver raises reaches the caller.
    """
    exam_attempt_status_signal.send(
        sender=SIGNAL_SENDER,
        attempt_id=attempt.id,
        user_id=attempt.user_id,
        status=attempt.status,
        full_name=full_name,
        profile_name=profile_name,
        is_practice_exam=attempt.proctored_exam.is_practice_exam,
        is_proctored=attempt.taking_as_proctored,
        backend_supports_onboarding=backend_supports_onboarding,
    )


def _kind(exam: Mapping[str, Any]) -> str:
    """Return the name part that tells the kinds apart; onboarding exams count as practice."""
    if not exam['is_proctored']:
        return 'timed'
    return 'practice' if exam['is_practice_exam'] else 'proctored'


def _exam_data(exam: Mapping[str, Any]) -> dict[str, Any]:
    return {
        'exam_id': exam['id'],
        'exam_content_id': exam['content_id'],
        'exam_name': exam['exam_name'],
        'exam_default_time_limit_mins': exam['time_limit_mins'],
        'exam_is_proctored': exam['is_proctored'],
        'exam_is_practice_exam': exam['is_practice_exam'],
        'exam_is_active': exam['is_active'],
    }


def _attempt_data(attempt: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    started_at: datetime | None = attempt['started_at']
    return {
        'attempt_id': attempt['id'],
        'attempt_user_id': attempt['user']['id'],
        'attempt_started_at': started_at,
        'attempt_completed_at': attempt['completed_at'],
        'attempt_code': attempt['attempt_code'],
        'attempt_allowed_time_limit_mins': attempt['allowed_time_limit_mins'],
        'attempt_status': attempt['status'],
        'attempt_event_elapsed_time_secs': (now - started_at).total_seconds() if started_at else None,
    }
