"""What hosts and providers import for their own tests: ``edx_proctoring.testing`` and ``edx_proctoring.tests``."""

from __future__ import annotations

import importlib
import unittest
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import pytest
import rules
from django.apps import apps
from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey, UsageKey

import edx_proctoring.tests
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.lms import credit, enrollments, grades, instructor, names, outline
from edx_proctoring.models import ProctoredExam
from edx_proctoring.runtime import get_runtime_service, set_runtime_service
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus
from edx_proctoring.testing.host import Host, install_host
from edx_proctoring.testing.provider import RecordingProvider
from edx_proctoring.tests import test_services
from edx_proctoring.tests.test_utils.utils import ProctoredExamTestCase

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'
SERVICES = (
    'credit',
    'instructor',
    'grades',
    'certificates',
    'enrollments',
    'learning_sequences',
    'name_affirmation',
)


# --- testing.host -----------------------------------------------------------------------------------------------


def test_installing_a_host_replaces_all_services_until_it_is_uninstalled(host: Host) -> None:
    other = install_host()
    assert [get_runtime_service(name) for name in SERVICES] == list(other.services.values())

    other.uninstall()
    assert [get_runtime_service(name) for name in SERVICES] == list(host.services.values())


def test_a_host_without_any_service(host: Host) -> None:
    host.withdraw()

    assert {get_runtime_service(name) for name in SERVICES} == {None}


def test_calls_are_recorded_in_order_with_the_names_of_the_parameters(host: Host) -> None:
    host.grades.should_override_grade_on_rejected_exam(COURSE)
    host.credit.get_credit_state(1, course_key_or_id=COURSE)

    assert host.calls == [
        ('grades', 'should_override_grade_on_rejected_exam', {'course_key_or_id': COURSE}),
        ('credit', 'get_credit_state', {'user_id': 1, 'course_key_or_id': COURSE}),
    ]


def test_a_call_that_the_lms_would_refuse_is_refused(host: Host) -> None:
    caller: Any = host
    with pytest.raises(TypeError):
        caller.credit.get_credit_state(user=1, course=COURSE)
    with pytest.raises(TypeError):
        caller.outline.get_user_course_outline_details(COURSE, User(), datetime.now(UTC))
    with pytest.raises(TypeError):
        caller.instructor.is_course_staff(User(), CourseKey.from_string(COURSE))


def test_a_scripted_failure_is_raised_and_recorded(host: Host) -> None:
    host.fail('certificates', 'invalidate_certificate', LookupError('no certificate'))

    with pytest.raises(LookupError, match='no certificate'):
        host.certificates.invalidate_certificate(1, COURSE)
    assert host.calls_to('certificates', 'invalidate_certificate') == [{'user_id': 1, 'course_key_or_id': COURSE}]


# --- testing.provider -------------------------------------------------------------------------------------------


def test_provider_records_arguments_as_they_were() -> None:
    provider = RecordingProvider()
    context = {'attempt_code': 'CODE'}

    assert provider.register_exam_attempt({'id': 1}, context) == 'attempt-1'
    context['attempt_code'] = 'changed later'
    assert provider.register_exam_attempt({'id': 1}, {}) == 'attempt-2'

    assert provider.calls_to('register_exam_attempt') == [
        {'exam': {'id': 1}, 'context': {'attempt_code': 'CODE'}},
        {'exam': {'id': 1}, 'context': {}},
    ]


def test_provider_answers_and_fails_as_scripted() -> None:
    provider = RecordingProvider(supports_onboarding=True)
    provider.answers['remove_exam_attempt'] = False
    provider.failures['stop_exam_attempt'] = ConnectionError('no route')

    assert provider.supports_onboarding is True
    assert provider.remove_exam_attempt('exam-1', 'attempt-1') is False
    with pytest.raises(ConnectionError, match='no route'):
        provider.stop_exam_attempt('exam-1', 'attempt-1')
    assert [call.method for call in provider.calls] == ['remove_exam_attempt', 'stop_exam_attempt']


def test_provider_keeps_the_external_id_of_an_exam() -> None:
    provider = RecordingProvider()

    assert provider.on_exam_saved({'id': 5, 'external_id': None}) == 'exam-5'
    assert provider.on_exam_saved({'id': 5, 'external_id': 'theirs'}) == 'theirs'


# --- edx_proctoring.tests ---------------------------------------------------------------------------------------


