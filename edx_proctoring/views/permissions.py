"""Who may do what. A ``require_…`` returns when the user may and raises ``ProctoredExamPermissionDenied`` (403) if not.

Course staff are staff of one course, and the course is always that of the object which is read or changed: what else a
request says about courses gives nobody anything (deviation S3).
"""

from collections.abc import Mapping
from typing import Any

from edx_proctoring.exceptions import ProctoredExamPermissionDenied
from edx_proctoring.lms import instructor
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.serializers import without_exam_id
from edx_proctoring.texts import gettext_noop as _

NO_STAFF = _('Only staff of the course may do this.')


def is_user_course_or_global_staff(user: Any, course_id: str) -> bool:
    """Return whether the user is staff of the site or of this course."""
    return instructor.is_course_or_global_staff(user, course_id)


def require_staff(user: Any) -> None:
    """Only for staff of the site."""
    if not user.is_staff:
        raise ProctoredExamPermissionDenied(_('Only staff may do this.'))


def require_course_staff(user: Any, course_id: str | None) -> None:
    """Only for staff of this course or of the site; without a course only for the latter."""
    if course_id is None:
        require_staff(user)
    elif not is_user_course_or_global_staff(user, course_id):
        raise ProctoredExamPermissionDenied(NO_STAFF)


def course_of_staff(user: Any, course_id: str | None) -> str | None:
    """Return the course to whose people this staff member is limited; None for staff of the site."""
    return None if user.is_staff else course_id


def as_seen_by(user: Any, data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an exam, or an object with ``proctored_exam``, as the user may see it: the provider's id is for staff.

    The host is asked who that is only where there is such an id: pages that poll come here.
    """
    exam = data.get('proctored_exam', data)
    is_open = exam['external_id'] is None or is_user_course_or_global_staff(user, exam['course_id'])
    return data if is_open else without_exam_id(data)


def require_staff_of_exam(user: Any, exam: ProctoredExam | None) -> None:
    """Only for staff of the exam's course.

    Where there is no such exam, everybody else is told what they are told of an exam of another course: whether there
    is one is not theirs to know (deviation R5).
    """
    if exam is not None:
        require_course_staff(user, exam.course_id)
    elif not user.is_staff:
        raise ProctoredExamPermissionDenied(NO_STAFF)


def require_owner(user: Any, attempt: ProctoredExamStudentAttempt) -> None:
    """Only for the learner whose attempt it is; staff are refused too."""
    if attempt.user_id != user.id:
        raise ProctoredExamPermissionDenied(_('This attempt belongs to someone else.'))
