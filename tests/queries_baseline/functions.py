"""The calls of public functions whose statements are counted, and those of which there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from edx_proctoring import api
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import COURSE_ID, AccommodationFactory
from tests.queries_baseline.entrances import changing_code, gated
from tests.queries_baseline.http_requests import (
    accommodated,
    extended,
    incident_with_attempts,
    new_incident,
    reopened,
    window,
)
from tests.queries_baseline.world import World


class Called(NamedTuple):
    """The arguments of a call."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]


def called(*args: Any, **kwargs: Any) -> Called:
    """These."""
    return Called(args, kwargs)


def new_exam() -> Called:
    """What makes an exam of the course."""
    return called(COURSE_ID, 'new', 'New', 30, backend='test')


def page_context() -> dict[str, Any]:
    """What the host says of the sequence."""
    return {
        'display_name': 'Exam',
        'default_time_limit_mins': 90,
        'is_practice_exam': False,
        'is_proctored': True,
        'due_date': None,
        'credit_state': {'enrollment_mode': 'verified', 'credit_requirement_status': []},
    }


def moments() -> dict[str, Any]:
    """The last minutes without a network."""
    return {name: value if name == 'cause' else datetime.fromisoformat(value) for name, value in window().items()}


def remedies(world: World) -> dict[int, tuple[str, int]]:
    """Ten minutes for each of ``size`` learners."""
    return {each['attempt_id']: (each['remedy'], each['minutes']) for each in new_incident(world)['attempts']}


def page(world: World, exam: Any, status: str | None = None) -> Called:
    """The learner looks at the exam, where their attempt has that status."""
    if status is not None:
        world.attempt(status, exam)
    return called(world.learner.id, COURSE_ID, exam.content_id, page_context())


def policy(world: World, *, is_there: bool) -> Called:
    """A text for the exam's policy."""
    if is_there:
        world.make_policy(world.exam)
    return called(world.exam.id, world.staff.id, 'A calculator is allowed.')


def summary(world: World) -> Called:
    """The outline's line of an exam, of which the learner has been to all."""
    return called(world.running().id, COURSE_ID, world.exams[0].content_id)


def run_out(world: World) -> int:
    """The id of an attempt whose time is over."""
    return world.attempt(Status.started, started_at=world.now - timedelta(hours=3)).id


