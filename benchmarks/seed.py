"""Rows for benchmarks, made with ``bulk_create`` in portions: without effects, history or archives."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

Attempt = ProctoredExamStudentAttempt

EXAMS = 20
MINUTES = 90
ROWS_AT_ONCE = 2_000
# What the attempts of a course stand at, in turn.
STATUSES = (*(Status.submitted,) * 3, *(Status.verified,) * 5, Status.rejected, Status.error)
UNDER_WAY = (Status.started, Status.ready_to_submit)

numbers = itertools.count(1)


def store(model: Any, rows: Iterable[Any]) -> list[Any]:
    """Insert the rows, set their ids, and return them."""
    stored: list[Any] = []
    waiting = iter(rows)
    while portion := list(itertools.islice(waiting, ROWS_AT_ONCE)):
        stored += model.objects.bulk_create(portion)
    return stored


def new_course() -> str:
    """Return the id of a course without any contents."""
    return f'course-v1:Org+Bench{next(numbers)}+Run'


def make_exams(course_id: str, count: int, **fields: Any) -> list[ProctoredExam]:
    """Create active exams of the course, proctored by ``test`` unless ``facts`` say otherwise."""
    given = {'is_proctored': True, 'is_active': True, 'backend': 'test', 'time_limit_mins': MINUTES, **fields}
    names = [f'exam{next(numbers)}' for _ in range(count)]
    return store(
        ProctoredExam,
        [
            ProctoredExam(
                course_id=course_id,
                content_id=f'{course_id.replace("course", "block", 1)}+type@sequential+block@{name}',
                exam_name=name,
                external_id=name,
                **given,
            )
            for name in names
        ],
    )


def make_learners(count: int) -> list[User]:
    """Create users without permissions, who cannot log in with a password."""
    names = [f'learner{next(numbers)}' for _ in range(count)]
    return store(User, [User(username=name, email=f'{name}@example.com', password='!') for name in names])


def attempt_of(user: User, exam: ProctoredExam, status: str, *, number: int = 0, **fields: Any) -> Attempt:
    """Return an unsaved attempt that was created ``number`` seconds ago."""
    now = timezone.now()
    code = str(uuid.uuid4()).upper()
    is_over = status not in (Status.created, Status.ready_to_start, *UNDER_WAY)
    began = is_over or status in UNDER_WAY
    return Attempt(
        user=user,
        proctored_exam=exam,
        status=status,
        created=now - timedelta(seconds=number),
        attempt_code=code,
        external_id=code,
        taking_as_proctored=exam.is_proctored,
        is_sample_attempt=exam.is_practice_exam,
        started_at=now - timedelta(minutes=5) if began else None,
        completed_at=now if is_over else None,
        allowed_time_limit_mins=MINUTES if began else None,
        **{'current_at_exam': exam.id, **fields},
    )


def make_attempts(users: Sequence[User], exams: Sequence[ProctoredExam]) -> list[Attempt]:
    """Create an attempt of each of the learners at each of the exams."""
    pairs = itertools.product(users, exams)
    return store(
        Attempt,
        (
            attempt_of(user, exam, STATUSES[number % len(STATUSES)], number=number)
            for number, (user, exam) in enumerate(pairs)
        ),
    )


def make_tries(user: User, exam: ProctoredExam, count: int) -> None:
    """Create attempts that were replaced by others."""
    past = {'current_at_exam': None, 'is_resumable': True, 'resumed': True}
    store(Attempt, [attempt_of(user, exam, Status.error, number=3600 + number, **past) for number in range(count)])


def make_reviews(attempts: Sequence[Attempt], comments: int) -> None:
    """Create a review of each of the attempts."""
    Review, Comment = ProctoredExamSoftwareSecureReview, ProctoredExamSoftwareSecureComment  # noqa: N806
    reviews = store(
        Review,
        [
            Review(
                attempt_code=attempt.attempt_code or '',
                exam=attempt.proctored_exam,
                student=attempt.user,
                review_status='Clean',
                raw_data='{}',
            )
            for attempt in attempts
        ],
    )
    fields: dict[str, Any] = {'start_time': 1, 'stop_time': 2, 'duration': 1, 'comment': '-', 'status': 'Suspicious'}
    store(Comment, [Comment(review=review, **fields) for review in reviews for _ in range(comments)])


def make_allowances(users: Sequence[User], exams: Sequence[ProctoredExam]) -> None:
    """Create ten additional minutes for each of the learners and each of the exams."""
    Allowance = ProctoredExamStudentAllowance  # noqa: N806
    key = Allowance.ADDITIONAL_TIME_GRANTED[0]
    store(
        Allowance,
        (Allowance(user=user, proctored_exam=exam, key=key, value='10') for user in users for exam in exams),
    )


class BigCourse:
    """A course of twenty exams that is filled further and further."""

    def __init__(self) -> None:
        self.course_id = new_course()
        self.exams = make_exams(self.course_id, EXAMS)
        self.attempts = 0

    def grow(self, attempts: int) -> None:
        """Add learners who have attempts at all exams, until the course has that many attempts."""
        while self.attempts < attempts:
            learners = make_learners(min((attempts - self.attempts) // EXAMS, ROWS_AT_ONCE))
            make_attempts(learners, self.exams)
            self.attempts += len(learners) * EXAMS
