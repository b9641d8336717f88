"""The additional minutes of the learners of a course, for lists that are too long to ask for each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple

from edx_proctoring.domain import accommodations
from edx_proctoring.models import (
    Accommodation,
    ProctoredExam,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, find_minutes

EntitlementSource = Literal['allowance', 'accommodation']


class Entitled(NamedTuple):
    """Minutes beyond the limit of an exam, and where they come from; most learners have none."""

    minutes: int | None
    source: EntitlementSource | None


NOTHING: Final = Entitled(None, None)


class ExtraMinutes:
    """What learners with attempts at the exams, which are given by id, have beyond their limits; two queries.

    Memory grows with the learners who have something.
    """

    def __init__(self, course_id: str, exams: Mapping[int, ProctoredExam], *, now: datetime) -> None:
        self.course_id, self.now = course_id, now
        allowances = ProctoredExamStudentAllowance.objects.filter(
            proctored_exam_id__in=list(exams), key=ADDITIONAL_TIME
        )
        rows = allowances.values_list('proctored_exam_id', 'user_id', 'value') if exams else ()
        self._own = {(exam_id, user_id): find_minutes(value) for exam_id, user_id, value in rows}
        learners = ProctoredExamStudentAttempt.objects.filter(proctored_exam_id__in=list(exams)).values('user_id')
        found = Accommodation.objects.filter(course_id__in={'', course_id}, user_id__in=learners) if exams else ()
        self._standing: dict[int, list[Accommodation]] = {}
        for each in found:
            self._standing.setdefault(each.user_id, []).append(each)

    def of(self, user_id: int, exam: ProctoredExam, *, at: datetime | None) -> Entitled:
        """Return what the learner had at the exam at that moment; None: what they have now."""
        moment = at or self.now
        own = self._own.get((exam.id, user_id))
        if own is not None:
            return Entitled(own, 'allowance') if own else NOTHING
        known = [each for each in self._standing.get(user_id, ()) if each.created <= moment]
        counting = accommodations.choose(known, self.course_id, now=moment)
        minutes = accommodations.minutes_of(counting, exam.time_limit_mins)
        return Entitled(minutes, 'accommodation') if minutes else NOTHING
