"""Doing once more, on purpose, what follows from a status or from a review."""

from datetime import datetime

from edx_proctoring.actions.attempt_status import Change, change_held, hold
from edx_proctoring.actions.reviews import draw_consequences
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.telemetry.correlation import correlated

Review = ProctoredExamSoftwareSecureReview


@transactional
def repeat_status(attempt_id: int, *, now: datetime) -> bool:
    """Set the attempt to the status that it has, with all consequences; return whether it still exists.

    The status is that of the locked row: a change made in the meantime isn't undone.
    """
    attempt = find_attempt(attempt_id)
    return attempt is not None and _repeat(attempt, now=now)


@transactional
def judge_again(review_id: int, *, now: datetime) -> bool:
    """Save the review again and repeat its consequences; return whether it still exists.

    Its old row is archived, and ``modified`` is updated. The reviewer is not changed.
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


@correlated
def _repeat(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> bool:
    try:
        held = hold(attempt)
    except StudentExamAttemptDoesNotExistsException:
        return False
    change_held(held, Change(held.attempt.status), now=now)
    return True
