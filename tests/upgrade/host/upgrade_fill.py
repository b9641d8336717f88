"""Drive the published package through its public API until no table is empty."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model

import edx_proctoring.api
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
)

# The published package has no types.
api: Any = edx_proctoring.api

COURSE = 'course-v1:Upgrade+Ünïcode+Run'


def exam(name: str, **options: Any) -> int:
    """Create an exam."""
    content = f'block-v1:Upgrade+Run+type@sequential+block@{name}'
    created: int = api.create_exam(COURSE, content, f'Exam «{name}» 試験', 90, **options)
    return created


def attempt(exam_id: int, user: Any, *statuses: str, supervised: bool = True) -> int:
    """Create an attempt and take it through the statuses."""
    attempt_id: int = api.create_exam_attempt(exam_id, user.id, taking_as_proctored=supervised)
    for status in statuses:
        api.update_attempt_status(attempt_id, status)
    return attempt_id


def review(attempt_id: int, status: str, *, reviewer: Any = None, comments: int = 0) -> Any:
    """Store a review as a provider or a person gives it."""
    data = api.get_exam_attempt_by_id(attempt_id)
    row = ProctoredExamSoftwareSecureReview(
        attempt_code=data['attempt_code'],
        exam_id=data['proctored_exam']['id'],
        student_id=data['user']['id'],
        reviewed_by=reviewer,
        review_status=status,
        raw_data='{"desktopComments": ["☃ looked away"]}',
        encrypted_video_url=bytes(range(256)),
    )
    row.save()
    for second in range(comments):
        ProctoredExamSoftwareSecureComment.objects.create(
            review=row, start_time=second, stop_time=second + 5, duration=5, comment=f'☃ {second}', status='Rules'
        )
    return row


users = get_user_model().objects
staff = users.create_user('staff', 'staff@example.com', is_staff=True)
learners = [users.create_user(f'learner{number}', f'learner{number}@example.com') for number in range(4)]

proctored = exam('proctored', due_date=datetime(2199, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), hide_after_due=True)
second = exam('second')
timed = exam('timed', is_proctored=False, backend='null')
practice = exam('practice', is_practice_exam=True)
api.update_exam(timed, time_limit_mins=45, is_active=True)
switched_off = exam('off', is_proctored=False)
api.update_exam(switched_off, is_active=False)

api.create_exam_review_policy(proctored, staff.id, 'A calculator is allowed. ¿Sí?')
api.update_review_policy(proctored, staff.id, 'No calculator.')
api.create_exam_review_policy(second, staff.id, 'To be removed')
api.remove_review_policy(second)

api.add_allowance_for_user(proctored, learners[0].username, 'additional_time_granted', '30')
api.add_allowance_for_user(proctored, learners[0].username, 'additional_time_granted', '45')
api.add_allowance_for_user(proctored, learners[1].id, 'review_policy_exception', 'may use a dictionary')
api.add_allowance_for_user(timed, learners[1].email, 'additional_time_granted', '5')
api.remove_allowance_for_user(timed, learners[1].id, 'additional_time_granted')
ProctoredExamStudentAllowance.objects.filter(key='review_policy_exception').update(value='may use two')

ran = ('download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit', 'submitted')
passed = attempt(proctored, learners[0], *ran)
review(passed, 'Clean')
suspicious = attempt(proctored, learners[1], *ran)
doubted = review(suspicious, 'Suspicious', comments=3)
doubted.reviewed_by, doubted.review_status = staff, 'Rules Violation'
doubted.save()
failed = attempt(proctored, learners[2], 'ready_to_start', 'started', 'error')
api.update_exam_attempt(failed, time_remaining_seconds=600)
api.mark_exam_attempt_as_ready_to_resume(failed)
resumed = attempt(proctored, learners[2], 'ready_to_start', 'started')
removed = attempt(second, learners[0], *ran)
review(removed, 'Not Reviewed', comments=1)
api.remove_exam_attempt(removed, requesting_user=staff)
attempt(second, learners[3], 'declined')
attempt(practice, learners[0], *ran)
api.reset_practice_exam(practice, learners[0].id, requesting_user=staff)
attempt(practice, learners[1], 'started', 'error')
api.reset_practice_exam(practice, learners[1].id, requesting_user=staff)
attempt(timed, learners[0], 'started', supervised=False)
attempt(timed, learners[1], 'started', 'submitted', supervised=False)
