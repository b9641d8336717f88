"""Who may do what, and who may enter."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

PERMISSIONS: Final = 'edx_proctoring/views/permissions.py'
ATTEMPTS: Final = 'edx_proctoring/views/learner_attempts.py'
ENTRANCE: Final = 'edx_proctoring/actions/entrance.py'
MATRIX: Final = 'tests/views/test_permission_matrix.py::test_what_each_caller_is_answered'
OWN_ATTEMPTS: Final = f"{MATRIX}[A learner's attempts]"
ACCESS: Final = 'tests/views/test_exam_access.py'
LEARNER: Final = 'tests/views/test_learner_attempts.py'

MUTANTS: Final = (
    Mutant(
        file=PERMISSIONS,
        before='if attempt.user_id != user.id:',
        after='if attempt.user_id is None:',
        breaks="learners see each other's attempts",
        tests=(f'{LEARNER}::TestPoll::test_nobody_else_can_end_it_by_looking',),
    ),
    Mutant(
        file=PERMISSIONS,
        before='    if not user.is_staff:\n',
        after='    if not user.is_active:\n',
        breaks='everybody is staff of the site',
        tests=(OWN_ATTEMPTS,),
    ),
    Mutant(
        file=PERMISSIONS,
        before='elif not is_user_course_or_global_staff(user, course_id):',
        after='elif not course_id:',
        breaks='everybody is staff of every course',
        tests=(f'{MATRIX}[Allowances]',),
    ),
    Mutant(
        file=PERMISSIONS,
        before='        require_course_staff(user, exam.course_id)\n',
        after='        return\n',
        breaks='everybody changes exams that exist',
        tests=(f'{MATRIX}[Attempts in the hands of staff]',),
    ),
    Mutant(
        file=ATTEMPTS,
        before='for_staff and is_user_course_or_global_staff(user, attempt.proctored_exam.course_id)',
        after='for_staff',
        breaks='learners mark their attempts as ready to resume',
        tests=(f'{LEARNER}::TestResuming::test_neither_the_learner_nor_anybody_else',),
    ),
    Mutant(
        file=ATTEMPTS,
        before='if attempt.user_id != owner_id:',
        after='if not owner_id:',
        breaks="learners act on each other's attempts",
        tests=(OWN_ATTEMPTS,),
    ),
    Mutant(
        file=ATTEMPTS,
        before='    if sent:\n        require_staff(request.user)\n',
        after='',
        breaks="learners ask for somebody else's timer",
        tests=(OWN_ATTEMPTS,),
    ),
    Mutant(
        file='edx_proctoring/views/decorators.py',
        before='    if others:\n',
        after='    if not course_id:\n',
        breaks='staff of one course name another one beside it',
        tests=('tests/views/test_decorators.py',),
    ),
    Mutant(
        file=ENTRANCE,
        before='if not exam.is_active:',
        after='if exam.is_active is None:',
        breaks='an exam that is not active is entered',
        tests=(f'{ACCESS}::TestInactiveExam::test_is_closed',),
    ),
    Mutant(
        file=ENTRANCE,
        before='if supervised and not permissions.can_take_proctored_exam(user, exam_dict(exam)):',
        after='if not supervised and not permissions.can_take_proctored_exam(user, exam_dict(exam)):',
        breaks='supervision is for those who may not have it',
        tests=(f'{ACCESS}::TestPermission::test_supervision_is_only_for_those_who_have_it',),
    ),
    Mutant(
        file=ENTRANCE,
        before='    if not taking_as_proctored:\n        require_opt_out(exam)\n',
        after='',
        breaks='learners opt out where the course forbids it',
        tests=(f'{ACCESS}::TestOptingOut::test_a_course_may_forbid_it_at_the_entrance',),
    ),
    Mutant(
        file=ENTRANCE,
        before='if start_clock and taking_as_proctored and provider_gateway.awaits_provider(exam):',
        after='if start_clock and not taking_as_proctored and provider_gateway.awaits_provider(exam):',
        breaks='a supervised exam starts before the provider is ready',
        tests=(f'{LEARNER}::TestEntering::test_what_does_not_suit_the_exam_makes_no_attempt',),
    ),
    Mutant(
        file=ENTRANCE,
        before='if not exam.is_practice_exam and is_past_due(exam, user, now=now):',
        after='if exam.is_practice_exam and is_past_due(exam, user, now=now):',
        breaks='an exam is entered after its due date',
        tests=(f'{LEARNER}::TestEntering::test_what_does_not_suit_the_exam_makes_no_attempt',),
    ),
    Mutant(
        file='edx_proctoring/actions/attempts.py',
        before="raise StudentExamAttemptAlreadyExistsException(_('There is an attempt at this exam already.'))",
        after='return',
        breaks='a second attempt replaces the first',
        tests=(f'{LEARNER}::TestEntering::test_a_second_attempt_is_refused',),
    ),
    Mutant(
        file='edx_proctoring/actions/attempts.py',
        before='    if not attempt.is_resumable:\n',
        after='    if attempt.is_resumable is None:\n',
        breaks='staff let an attempt be resumed that did not fail',
        tests=('tests/actions/test_attempts.py::test_only_a_resumable_attempt_is_marked',),
    ),
    Mutant(
        file='edx_proctoring/actions/bulk_allowances.py',
        before=' or course_id not in (None, exam.course_id)',
        after='',
        breaks='bulk grants reach exams of other courses',
        tests=('tests/actions/test_bulk_allowances.py::test_exams_of_other_courses_are_refused',),
    ),
    Mutant(
        file='edx_proctoring/actions/retirement.py',
        before="ProctoredExamStudentAllowanceHistory.objects.filter(user_id=user_id).update(value='')",
        after='pass',
        breaks='the archive keeps what a retired learner was granted',
        tests=('tests/test_retirement_canary.py::test_nothing_is_left_of_a_retired_learner',),
    ),
    Mutant(
        file='edx_proctoring/actions/retirement.py',
        before='about_learner = Q(student_id=user_id) | Q(attempt_code__in=codes)',
        after='about_learner = Q(student_id=user_id)',
        breaks='reviews that name nobody keep what they say of a retired learner',
        tests=('tests/test_retirement_canary.py::test_nothing_is_left_of_a_retired_learner',),
    ),
)
