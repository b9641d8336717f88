"""The pages that a learner can see instead of the exam.

The values are template names, which themes override: they are part of the interface.
"""

from enum import StrEnum


class Page(StrEnum):
    """One page; the value is the name of its template."""

    CLOSED = 'common/closed.html'
    KEPT_OUT = 'entry/kept_out.html'

    TIMED_ENTRANCE = 'timed_exam/entrance.html'
    TIMED_REOPENED = 'timed_exam/reopened.html'
    TIMED_EXPIRED = 'timed_exam/expired.html'
    TIMED_READY_TO_SUBMIT = 'timed_exam/ready_to_submit.html'
    TIMED_SUBMITTED = 'timed_exam/submitted.html'

    PROCTORED_ENTRANCE = 'proctored_exam/entrance.html'
    PROCTORED_EXPIRED = 'proctored_exam/expired.html'
    INACTIVE_ACCOUNT = 'proctored_exam/inactive_account.html'
    FAILED_PREREQUISITES = 'proctored_exam/failed-prerequisites.html'
    PENDING_PREREQUISITES = 'proctored_exam/pending-prerequisites.html'
    READY_TO_RESUME = 'proctored_exam/ready_to_resume.html'
    INSTRUCTIONS = 'proctored_exam/instructions.html'
    READY_TO_START = 'proctored_exam/ready_to_start.html'
    READY_TO_SUBMIT = 'proctored_exam/ready_to_submit.html'
    WRONG_BROWSER = 'proctored_exam/error_wrong_browser.html'
    PROCTORED_SUBMITTED = 'proctored_exam/submitted.html'
    PROCTORED_VERIFIED = 'proctored_exam/verified.html'
    PROCTORED_REJECTED = 'proctored_exam/rejected.html'
    PROCTORED_ERROR = 'proctored_exam/error.html'
    ONBOARDING_NEEDED = 'proctored_exam/onboarding_error.html'

    PRACTICE_ENTRANCE = 'practice_exam/entrance.html'
    PRACTICE_SUBMITTED = 'practice_exam/submitted.html'
    PRACTICE_ERROR = 'practice_exam/error.html'

    ONBOARDING_ENTRANCE = 'onboarding_exam/entrance.html'
    ONBOARDING_READY_TO_SUBMIT = 'onboarding_exam/ready_to_submit.html'
    ONBOARDING_SUBMITTED = 'onboarding_exam/submitted.html'
    ONBOARDING_VERIFIED = 'onboarding_exam/verified.html'
    ONBOARDING_REJECTED = 'onboarding_exam/rejected.html'
    ONBOARDING_ERROR = 'onboarding_exam/error.html'
