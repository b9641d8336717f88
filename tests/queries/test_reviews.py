"""The report on reviewed attempts that the LMS makes a file of."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from edx_proctoring import api
from edx_proctoring.actions import received_reviews
from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory, CommentFactory, ExamFactory, ReviewFactory

pytestmark = pytest.mark.django_db


def reviewed(exam_name: str, **fields: Any) -> ProctoredExamStudentAttempt:
    """An attempt at an exam of the course, with a review and what it rests on."""
    attempt: ProctoredExamStudentAttempt = AttemptFactory(proctored_exam=ExamFactory(exam_name=exam_name, **fields))
    review = ReviewFactory(attempt=attempt, review_status='Suspicious')
    CommentFactory(review=review, comment=f'phone in {exam_name}')
    CommentFactory(review=review, comment=f'book in {exam_name}', status='Rules Violation')
    return attempt


def review_once(attempt: ProctoredExamStudentAttempt, *, comments: list[Any]) -> None:
    """Have the attempt's provider send a review with these findings."""
    payload = {'status': 'suspicious', 'comments': comments}
    received_reviews.take(attempt, payload, is_anonymous=False, is_archived=False, now=timezone.now())


def findings(*, include_practice_exams: bool) -> list[tuple[Any, ...]]:
    """Exam, verdict and findings of each row."""
    rows = api.get_exam_violation_report(COURSE_ID, include_practice_exams=include_practice_exams)
    columns = ('exam_name', 'review_status', 'Suspicious Comments', 'Rules Violation Comments')
    return [tuple(row.get(column) for column in columns) for row in rows]


@pytest.mark.deviation('I14')
def test_the_report_has_the_reviews_of_practice_exams_beside_the_others() -> None:
    reviewed('Practice', practice=True)
    reviewed('Midterm')
    AttemptFactory(proctored_exam=ExamFactory(timed=True, exam_name='Quiz'))
    reviewed('Elsewhere', course_id='course-v1:Org+Other+Run')
    midterm = ('Midterm', 'Suspicious', ['phone in Midterm'], ['book in Midterm'])
    practice = ('Practice', 'Suspicious', ['phone in Practice'], ['book in Practice'])
    quiz = ('Quiz', None, None, None)
    assert findings(include_practice_exams=True) == [midterm, practice, quiz]
    assert findings(include_practice_exams=False) == [midterm, ('Practice', None, None, None), quiz]


def test_a_row_of_the_report_says_who_took_what_and_when() -> None:
    attempt = reviewed('Midterm')
    (row,) = api.get_exam_violation_report(COURSE_ID)
    assert {name: value for name, value in row.items() if not name.endswith(' Comments')} == {
        'course_id': COURSE_ID,
        'provider': 'test',
        'exam_name': 'Midterm',
        'username': attempt.user.username,
        'email': attempt.user.email,
        'attempt_code': attempt.attempt_code,
        'allowed_time_limit_mins': None,
        'is_sample_attempt': False,
        'started_at': None,
        'completed_at': None,
        'status': attempt.status,
        'review_status': 'Suspicious',
        'user_id': attempt.user_id,
    }


def test_the_report_has_what_could_not_be_read_of_findings() -> None:
    attempt = AttemptFactory(proctored_exam=ExamFactory(exam_name='Midterm'), status='submitted')
    odd = [{'comment': 'A phone', 'status': 'Suspicious', 'start': '10:31'}, 'seen <twice>']
    review_once(attempt, comments=odd)
    reviewed('Quiz')
    midterm, quiz = api.get_exam_violation_report(COURSE_ID)
    assert midterm['Unread Comments'] == ['{"start": "10:31"}', '"seen <twice>"']
    assert midterm['Suspicious Comments'] == ['A phone']
    assert 'Unread Comments' not in quiz
