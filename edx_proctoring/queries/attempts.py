"""Reading attempts. An attempt always comes with its exam and learner, in one query.

Nothing here notices that an attempt has run out of time: ``actions.attempts.settle`` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection
from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value
from django.db.models.functions import Greatest, Least

from edx_proctoring.domain.attempt_lifecycle import INCOMPLETE
from edx_proctoring.domain.instants import FIRST
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.ordering import ATTEMPT_ORDERINGS, Ordering, ordered
from edx_proctoring.texts import gettext_noop as _

Attempts = QuerySet[ProctoredExamStudentAttempt]


def find_attempt(attempt_id: Any, *, reader: Any = None) -> ProctoredExamStudentAttempt | None:
    """Return the attempt with this id, or None. Raises ``ValueError`` for values that can't be an id.

    ``reader`` is the user who asks: if the attempt is their own, its learner need not be read again.
    """
    if attempt_id is None:
        return None
    attempts = ProctoredExamStudentAttempt.objects.select_related('proctored_exam')
    try:
        attempt = (attempts if reader is not None else attempts.select_related('user')).get(id=attempt_id)
    except ProctoredExamStudentAttempt.DoesNotExist:
        return None
    if reader is not None and attempt.user_id == reader.id:
        attempt.user = reader
    return attempt


def get_attempt(attempt_id: Any, *, reader: Any = None) -> ProctoredExamStudentAttempt:
    """Return the attempt like :func:`find_attempt`, or raise :class:`StudentExamAttemptDoesNotExistsException`."""
    attempt = find_attempt(attempt_id, reader=reader)
    if attempt is None:
        raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
    return attempt


def find_current_attempt(exam_id: Any, user_id: Any) -> ProctoredExamStudentAttempt | None:
    """Return the learner's newest attempt at the exam, or None."""
    return list_attempts_of_learner(user_id, exam_id).first()


def find_current_attempt_at(exam: ProctoredExam, user_id: Any) -> ProctoredExamStudentAttempt | None:
    """Return the learner's newest attempt at the exam, or None, with this exam object as its exam."""
    attempts = ProctoredExamStudentAttempt.objects.select_related('user')
    attempt = attempts.filter(user_id=user_id, proctored_exam_id=exam.id).order_by('-created', '-id').first()
    if attempt is not None:
        attempt.proctored_exam = exam
    return attempt


def find_attempt_by_code(attempt_code: str | None) -> ProctoredExamStudentAttempt | None:
    """Return the newest live attempt with this code, or None; without a code there is no attempt (deviation R10)."""
    return ProctoredExamStudentAttempt.objects.get_exam_attempt_by_code(attempt_code) if attempt_code else None


def find_attempt_by_external_id(external_id: str | None) -> ProctoredExamStudentAttempt | None:
    """Return the newest attempt with this id at the provider, or None; without an id there is none (deviation R10)."""
    return ProctoredExamStudentAttempt.objects.get_exam_attempt_by_external_id(external_id) if external_id else None


def locate_attempt_by_code(attempt_code: str | None) -> tuple[ProctoredExamStudentAttempt | None, bool]:
    """Return the attempt with this code, and whether it is archived, that is, removed and only left in the history.

    An archived attempt whose exam or learner was deleted is not found: their deletion removed the rest of its data.
    """
    attempt = find_attempt_by_code(attempt_code)
    if attempt is not None:
        return attempt, False
    archived = ProctoredExamStudentAttempt.get_historic_attempt_by_code(attempt_code) if attempt_code else None
    is_there = archived is not None and _has_exam_and_learner(archived)
    return (archived, True) if is_there else (None, False)


