"""Telling the provider of a new attempt, before there is one: the learner cannot go on without its answer.

No transaction is open meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edx_proctoring import provider_gateway
from edx_proctoring.actions import exams
from edx_proctoring.conf import site_url
from edx_proctoring.exceptions import BackendProviderOnboardingException
from edx_proctoring.launch_links import new_attempt_code
from edx_proctoring.lms import credit, names
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy, ProctoredExamStudentAttempt
from edx_proctoring.queries.allowances import read_granted
from edx_proctoring.queries.time_limits import allotted_time
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import about, correlation_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """The codes of a new attempt: ours, the provider's id, and the resulting status."""

    attempt_code: str
    external_id: str | None = None
    status: str = Status.created
    full_name: str = ''  # the name that the provider was given
    profile_name: str = ''  # the one in the learner's profile


def register(
    exam: ProctoredExam,
    user: Any,
    *,
    resumed: ProctoredExamStudentAttempt | None,
    policy: ProctoredExamReviewPolicy | None,
    taking_as_proctored: bool,
    now: datetime,
) -> Registration:
    """Create the code of a new attempt and, for a supervised one, register it with the provider.

    ``resumed`` is the attempt that the new one resumes, with its remaining time.

    For a learner without a valid profile at the provider, the status of the registration says so. Any other refusal
    raises an error (see :func:`provider_gateway.register_attempt`), as does an exam that can't be sent to the provider.
    """
    if not taking_as_proctored:
        return Registration(attempt_code=new_attempt_code())
    attempt_code = new_attempt_code(sealed=provider_gateway.signs_launch_link(exam))
    state = credit.find_credit_state(user.id, exam.course_id) or {}
    granted, profile_name = read_granted(exam.id, user.id), state.get('profile_fullname') or ''
    full_name = names.find_verified_name(user) or profile_name
    context: dict[str, Any] = {
        'lms_host': site_url(),
        'time_limit_mins': allotted_time(exam, user.id, current=resumed, granted=granted, now=now).provider_minutes,
        'attempt_code': attempt_code,
        'is_sample_attempt': exam.is_practice_exam,
        'user_id': obscured_user_id(user.id, exam.backend),
        'full_name': full_name,
        'email': state.get('student_email'),
    }
    if policy:
        context['review_policy'] = policy.review_policy
    if granted.review_policy_exception:
        context['review_policy_exception'] = granted.review_policy_exception
    status, external_id = Status.created, None
    exams.make_known(exam, now=now)
    try:
        with about(correlation_id(attempt_code)):
            external_id = provider_gateway.register_attempt(exam, context)
    except BackendProviderOnboardingException as refusal:
        status = refusal.status
    return Registration(
        attempt_code=attempt_code,
        external_id=external_id,
        status=status,
        full_name=full_name,
        profile_name=profile_name,
    )
