"""Creating, resuming, resetting and removing attempts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from requests import ConnectionError as NoConnection

from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_removal import clear_onboarding_errors, remove
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderCannotRemoveAttempt,
    BackendProviderOnboardingException,
    BackendProviderRemovalNotConfirmed,
    BackendProviderSentNoAttemptID,
    InvalidInputException,
    ProctoredBaseException,
    ProctoredExamIllegalResumeUpdate,
    ProctoredExamIllegalStatusTransition,
    ProctoredExamPermissionDenied,
    ProviderUnavailableException,
    StudentExamAttemptAlreadyExistsException,
    StudentExamAttemptDoesNotExistsException,
    StudentExamAttemptOnPastDueProctoredExam,
    UserNotFoundException,
)
from edx_proctoring.models import Delivery, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AllowanceFactory, AttemptFactory, ExamFactory, ReviewPolicyFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Attempt = ProctoredExamStudentAttempt


def test_a_supervised_attempt_is_registered_with_all_that_the_provider_should_know(
    learner: User, now: datetime, commit: Commit, host: Host, provider: RecordingProvider, settings: Any
) -> None:
    exam = ExamFactory(proctored=True, time_limit_mins=90)
    policy = ReviewPolicyFactory(proctored_exam=exam, review_policy='Closed book.')
    AllowanceFactory(proctored_exam=exam, user=learner, value='30')
    AllowanceFactory(proctored_exam=exam, user=learner, key='review_policy_exception', value='May stand up.')
    with commit():
        attempt = attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    (call,) = provider.calls_to('register_exam_attempt')
    context = call['context']
    assert context['time_limit_mins'] == 120
    assert context['attempt_code'] == attempt.attempt_code == context['attempt_code'].upper()
    assert (context['review_policy'], context['review_policy_exception']) == ('Closed book.', 'May stand up.')
    assert (context['full_name'], context['email']) == (host.credit.profile_fullname, host.credit.student_email)
    assert context['user_id'] != str(learner.id)
    assert (attempt.status, attempt.external_id, attempt.review_policy_id) == (Status.created, 'attempt-1', policy.id)


def test_a_new_attempt_is_announced_after_the_commit(
    learner: User, now: datetime, commit: Commit, events: list[dict[str, Any]], status_signals: list[dict[str, Any]]
) -> None:
    with commit():
        attempts.create(ExamFactory(timed=True), learner.id, taking_as_proctored=False, now=now)
        assert not events
    assert [event['name'] for event in events] == ['edx.special_exam.timed.attempt.created']
    assert status_signals[0]['backend_supports_onboarding'] is None


@pytest.mark.parametrize(
    ('given', 'kept'),
    [('a', 'a'), ('x' * 255, 'x' * 255), (7, '7'), (UUID(int=1), str(UUID(int=1))), (None, None), ('', None)],
    ids=lambda value: ascii(value)[:20],
)
def test_an_id_is_kept_as_text(
    given: Any, kept: str | None, learner: User, now: datetime, provider: RecordingProvider
) -> None:
    provider.answers['register_exam_attempt'] = given
    attempt = attempts.create(ExamFactory(proctored=True), learner.id, taking_as_proctored=True, now=now)
    assert attempt.external_id == kept
    attempt.refresh_from_db()
    assert attempt.external_id == kept


NO_IDS = ['x' * 256, 'x' * 10_000_000, 'a\0b', 'a\ud800', True, {'a': 1}, ['a'], 1.5, 10**300]


@pytest.mark.parametrize('external_id', NO_IDS, ids=lambda value: ascii(value)[:20])
def test_an_id_that_no_database_holds_is_the_providers_fault(
    external_id: Any, learner: User, now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    provider.answers['register_exam_attempt'] = external_id
    with commit(), pytest.raises(BackendProviderSentNoAttemptID) as failure:
        attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    assert failure.value.http_status == 502
    assert not Attempt.objects.exists()
    assert not Delivery.objects.exists()


@pytest.mark.deviation('R11')
@pytest.mark.parametrize(
    ('failure', 'error', 'http_status'),
    [
        (NoConnection('down'), ProviderUnavailableException, 503),
        (RuntimeError('nonsense'), ProviderUnavailableException, 502),
        (BackendProviderCannotRegisterAttempt('no', 422), BackendProviderCannotRegisterAttempt, 422),
        (BackendProviderCannotRegisterAttempt('odd', 302), BackendProviderCannotRegisterAttempt, 502),
        (BackendProviderCannotRegisterAttempt('broken', 500), BackendProviderCannotRegisterAttempt, 502),
    ],
)
def test_a_refused_registration_leaves_no_attempt(
    learner: User,
    now: datetime,
    provider: RecordingProvider,
    failure: Exception,
    error: type[ProctoredBaseException],
    http_status: int,
) -> None:
    provider.failures['register_exam_attempt'] = failure
    with pytest.raises(error) as caught:
        attempts.create(ExamFactory(proctored=True), learner.id, taking_as_proctored=True, now=now)
    assert caught.value.http_status == http_status
    assert not Attempt.objects.exists()


@pytest.mark.parametrize('status', Status.onboarding_errors)
def test_a_learner_without_a_profile_gets_an_attempt_that_says_so(
    learner: User, now: datetime, provider: RecordingProvider, status: str
) -> None:
    provider.failures['register_exam_attempt'] = BackendProviderOnboardingException(status)
    attempt = attempts.create(ExamFactory(proctored=True), learner.id, taking_as_proctored=True, now=now)
    assert (attempt.status, attempt.external_id) == (status, None)


def test_what_cannot_be_taken_is_refused(learner: User, now: datetime) -> None:
    timed, over = ExamFactory(timed=True), ExamFactory(proctored=True, due_date=now - timedelta(seconds=1))
    with pytest.raises(InvalidInputException):
        attempts.create(timed, learner.id, taking_as_proctored=True, now=now)
    with pytest.raises(StudentExamAttemptOnPastDueProctoredExam):
        attempts.create(over, learner.id, taking_as_proctored=True, now=now)
    with pytest.raises(UserNotFoundException):
        attempts.create(timed, 12345, taking_as_proctored=False, now=now)
    attempts.create(timed, learner.id, taking_as_proctored=False, now=now)
    with pytest.raises(StudentExamAttemptAlreadyExistsException):
        attempts.create(timed, learner.id, taking_as_proctored=False, now=now)
    assert Attempt.objects.count() == 1


@pytest.mark.deviation('I2')
def test_of_two_requests_at_once_one_makes_the_attempt_and_the_other_is_taken_back(
    learner: User, now: datetime, commit: Commit, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = ExamFactory(proctored=True, external_id='exam-1')

    class Overtaken(RecordingProvider):
        """While it registers one attempt, another request makes one."""

        def register_exam_attempt(self, exam_told: Any, context: Any) -> str | None:
            AttemptFactory(proctored_exam=exam, user=learner, current_at_exam=exam.id)
            return super().register_exam_attempt(exam_told, context)

    slow = Overtaken()
    monkeypatch.setattr('edx_proctoring.provider_gateway.find_registered_provider', lambda name: slow)
    with commit(), pytest.raises(StudentExamAttemptAlreadyExistsException):
        attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    assert Attempt.objects.count() == 1
    assert slow.calls_to('remove_exam_attempt') == [{'exam': 'exam-1', 'attempt': 'attempt-1'}]


@pytest.mark.deviation('I2')
def test_a_registration_is_taken_back_when_the_attempt_to_resume_is_removed_meanwhile(
    learner: User, now: datetime, commit: Commit, backends: dict[str, Any]
) -> None:
    exam = ExamFactory(proctored=True, external_id='exam-1')
    broken = AttemptFactory(proctored_exam=exam, user=learner, status=Status.error, ready_to_resume=True)

    class Overtaken(RecordingProvider):
        """While it registers the next attempt, staff removes the one that is to be resumed."""

        def register_exam_attempt(self, exam_told: Any, context: Any) -> str | None:
            broken.delete()
            return super().register_exam_attempt(exam_told, context)

    slow = backends['test'] = Overtaken()
    with commit(), pytest.raises(StudentExamAttemptDoesNotExistsException):
        attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    assert not Attempt.objects.exists()
    assert slow.calls_to('remove_exam_attempt') == [{'exam': 'exam-1', 'attempt': 'attempt-1'}]


@pytest.mark.deviation('I6', 'I8')
@pytest.mark.parametrize('seconds', [0, 45, 1800])
def test_a_resumed_attempt_goes_on_with_the_seconds_that_were_left(
    learner: User, now: datetime, commit: Commit, seconds: int
) -> None:
    exam = ExamFactory(proctored=True)
    broken = AttemptFactory(
        proctored_exam=exam, user=learner, status=Status.error, is_resumable=True, time_remaining_seconds=seconds
    )
    AllowanceFactory(proctored_exam=exam, user=learner, value='30')
    attempts.mark_ready_to_resume(broken)
    resumed = attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    broken.refresh_from_db()
    assert (broken.resumed, broken.is_resumable) == (True, False)
    assert resumed.time_remaining_seconds == seconds
    started = change_status(resumed, Change(Status.started), now=now)
    assert started.allowed_time_limit_mins == seconds // 60


@pytest.mark.deviation('I8')
def test_a_failed_registration_leaves_the_attempt_ready_to_resume(
    learner: User, now: datetime, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    broken = AttemptFactory(proctored_exam=exam, user=learner, status=Status.error, ready_to_resume=True)
    provider.failures['register_exam_attempt'] = NoConnection('down')
    with pytest.raises(ProviderUnavailableException):
        attempts.create(exam, learner.id, taking_as_proctored=True, now=now)
    broken.refresh_from_db()
    assert (broken.ready_to_resume, broken.resumed) == (True, False)


def test_only_a_resumable_attempt_is_marked() -> None:
    attempt = AttemptFactory(status=Status.submitted)
    with pytest.raises(ProctoredExamIllegalResumeUpdate):
        attempts.mark_ready_to_resume(attempt)
    with pytest.raises(ProctoredExamIllegalResumeUpdate):
        attempts.mark_resumed(attempt)
    with pytest.raises(ProctoredExamPermissionDenied):
        attempts.update_fields(attempt, status=Status.verified)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.ready_to_resume, attempt.resumed) == (Status.submitted, False, False)


@pytest.mark.parametrize(('status', 'left'), [(Status.submitted, None), (Status.error, Status.onboarding_reset)])
def test_resetting_a_practice_attempt_makes_a_new_one(
    learner: User, now: datetime, commit: Commit, status: str, left: str | None
) -> None:
    exam = ExamFactory(practice=True)
    old = AttemptFactory(proctored_exam=exam, user=learner, status=status)
    with commit():
        new = attempts.reset_practice(exam, learner.id, requesting_user=learner, now=now)
    assert new.id != old.id
    assert (new.status, new.taking_as_proctored) == (Status.created, True)
    assert Attempt.objects.filter(id=old.id).values_list('status', flat=True).first() == left


@pytest.mark.parametrize('status', [Status.created, Status.started, Status.verified])
def test_an_open_or_approved_practice_attempt_is_not_reset(learner: User, now: datetime, status: str) -> None:
    attempt = AttemptFactory(proctored_exam=ExamFactory(practice=True), user=learner, status=status)
    with pytest.raises(ProctoredExamIllegalStatusTransition):
        attempts.reset_practice(attempt.proctored_exam, learner.id, requesting_user=learner, now=now)
    assert list(Attempt.objects.values_list('status', flat=True)) == [status]


def test_removing_an_attempt_clears_the_learners_record(
    staff: User, now: datetime, commit: Commit, host: Host, provider: RecordingProvider
) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    with commit():
        remove([attempt], requesting_user=staff, now=now)
    assert not Attempt.objects.exists()
    assert len(provider.calls_to('remove_exam_attempt')) == 1
    (deleted,) = host.calls_to('instructor', 'delete_student_attempt')
    assert deleted['requesting_user'] == staff
    assert host.calls_to('grades', 'undo_override_subsection_grade')
    assert host.calls_to('credit', 'remove_credit_requirement_status')


@pytest.mark.deviation('I9')
@pytest.mark.parametrize('kind', ['timed', 'proctored', 'practice'])
def test_the_event_of_a_removal_names_the_attempt(
    staff: User, now: datetime, commit: Commit, events: list[dict[str, Any]], kind: str
) -> None:
    attempt = AttemptFactory(proctored_exam=ExamFactory(**{kind: True}), status=Status.submitted)
    attempt_id = attempt.id
    with commit():
        remove([attempt], requesting_user=staff, now=now)
        assert not events
    (event,) = events
    assert event['name'] == f'edx.special_exam.{kind}.attempt.deleted'
    assert event['data']['attempt_id'] == attempt_id


@pytest.mark.parametrize(
    ('trouble', 'error'),
    [
        (NoConnection('down'), BackendProviderCannotRemoveAttempt),
        (False, BackendProviderRemovalNotConfirmed),
    ],
)
def test_an_attempt_that_the_provider_keeps_is_kept(
    staff: User, now: datetime, commit: Commit, host: Host, provider: RecordingProvider, trouble: Any, error: type
) -> None:
    if isinstance(trouble, Exception):
        provider.failures['remove_exam_attempt'] = trouble
    else:
        provider.answers['remove_exam_attempt'] = trouble
    attempt = AttemptFactory(status=Status.submitted)
    with commit(), pytest.raises(error):
        remove([attempt], requesting_user=staff, now=now)
    assert Attempt.objects.filter(id=attempt.id).exists()
    assert not host.calls_to('instructor', 'delete_student_attempt')
    with commit():
        remove([attempt], requesting_user=staff, require_backend_removal=False, now=now)
    assert not Attempt.objects.exists()


@pytest.mark.deviation('R29')
def test_an_accepted_profile_clears_the_exams_that_waited_for_it(learner: User, now: datetime, commit: Commit) -> None:
    waiting = AttemptFactory(user=learner, status=Status.onboarding_missing)
    own = AttemptFactory(user=learner, proctored_exam=ExamFactory(onboarding=True), status=Status.onboarding_pending)
    others = AttemptFactory(status=Status.onboarding_missing)
    with commit():
        change_status(
            AttemptFactory(user=learner, proctored_exam=ExamFactory(onboarding=True), status=Status.submitted),
            Change(Status.verified),
            now=now,
        )
    assert not Attempt.objects.filter(id=waiting.id).exists()
    assert Attempt.objects.filter(id__in=[own.id, others.id]).count() == 2
    clear_onboarding_errors(others.user_id, now=now)
    assert not Attempt.objects.filter(id=others.id).exists()


def test_a_timed_exam_asks_no_provider(learner: User, now: datetime, provider: RecordingProvider) -> None:
    exam: ProctoredExam = ExamFactory(timed=True)
    attempt = attempts.create(exam, learner.id, taking_as_proctored=False, now=now)
    attempts.start(attempt, now=now)
    assert not provider.calls
    assert not Delivery.objects.exists()
