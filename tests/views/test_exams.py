"""Exams over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, ExamFactory, ReviewPolicyFactory
from tests.views.conftest import Unchanged, url

NEW_EXAM = {
    'course_id': COURSE_ID,
    'content_id': 'new',
    'exam_name': 'New',
    'time_limit_mins': 30,
    'external_id': 'x',
    'is_proctored': False,
    'is_practice_exam': False,
    'is_active': True,
    'hide_after_due': False,
}


def json_of(exam: ProctoredExam, **changes: Any) -> dict[str, Any]:
    fields = (
        'id',
        'course_id',
        'content_id',
        'external_id',
        'exam_name',
        'time_limit_mins',
        'is_proctored',
        'is_practice_exam',
        'is_active',
        'due_date',
        'hide_after_due',
        'backend',
    )
    return {**{name: getattr(exam, name) for name in fields}, **changes}


class TestRead:
    def test_by_id(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        assert as_staff.get(url('proctored_exam.exam_by_id', exam.id)).json() == json_of(exam)

    def test_by_content(self, as_staff: APIClient) -> None:
        exam = ExamFactory(content_id='simple')
        answer = as_staff.get(url('proctored_exam.exam_by_content_id', COURSE_ID, 'simple'))
        assert answer.json() == json_of(exam)

    def test_a_course_shows_its_active_exams(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        ExamFactory(is_active=False)
        ExamFactory(course_id='a/b/c')
        assert as_staff.get(url('proctored_exam.exams_by_course_id', COURSE_ID)).json() == [json_of(exam)]

    @pytest.mark.deviation('S19')
    @pytest.mark.parametrize('by', ['id', 'content', 'course'])
    def test_only_staff_sees_the_id_of_the_provider(
        self, by: str, as_learner: APIClient, as_course_staff: APIClient, as_staff: APIClient
    ) -> None:
        exam = ExamFactory(content_id='simple')

        def read(client: APIClient) -> Any:
            if by == 'id':
                return client.get(url('proctored_exam.exam_by_id', exam.id)).json()
            if by == 'content':
                return client.get(url('proctored_exam.exam_by_content_id', COURSE_ID, 'simple')).json()
            return client.get(url('proctored_exam.exams_by_course_id', COURSE_ID)).json()[0]

        assert read(as_learner) == json_of(exam, external_id=None)
        assert read(as_course_staff) == json_of(exam)
        assert read(as_staff) == json_of(exam)

    @pytest.mark.deviation('R4')
    @pytest.mark.parametrize('path', ['exam', 'exam/exam_id/0', 'exam/exam_id/999', f'exam/exam_id/{10**30}'])
    def test_what_is_not_there_is_a_bad_request(self, path: str, as_staff: APIClient) -> None:
        answer = as_staff.get(f'/api/edx_proctoring/v1/proctored_exam/{path}')
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    @pytest.mark.parametrize('method', ['post', 'put', 'patch', 'delete'])
    def test_an_address_of_one_exam_only_reads(
        self, method: str, as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = getattr(as_staff, method)(url('proctored_exam.exam_by_id', exam.id), NEW_EXAM)
            assert answer.status_code == 405


class TestCreate:
    @pytest.mark.deviation('R23')
    def test_all_fields_are_used(self, as_staff: APIClient) -> None:
        body = {**NEW_EXAM, 'backend': 'null', 'due_date': '2031-01-01T00:00:00Z'}
        answer = as_staff.post(url('proctored_exam.exam'), body)
        exam = ProctoredExam.objects.get()
        assert answer.json() == {'exam_id': exam.id}
        assert exam.due_date
        assert json_of(exam) == {**body, 'id': exam.id, 'due_date': exam.due_date}
        assert exam.due_date.isoformat() == '2031-01-01T00:00:00+00:00'

    @pytest.mark.deviation('R23')
    def test_a_form_has_flags_as_text(self, as_staff: APIClient) -> None:
        form = {name: str(value) for name, value in NEW_EXAM.items()}
        assert as_staff.post(url('proctored_exam.exam'), form, format='multipart').status_code == 200
        exam = ProctoredExam.objects.get()
        assert (exam.is_proctored, exam.is_active, exam.time_limit_mins) == (False, True, 30)

    @pytest.mark.parametrize(
        ('change', 'field'),
        [
            ({'time_limit_mins': 'long'}, 'time_limit_mins'),
            ({'external_id': None}, 'external_id'),
            ({'is_active': 'maybe'}, 'is_active'),
            ({'exam_name': ['New']}, 'exam_name'),
        ],
    )
    def test_a_field_that_is_wrong_is_named(
        self, change: dict[str, Any], field: str, as_staff: APIClient, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = as_staff.post(url('proctored_exam.exam'), {**NEW_EXAM, **change})
            assert (answer.status_code, list(answer.json())) == (400, [field])

    def test_there_is_one_exam_for_a_content(self, as_staff: APIClient, unchanged: Unchanged) -> None:
        ExamFactory(content_id='new')
        with unchanged():
            answer = as_staff.post(url('proctored_exam.exam'), NEW_EXAM)
            assert (answer.status_code, list(answer.json())) == (400, ['non_field_errors'])

    @pytest.mark.deviation('R3')
    @pytest.mark.parametrize('body', ['[1]', 'null', '"text"', '{'])
    def test_a_body_that_is_no_object_is_refused(self, body: str, as_staff: APIClient, unchanged: Unchanged) -> None:
        with unchanged():
            answer = as_staff.generic('POST', url('proctored_exam.exam'), body, content_type='application/json')
            assert answer.status_code == 400


class TestUpdate:
    def test_fields_that_are_absent_or_null_stay(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        body = {'exam_id': exam.id, 'exam_name': 'Renamed', 'time_limit_mins': None}
        assert as_staff.put(url('proctored_exam.exam'), body).json() == {'exam_id': exam.id}
        expected = json_of(exam, exam_name='Renamed')
        exam.refresh_from_db()
        assert json_of(exam) == expected

    @pytest.mark.deviation('R3')
    @pytest.mark.parametrize(
        'change',
        [{'time_limit_mins': 'abc'}, {'is_active': 'maybe'}, {'exam_id': 'abc'}, {'exam_id': None}, {'exam_id': 999}],
        ids=str,
    )
    def test_bad_values_are_refused(
        self, change: dict[str, Any], as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = as_staff.put(url('proctored_exam.exam'), {'exam_id': exam.id, 'exam_name': 'X', **change})
            assert answer.status_code == 400


class TestRegistration:
    def test_the_list_becomes_the_exams_of_the_course(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        kept = ExamFactory(exam_name='Before', due_date='2030-01-01T00:00:00Z')
        listed = {
            **{name: value for name, value in NEW_EXAM.items() if name != 'external_id'},
            'exam_type': 'timed',
            'backend': 'null',
        }
        renamed = {**listed, 'content_id': kept.content_id, 'exam_name': 'After', 'is_proctored': True}
        answer = as_staff.patch(
            url('proctored_exam.register_exams_by_course_id', COURSE_ID), [{**listed, 'course_id': 'ignored'}, renamed]
        )
        created = ProctoredExam.objects.get(content_id='new')
        kept.refresh_from_db()
        exam.refresh_from_db()
        assert answer.json() == [{'exam_id': created.id}, {'exam_id': kept.id}]
        assert created.course_id == COURSE_ID
        assert (kept.exam_name, kept.due_date) == ('After', None)
        assert (exam.is_active, exam.is_proctored) == (False, False)

    def test_errors_stand_under_the_place_in_the_list(
        self, as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        with unchanged():
            answer = as_staff.patch(
                url('proctored_exam.register_exams_by_course_id', COURSE_ID),
                [NEW_EXAM, {**NEW_EXAM, 'content_id': 'other', 'time_limit_mins': 'x'}],
            )
            assert answer.status_code == 422
            assert {index: list(errors) for index, errors in answer.json().items()} == {'1': ['time_limit_mins']}

    def test_what_is_no_list_is_refused(self, as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged) -> None:
        with unchanged():
            answer = as_staff.patch(url('proctored_exam.register_exams_by_course_id', COURSE_ID), NEW_EXAM)
            assert (answer.status_code, list(answer.json())) == (422, ['non_field_errors'])


class TestLearnerInformation:
    def test_settings_of_a_timed_exam(self, as_learner: APIClient) -> None:
        exam = ExamFactory(timed=True)
        answer = as_learner.get(url('proctored_exam.proctoring_settings', exam.id)).json()
        assert set(answer) == {'platform_name', 'contact_us', 'link_urls', 'exam_proctoring_backend'}

    def test_settings_of_a_proctored_exam(self, as_learner: APIClient, exam: ProctoredExam) -> None:
        answer = as_learner.get(url('proctored_exam.proctoring_settings', exam.id)).json()
        assert answer['provider_name'] == 'Recording Provider'

    def test_a_provider_that_is_not_configured_is_a_failure_of_the_site(self, as_learner: APIClient) -> None:
        answer = as_learner.get(url('proctored_exam.proctoring_settings', ExamFactory(backend='gone').id))
        assert (answer.status_code, list(answer.json())) == (500, ['detail'])

    @pytest.mark.deviation('R27')
    def test_of_two_review_policies_every_reader_gets_the_newest(
        self, as_learner: APIClient, exam: ProctoredExam, staff: User, provider: RecordingProvider
    ) -> None:
        for policy in ('Closed book', 'Open book'):
            ReviewPolicyFactory(proctored_exam=exam, set_by_user=staff, review_policy=policy)
        answer = as_learner.get(url('proctored_exam.review_policy', exam.id))
        assert answer.json() == {'review_policy': 'Open book'}
        entered = {'exam_id': exam.id, 'attempt_proctored': 'true'}
        assert as_learner.post(url('proctored_exam.attempt.collection'), entered).status_code == 200
        (call,) = provider.calls_to('register_exam_attempt')
        assert call['context']['review_policy'] == 'Open book'

    def test_review_policy(self, as_learner: APIClient, exam: ProctoredExam, staff: User) -> None:
        address = url('proctored_exam.review_policy', exam.id)
        assert as_learner.get(address).json() == {'review_policy': None}
        ReviewPolicyFactory(proctored_exam=exam, set_by_user=staff, review_policy='Open book')
        assert as_learner.get(address).json() == {'review_policy': 'Open book'}
