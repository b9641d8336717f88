"""Taking an exam without supervision gives up the supervision, and so the credit, of the course's other exams too."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_status import change_status, settle
from edx_proctoring.actions.deliveries import Payload, kind
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_current_attempt
from edx_proctoring.queries.exams import list_declinable_exams
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


@kind('decline_others', 'lms')
def _decline_others(payload: Payload, attempt: ProctoredExamStudentAttempt | None) -> None:
    """Decline the learner's other proctored exams of the course, but those that he has completed."""
    if not get_user_model().objects.filter(id=payload['user_id']).exists():
        return
    now = timezone.now()
    for exam in list_declinable_exams(payload['course_id'], besides=payload['content_id']):
        _decline(exam, payload['user_id'], now=now)


def _decline(exam: ProctoredExam, user_id: int, *, now: datetime) -> None:
    attempt = find_current_attempt(exam.id, user_id)
    attempt = settle(attempt, now=now) if attempt else None
    if attempt is None:
        attempt = attempts.create(exam, user_id, taking_as_proctored=False, now=now)
    if not Status.is_completed_status(attempt.status):
        change_status(attempt, Status.declined, now=now, cascade=False)
