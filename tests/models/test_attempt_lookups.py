"""The manager of attempts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries
from time_machine import travel

from edx_proctoring import constants
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

OTHER_COURSE = 'course-v1:Other+Num+Run'
MOMENT = datetime(2030, 1, 15, 12, tzinfo=UTC)
attempts = ProctoredExamStudentAttempt.objects


def made_at(moment: datetime, **options: Any) -> ProctoredExamStudentAttempt:
    """An attempt that was created, and last changed, at that moment."""
    with travel(moment, tick=False):
        return AttemptFactory(**options)


@pytest.fixture
def three() -> list[ProctoredExamStudentAttempt]:
    """Attempts of one learner at one exam, newest first; the first two have the same date, the last id is oldest."""
    exam, user = ExamFactory(), UserFactory()
    older, newer = made_at(MOMENT, proctored_exam=exam, user=user), made_at(MOMENT, proctored_exam=exam, user=user)
    oldest = made_at(MOMENT - timedelta(days=1), proctored_exam=exam, user=user)
    return [newer, older, oldest]


def test_the_current_attempt_is_the_one_created_last(three: list[ProctoredExamStudentAttempt]) -> None:
    """Of several from the same moment, the one with the greatest id."""
    AttemptFactory(proctored_exam=three[0].proctored_exam)
    exam_id, user_id = three[0].proctored_exam_id, three[0].user_id
    assert attempts.get_current_exam_attempt(exam_id, user_id) == three[0]
    assert attempts.get_current_exam_attempt(exam_id, UserFactory().id) is None


@pytest.mark.parametrize('nonsense', ['one', '', [1], {}, None, 0, -1, 10**30])
def test_what_is_no_id_finds_no_attempt(nonsense: Any) -> None:
    """Whoever passes nonsense is told that there is no such attempt."""
    attempt = AttemptFactory()
    assert attempts.get_exam_attempt_by_id(nonsense) is None
    assert attempts.get_exam_attempt_by_id(str(attempt.id)) == attempt


@pytest.mark.deviation('R10')
@pytest.mark.parametrize('column', ['attempt_code', 'external_id'])
def test_the_newest_attempt_with_a_key_is_found(column: str) -> None:
    """Keys aren't unique, and attempts without one are not meant by ``None``."""
    find: Callable[[str | None], Any] = getattr(
        attempts, 'get_exam_attempt_by_code' if column == 'attempt_code' else 'get_exam_attempt_by_external_id'
    )
    newest = made_at(MOMENT, **{column: 'same'})
    made_at(MOMENT - timedelta(days=1), **{column: 'same'})
    AttemptFactory(**{column: None})
    assert find('same') == newest
    assert find('other') is None
    assert find(None) is None


def test_attempts_are_listed_newest_first(three: list[ProctoredExamStudentAttempt]) -> None:
    """Those of a course, of a learner at an exam, of an exam."""
    elsewhere = AttemptFactory(user=three[0].user, proctored_exam__course_id=OTHER_COURSE)
    exam_id, user_id = three[0].proctored_exam_id, three[0].user_id
    assert list(attempts.get_all_exam_attempts(COURSE_ID)) == three
    assert list(attempts.get_all_exam_attempts(OTHER_COURSE)) == [elsewhere]
    assert list(attempts.get_user_attempts_by_exam_id(user_id, exam_id)) == three
    assert set(attempts.get_all_exam_attempts_by_exam_id(exam_id)) == set(three)


def test_attempts_are_searched_by_name_and_address() -> None:
    """In any case, on every database; a percent sign is a percent sign."""
    by_name = made_at(MOMENT, user__username='Ada', user__email='x@example.com')
    by_address = made_at(MOMENT - timedelta(days=1), user__username='x', user__email='ada@example.com')
    AttemptFactory(user__username='grace', user__email='grace@example.com')
    AttemptFactory(user__username='ada2', proctored_exam__course_id=OTHER_COURSE)
    assert list(attempts.get_filtered_exam_attempts(COURSE_ID, 'aDA')) == [by_name, by_address]
    assert list(attempts.get_filtered_exam_attempts(COURSE_ID, '%')) == []
    with pytest.raises(ValueError, match='None'):
        attempts.get_filtered_exam_attempts(COURSE_ID, None)  # type: ignore[arg-type]


def test_practice_attempts_of_a_course_are_listed() -> None:
    """Supervised ones at active exams, the last changed first; nobody in particular means everybody."""
    exam = ExamFactory(practice=True)
    first, second = made_at(MOMENT, proctored_exam=exam), made_at(MOMENT, proctored_exam=exam)
    with travel(MOMENT + timedelta(hours=1), tick=False):
        first.save()
    AttemptFactory(proctored_exam=exam, taking_as_proctored=False)
    AttemptFactory(proctored_exam__practice=True, proctored_exam__is_active=False)
    AttemptFactory(proctored_exam__practice=True, proctored_exam__course_id=OTHER_COURSE)
    AttemptFactory()
    find = attempts.get_proctored_practice_attempts_by_course_id
    assert list(find(COURSE_ID)) == [first, second]
    assert list(find(COURSE_ID, users=[])) == [first, second]
    assert list(find(COURSE_ID, [second.user])) == [second]