def _has_exam_and_learner(attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether both exist; an archived attempt only has their ids."""
    try:
        attempt.proctored_exam, attempt.user  # noqa: B018 - they are read
    except ObjectDoesNotExist:
        return False
    return True


def find_attempt_at(exams: Iterable[ProctoredExam], external_id: str) -> ProctoredExamStudentAttempt | None:
    """Return the newest attempt, live or removed, in one of these exams with this id at the provider, or None."""
    fields = {'external_id': external_id, 'proctored_exam_id__in': [exam.id for exam in exams]}
    attempt = ProctoredExamStudentAttempt.objects.filter(**fields).order_by('-created', '-id').first()
    if attempt is not None:
        return attempt
    record = ProctoredExamStudentAttempt.history.filter(**fields).order_by('-modified', '-history_id').first()
    return record.instance if record else None


def find_exam_of_removed(attempt_id: Any) -> ProctoredExam | None:
    """Return the exam of an attempt that is only left in the history, or None."""
    record = ProctoredExamStudentAttempt.history.filter(id=attempt_id).order_by('-history_id').first()
    return ProctoredExam.objects.filter(id=record.proctored_exam_id).first() if record else None


def list_attempts(course_id: Any, *, search: str | None = None, ordering: Ordering = None) -> Attempts:
    """Return all attempts of a course, newest first unless ``ordering`` says otherwise.

    ``search`` keeps attempts of learners whose username or email contains the text, ignoring case. Raises
    :class:`OrderingNotAllowedException`.
    """
    objects = ProctoredExamStudentAttempt.objects
    course = str(course_id)
    attempts = (
        objects.get_all_exam_attempts(course) if search is None else objects.get_filtered_exam_attempts(course, search)
    )
    return ordered(attempts, ordering, allowed=ATTEMPT_ORDERINGS)


def map_attempts_of_course(attempt_ids: Iterable[int], course_id: str) -> dict[int, ProctoredExamStudentAttempt]:
    """Return those of these attempts that are at exams of the course, by id."""
    attempts = ProctoredExamStudentAttempt.objects.select_related('proctored_exam', 'user')
    return attempts.filter(proctored_exam__course_id=course_id).in_bulk(attempt_ids)


def list_attempts_of_learner(user_id: Any, exam_id: Any) -> Attempts:
    """Return the learner's attempts at the exam, newest first."""
    return ProctoredExamStudentAttempt.objects.get_user_attempts_by_exam_id(user_id, exam_id)


def list_removed_attempts(user_id: Any, exam_id: Any) -> QuerySet[Any]:
    """Return the last states of the learner's removed attempts at the exam, the last one removed first.

    They are rows of the history: ``id`` is the attempt's, ``history_date`` when it was removed.
    """
    last = ProctoredExamStudentAttempt.history.filter(history_type='-')
    return last.filter(user_id=user_id, proctored_exam_id=exam_id).order_by('-history_id')  # type: ignore[no-any-return]


def list_status_changes(attempt_id: Any) -> list[Any]:
    """Return the rows of the attempt's history in which its status became another one, oldest first."""
    rows = ProctoredExamStudentAttempt.history.filter(id=attempt_id).select_related('history_user')
    changes: list[Any] = []
    for row in rows.order_by('history_id'):
        if not changes or changes[-1].status != row.status:
            changes.append(row)
    return changes


def count_attempts_since(moment: datetime, *, user_id: Any, exam_id: Any) -> int:
    """Return how many attempts the learner has made in the exam since that moment, including removed ones."""
    made = ProctoredExamStudentAttempt.history.filter(user_id=user_id, proctored_exam_id=exam_id, history_type='+')
    return int(made.filter(history_date__gt=moment).count())


def map_current_attempts(user: Any, exams: Iterable[ProctoredExam]) -> dict[int, ProctoredExamStudentAttempt]:
    """Return the learner's newest attempt at each exam, by exam id, with these objects as its exam and learner."""
    by_id = {exam.id: exam for exam in exams}
    attempts = ProctoredExamStudentAttempt.objects.filter(user_id=user.id, proctored_exam__in=by_id)
    newest: dict[int, ProctoredExamStudentAttempt] = {}
    for attempt in attempts.order_by('created', 'id'):
        attempt.proctored_exam, attempt.user = by_id[attempt.proctored_exam_id], user
        newest[attempt.proctored_exam_id] = attempt
    return newest


def find_active_attempt(learner: Any) -> ProctoredExamStudentAttempt | None:
    """Return the learner's newest attempt in progress, in any course, or None. ``learner`` is a user or a user id."""
    user_id = getattr(learner, 'pk', learner)
    attempts = list_active_attempts(user_id).select_related(None).select_related('proctored_exam')
    attempt = attempts.first()
    if attempt is not None and user_id is not learner:
        attempt.user = learner
    return attempt


def list_active_attempts(user_id: Any, course_id: Any = None) -> Attempts:
    """Return the learner's attempts in progress, newest first; only those of ``course_id`` if it is given."""
    course = str(course_id) if course_id is not None else None
    return ProctoredExamStudentAttempt.objects.get_active_student_attempts(user_id, course)


def list_attempts_out_of_time(now: datetime) -> Attempts:
    """Return all open attempts whose minutes are over, with the facts about their time limits.

    Some may have a few seconds left. The database selects them, and reads only open attempts. It calculates backwards
    from ``now``, with at most as many minutes as have passed since the year 1: beyond the calendar, each database fails
    in its own way, and one row would keep all others open.
    """
    attempts = ProctoredExamStudentAttempt.objects.filter(
        status__in=sorted(INCOMPLETE), started_at__lt=now, allowed_time_limit_mins__isnull=False
    )
    return (
        attempts.alias(begun_before=begun_before(now))
        .filter(started_at__lt=F('begun_before'))
        .only('id', 'status', 'started_at', 'allowed_time_limit_mins', 'time_remaining_seconds')
    )


def begun_before(moment: datetime) -> ExpressionWrapper[Any]:
    """Return, for the database, when an attempt began whose minutes end at that moment."""
    limit = limit_until((moment - FIRST) // timedelta(minutes=1))
    return ExpressionWrapper(Value(moment, DateTimeField()) - limit, DateTimeField())


def limit_until(most: int) -> ExpressionWrapper[Any]:
    """Return, for the database, the time limit of an attempt as an interval, with at most so many minutes."""
    # Databases without intervals count microseconds; Django's own translation of the minute is wrong on MySQL.
    minute = timedelta(minutes=1) if connection.features.has_native_duration_field else 60_000_000
    minutes = Least(Greatest(F('allowed_time_limit_mins'), 0), most)
    return ExpressionWrapper(minutes * Value(minute), DurationField())


def list_ids_at_exam(exam_id: int) -> list[int]:
    """Return the ids of all attempts at the exam, oldest first."""
    attempts = ProctoredExamStudentAttempt.objects.filter(proctored_exam_id=exam_id)
    return list(attempts.order_by('id').values_list('id', flat=True))


def count_existing(attempt_ids: Sequence[int]) -> int:
    """Return how many of these attempts exist."""
    return ProctoredExamStudentAttempt.objects.filter(id__in=attempt_ids).count()


def find_last_completion(course_id: Any, username: str) -> datetime | None:
    """Return when the learner finished the last of the course's proctored exams.

    None unless the learner has exactly one supervised attempt for each of them (even inactive ones), all completed.
    """
    exams = ProctoredExam.objects.filter(course_id=str(course_id), is_proctored=True, is_practice_exam=False).count()
    attempts = ProctoredExamStudentAttempt.objects.get_proctored_exam_attempts(str(course_id), username)
    ends = list(attempts.values_list('completed_at', flat=True))
    completed = [end for end in ends if end is not None]
    return max(completed) if completed and len(completed) == len(ends) == exams else None
