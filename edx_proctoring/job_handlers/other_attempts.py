"""What one attempt of a learner does to others."""

from edx_proctoring.actions import attempt_removal, declining
from edx_proctoring.job_handlers.people import find_learner
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import ClearOnboardingErrors, DeclineOthers


def decline(job: Job[DeclineOthers]) -> None:
    """Decline the learner's other proctored exams of the course."""
    learner = find_learner(job)
    if learner is not None:
        _user_id, course_id, content_id = job.payload.exam_of_learner
        declining.decline_others(learner, course_id, content_id, now=job.now)


def clear_onboarding_errors(job: Job[ClearOnboardingErrors]) -> None:
    """Remove the learner's attempts that failed for lack of onboarding."""
    attempt_removal.clear_onboarding_errors(job.payload.user_id, now=job.now)
