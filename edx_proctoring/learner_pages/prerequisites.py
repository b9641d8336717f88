"""What comes before a proctored exam, for the learner who wants to take it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.urls import NoReverseMatch

from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.prerequisites import Prerequisites, PrerequisiteStatusDict, Requirement, sort_requirements
from edx_proctoring.lms import credit, links
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import get_exam
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

# Requirements with these namespaces are contents of the course that can be linked.
JUMPTO_SUPPORTED_NAMESPACES: Final = [credit.REQUIREMENT_NAMESPACE]


def prerequisites_of(credit_state: Mapping[str, Any] | None, content_id: str) -> Prerequisites:
    """Return the requirements of a credit state that come before the exam; none when nothing is known."""
    return sort_requirements((credit_state or {}).get('credit_requirement_status') or (), content_id)


def status_dict(prerequisites: Prerequisites, course_id: str) -> PrerequisiteStatusDict:
    """Return the published ``prerequisite_status``.

    The requirements that block the learner (the failed ones, or if none failed the pending ones) have a ``jumpto_url``,
    which is None if there is nothing to jump to.
    """
    status = prerequisites.as_dict()
    for requirement in status['failed_prerequisites'] or status['pending_prerequisites']:
        requirement['jumpto_url'] = _address(requirement, course_id)
    return status


def check(exam: dict[str, Any], user_id: Any, *, now: datetime) -> dict[str, Any]:
    """Return the exam dict with ``prerequisite_status``; unchanged if the host does not know the learner's credit.

    If the learner declined a requirement, this exam is declined, too: the attempt is created and declined.
    """
    state = credit.find_credit_state(user_id, exam['course_id'])
    if not state:
        return exam
    prerequisites = prerequisites_of(state, exam['content_id'])
    if prerequisites.declined:
        exam['prerequisite_status'] = prerequisites.as_dict()
        decline(get_exam(exam['id']), user_id, now=now)
    else:
        exam['prerequisite_status'] = status_dict(prerequisites, exam['course_id'])
    return exam


def decline(exam: ProctoredExam, user_id: Any, *, now: datetime) -> None:
    """Create the learner's attempt at the exam and decline it, with the other proctored exams of the course."""
    attempt = attempts.create(exam, user_id, taking_as_proctored=False, now=now)
    change_status(attempt, Change(Status.declined), now=now)


def _address(requirement: Requirement, course_id: str) -> str | None:
    name = requirement.get('name')
    if not name or requirement.get('namespace') not in JUMPTO_SUPPORTED_NAMESPACES:
        return None
    try:
        return links.jump_to_url(course_id, name)
    except NoReverseMatch:
        return None