# The key is a function and, where there are several calls of it, what is done.
FUNCTIONS: dict[str, Callable[[World], Called]] = {
    # exams
    'create_exam': lambda w: new_exam(),
    'update_exam': lambda w: called(w.exam.id, exam_name='New'),
    'get_exam_by_id': lambda w: called(w.exam.id),
    'get_exam_by_content_id': lambda w: called(COURSE_ID, w.exam.content_id),
    'get_all_exams_for_course': lambda w: called(COURSE_ID),
    'get_exam_configuration_dashboard_url': lambda w: called(COURSE_ID, w.exam.content_id),
    'is_backend_dashboard_available': lambda w: called(COURSE_ID),
    'get_proctoring_settings_by_exam_id': lambda w: called(w.exam.id),
    'get_total_allowed_time_for_exam': lambda w: called(
        exam_dict(w.attempt(Status.created).proctored_exam), w.learner.id
    ),
    'is_exam_passed_due': lambda w: called(exam_dict(w.exam), user=w.learner.id),
    'get_exam_due_date': lambda w: called(exam_dict(w.exam), user=w.learner.id),
    'verify_and_add_wait_deadline': lambda w: called(
        {'grace_period': timedelta(hours=1)}, exam_dict(w.exam), w.learner.id
    ),
    'has_end_date_passed': lambda w: called(COURSE_ID),
    # review policies
    'create_exam_review_policy': lambda w: policy(w, is_there=False),
    'update_review_policy': lambda w: policy(w, is_there=True),
    'remove_review_policy': lambda w: called(policy(w, is_there=True).args[0]),
    'get_review_policy_by_exam_id': lambda w: called(policy(w, is_there=True).args[0]),
    # reading attempts
    'get_current_exam_attempt': lambda w: called(w.attempt(Status.started).proctored_exam_id, w.learner.id),
    'get_exam_attempt_by_id': lambda w: called(w.attempt(Status.started).id),
    'get_exam_attempt_by_id: its time is over': lambda w: called(run_out(w)),
    'get_exam_attempt_by_external_id': lambda w: called(w.attempt(Status.started).external_id),
    'get_exam_attempt_by_code': lambda w: called(w.attempt(Status.started).attempt_code),
    'get_exam_attempt_data': lambda w: called(w.exam.id, w.attempt(Status.started).id, is_learning_mfe=True),
    'get_all_exam_attempts': lambda w: called(COURSE_ID),
    'get_filtered_exam_attempts': lambda w: called(COURSE_ID, 'many'),
    'get_user_attempts_by_exam_id': lambda w: called(w.learner.id, w.attempt(Status.started).proctored_exam_id),
    'get_active_exams_for_user': lambda w: called(w.running().id),
    'get_last_exam_completion_date': lambda w: called(COURSE_ID, w.life().username),
    'get_exam_violation_report': lambda w: called(COURSE_ID, include_practice_exams=True),
    'iter_results': lambda w: called(COURSE_ID),
    'get_attempt_status_summary': summary,
    'get_attempt_status_summaries': lambda w: called(w.running().id, COURSE_ID),
    # moving attempts on
    'create_exam_attempt: timed': lambda w: called(w.timed.id, w.learner.id),
    'create_exam_attempt: proctored': lambda w: called(w.exam.id, w.learner.id, taking_as_proctored=True),
    'start_exam_attempt': lambda w: called(w.attempt(Status.ready_to_start).proctored_exam_id, w.learner.id),
    'start_exam_attempt_by_code': lambda w: called(w.attempt(Status.ready_to_start).attempt_code),
    'stop_exam_attempt': lambda w: called(w.attempt(Status.started).id),
    'mark_exam_attempt_timeout': lambda w: called(w.attempt(Status.started).id),
    'mark_exam_attempt_as_ready': lambda w: called(w.attempt(Status.download_software_clicked).id),
    'mark_exam_attempt_as_ready_to_resume': lambda w: called(w.attempt(Status.error, is_resumable=True).id),
    'mark_exam_attempt_as_resumed': lambda w: called(
        w.attempt(Status.error, is_resumable=True, ready_to_resume=True).id
    ),
    'update_attempt_status: submitted': lambda w: called(w.attempt(Status.started).id, Status.submitted),
    'update_attempt_status: declined': lambda w: called(w.attempt(Status.created).id, Status.declined),
    'update_attempt_status: verified': lambda w: called(w.attempt(Status.submitted).id, Status.verified),
    'update_attempt_status: rejected': lambda w: called(w.attempt(Status.submitted).id, Status.rejected),
    'update_exam_attempt': lambda w: called(w.attempt(Status.rejected).id, is_status_acknowledged=True),
    'reset_practice_exam': lambda w: called(
        w.attempt(Status.rejected, w.practice).proctored_exam_id, w.learner.id, w.learner
    ),
    'remove_exam_attempt': lambda w: called(w.attempt(Status.submitted).id, w.staff),
    'create_proctoring_attempt_status_email': lambda w: called(w.attempt(Status.verified), 'Course', COURSE_ID),
    # allowances
    'add_allowance_for_user: new': lambda w: called(w.exam.id, w.learner.id, 'additional_time_granted', '5'),
    'add_allowance_for_user: again': lambda w: called(w.exam.id, w.learners[0].id, 'additional_time_granted', '5'),
    'add_bulk_allowances: new': lambda w: called(
        [exam.id for exam in w.exams[:2]], [user.id for user in w.learners], 'additional_time_granted', '5'
    ),
    'add_bulk_allowances: again': lambda w: called(
        [w.exam.id], [user.id for user in w.learners], 'additional_time_granted', '5'
    ),
    'get_allowances_for_course': lambda w: called(COURSE_ID),
    'extend_attempts': lambda w: called([w.attempt(Status.started).id], 5, course_id=COURSE_ID),
    'undo_extension': lambda w: called(extended(w), course_id=COURSE_ID),
    'reopen_attempts': lambda w: called([w.attempt(Status.submitted).id], 5, course_id=COURSE_ID),
    'undo_reopening': lambda w: called(reopened(w), course_id=COURSE_ID),
    'end_attempts': lambda w: called([w.attempt(Status.started).id], course_id=COURSE_ID, reason='Noon.'),
    'list_running_attempts': lambda w: called(w.attempt(Status.started).proctored_exam_id),
    'get_entry_rules': lambda w: called(gated(w)),
    'set_entry_rules': lambda w: called(w.exam.id, needs_code=True),
    'remove_entry_rules': lambda w: called(gated(w)),
    'create_access_code': lambda w: called(w.exam.id),
    'revoke_access_code': lambda w: called(changing_code(w)),
    'release_learners: all': lambda w: called(gated(w)),
    'release_learners: some': lambda w: called(gated(w), [user.id for user in w.learners]),
    'preview_incident': lambda w: called(incident_with_attempts(w).course_id, **moments()),
    'record_incident': lambda w: called(COURSE_ID, **moments(), remedies=remedies(w)),
    'revert_incident': lambda w: called(incident_with_attempts(w).pk),
    'add_accommodation': lambda w: called(w.learner.id, course_id=COURSE_ID, extra_minutes=5),
    'add_accommodation: running': lambda w: called(w.attempt(Status.started).user_id, extra_minutes=5),
    'get_accommodations_for_course': lambda w: called(accommodated(w)),
    'revoke_accommodation': lambda w: called(AccommodationFactory(user=w.learner).id),
    'remove_allowance_for_user': lambda w: called(w.exam.id, w.learners[0].id, 'additional_time_granted'),
    # onboarding
    'get_onboarding_exam_link': lambda w: called(w.practice.course_id, w.learner, is_learning_mfe=True),
    'get_onboarding_attempt_data_for_learner': lambda w: called(w.practice.course_id, w.learners[0], 'onboarding'),
    'get_last_verified_onboarding_attempts_per_user': lambda w: called(w.learners, w.practice.backend),
    # pages
    'get_student_view: proctored, no attempt': lambda w: page(w, w.exam),
    'get_student_view: proctored, created': lambda w: page(w, w.exam, Status.created),
    'get_student_view: proctored, started': lambda w: page(w, w.exam, Status.started),
    'get_student_view: proctored, ready_to_submit': lambda w: page(w, w.exam, Status.ready_to_submit),
    'get_student_view: proctored, submitted': lambda w: page(w, w.exam, Status.submitted),
    'get_student_view: proctored, onboarding_missing': lambda w: page(w, w.exam, Status.onboarding_missing),
    'get_student_view: timed, no attempt': lambda w: page(w, w.timed),
    'get_student_view: timed, submitted': lambda w: page(w, w.timed, Status.submitted),
    'get_student_view: onboarding, no attempt': lambda w: page(w, w.practice),
    'get_student_view: onboarding, verified': lambda w: page(w, w.practice, Status.verified),
    'check_prerequisites': lambda w: called({**exam_dict(w.exam)}, w.learner.id),
}

