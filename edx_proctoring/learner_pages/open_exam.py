"""A proctored exam that a learner takes without proctoring: its content opens like any other, with a word about it."""

from datetime import datetime
from typing import Annotated, Any, TypedDict

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import UsageKey

from edx_proctoring import provider_gateway
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.attempts import find_current_attempt
from edx_proctoring.queries.exams import find_exam_by_content
from edx_proctoring.shapes import Keyword
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


class OpenExamDict(TypedDict):
    """The proctored exam of the requested section, which the learner takes without proctoring."""

    exam_display_name: str
    due_date: Annotated[str | None, Keyword('format', 'date-time'), 'Null without one, and after it.']


def find_open_exam(content_id: str | None, learner: Any, *, now: datetime) -> OpenExamDict | None:
    """Return what the content's page says about an exam that the learner declined to take with proctoring.

    None for everything else, including ids of no content.
    """
    exam = _find_exam(content_id)
    if exam is None or not exam.is_active or provider_gateway.kind_of(exam) is not ExamKind.PROCTORED:
        return None
    attempt = find_current_attempt(exam.id, learner.id)
    if attempt is None or attempt.status != Status.declined:
        return None
    due_at = dates.due_date(exam, learner.id)
    is_ahead = due_at is not None and not dates.has_passed(due_at, now)
    return {
        'exam_display_name': exam.exam_name,
        'due_date': dates.as_utc(due_at).isoformat() if due_at is not None and is_ahead else None,
    }


def _find_exam(content_id: str | None) -> ProctoredExam | None:
    if not content_id:
        return None
    try:
        key = UsageKey.from_string(content_id)
    except InvalidKeyError:
        return None
    if key.deprecated:
        return None  # Ids of that form don't name their course's run.
    exam = find_exam_by_content(key.course_key, content_id)
    return exam if exam is not None and exam.content_id == content_id else None
