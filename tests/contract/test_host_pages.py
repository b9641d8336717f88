"""What Open edX's LMS and its sequences show of an exam, asked for as they do, and as the LMS's own tests do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from inspect import isfunction
from typing import Any
from unittest import mock

import pytest
import rules
from django.apps import apps
from django.contrib.auth.models import AnonymousUser, User
from django.http import QueryDict
from django.test import RequestFactory, TestCase
from opaque_keys.edx.keys import UsageKey

from edx_proctoring import api
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.models import ProctoredExam
from edx_proctoring.runtime import set_runtime_service
from edx_proctoring.services import ProctoringService
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.tests.test_services import (
    MockCertificateService,
    MockCreditService,
    MockGradesService,
    MockLearningSequencesService,
    MockScheduleItemData,
)
from edx_proctoring.tests.test_utils.utils import ProctoredExamTestCase
from edx_proctoring.views import StudentOnboardingStatusView
from tests.contract.published import CONTENT, COURSE, make_exam

pytestmark = pytest.mark.django_db
PERMISSION = 'edx_proctoring.can_take_proctored_exam'


# --- The LMS's outline --------------------------------------------------------------------------------------------

SUMMARIES = [
    ('proctored', None, 'Proctored Option Available', 'fa-pencil-square-o', False),
    ('proctored', 'declined', 'Taking As Open Exam', 'fa-pencil-square-o', False),
    ('proctored', 'submitted', 'Pending Session Review', 'fa-spinner fa-spin', True),
    ('proctored', 'verified', 'Passed Proctoring', 'fa-check', True),
    ('proctored', 'rejected', 'Failed Proctoring', 'fa-exclamation-triangle', True),
    ('proctored', 'error', 'Failed Proctoring', 'fa-exclamation-triangle', True),
    ('practice', None, 'Ungraded Practice Exam', '', False),
    ('practice', 'submitted', 'Practice Exam Completed', 'fa-check', True),
    ('practice', 'error', 'Practice Exam Failed', 'fa-exclamation-triangle', True),
    ('timed', None, 'Timed Exam', 'fa-clock-o', False),
]
KINDS = {'proctored': {}, 'practice': {'is_practice_exam': True}, 'timed': {'is_proctored': False}}


@pytest.fixture
def services_of_the_hosts_tests(host: Host) -> Iterator[None]:
    """The services that the LMS's own tests register, and its rule about who may take proctored exams."""
    credit: Any = MockCreditService(enrollment_mode='verified')
    set_runtime_service('credit', credit)
    set_runtime_service('grades', MockGradesService(rejected_exam_overrides_grade=True))
    set_runtime_service('certificates', MockCertificateService())

    def is_eligible(user: Any, exam: Any) -> bool:
        assert exam['course_id'] == str(COURSE)
        return bool(credit.get_credit_state(user.id, exam['course_id'])['enrollment_mode'] == 'verified')

    with mock.patch.dict(rules.permissions.permissions, {PERMISSION: rules.predicate(is_eligible)}):
        yield


@pytest.mark.parametrize(
    ('kind', 'status', 'text', 'icon', 'is_completed'), SUMMARIES, ids=[f'{each[0]}-{each[1]}' for each in SUMMARIES]
)
def test_the_summary_of_a_sequence(
    learner: User,
    services_of_the_hosts_tests: None,
    kind: str,
    status: str | None,
    text: str,
    icon: str,
    is_completed: bool,
) -> None:
    exam_id = make_exam(**KINDS[kind])
    if status:
        # The LMS's test sends the id as bytes.
        attempt_id = api.create_exam_attempt(str(exam_id).encode('utf-8'), learner.id, taking_as_proctored=True)
        api.update_attempt_status(attempt_id, status)
    expected = {'short_description': text, 'suggested_icon': icon, 'in_completed_state': is_completed}
    if kind != 'timed':
        expected['status'] = status or 'eligible'
    summary = api.get_attempt_status_summary(learner.id, str(COURSE), str(CONTENT))
    assert summary == expected
    assert json.loads(json.dumps(summary)) == expected


@pytest.mark.parametrize(('kind', 'is_there'), [('proctored', False), ('practice', True), ('timed', True)])
def test_a_learner_of_another_enrollment_mode_sees_nothing_of_proctored_exams(
    learner: User, services_of_the_hosts_tests: None, kind: str, is_there: bool
) -> None:
    make_exam(**KINDS[kind])
    set_runtime_service('credit', MockCreditService(enrollment_mode='honor'))
    refuse = {PERMISSION: rules.always_deny}
    with mock.patch.dict(rules.permissions.permissions, refuse):
        summary = api.get_attempt_status_summary(learner.id, str(COURSE), str(CONTENT))
    assert (summary is not None) is is_there


def test_a_sequence_that_is_no_exam_and_a_visitor_who_is_nobody_have_no_summary(learner: User) -> None:
    assert api.get_attempt_status_summary(learner.id, str(COURSE), str(CONTENT)) is None
    make_exam()
    assert api.get_attempt_status_summary(AnonymousUser().id, str(COURSE), str(CONTENT)) is None


# --- The sequence asks for the learner's view ---------------------------------------------------------------------

FRAGMENTS = {
    None: 'This exam is proctored',
    'submitted': 'You have submitted this proctored exam for review',
    'verified': 'Your proctoring session was reviewed successfully',
    'rejected': 'Your proctoring session was reviewed, but did not pass all requirements',
    'error': 'A system error has occurred with your proctored exam',
}


