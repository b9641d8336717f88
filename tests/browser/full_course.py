"""Fills the demo's course: ``python -m tests.browser.full_course``, with ``DEMO_VAR`` of a demo that has started.

There are 500 learners with 2,000 attempts of all statuses, reviews and allowances. The names begin with ``learner``;
one of them is markup, which must stay text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

COURSE_ID = 'course-v1:DemoX+TIME101+2026'
LEARNERS = 500
BEGIN = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)
MARKUP = '<img src=x onerror=alert(1)>'
PROCTORED_STATUSES = ('submitted', 'verified', 'rejected', 'second_review_required', 'verified', 'declined', 'created')
REVIEWS = {'verified': 'Clean', 'rejected': 'Suspicious', 'second_review_required': 'Suspicious'}
FINDINGS = (
    (754, 771, 'Suspicious', 'Someone else speaks in the room. The learner answers, and reads something aloud.'),
    (3921, 3921, 'Rules Violation', 'A phone lies beside the keyboard.'),
    (0, 0, 'Clean', 'The ID card shows the same person as the photo.'),
)


def fill() -> None:
    """Everything in a few statements; nobody is told."""
    from django.contrib.auth.models import User  # noqa: PLC0415 - Django has to be set up first

    from demo.models import Enrollment  # noqa: PLC0415
    from edx_proctoring.actions.current_attempts import mark_newest  # noqa: PLC0415
    from edx_proctoring.models import (  # noqa: PLC0415
        ProctoredExam,
        ProctoredExamSoftwareSecureReview,
        ProctoredExamStudentAllowance,
        ProctoredExamStudentAttempt,
    )

    names = [f'learner{number:03}' for number in range(LEARNERS)]
    names[7] = MARKUP
    User.objects.bulk_create(
        User(username=name, email=f'learner{index:03}@example.com', password='!') for index, name in enumerate(names)
    )
    learners = list(User.objects.filter(email__endswith='@example.com').order_by('email'))
    Enrollment.objects.bulk_create(Enrollment(user=learner, course_id=COURSE_ID) for learner in learners)
    exams = {exam.content_id.rpartition('@')[2]: exam for exam in ProctoredExam.objects.filter(course_id=COURSE_ID)}
    attempts = ProctoredExamStudentAttempt.objects.bulk_create(
        ProctoredExamStudentAttempt(**fields)
        for index, learner in enumerate(learners)
        for fields in attempts_of(index, learner, exams)
    )
    mark_newest({(attempt.user_id, attempt.proctored_exam_id) for attempt in attempts})
    ProctoredExamSoftwareSecureReview.objects.bulk_create(
        ProctoredExamSoftwareSecureReview(
            attempt_code=str(attempt.attempt_code),
            review_status=REVIEWS[attempt.status],
            raw_data='{}',
            student_id=attempt.user_id,
            exam_id=attempt.proctored_exam_id,
        )
        for attempt in attempts
        if attempt.status in REVIEWS
    )
    add_findings(ProctoredExamSoftwareSecureReview.objects.filter(review_status='Suspicious'))
    ProctoredExamStudentAllowance.objects.bulk_create(
        ProctoredExamStudentAllowance(
            user=learner, proctored_exam=exams['midterm'], key='additional_time_granted', value='15'
        )
        for learner in learners[::10]
    )


def add_findings(reviews: Iterable[Any]) -> None:
    from edx_proctoring.models import ProctoredExamSoftwareSecureComment  # noqa: PLC0415

    ProctoredExamSoftwareSecureComment.objects.bulk_create(
        ProctoredExamSoftwareSecureComment(
            review=review, start_time=start, stop_time=stop, duration=stop - start, status=status, comment=text
        )
        for review in reviews
        for start, stop, status, text in FINDINGS
    )


def attempts_of(index: int, learner: Any, exams: dict[str, Any]) -> list[dict[str, Any]]:
    """Four attempts: at the midterm, at the final exam twice (the first one failed), and at onboarding."""
    final, status = exams['final_exam'], PROCTORED_STATUSES[index % len(PROCTORED_STATUSES)]
    failed = facts_of(index, learner, final, 'error')
    failed |= {'is_resumable': True, 'time_remaining_seconds': 900}
    return [
        facts_of(index, learner, exams['onboarding'], ('created', 'submitted', 'verified', 'rejected')[index % 4]),
        failed,
        # Every fifth learner has not come back after the error.
        facts_of(index, learner, final, status)
        if index % 5
        else failed | {'attempt_code': f'CODE-{index}-AGAIN', 'created': failed['created'] + timedelta(minutes=5)},
        facts_of(index, learner, exams['midterm'], 'submitted'),
    ]


def facts_of(index: int, learner: Any, exam: Any, status: str) -> dict[str, Any]:
    start = BEGIN + timedelta(minutes=20 * index)
    used = timedelta(minutes=exam.time_limit_mins) * (0.3 + (index * 37 % 75) / 100)
    is_begun = status not in {'created', 'declined'}
    return {
        'user': learner,
        'proctored_exam': exam,
        'status': status,
        'created': start - timedelta(minutes=2) + timedelta(seconds=exam.id),
        'started_at': start if is_begun else None,
        'completed_at': start + used if is_begun else None,
        'allowed_time_limit_mins': exam.time_limit_mins if is_begun else None,
        'attempt_code': f'CODE-{index}-{exam.id}-{status}',
        'taking_as_proctored': exam.is_proctored and status != 'declined',
        'is_sample_attempt': exam.is_practice_exam,
    }


if __name__ == '__main__':
    os.environ['DJANGO_SETTINGS_MODULE'] = 'demo.settings'
    django.setup()
    fill()
    sys.exit(0)
