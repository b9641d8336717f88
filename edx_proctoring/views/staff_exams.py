"""The exam that an address names, for the staff of its course."""

from typing import Any

from edx_proctoring.exceptions import ProctoredExamNotFoundException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views.permissions import require_staff_of_exam


def exam_of_staff(user: Any, exam_id: int) -> ProctoredExam:
    """Return the exam. Whoever is not staff of its course is not told whether there is one."""
    exam = find_exam(exam_id)
    require_staff_of_exam(user, exam)
    if exam is None:
        raise ProctoredExamNotFoundException(_('There is no such exam.'))
    return exam