COMPUTES = 'computes from its arguments'
ASKS_THE_HOST = 'asks a service of the host, and nothing else'
ASKS_THE_REGISTRY = 'looks into a register of the process'

# What reads and writes no rows, and what it does instead.
NO_STATEMENTS = {
    'can_update_credit_grades_and_email': COMPUTES,
    'categorize_inaccessible_exams_by_date': COMPUTES,
    'does_backend_support_onboarding': ASKS_THE_REGISTRY,
    'emit_event': 'tells the analytics',
    'get_backend_provider': ASKS_THE_REGISTRY,
    'get_course_home_url': COMPUTES,
    'get_enrollments_can_take_proctored_exams': ASKS_THE_HOST,
    'get_exam_type': COMPUTES,
    'get_exam_url': COMPUTES,
    'get_integration_specific_email': COMPUTES,
    'get_runtime_service': ASKS_THE_REGISTRY,
    'get_time_remaining_for_attempt': COMPUTES,
    'get_user_course_outline_details': ASKS_THE_HOST,
    'has_due_date_passed': COMPUTES,
    'humanized_time': COMPUTES,
    'is_attempt_in_resume_process': COMPUTES,
    'is_attempt_ready_to_resume': COMPUTES,
    'is_reattempting_exam': COMPUTES,
    'is_state_transition_legal': COMPUTES,
    'obscured_user_id': COMPUTES,
}


def call(name: str, arguments: Called) -> Any:
    """Call the function that a key of ``FUNCTIONS`` is about, and look at all that it returns."""
    found = getattr(api, name)(*arguments.args, **arguments.kwargs)
    return [*found] if isinstance(found, (list, Iterator)) else found
