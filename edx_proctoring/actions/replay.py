"""Doing once more, on purpose, what follows from a status or from a review."""

from datetime import datetime

from edx_proctoring.actions.attempt_status import change_status
from edx_proctoring.actions.reviews import draw_consequences
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt

Review = ProctoredExamSoftwareSecureReview


@transactional
def repeat_status(attempt_id: int, *, now: datetime) -> bool:
    """Bring the attempt to the status that it has, with all that follows; whether it still exists."""
    attempt = find_attempt(attempt_id)
    if attempt is None:
        return False
    # The status must be that of the locked row: a change made meanwhile is not to be undone.
    siblings = ProctoredExamStudentAttempt.objects.select_for_update().filter(
        user_id=attempt.user_id, proctored_exam_id=attempt.proctored_exam_id
    )
    statuses = dict(siblings.order_by('id').values_list('id', 'status'))
    if attempt_id not in statuses:
        return False
    change_status(attempt, statuses[attempt_id], now=now)
    return True


@transactional
def judge_again(review_id: int, *, now: datetime) -> bool:
    """Store the review once more and do again what follows from it; whether it still exists.

    Its old row is archived and ``modified`` renewed. Who reviewed it stays.
    """
    code = Review.objects.filter(id=review_id).values_list('attempt_code', flat=True).first()
    # The attempt is locked first, as where a review comes in: the row read then is the one that counts.
    attempts = ProctoredExamStudentAttempt.objects.select_for_update().filter(attempt_code=code)
    list(attempts.order_by('id').values_list('id'))
    review = Review.objects.filter(id=review_id).first()
    if review is None:
        return False
    review.save_only()
    draw_consequences(review, now=now, again=True)
    return True
