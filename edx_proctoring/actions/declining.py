"""Taking an exam without supervision gives up the supervision, and so the credit, of the course's other exams too."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from edx_proctoring.actions.attempt_status import Change, change_status, insert_declined, settle
from edx_proctoring.exceptions import ProctoredExamPermissionDenied
from edx_proctoring.launch_links import new_attempt_code
from edx_proctoring.lms import instructor
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import map_current_attempts
from edx_proctoring.queries.exams import list_declinable_exams
from edx_proctoring.queries.review_policies import map_policies
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _


def require_opt_out(exam: ProctoredExam) -> None:
    """Raise :class:`ProctoredExamPermissionDenied` for a proctored exam whose course requires supervision."""
    if exam.is_proctored and not exam.is_practice_exam and not instructor.allows_opt_out(exam.course_id):
        raise ProctoredExamPermissionDenied(_('This course does not allow taking the exam without proctoring.'))


def decline_others(learner: Any, course_id: str, content_id: str, *, now: datetime) -> None:
    """Decline the learner's other proctored exams of the course, except those already completed."""
    exams = list(list_declinable_exams(course_id, besides=content_id))
    current = map_current_attempts(learner, exams)
    for was_entered, some in groupby(exams, key=lambda exam: exam.id in current):
        if was_entered:
            _decline_entered([current[exam.id] for exam in some], now=now)
        else:
            _decline_unentered(list(some), learner, now=now)


def _decline_entered(attempts: Iterable[ProctoredExamStudentAttempt], *, now: datetime) -> None:
    for attempt in attempts:
        settled = settle(attempt, now=now)
        if not Status.is_completed_status(settled.status):
            change_status(settled, Change(Status.declined, cascade=False), now=now)


def _decline_unentered(exams: Sequence[ProctoredExam], learner: Any, *, now: datetime) -> None:
    policies = map_policies(exams)
    insert_declined([_entered(exam, learner, policies.get(exam.id), now=now) for exam in exams], now=now)


def _entered(
    exam: ProctoredExam, learner: Any, policy: ProctoredExamReviewPolicy | None, *, now: datetime
) -> ProctoredExamStudentAttempt:
    return ProctoredExamStudentAttempt(
        user=learner,
        proctored_exam=exam,
        created=now,
        modified=now,
        attempt_code=new_attempt_code(),
        status=Status.created,
        review_policy_id=policy.id if policy else None,
        current_at_exam=exam.id,
    )