def student_view(learner: User, **fields: Any) -> str | None:
    """What the sequence shows instead of its content."""
    context = {
        'display_name': 'Midterm',
        'default_time_limit_mins': 10,
        'is_practice_exam': False,
        'allow_proctoring_opt_out': True,
        'due_date': None,
        'grace_period': None,
        **fields,
    }
    view: str | None = ProctoringService().get_student_view(
        user_id=learner.id, course_id=COURSE, content_id=CONTENT, context=context, user_role='student'
    )
    return view


@pytest.mark.parametrize('status', FRAGMENTS)
def test_the_view_of_a_proctored_exam(learner: User, services_of_the_hosts_tests: None, status: str | None) -> None:
    exam_id = make_exam()
    if status:
        attempt_id = api.create_exam_attempt(exam_id, learner.id, taking_as_proctored=True)
        api.update_attempt_status(attempt_id, status)
    view = student_view(learner)
    assert isinstance(view, str)
    assert FRAGMENTS[status] in ' '.join(view.split())


def test_the_view_makes_an_exam_where_there_is_none(learner: User, services_of_the_hosts_tests: None) -> None:
    assert isinstance(student_view(learner), str)
    exam = api.get_exam_by_content_id(COURSE, CONTENT)
    assert (exam['exam_name'], exam['time_limit_mins'], exam['is_proctored']) == ('Midterm', 10, False)
    attempt = api.get_exam_attempt_by_id(api.create_exam_attempt(exam['id'], learner.id))
    assert attempt is not None
    api.start_exam_attempt_by_code(attempt['attempt_code'])
    assert student_view(learner) is None


def test_the_service_is_one_object_with_every_function_of_the_api() -> None:
    service = ProctoringService()
    assert service is ProctoringService()
    functions = {
        name
        for name, value in vars(api).items()
        if isfunction(value) and value.__module__.startswith('edx_proctoring') and not name.startswith('_')
    }
    assert {name for name in functions if getattr(service, name, None) is not getattr(api, name)} == set()
    with pytest.raises(AttributeError):
        _ = service.no_such_function


# --- The support page asks how a learner stands with onboarding -----------------------------------------------------


class HostTestCase(TestCase):
    """Stands for a base class of the LMS's tests, which has a set-up of its own."""

    def setUp(self) -> None:
        super().setUp()
        self.request = RequestFactory().get('/support/onboarding_status')


class TestOnboardingOfTheSupportPage(ProctoredExamTestCase, HostTestCase):
    """As the LMS's test mixes the shipped test case into its own."""

    def setUp(self) -> None:
        super().setUp()
        # As in the LMS, where importing the shipped tests has put it there.
        config: Any = apps.get_app_config('edx_proctoring')
        patch = mock.patch.dict(config.backends, {'test': TestBackendProvider()})
        patch.start()
        self.addCleanup(patch.stop)
        onboarding = UsageKey.from_string(self.content_id_onboarding)
        schedule = {onboarding: MockScheduleItemData(datetime.now(UTC) - timedelta(days=1))}
        set_runtime_service('learning_sequences', MockLearningSequencesService([onboarding], schedule))
        self.proctored_id = self._create_proctored_exam()
        self.onboarding_id = self._create_onboarding_exam()

    def ask(self, **fields: str) -> Any:
        """Call the view as the support page does: the method by itself, its query overwritten."""
        query = QueryDict(mutable=True)
        query.update({'username': self.user.username, 'course_id': self.course_id, **fields})
        self.request.GET = query  # type: ignore[assignment]
        self.request.user = User(username='support', is_staff=True)
        return StudentOnboardingStatusView().get(self.request)

    def status(self) -> str | None:
        """The learner's status."""
        status: str | None = self.ask().data['onboarding_status']
        return status

    def test_the_answer_is_a_dict_that_the_page_adds_to(self) -> None:
        answer = self.ask()
        assert answer.status_code == 200
        assert 'onboarding_status' in answer.data
        answer.data['onboarding_past_due'] = False
        assert answer.data['onboarding_past_due'] is False

    def test_a_refusal_is_an_answer_too(self) -> None:
        ProctoredExam.objects.filter(id=self.onboarding_id).delete()
        answer = self.ask()
        assert answer.status_code == 404
        assert 'onboarding_status' not in answer.data
        assert self.ask(username='nobody').status_code == 404

    def test_statuses_follow_the_attempts(self) -> None:
        assert self.status() is None
        attempt_id = api.create_exam_attempt(self.onboarding_id, self.user_id, True)
        assert self.status() == 'created'
        api.update_attempt_status(attempt_id, Status.submitted)
        assert self.status() == 'submitted'
        again = api.create_exam_attempt(self.onboarding_id, self.user_id, True)
        assert again != attempt_id
        api.update_attempt_status(again, Status.verified)
        assert self.status() == Status.verified

    def test_a_profile_of_another_course_counts(self) -> None:
        other = ProctoredExam.objects.create(
            course_id='course-v1:Org+Other+Run',
            content_id='block-v1:Org+Other+Run+type@sequential+block@onboarding',
            exam_name='Onboarding',
            external_id='external',
            time_limit_mins=10,
            is_active=True,
            is_proctored=True,
            is_practice_exam=True,
            backend='test',
        )
        api.update_attempt_status(api.create_exam_attempt(other.id, self.user_id, True), Status.verified)
        assert self.status() == 'other_course_approved'

    def test_attempts_are_made_in_any_status(self) -> None:
        self._create_exam_attempt(self.onboarding_id, Status.rejected, True)
        assert self.status() == Status.rejected