def test_importing_the_package_makes_providers_and_permissions_available(monkeypatch: pytest.MonkeyPatch) -> None:
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', {'kept': 'as it is'})

    importlib.reload(edx_proctoring.tests)  # the permissions exist already; that is no error

    assert set(config.backends) == {'kept', 'test', 'null', 'mock'}
    assert isinstance(config.backends['test'], TestBackendProvider)
    assert rules.perm_exists('accounts.can_retire_user')
    assert rules.perm_exists('edx_proctoring.can_take_proctored_exam')


def test_a_permission_of_the_host_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', {})
    permissions = rules.permissions.permissions
    monkeypatch.setitem(permissions, 'edx_proctoring.can_take_proctored_exam', rules.always_deny)

    importlib.reload(edx_proctoring.tests)

    assert permissions['edx_proctoring.can_take_proctored_exam'] is rules.always_deny


@pytest.mark.django_db
def test_mock_credit_service() -> None:
    set_runtime_service('credit', test_services.MockCreditService(enrollment_mode='honor'))
    credit.set_requirement_status(1, COURSE, CONTENT, 'submitted')
    credit.set_requirement_status(1, COURSE, CONTENT, 'satisfied')

    state = credit.find_credit_state(1, COURSE, with_course_info=True)
    assert state is not None
    assert state['enrollment_mode'] == 'honor'
    assert state['course_name']
    assert [(each['name'], each['status']) for each in state['credit_requirement_status']] == [(CONTENT, 'satisfied')]

    credit.remove_requirement_status(1, COURSE, CONTENT)
    credit.remove_requirement_status(1, COURSE, CONTENT)
    assert state['credit_requirement_status'] == []


@pytest.mark.django_db
def test_mock_credit_services_of_odd_courses(learner: User) -> None:
    set_runtime_service('credit', test_services.MockCreditServiceNone())
    assert credit.find_credit_state(learner.pk, COURSE) is None

    set_runtime_service('credit', test_services.MockCreditServiceWithCourseEndDate())
    state = credit.find_credit_state(learner.pk, COURSE)
    assert credit.has_ended(state, datetime.now(UTC))
    assert state is not None
    assert state['student_email'] == 'ada@example.com'


@pytest.mark.parametrize('is_staff', [True, False])
def test_mock_instructor_service(is_staff: bool) -> None:
    mock = test_services.MockInstructorService(is_user_course_staff=is_staff)
    set_runtime_service('instructor', mock)
    ada = User(username='ada', pk=1)

    assert instructor.is_course_staff(ada, COURSE) is is_staff
    assert instructor.find_escalation_email(COURSE) is None
    instructor.complete_attempt('ada', CONTENT)
    instructor.delete_attempt('ada', COURSE, CONTENT, requesting_user=ada)
    instructor.notify_support(
        course_id=COURSE,
        exam_name='Midterm',
        student_username='ada',
        review_status='Suspicious',
        review_url='https://lms.example.com/',
    )
    assert mock.notifications == [(COURSE, 'Midterm', 'ada', 'Suspicious', 'https://lms.example.com/')]


def test_mock_grades_service() -> None:
    mock = test_services.MockGradesService()
    set_runtime_service('grades', mock)
    mock.init_grade(1, COURSE, CONTENT, 5.0, 4.0)

    assert grades.overrides_on_rejection(COURSE)
    grades.override_to_zero(1, COURSE, CONTENT, overrider=None, comment='')
    assert mock.get_subsection_grade(1, COURSE, CONTENT) == test_services.MockGrade(5.0, 4.0)
    override = mock.get_subsection_grade_override(1, COURSE, CONTENT)
    assert override is not None
    assert (override.earned_all_override, override.earned_graded_override) == (0.0, 0.0)
    grades.undo_override(1, COURSE, CONTENT)
    assert mock.get_subsection_grade_override(1, COURSE, CONTENT) is None
    assert not test_services.MockGradesService(
        rejected_exam_overrides_grade=False
    ).should_override_grade_on_rejected_exam(COURSE)


def test_mock_certificate_service() -> None:
    mock = test_services.MockCertificateService({(1, COURSE): test_services.MockGeneratedCertificate()})

    mock.invalidate_certificate(1, CourseKey.from_string(COURSE))

    certificate = mock.get_invalidated_certificate(1, COURSE)
    assert certificate is not None
    assert certificate.status == 'unavailable'
    assert mock.get_invalidated_certificate(2, COURSE) is None


