"""A learner's way through an exam over HTTP, and what is kept from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.exceptions import BackendProviderCannotRegisterAttempt, BackendProviderOnboardingException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, sender, url

Commit = Callable[[], Any]


def address_of(attempt: ProctoredExamStudentAttempt) -> str:
    return url('proctored_exam.attempt', attempt.id)


def act(client: APIClient, attempt: ProctoredExamStudentAttempt, action: str, **more: Any) -> Any:
    return client.put(address_of(attempt), {'action': action, **more})


def enter(client: APIClient, exam: ProctoredExam, **flags: Any) -> Any:
    return client.post(url('proctored_exam.attempt.collection'), {'exam_id': exam.id, **flags})


def statuses() -> list[str]:
    return list(ProctoredExamStudentAttempt.objects.order_by('id').values_list('status', flat=True))


class TestEntering:
    def test_a_timed_exam_starts_at_once(self, as_learner: APIClient) -> None:
        answer = enter(as_learner, ExamFactory(timed=True), start_clock='true', attempt_proctored='false')
        attempt = ProctoredExamStudentAttempt.objects.get()
        assert answer.json() == {'exam_attempt_id': attempt.id}
        assert (attempt.status, attempt.user.username) == ('started', 'learner')

    @pytest.mark.deviation('R2')
    @pytest.mark.parametrize('flag', [True, 'true', 'TRUE', '1', 1], ids=repr)
    def test_flags_come_in_many_forms(self, flag: Any, as_learner: APIClient) -> None:
        assert enter(as_learner, ExamFactory(timed=True), start_clock=flag).status_code == 200
        assert statuses() == ['started']

    @pytest.mark.deviation('R2')
    @pytest.mark.parametrize('flag', [False, 'false', '0', 0, '', None, 'no'], ids=repr)
    def test_anything_else_does_not_start(self, flag: Any, as_learner: APIClient) -> None:
        assert enter(as_learner, ExamFactory(timed=True), start_clock=flag).status_code == 200
        assert statuses() == ['created']

    def test_a_proctored_exam_is_registered_and_waits(
        self, as_learner: APIClient, exam: ProctoredExam, provider: RecordingProvider
    ) -> None:
        assert enter(as_learner, exam, attempt_proctored='true', start_clock='false').status_code == 200
        assert statuses() == ['created']
        assert len(provider.calls_to('register_exam_attempt')) == 1

    def test_opting_out_declines(self, as_learner: APIClient, exam: ProctoredExam, commit: Commit) -> None:
        other = ExamFactory()
        with commit():
            assert enter(as_learner, exam).status_code == 200
        attempts = ProctoredExamStudentAttempt.objects.order_by('proctored_exam')
        assert list(attempts.values_list('proctored_exam', 'status')) == [
            (exam.id, 'declined'),
            (other.id, 'declined'),
        ]

    @pytest.mark.parametrize(
        ('kind', 'flags', 'status'),
        [
            ({'is_active': False}, {'attempt_proctored': 'true'}, 403),
            ({'due_date': '2030-01-01T00:00:00Z'}, {'attempt_proctored': 'true'}, 403),
            ({'timed': True, 'due_date': '2030-01-01T00:00:00Z'}, {}, 403),
            ({'practice': True, 'due_date': '2030-01-01T00:00:00Z'}, {'attempt_proctored': 'true'}, 400),
            ({'timed': True}, {'attempt_proctored': 'true'}, 400),
            ({'practice': True}, {'attempt_proctored': 'false'}, 400),
            ({}, {'attempt_proctored': 'true', 'start_clock': 'true'}, 400),
            ({}, {'attempt_proctored': [True]}, 400),
            ({}, {'start_clock': {'a': 1}}, 400),
        ],
        ids=str,
    )
    def test_what_does_not_suit_the_exam_makes_no_attempt(
        self,
        kind: dict[str, Any],
        flags: dict[str, Any],
        status: int,
        as_learner: APIClient,
        now: datetime,
        unchanged: Unchanged,
    ) -> None:
        exam = ExamFactory(**kind)
        with unchanged():
            answer = enter(as_learner, exam, **flags)
            assert (answer.status_code, list(answer.json())) == (status, ['detail'])

    @pytest.mark.deviation('R3')
    @pytest.mark.parametrize('sent', ['abc', None, 999, True, [1], '²', 10**30], ids=repr)
    def test_an_exam_that_is_none(self, sent: Any, as_learner: APIClient, unchanged: Unchanged) -> None:
        with unchanged():
            answer = as_learner.post(url('proctored_exam.attempt.collection'), {'exam_id': sent})
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    @pytest.mark.deviation('S10')
    def test_a_provider_that_never_calls_back_is_not_waited_for(self, as_learner: APIClient) -> None:
        exam = ExamFactory(backend='null')
        assert enter(as_learner, exam, attempt_proctored='true', start_clock='true').status_code == 200
        assert statuses() == ['started']

    def test_a_second_attempt_is_refused(
        self, as_learner: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        with unchanged():
            assert enter(as_learner, attempt.proctored_exam, attempt_proctored='true').status_code == 400

    @pytest.mark.deviation('R11')
    @pytest.mark.parametrize(('answered', 'status'), [(403, 403), (201, 502), (500, 502)])
    def test_a_provider_that_refuses(
        self, answered: int, status: int, as_learner: APIClient, exam: ProctoredExam, provider: RecordingProvider
    ) -> None:
        provider.failures['register_exam_attempt'] = BackendProviderCannotRegisterAttempt('no', answered)
        assert enter(as_learner, exam, attempt_proctored='true').status_code == status
        assert statuses() == []

    def test_a_provider_that_wants_a_profile_first(
        self, as_learner: APIClient, exam: ProctoredExam, provider: RecordingProvider
    ) -> None:
        provider.failures['register_exam_attempt'] = BackendProviderOnboardingException('onboarding_missing')
        assert enter(as_learner, exam, attempt_proctored='true').status_code == 200
        assert statuses() == ['onboarding_missing']


class TestTimer:
    def test_outside_of_an_exam(self, as_learner: APIClient) -> None:
        timer = as_learner.get(url('proctored_exam.attempt.collection')).json()
        assert timer == {'in_timed_exam': False, 'is_proctored': False}
        assert as_learner.get(url('proctored_exam.active_attempt')).json() == {}

    @pytest.mark.parametrize('name', ['proctored_exam.attempt.collection', 'proctored_exam.active_attempt'])
    def test_in_an_exam(self, name: str, as_learner: APIClient, learner: User, now: datetime) -> None:
        attempt = AttemptFactory(user=learner, status='started', started_at=now, allowed_time_limit_mins=90)
        timer = as_learner.get(url(name)).json()
        assert (timer['attempt_id'], timer['time_remaining_seconds']) == (attempt.id, 5400)
        assert timer['exam_started_poll_url'] == address_of(attempt)
        assert timer['exam_url_path'].startswith('https://learning' if name.endswith('active_attempt') else '/courses')

    @pytest.mark.deviation('R3')
    @pytest.mark.parametrize('sent', ['abc', '1.5', '-1'])
    def test_staff_ask_for_a_user_that_cannot_be(self, sent: str, as_staff: APIClient) -> None:
        assert as_staff.get(url('proctored_exam.active_attempt'), {'user_id': sent}).status_code == 400

    @pytest.mark.deviation('R3')
    def test_staff_ask_for_a_user_that_is_not(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        address = url('proctored_exam.exam_attempts', exam.course_id)
        assert as_staff.get(f'{address}?user_id=999').status_code == 404

    def test_what_the_micro_frontend_loads(self, as_learner: APIClient, attempt: ProctoredExamStudentAttempt) -> None:
        exam = attempt.proctored_exam
        answer = as_learner.get(
            url('proctored_exam.exam_attempts', exam.course_id),
            {'content_id': exam.content_id, 'is_learning_mfe': 'true'},
        ).json()
        assert answer['active_attempt'] == {}
        assert (answer['exam']['id'], answer['exam']['attempt']['attempt_id']) == (exam.id, attempt.id)


class TestPoll:
    def test_the_time_is_live(self, as_learner: APIClient, learner: User, now: datetime) -> None:
        attempt = AttemptFactory(
            user=learner, status='started', started_at=now - timedelta(minutes=30), allowed_time_limit_mins=90
        )
        answer = as_learner.get(address_of(attempt), {'sourceid': 'in_exam'}).json()
        assert (answer['id'], answer['status'], answer['time_remaining_seconds']) == (attempt.id, 'started', 3600)
        assert '1 hour' in answer['accessibility_time_string']

    @pytest.mark.deviation('R28')
    def test_an_attempt_whose_time_is_over_is_submitted_once(
        self,
        as_learner: APIClient,
        learner: User,
        clock: Traveller,
        now: datetime,
        provider: RecordingProvider,
        commit: Commit,
        unchanged: Unchanged,
    ) -> None:
        attempt = AttemptFactory(user=learner, status='started', started_at=now, allowed_time_limit_mins=10)
        clock.shift(timedelta(minutes=11))
        with commit():
            answer = as_learner.get(address_of(attempt)).json()
        assert (answer['status'], answer['completed_at']) == ('submitted', '2030-01-15T12:10:00Z')
        assert len(provider.calls_to('stop_exam_attempt')) == 1
        exam = attempt.proctored_exam
        clock.shift(timedelta(minutes=11))
        with unchanged(), commit():
            assert as_learner.get(address_of(attempt)).json()['completed_at'] == '2030-01-15T12:10:00Z'
            for name in ('proctored_exam.attempt.collection', 'proctored_exam.active_attempt'):
                assert as_learner.get(url(name)).status_code == 200
            found = as_learner.get(
                url('proctored_exam.exam_attempts', exam.course_id), {'content_id': exam.content_id}
            ).json()
            assert found['exam']['attempt']['attempt_status'] == 'submitted'

    def test_nobody_else_can_end_it_by_looking(
        self, as_staff: APIClient, learner: User, clock: Traveller, now: datetime, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status='started', started_at=now, allowed_time_limit_mins=10)
        clock.shift(timedelta(minutes=11))
        with unchanged():
            assert as_staff.get(address_of(attempt)).status_code == 403

    @pytest.mark.deviation('S6')
    @pytest.mark.parametrize(('backend', 'shown'), [('software_secure', False), ('rpnow4', False), ('test', True)])
    def test_what_authenticates_a_review_is_not_shown_to_the_learner(
        self, backend: str, shown: bool, as_learner: APIClient, as_staff: APIClient, learner: User, now: datetime
    ) -> None:
        attempt = AttemptFactory(
            user=learner,
            proctored_exam__backend=backend,
            status='started',
            started_at=now,
            allowed_time_limit_mins=90,
            external_id='secret-locator',
        )
        exam = attempt.proctored_exam
        seen = [
            as_learner.get(address_of(attempt)),
            as_learner.get(url('proctored_exam.attempt.collection')),
            as_learner.get(url('proctored_exam.active_attempt')),
            as_learner.get(url('proctored_exam.active_exams_for_user')),
            as_learner.get(url('proctored_exam.exam_attempts', exam.course_id), {'content_id': exam.content_id}),
        ]
        assert {'secret-locator' in answer.content.decode() for answer in seen} == {shown}
        staff_view = as_staff.get(url('proctored_exam.active_exams_for_user'), {'user_id': learner.id})
        assert staff_view.json()[0]['attempt']['external_id'] == 'secret-locator'


class TestActions:
    @pytest.mark.parametrize(
        ('status', 'action', 'becomes'),
        [
            ('started', 'stop', 'ready_to_submit'),
            ('ready_to_start', 'start', 'started'),
            ('ready_to_submit', 'start', 'started'),
            ('started', 'submit', 'submitted'),
            ('created', 'click_download_software', 'download_software_clicked'),
            ('started', 'error', 'error'),
            ('created', 'decline', 'declined'),
        ],
    )
    def test_moves(
        self, status: str, action: str, becomes: str, as_learner: APIClient, learner: User, now: datetime
    ) -> None:
        attempt = AttemptFactory(user=learner, status=status)
        assert act(as_learner, attempt, action).json() == {'exam_attempt_id': attempt.id}
        assert statuses() == [becomes]

    @pytest.mark.deviation('S9', 'S10')
    @pytest.mark.parametrize(
        ('status', 'action'),
        [
            ('created', 'start'),
            ('download_software_clicked', 'start'),
            ('submitted', 'start'),
            ('rejected', 'submit'),
            ('verified', 'decline'),
            ('submitted', 'reset_attempt'),
            ('error', 'stop'),
        ],
    )
    def test_moves_that_are_not_theirs(
        self, status: str, action: str, as_learner: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status=status)
        with unchanged():
            answer = act(as_learner, attempt, action)
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    @pytest.mark.deviation('S9')
    @pytest.mark.parametrize(
        ('status', 'action', 'answered'), [('submitted', 'submit', True), ('rejected', 'error', False)]
    )
    def test_once_more_does_nothing(
        self, status: str, action: str, answered: bool, as_learner: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status=status)
        with unchanged():
            answer = act(as_learner, attempt, action)
            assert answer.json() == {'exam_attempt_id': attempt.id if answered else False}

    @pytest.mark.parametrize(
        ('status', 'minutes_ago', 'kept'),
        [('started', 60, 1800), ('created', None, 600), ('ready_to_start', None, 600)],
    )
    def test_an_error_takes_no_time_that_was_not_used(
        self, status: str, minutes_ago: int | None, kept: int, as_learner: APIClient, learner: User, now: datetime
    ) -> None:
        started_at = None if minutes_ago is None else now - timedelta(minutes=minutes_ago)
        attempt = AttemptFactory(
            user=learner,
            status=status,
            started_at=started_at,
            allowed_time_limit_mins=90,
            time_remaining_seconds=600,
        )
        act(as_learner, attempt, 'error')
        attempt.refresh_from_db()
        assert (attempt.status, attempt.time_remaining_seconds) == ('error', kept)

    @pytest.mark.deviation('R1')
    @pytest.mark.parametrize('action', ['nonsense', '', None, 'SUBMIT', 5, ['submit'], {'a': 1}], ids=repr)
    def test_an_action_that_is_none(
        self, action: Any, as_learner: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = as_learner.put(address_of(attempt), {'action': action})
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    def test_the_addressed_attempt_is_started_and_not_the_newest(self, as_learner: APIClient, learner: User) -> None:
        exam = ExamFactory(practice=True)
        first = AttemptFactory(user=learner, proctored_exam=exam, status='ready_to_start')
        AttemptFactory(user=learner, proctored_exam=exam, status='ready_to_start')
        act(as_learner, first, 'start')
        assert statuses() == ['started', 'ready_to_start']

    def test_resetting_answers_with_the_new_attempt(self, as_learner: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner, proctored_exam=ExamFactory(practice=True), status='error')
        answer = act(as_learner, attempt, 'reset_attempt').json()
        assert statuses() == ['onboarding_reset', 'created']
        assert answer == {'exam_attempt_id': ProctoredExamStudentAttempt.objects.latest('id').id}

    def test_unknown_attempt(self, as_learner: APIClient) -> None:
        answer = as_learner.put(url('proctored_exam.attempt', 999), {'action': 'submit'})
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


class TestResuming:
    @pytest.mark.deviation('S11')
    @pytest.mark.parametrize('client', ['as_course_staff', 'as_staff'])
    def test_staff_by_form(self, client: str, learner: User, request: pytest.FixtureRequest) -> None:
        attempt = AttemptFactory(user=learner, status='error', is_resumable=True)
        form = {'action': 'mark_ready_to_resume', 'user_id': str(learner.id)}
        teacher: APIClient = request.getfixturevalue(client)
        answer = teacher.put(address_of(attempt), form, format='multipart')
        attempt.refresh_from_db()
        assert answer.json() == {'exam_attempt_id': attempt.id}
        assert (attempt.ready_to_resume, attempt.is_resumable) == (True, False)

    @pytest.mark.parametrize(
        'sent', [{}, {'user_id': 'abc'}, {'user_id': 999}, {'user_id': ['1']}, {'user_id': True}], ids=str
    )
    def test_staff_have_to_name_the_learner(
        self, sent: dict[str, Any], as_course_staff: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status='error', is_resumable=True)
        with unchanged():
            answer = act(as_course_staff, attempt, 'mark_ready_to_resume', **sent)
            assert answer.status_code in {400, 403}

    @pytest.mark.deviation('S11')
    @pytest.mark.parametrize('by_name', [True, False])
    @pytest.mark.parametrize('person', ['learner', 'other_learner', 'other_course_staff', 'reviewer'])
    def test_neither_the_learner_nor_anybody_else(
        self, person: str, by_name: bool, learner: User, request: pytest.FixtureRequest, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status='error', is_resumable=True)
        client = sender(request.getfixturevalue(person))
        with unchanged():
            sent = {'user_id': learner.id} if by_name else {}
            assert act(client, attempt, 'mark_ready_to_resume', **sent).status_code == 403

    def test_what_cannot_be_resumed(
        self, as_staff: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        with unchanged():
            assert act(as_staff, attempt, 'mark_ready_to_resume', user_id=attempt.user_id).status_code == 400


class TestAcknowledgement:
    def test_sets_the_flag(self, as_learner: APIClient, attempt: ProctoredExamStudentAttempt, settings: Any) -> None:
        settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
        answer = as_learner.put(url('proctored_exam.attempt.review_status', attempt.id), [1])
        attempt.refresh_from_db()
        assert (answer.status_code, answer.content, attempt.is_status_acknowledged) == (200, b'', True)

    def test_is_only_there_on_sites_that_show_old_exams(
        self, as_learner: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = as_learner.put(url('proctored_exam.attempt.review_status', attempt.id))
            assert (answer.status_code, list(answer.json())) == (404, ['detail'])
