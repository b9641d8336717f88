"""Taking an exam without supervision gives up the supervision, and so the credit, of the course's other exams too."""

from datetime import datetime

from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_effects import exam_of_learner, find_learner
from edx_proctoring.actions.attempt_status import change_status, settle
from edx_proctoring.actions.deliveries import Errand, kind
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.attempts import find_current_attempt
from edx_proctoring.queries.exams import list_declinable_exams
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


@kind('decline_others', 'lms')
def _decline_others(errand: Errand) -> None:
    """Decline the learner's other proctored exams of the course, but those that he has completed."""
    learner = find_learner(errand)
    if learner is None:
        return
    _user_id, course_id, content_id = exam_of_learner(errand)
    for exam in list_declinable_exams(course_id, besides=content_id):
        _decline(exam, learner.id, now=errand.now)


def _decline(exam: ProctoredExam, user_id: int, *, now: datetime) -> None:
    attempt = find_current_attempt(exam.id, user_id)
    attempt = settle(attempt, now=now) if attempt else None
    if attempt is None:
        attempt = attempts.create(exam, user_id, taking_as_proctored=False, now=now)
    if not Status.is_completed_status(attempt.status):
        change_status(attempt, Status.declined, now=now, cascade=False)
