"""Read what was there before the upgrade, and write again, with the published package."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model

import edx_proctoring.api
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt

# The published package has no types.
api: Any = edx_proctoring.api

COURSE = 'course-v1:Upgrade+Ünïcode+Run'


def expect(condition: bool, what: str) -> None:
    """Stop the program unless the condition holds."""
    if not condition:
        raise SystemExit(f'not so: {what}')


exams = {exam['exam_name']: exam for exam in api.get_all_exams_for_course(COURSE)}
expect(len(exams) == 5, 'five exams')
proctored = exams['Exam «proctored» 試験']
expect(proctored['due_date'].microsecond == 678901, 'the due date to the microsecond')
expect(api.get_review_policy_by_exam_id(proctored['id'])['review_policy'] == 'No calculator.', 'the policy')
learner = get_user_model().objects.get(username='learner0')
finished = api.get_current_exam_attempt(proctored['id'], learner.id)
expect(finished['status'] == 'verified', 'the passed attempt')
running = api.get_current_exam_attempt(exams['Exam «timed» 試験']['id'], learner.id)
expect(running['status'] == 'started', 'the running attempt')
stored: Any = ProctoredExamSoftwareSecureReview.get_review_by_attempt_code(finished['attempt_code'])
expect(bytes(stored.encrypted_video_url) == bytes(range(256)), 'the video link')

api.update_attempt_status(running['id'], 'submitted')
expect(api.get_exam_attempt_by_id(running['id'])['status'] == 'submitted', 'the submitted attempt')
new = api.create_exam(COURSE, 'block-v1:Upgrade+Run+type@sequential+block@new', 'New', 30)
code = api.get_exam_attempt_by_id(api.create_exam_attempt(new, learner.id, taking_as_proctored=True))['attempt_code']
expect(ProctoredExamStudentAttempt.history.filter(attempt_code=code).count() == 1, 'a history of the new attempt')
api.add_allowance_for_user(new, learner.username, 'additional_time_granted', '7')
api.add_allowance_for_user(new, learner.username, 'additional_time_granted', '8')