def test_approved_onboarding_attempts_are_valid_for_a_time() -> None:
    """Of the asked users, at the asked provider, in any course, the last changed first."""
    exam = ExamFactory(onboarding=True, course_id=OTHER_COURSE)
    user = UserFactory()
    now = MOMENT + timedelta(days=constants.VERIFICATION_DAYS_VALID)
    approved = {'proctored_exam': exam, 'user': user, 'status': Status.verified}
    older = made_at(MOMENT + timedelta(seconds=1), **approved)
    newer = made_at(now, **approved)
    made_at(MOMENT, **approved)
    made_at(now, **{**approved, 'status': Status.submitted})
    made_at(now, **{**approved, 'proctored_exam': ExamFactory(practice=True)})
    made_at(now, **{**approved, 'proctored_exam': ExamFactory(backend='onboarding')})
    made_at(now, **{**approved, 'user': UserFactory()})
    made_at(now, **approved, taking_as_proctored=False)
    with travel(now, tick=False):
        found = attempts.get_last_verified_proctored_onboarding_attempts([user], 'onboarding')
        assert list(found) == [newer, older]


def test_real_attempts_of_a_learner_are_listed() -> None:
    """Supervised ones at no practice exam, the last completed first."""
    user = UserFactory(username='ada')
    early = AttemptFactory(user=user, completed_at=MOMENT)
    late = AttemptFactory(user=user, completed_at=MOMENT + timedelta(hours=1))
    AttemptFactory(user=user, proctored_exam__practice=True)
    AttemptFactory(user=user, proctored_exam__timed=True)
    AttemptFactory(user=user, proctored_exam__course_id=OTHER_COURSE)
    AttemptFactory()
    assert list(attempts.get_proctored_exam_attempts(COURSE_ID, 'ada')) == [late, early]


def test_running_attempts_of_a_learner_are_listed() -> None:
    """In one course or in all, newest first."""
    user = UserFactory()
    started = made_at(MOMENT, user=user, status=Status.started)
    ending = made_at(MOMENT, user=user, status=Status.ready_to_submit)
    elsewhere = made_at(
        MOMENT + timedelta(days=1), user=user, status=Status.started, proctored_exam__course_id=OTHER_COURSE
    )
    AttemptFactory(user=user, status=Status.ready_to_start)
    AttemptFactory(user=user, status=Status.submitted)
    AttemptFactory(status=Status.started)
    assert list(attempts.get_active_student_attempts(user.id)) == [elsewhere, ending, started]
    assert list(attempts.get_active_student_attempts(user.id, COURSE_ID)) == [ending, started]


def test_onboarding_errors_are_listed_and_cleared() -> None:
    """The learner's, in all courses, and none at a practice exam; the rest stays."""
    user = UserFactory()
    errors = [
        AttemptFactory(user=user, status=status, proctored_exam__course_id=f'course-v1:Org+{status}+Run')
        for status in Status.onboarding_errors
    ]
    kept = [
        AttemptFactory(user=user, status=Status.onboarding_missing, proctored_exam__onboarding=True),
        AttemptFactory(status=Status.onboarding_missing),
        AttemptFactory(user=user, status=Status.error),
    ]
    assert list(attempts.list_onboarding_errors(user.id)) == errors
    attempts.clear_onboarding_errors(user.id)
    assert set(attempts.all()) == set(kept)
    assert ProctoredExamStudentAttempt.history.filter(history_type='-').count() == len(errors)


LISTS: dict[str, Callable[[ProctoredExamStudentAttempt], Any]] = {
    'get_all_exam_attempts': lambda attempt: attempts.get_all_exam_attempts(COURSE_ID),
    'get_all_exam_attempts_by_exam_id': lambda attempt: attempts.get_all_exam_attempts_by_exam_id(
        attempt.proctored_exam_id
    ),
    'get_filtered_exam_attempts': lambda attempt: attempts.get_filtered_exam_attempts(COURSE_ID, 'user'),
    'get_proctored_exam_attempts': lambda attempt: attempts.get_proctored_exam_attempts(
        COURSE_ID, attempt.user.get_username()
    ),
    'get_active_student_attempts': lambda attempt: attempts.get_active_student_attempts(attempt.user_id),
    'get_user_attempts_by_exam_id': lambda attempt: attempts.get_user_attempts_by_exam_id(
        attempt.user_id, attempt.proctored_exam_id
    ),
    'get_current_exam_attempt': lambda attempt: [
        attempts.get_current_exam_attempt(attempt.proctored_exam_id, attempt.user_id)
    ],
    'get_exam_attempt_by_id': lambda attempt: [attempts.get_exam_attempt_by_id(attempt.id)],
    'get_exam_attempt_by_code': lambda attempt: [attempts.get_exam_attempt_by_code(attempt.attempt_code)],
    'get_exam_attempt_by_external_id': lambda attempt: [attempts.get_exam_attempt_by_external_id(attempt.external_id)],
}


@pytest.mark.parametrize('name', LISTS)
def test_attempts_come_with_exam_and_learner(name: str, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """One query, however many attempts there are."""
    attempt = AttemptFactory(status=Status.started)
    AttemptFactory.create_batch(2, proctored_exam=attempt.proctored_exam, user=attempt.user, status=Status.started)
    with django_assert_num_queries(1):
        found = list(LISTS[name](attempt))
        assert {item.proctored_exam.exam_name for item in found} == {attempt.proctored_exam.exam_name}
        assert {item.user.email for item in found} == {attempt.user.email}
