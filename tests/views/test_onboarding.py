"""Onboarding over HTTP: one learner, and the learners of a course."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.test import RequestFactory
from rest_framework.test import APIClient

from edx_proctoring import constants
from edx_proctoring.exceptions import BackendProviderOnboardingProfilesException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.host import FakeEnrollment, FakeScheduleItem, Host
from edx_proctoring.testing.provider import RecordingProvider
from edx_proctoring.views import StudentOnboardingStatusView
from tests.conftest import START
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, url

DAY = timedelta(days=1)


@pytest.fixture
def onboarding(db: None, host: Host) -> ProctoredExam:
    """The onboarding exam of the course, open to everybody."""
    exam: ProctoredExam = ExamFactory(onboarding=True)
    host.outline.accessible = {exam.content_id}
    return exam


@pytest.fixture
def profiles(backends: dict[str, Any]) -> RecordingProvider:
    """The provider of the onboarding exam."""
    found: RecordingProvider = backends['onboarding']
    return found


def status(client: APIClient, **query: str) -> Any:
    return client.get(url('user_onboarding.status'), {'course_id': COURSE_ID, **query})


class TestLearner:
    def test_without_an_attempt(self, as_learner: APIClient, onboarding: ProctoredExam) -> None:
        answer = status(as_learner)
        assert (answer.status_code, answer.json()) == (
            200,
            {
                'onboarding_status': None,
                'onboarding_link': f'/courses/{COURSE_ID}/jump_to/{onboarding.content_id}',
                'expiration_date': None,
                'onboarding_past_due': False,
                'onboarding_release_date': None,
                'review_requirements_url': 'https://provider.example.com/article',
            },
        )

    @pytest.mark.parametrize('flag', ['1', 'true', 'True'])
    def test_the_micro_frontend_gets_its_own_link(
        self, flag: str, as_learner: APIClient, onboarding: ProctoredExam
    ) -> None:
        link = status(as_learner, is_learning_mfe=flag).json()['onboarding_link']
        assert link == f'https://learning.example.com/course/{COURSE_ID}/{onboarding.content_id}'

    @pytest.mark.parametrize('attempt_status', ['submitted', 'rejected', 'onboarding_reset', 'second_review_required'])
    def test_the_status_of_the_newest_attempt(
        self, attempt_status: str, as_learner: APIClient, learner: User, onboarding: ProctoredExam
    ) -> None:
        AttemptFactory(user=learner, proctored_exam=onboarding, status=attempt_status)
        answer = status(as_learner).json()
        assert (answer['onboarding_status'], answer['expiration_date']) == (attempt_status, None)

    def test_an_approval_lasts_a_year(self, as_learner: APIClient, learner: User, onboarding: ProctoredExam) -> None:
        AttemptFactory(user=learner, proctored_exam=onboarding, status='verified')
        answer = status(as_learner).json()
        assert (answer['onboarding_status'], answer['expiration_date']) == ('verified', '2031-01-15T12:00:00Z')

    @pytest.mark.parametrize(('age', 'expected'), [(364, 'other_course_approved'), (366, None)])
    def test_an_approval_elsewhere_counts_while_it_is_valid(
        self, age: int, expected: str | None, as_learner: APIClient, learner: User, onboarding: ProctoredExam
    ) -> None:
        attempt = AttemptFactory(
            user=learner,
            proctored_exam__onboarding=True,
            proctored_exam__course_id=OTHER_COURSE_ID,
            status='verified',
        )
        type(attempt).objects.filter(id=attempt.id).update(modified=START - age * DAY)
        assert status(as_learner).json()['onboarding_status'] == expected

    @pytest.mark.parametrize(
        ('item', 'course_end', 'past_due'),
        [
            (FakeScheduleItem(effective_start=START + DAY), None, False),
            (FakeScheduleItem(effective_start=START - 2 * DAY, due=START - DAY), None, True),
            (FakeScheduleItem(effective_start=START - 2 * DAY), START - DAY, True),
        ],
        ids=['future', 'past due', 'course over'],
    )
    def test_an_exam_that_is_not_open_has_no_link(
        self,
        item: FakeScheduleItem,
        course_end: datetime | None,
        past_due: bool,
        as_learner: APIClient,
        onboarding: ProctoredExam,
        host: Host,
    ) -> None:
        host.outline.accessible = set()
        host.outline.schedule = {onboarding.content_id: item}
        host.outline.course_end = course_end
        answer = status(as_learner).json()
        assert (answer['onboarding_link'], answer['onboarding_past_due']) == (None, past_due)
        assert item.effective_start
        assert answer['onboarding_release_date'] == item.effective_start.isoformat()

    def test_an_exam_that_is_closed_for_another_reason(
        self, as_learner: APIClient, onboarding: ProctoredExam, host: Host
    ) -> None:
        host.outline.accessible = set()
        assert status(as_learner).status_code == 404

    @pytest.mark.deviation('R16')
    @pytest.mark.parametrize(
        ('query', 'code'),
        [({'course_id': ''}, 400), ({'course_id': 'a/b/c'}, 404), ({'username': 'nobody'}, 404)],
        ids=str,
    )
    def test_refusals(self, query: dict[str, str], code: int, as_staff: APIClient, onboarding: ProctoredExam) -> None:
        answer = status(as_staff, **query)
        assert (answer.status_code, list(answer.json())) == (code, ['detail'])

    @pytest.mark.deviation('R16')
    @pytest.mark.parametrize('item', [None, FakeScheduleItem(), FakeScheduleItem(due=START + DAY)], ids=repr)
    def test_a_sequence_without_dates_has_none(
        self, item: FakeScheduleItem | None, as_learner: APIClient, onboarding: ProctoredExam, host: Host
    ) -> None:
        host.outline.schedule = {onboarding.content_id: item} if item else {}
        answer = status(as_learner)
        assert (answer.status_code, answer.json()['onboarding_release_date']) == (200, None)

    @pytest.mark.parametrize('backend', ['test', 'gone'])
    def test_a_provider_without_onboarding(self, backend: str, as_learner: APIClient) -> None:
        ExamFactory(practice=True, backend=backend)
        assert status(as_learner).status_code == 404

    def test_the_lms_calls_the_method_by_itself(self, learner: User, staff: User, onboarding: ProctoredExam) -> None:
        for user, username, code in ((staff, 'learner', 200), (learner, 'staff', 403), (staff, 'nobody', 404)):
            request = RequestFactory().get('/', {'course_id': COURSE_ID, 'username': username})
            request.user = user
            answer = StudentOnboardingStatusView().get(request)
            assert answer.status_code == code
            assert ('onboarding_status' in answer.data) == (code == 200)
            answer.data['added'] = True

    @pytest.mark.parametrize(
        ('word', 'expected'),
        [('approved-in-different-course', 'other_course_approved'), ('no-profile', None), ('strange', None)],
    )
    def test_the_profile_at_the_provider(
        self,
        word: str,
        expected: str | None,
        as_learner: APIClient,
        learner: User,
        onboarding: ProctoredExam,
        profiles: RecordingProvider,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(constants, 'ONBOARDING_PROFILE_API', True)
        profiles.answers['get_onboarding_profile_info'] = {'status': word, 'expiration_date': '2051-05-21'}
        answer = status(as_learner).json()
        assert (answer['onboarding_status'], answer['expiration_date']) == (expected, '2051-05-21')
        (call,) = profiles.calls_to('get_onboarding_profile_info')
        assert call['user_id'] == obscured_user_id(learner.id, 'onboarding')

    @pytest.mark.parametrize(
        'error', [BackendProviderOnboardingProfilesException('no', 500), requests.ConnectionError()], ids=repr
    )
    def test_a_provider_that_does_not_answer_leaves_what_is_known_here(
        self,
        error: Exception,
        as_learner: APIClient,
        learner: User,
        onboarding: ProctoredExam,
        profiles: RecordingProvider,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(constants, 'ONBOARDING_PROFILE_API', True)
        profiles.failures['get_onboarding_profile_info'] = error
        AttemptFactory(user=learner, proctored_exam=onboarding, status='submitted')
        assert status(as_learner).json()['onboarding_status'] == 'submitted'

    def test_a_provider_without_profiles(
        self, as_learner: APIClient, onboarding: ProctoredExam, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(constants, 'ONBOARDING_PROFILE_API', True)
        answer = status(as_learner)
        assert (answer.status_code, type(answer.json())) == (404, str)


def listed(client: APIClient, **query: Any) -> Any:
    return client.get(url('user_onboarding.status.course', COURSE_ID), query).json()


def shown(answer: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(row['username'], row['status']) for row in answer['results']]


@pytest.fixture
def enrolled(host: Host, db: None) -> list[User]:
    """Thirty learners, ``stu01`` to ``stu30``."""
    learners = [UserFactory(username=f'stu{number:02}') for number in range(1, 31)]
    host.enrollments.enrollments = [FakeEnrollment(user) for user in learners]
    return learners


class TestCourse:
    def test_pages(self, as_course_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User]) -> None:
        AttemptFactory(user=enrolled[0], proctored_exam=onboarding, status='submitted')
        first = listed(as_course_staff)
        assert first['results'][0] == {
            'username': 'stu01',
            'enrollment_mode': 'verified',
            'status': 'submitted',
            'modified': '2030-01-15T12:00:00Z',
        }
        assert (first['count'], first['num_pages'], len(first['results']), first['previous']) == (30, 2, 25, None)
        assert first['next'] == f'{url("user_onboarding.status.course", COURSE_ID)}?page=2'
        assert first['use_onboarding_profile_api'] is False
        last = listed(as_course_staff, page='last', text_search='stu')
        assert (len(last['results']), last['next']) == (25, first['next'].replace('page', 'text_search=stu&page'))
        second = listed(as_course_staff, page=2, text_search='stu', statuses='not_started')
        assert (second['count'], len(second['results'])) == (29, 4)
        assert second['previous'].endswith('?text_search=stu&statuses=not_started&page=1')

    @pytest.mark.parametrize(
        ('attempts', 'expected'),
        [
            (['created'], 'setup_started'),
            (['started'], 'onboarding_started'),
            (['onboarding_reset'], 'onboarding_reset_past_due'),
            (['onboarding_reset', 'created'], 'setup_started'),
            (['verified', 'submitted'], 'verified'),
            (['rejected', 'second_review_required'], 'submitted'),
            (['declined'], None),
        ],
    )
    def test_statuses(
        self,
        attempts: list[str],
        expected: str | None,
        as_course_staff: APIClient,
        onboarding: ProctoredExam,
        enrolled: list[User],
    ) -> None:
        for each in attempts:
            AttemptFactory(user=enrolled[0], proctored_exam=onboarding, status=each)
        assert shown(listed(as_course_staff))[0] == ('stu01', expected)
        if expected:
            assert shown(listed(as_course_staff, statuses=expected)) == [('stu01', expected)]

    def test_an_approval_in_another_course(
        self, as_course_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User]
    ) -> None:
        AttemptFactory(
            user=enrolled[0],
            proctored_exam__onboarding=True,
            proctored_exam__course_id=OTHER_COURSE_ID,
            status='verified',
        )
        AttemptFactory(user=enrolled[0], proctored_exam=onboarding, status='created')
        assert shown(listed(as_course_staff))[0] == ('stu01', 'other_course_approved')

    @pytest.mark.deviation('R37')
    @pytest.mark.parametrize('enrollments', [None, []])
    def test_nobody_enrolled(
        self, enrollments: list[Any] | None, as_staff: APIClient, onboarding: ProctoredExam, host: Host
    ) -> None:
        host.enrollments.enrollments = enrollments
        assert (listed(as_staff)['count'], listed(as_staff, page=3)['results']) == (0, [])

    def test_a_course_without_onboarding(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        assert list(listed(as_staff)) == ['detail']

    # session, user, exams, switch, attempts, approvals; when the dates are not read with them, the dates of the page
    @pytest.mark.parametrize(('query', 'queries'), [({}, 6), ({'statuses': 'submitted'}, 7)], ids=str)
    @pytest.mark.parametrize('count', [1, 20])
    def test_the_number_of_queries_is_constant(
        self,
        count: int,
        query: dict[str, str],
        queries: int,
        as_staff: APIClient,
        onboarding: ProctoredExam,
        enrolled: list[User],
        django_assert_num_queries: Callable[[int], Any],
    ) -> None:
        pytest.importorskip('waffle', reason='one of the queries reads a switch')
        for user in enrolled[:count]:
            AttemptFactory(user=user, proctored_exam=onboarding, status='submitted')
        with django_assert_num_queries(queries):
            listed(as_staff, **query)


class TestCourseByProfiles:
    @pytest.fixture(autouse=True)
    def switched_on(self, db: None) -> Any:
        waffle_testutils = pytest.importorskip('waffle.testutils')
        with waffle_testutils.override_switch(constants.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API, active=True):
            yield

    def profile(self, user: User, word: str) -> dict[str, str]:
        return {'user_id': obscured_user_id(user.id, 'onboarding'), 'status': word}

    def test_the_order_is_the_providers_and_the_others_follow(
        self, as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User], profiles: RecordingProvider
    ) -> None:
        profiles.answers['get_onboarding_profile_info'] = {
            'results': [
                self.profile(enrolled[2], 'pending'),
                {'user_id': 'stranger', 'status': 'rejected'},
                self.profile(enrolled[0], 'approved-in-course'),
            ]
        }
        answer = listed(as_staff)
        assert shown(answer)[:3] == [('stu03', 'submitted'), ('stu01', 'verified'), ('stu02', 'not_started')]
        assert (answer['count'], answer['use_onboarding_profile_api']) == (30, True)
        assert profiles.calls_to('get_onboarding_profile_info') == [{'course_id': COURSE_ID, 'status': ''}]

    @pytest.mark.deviation('R16')
    def test_filters_are_asked_in_the_providers_words(
        self, as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User], profiles: RecordingProvider
    ) -> None:
        profiles.answers['get_onboarding_profile_info'] = {'results': [self.profile(enrolled[1], 'rejected')]}
        answer = listed(as_staff, statuses='verified,rejected,setup_started')
        assert shown(answer) == [('stu02', 'rejected')]
        (call,) = profiles.calls_to('get_onboarding_profile_info')
        assert call['status'] == 'approved-in-course,rejected'

    @pytest.mark.deviation('R16')
    def test_a_filter_that_the_provider_does_not_have_finds_nobody(
        self, as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User]
    ) -> None:
        assert shown(listed(as_staff, statuses='setup_started')) == []

    @pytest.mark.deviation('R17')
    def test_all_pages_of_the_provider_are_read(
        self, as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User], backends: dict[str, Any]
    ) -> None:
        pages = {
            None: {
                'results': [self.profile(enrolled[0], 'pending')],
                'next': 'https://p.example.com/x?status=a&page=2',
            },
            '2': {'results': [self.profile(enrolled[1], 'rejected')], 'next': None},
        }

        class PagedProvider(RecordingProvider):
            def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> Any:
                return pages[kwargs.get('page')]

        backends['onboarding'] = PagedProvider(supports_onboarding=True)
        assert shown(listed(as_staff))[:2] == [('stu01', 'submitted'), ('stu02', 'rejected')]

    @pytest.mark.parametrize(
        'trouble',
        [BackendProviderOnboardingProfilesException('no', 404), requests.ConnectionError(), None, {}, ['list']],
        ids=repr,
    )
    def test_a_provider_that_does_not_answer(
        self,
        trouble: Any,
        as_staff: APIClient,
        onboarding: ProctoredExam,
        enrolled: list[User],
        profiles: RecordingProvider,
    ) -> None:
        if isinstance(trouble, Exception):
            profiles.failures['get_onboarding_profile_info'] = trouble
        else:
            profiles.answers['get_onboarding_profile_info'] = trouble
        answer = as_staff.get(url('user_onboarding.status.course', COURSE_ID))
        assert (answer.status_code, list(answer.json())) == (503, ['detail'])
