"""Messages to learners and to support."""

from edx_proctoring import emails
from edx_proctoring.job_handlers.people import find_learner
from edx_proctoring.lms import instructor
from edx_proctoring.outbox.handler import NOTHING_DONE, NothingDone
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import NotifySupport, SendStatusEmail
from edx_proctoring.queries.attempts import find_attempt


def send_status_email(job: Job[SendStatusEmail]) -> NothingDone | None:
    """Email the learner about the status, unless the attempt was removed in the meantime."""
    attempt = job.at_hand or find_attempt(job.payload.attempt_id)
    if attempt is None:
        return NOTHING_DONE
    emails.send_status_email(attempt, status=job.payload.status, key=job.key)
    return None


def notify_support(job: Job[NotifySupport]) -> NothingDone | None:
    """Notify support about a suspicious review."""
    learner = find_learner(job)
    if learner is None:
        return NOTHING_DONE
    instructor.notify_support(
        course_id=job.payload.course_id,
        exam_name=job.payload.exam_name,
        student_username=learner.username,
        review_status=job.payload.review_status,
        review_url=job.payload.review_url,
    )
    return None
