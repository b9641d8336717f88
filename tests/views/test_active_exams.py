"""Which exams a learner is in."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam
from tests.factories import AllowanceFactory, AttemptFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, sender, url

Commit = Callable[[], Any]


class TestActiveExams:
    @pytest.mark.deviation('S1')
    def test_own_by_default(self, as_learner: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner, status='started')
        AttemptFactory(user=learner, status='submitted')
        AttemptFactory(status='started')
        (active,) = as_learner.get(url('proctored_exam.active_exams_for_user')).json()
        assert set(active) == {'exam', 'attempt', 'allowances'}
        assert active['attempt']['id'] == attempt.id

    def test_allowances_come_by_key(self, as_learner: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner, status='started')
        for key in ('note', 'additional_time_granted'):
            AllowanceFactory(user=learner, proctored_exam=attempt.proctored_exam, key=key)
        (active,) = as_learner.get(url('proctored_exam.active_exams_for_user')).json()
        assert [each['key'] for each in active['allowances']] == ['additional_time_granted', 'note']

    @pytest.mark.deviation('S1')
    def test_published_clients_send_a_body(self, as_staff: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner, status='started')
        address = url('proctored_exam.active_exams_for_user')
        answer = as_staff.generic('GET', address, f'{{"user_id": {learner.id}}}', content_type='application/json')
        assert [active['attempt']['id'] for active in answer.json()] == [attempt.id]

    @pytest.mark.deviation('R3')
    @pytest.mark.parametrize('body', ['[1]', '"text"', '{"user_id": "x"}', '{"user_id": [1]}', '{"course_id": 5}'])
    def test_bad_bodies(self, body: str, as_staff: APIClient) -> None:
        address = url('proctored_exam.active_exams_for_user')
        assert as_staff.generic('GET', address, body, content_type='application/json').status_code == 400

    @pytest.mark.deviation('S1')
    def test_the_course_of_the_request_limits_what_its_staff_see(
        self, as_course_staff: APIClient, learner: User, exam: ProctoredExam
    ) -> None:
        AttemptFactory(user=learner, proctored_exam__course_id='a/b/c', status='started')
        query: dict[str, Any] = {'user_id': learner.id, 'course_id': exam.course_id}
        assert as_course_staff.get(url('proctored_exam.active_exams_for_user'), query).json() == []

    @pytest.mark.deviation('S1')
    @pytest.mark.parametrize('form', ['body', 'query'])
    @pytest.mark.parametrize(
        ('client', 'course', 'may'),
        [
            ('as_staff', None, True),
            ('as_staff', 'own', True),
            ('as_course_staff', 'own', True),
            ('as_course_staff', None, False),
            ('as_course_staff', 'other', False),
            ('as_other_learner', None, False),
            ('as_other_learner', 'own', False),
            ('as_reviewer', 'own', False),
        ],
    )
    def test_only_staff_ask_for_somebody_else(
        self,
        client: str,
        course: str | None,
        may: bool,
        form: str,
        learner: User,
        exam: ProctoredExam,
        request: pytest.FixtureRequest,
        unchanged: Unchanged,
    ) -> None:
        """For staff of a course the course counts that they name, and it must be theirs."""
        attempt = AttemptFactory(user=learner, proctored_exam=exam, status='started')
        asked: dict[str, Any] = {'user_id': learner.id}
        if course:
            asked['course_id'] = exam.course_id if course == 'own' else OTHER_COURSE_ID
        caller: APIClient = request.getfixturevalue(client)
        address = url('proctored_exam.active_exams_for_user')
        with unchanged():
            if form == 'query':
                answer = caller.get(address, asked)
            else:
                answer = caller.generic('GET', address, json.dumps(asked), content_type='application/json')
        if may:
            assert [active['attempt']['id'] for active in answer.json()] == [attempt.id]
        else:
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])

    def test_the_number_of_queries_is_constant(
        self, learner: User, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        for count in (1, 4):
            user = UserFactory()
            for _ in range(count):
                AttemptFactory(user=user, status='started')
            client = sender(user)
            with django_assert_num_queries(4):  # session, user, attempts, allowances
                assert len(client.get(url('proctored_exam.active_exams_for_user')).json()) == count
