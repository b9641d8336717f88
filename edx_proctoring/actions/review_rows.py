"""What is written of a review, and what was written of the one before."""

from typing import Any

from edx_proctoring.actions.statements import in_short_statements
from edx_proctoring.backends.review import Review, ReviewComment
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    SetAside,
)
from edx_proctoring.security.crypto import decode_and_decrypt, encrypt_and_encode

BYTES_BESIDES = 200  # of a finding, beside its texts


def says_the_same(
    stored: ProctoredExamSoftwareSecureReview, review: Review, reviewed_by: Any, video_key: str | None
) -> bool:
    """Return whether a review brings nothing new. It need not repeat a decision that a person has made since.

    What was emptied (``actions.retention``, ``actions.retirement``) counts as the same, so that it stays empty.
    """
    if stored.raw_data not in ('', review.raw_data):
        return False
    if video_key and not stored.is_video_link_emptied and _video_link(stored, video_key) != review.video_url:
        return False
    if stored.reviewed_by_id is not None and reviewed_by is None:
        return True
    return stored.review_status == review.status and stored.reviewed_by_id == (reviewed_by.id if reviewed_by else None)


def fill(
    row: ProctoredExamSoftwareSecureReview | ProctoredExamSoftwareSecureReviewHistory,
    attempt: ProctoredExamStudentAttempt,
    review: Review,
    reviewed_by: Any,
    video_key: str | None,
) -> None:
    """Copy the review into a row. Without a key, the link to the recording is left out."""
    row.attempt_code = attempt.attempt_code or ''
    row.review_status = review.status
    row.raw_data = review.raw_data
    row.reviewed_by = reviewed_by
    row.decision_reason = row.learner_reason = row.learner_text = None
    row.student_id = attempt.user_id
    row.exam = attempt.proctored_exam
    if video_key and review.video_url:
        row.encrypted_video_url = encrypt_and_encode(
            review.video_url.encode(), bytes.fromhex(video_key), bind_to=row.attempt_code
        )


def replace_comments(row: ProctoredExamSoftwareSecureReview, review: Review, *, is_new: bool) -> None:
    """Replace the stored findings with those of the review."""
    if not is_new:
        row.proctoredexamsoftwaresecurecomment_set.all().delete()
    for findings in in_short_statements(review.comments, _size):
        ProctoredExamSoftwareSecureComment.objects.bulk_create(
            ProctoredExamSoftwareSecureComment(
                review_id=row.id,
                start_time=finding.start,
                stop_time=finding.stop,
                duration=finding.duration,
                comment=finding.comment,
                status=finding.status,
                unread=finding.unread,
            )
            for finding in findings
        )


def keep_aside(
    attempt: ProctoredExamStudentAttempt,
    review: Review,
    reviewed_by: Any,
    video_key: str | None,
    *,
    why: SetAside,
    is_attempt_active: bool,
) -> None:
    """Archive a review that does not count."""
    row = ProctoredExamSoftwareSecureReviewHistory(set_aside=why, is_attempt_active=is_attempt_active)
    fill(row, attempt, review, reviewed_by, video_key)
    row.save()


def _size(finding: ReviewComment) -> int:
    """Return the maximum size in bytes."""
    return BYTES_BESIDES + 8 * (len(finding.comment) + len(finding.status) + len(finding.unread or ''))


def _video_link(stored: ProctoredExamSoftwareSecureReview, key: str) -> str | None:
    """Return the link that is stored with a review; None if there is none, or if it was encrypted with another key."""
    link = stored.find_video_link()
    try:
        return decode_and_decrypt(link, bytes.fromhex(key)).decode() if link else None
    except ValueError:
        return None