def test_mock_enrollments_service() -> None:
    ada = test_services.MockEnrollment(User(username='ada', email='king@example.com'), 'verified')
    verity = test_services.MockEnrollment(User(username='verity', email='verity@example.com'), 'masters')
    set_runtime_service('enrollments', test_services.MockEnrollmentsService([ada, verity]))

    assert list(enrollments.list_proctored_enrollments(COURSE, None)) == [ada, verity]
    assert list(enrollments.list_proctored_enrollments(COURSE, 'KING')) == [ada]
    assert get_runtime_service('enrollments').get_active_enrollments_by_course(COURSE) == [ada, verity]


def test_mock_learning_sequences_service() -> None:
    key = UsageKey.from_string(CONTENT)
    start = datetime.now(UTC) + timedelta(days=1)
    mock = test_services.MockLearningSequencesService([], {key: test_services.MockScheduleItemData(start)})
    set_runtime_service('learning_sequences', mock)
    exam = ProctoredExam(course_id=COURSE, content_id=CONTENT)

    details = outline.find_course_outline(User(), COURSE)

    assert outline.categorize_inaccessible_exams_by_date([exam], details) == ([], [exam], [])


def test_mock_name_affirmation_service() -> None:
    mock = test_services.MockNameAffirmationService()
    set_runtime_service('name_affirmation', mock)
    ada = User(username='ada', pk=1)

    assert names.find_verified_name(ada) is None
    mock.create_verified_name(ada, 'Augusta Ada King', 'Ada King')
    assert names.find_verified_name(ada) == 'Augusta Ada King'
    mock.create_verified_name(ada, 'Somebody Else', 'Ada King', status='denied')
    assert names.find_verified_name(ada) is None


class HostTestCase(unittest.TestCase):
    """A base class of a host, to which the shipped one is mixed in."""

    did_set_up: ClassVar[bool] = False

    def setUp(self) -> None:
        super().setUp()
        type(self).did_set_up = True


class TestShippedTestCase(ProctoredExamTestCase, HostTestCase):
    """How a host's test uses the class."""

    def test_set_up_is_cooperative(self) -> None:
        assert self.did_set_up

    def test_learner_and_services(self) -> None:
        assert self.user.pk == self.user_id
        assert isinstance(get_runtime_service('credit'), test_services.MockCreditService)

    def test_exams_of_every_kind(self) -> None:
        ids = [
            self._create_timed_exam(),
            self._create_proctored_exam(),
            self._create_practice_exam(),
            self._create_onboarding_exam(),
            self._create_disabled_exam(),
        ]

        exams = [ProctoredExam.objects.get(id=exam_id) for exam_id in ids]
        assert [
            (exam.is_proctored, exam.is_practice_exam, exam.is_active, exam.backend, exam.content_id) for exam in exams
        ] == [
            (False, False, True, 'test', self.content_id_timed),
            (True, False, True, 'test', self.content_id),
            (True, True, True, 'null', self.content_id_practice),
            (True, True, True, 'test', self.content_id_onboarding),
            (True, False, False, 'test', self.disabled_content_id),
        ]
        assert {exam.course_id for exam in exams} == {self.course_id}

    def test_attempts(self) -> None:
        exam_id = self._create_onboarding_exam(exam_name='Onboarding')
        status = ProctoredExamStudentAttemptStatus.submitted

        attempt = self._create_exam_attempt(exam_id, status, True)
        running = self._create_started_exam_attempt(exam_id)

        assert (attempt.user_id, attempt.status, attempt.is_sample_attempt) == (self.user_id, status, True)
        assert attempt.proctored_exam.exam_name == 'Onboarding'
        assert (running.status, running.allowed_time_limit_mins) == ('started', self.default_time_limit)
        assert running.started_at is not None
        assert running.is_sample_attempt
        assert attempt.attempt_code != running.attempt_code


@pytest.mark.django_db
def test_shipped_test_case_gives_the_services_back(host: Host) -> None:
    result = unittest.TestResult()

    unittest.TestSuite([TestShippedTestCase('test_learner_and_services')]).run(result)

    assert (result.testsRun, result.wasSuccessful()) == (1, True)
    assert get_runtime_service('credit') is host.credit
