"""Allowances over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.translation import trans_real
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from tests.factories import COURSE_ID, AllowanceFactory, ExamFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, url

KEY = 'additional_time_granted'


def granted() -> set[tuple[int, str, str, str]]:
    rows = ProctoredExamStudentAllowance.objects.values_list('proctored_exam_id', 'user__username', 'key', 'value')
    return {(exam, str(name), key, value) for exam, name, key, value in rows}


class TestGrant:
    @pytest.mark.parametrize('by', ['username', 'email', 'id'])
    def test_to_a_learner(self, by: str, as_course_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
        body = {'exam_id': exam.id, 'user_info': getattr(learner, by), 'key': KEY, 'value': '10'}
        answer = as_course_staff.put(url('proctored_exam.allowance'), body)
        assert (answer.status_code, answer.content) == (200, b'')
        assert granted() == {(exam.id, 'learner', KEY, '10')}

    def test_by_a_form(self, as_course_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
        body = {'exam_id': str(exam.id), 'user_info': 'learner', 'key': 'note', 'value': 'may leave'}
        assert as_course_staff.put(url('proctored_exam.allowance'), body, format='multipart').status_code == 200
        assert granted() == {(exam.id, 'learner', 'note', 'may leave')}

    @pytest.mark.deviation('R6')
    @pytest.mark.parametrize(
        'change',
        [
            {'user_info': 'nobody'},
            {'user_info': 999},
            {'user_info': '1'},
            {'user_info': True},
            {'user_info': ['learner']},
            {'user_info': None},
            {'value': '-1'},
            {'value': '²'},
            {'value': 10},
            {'value': None},
            {'key': None},
            {'key': ['k']},
            {'exam_id': 999},
            {'exam_id': 'abc'},
            {'exam_id': None},
        ],
        ids=str,
    )
    def test_bad_input_is_refused(
        self, change: dict[str, Any], as_staff: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
    ) -> None:
        body = {'exam_id': exam.id, 'user_info': 'learner', 'key': KEY, 'value': '10', **change}
        with unchanged():
            answer = as_staff.put(url('proctored_exam.allowance'), body)
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    def test_inactive_exam(self, as_staff: APIClient, learner: User, unchanged: Unchanged) -> None:
        body = {'exam_id': ExamFactory(is_active=False).id, 'user_info': 'learner', 'key': KEY, 'value': '10'}
        with unchanged():
            assert as_staff.put(url('proctored_exam.allowance'), body).status_code == 400

    @pytest.mark.deviation('S3')
    @pytest.mark.parametrize('method', ['put', 'delete'])
    @pytest.mark.parametrize('sent', ['foreign', 'unknown'])
    def test_naming_a_course_gives_nothing(
        self, sent: str, method: str, as_course_staff: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        foreign = AllowanceFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID)
        exam_id = foreign.proctored_exam_id if sent == 'foreign' else 999
        body = {
            'exam_id': exam_id,
            'user_info': 'learner',
            'user_id': learner.id,
            'key': KEY,
            'value': '10',
            'course_id': COURSE_ID,
        }
        with unchanged():
            answer = getattr(as_course_staff, method)(url('proctored_exam.allowance'), body)
            assert answer.status_code == 403

    @pytest.mark.deviation('R5')
    def test_whether_there_is_an_exam_is_for_staff_of_its_course(
        self, as_course_staff: APIClient, as_staff: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
    ) -> None:
        foreign = ExamFactory(course_id=OTHER_COURSE_ID)
        body = {'user_info': 'learner', 'key': KEY, 'value': '10'}
        with unchanged():
            about_none, about_foreign = (
                as_course_staff.put(url('proctored_exam.allowance'), {**body, 'exam_id': exam_id})
                for exam_id in (999, foreign.id)
            )
            assert (about_none.status_code, about_none.content) == (403, about_foreign.content)
            assert as_staff.put(url('proctored_exam.allowance'), {**body, 'exam_id': 999}).status_code == 400
            assert as_course_staff.put(url('proctored_exam.allowance'), {}).status_code == 403


class TestRevoke:
    def test_removes_one(self, as_course_staff: APIClient, learner: User, exam: ProctoredExam) -> None:
        AllowanceFactory(user=learner, proctored_exam=exam)
        body = {'exam_id': exam.id, 'user_id': str(learner.id), 'key': KEY}
        assert as_course_staff.delete(url('proctored_exam.allowance'), body, format='multipart').status_code == 200
        assert granted() == set()

    @pytest.mark.parametrize('change', [{'key': 'other'}, {'user_id': 999}, {'exam_id': 999}, {'key': None}], ids=str)
    def test_fine_when_there_is_none(
        self, change: dict[str, Any], as_staff: APIClient, learner: User, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        AllowanceFactory(user=learner, proctored_exam=exam)
        with unchanged():
            body = {'exam_id': exam.id, 'user_id': learner.id, 'key': KEY, **change}
            assert as_staff.delete(url('proctored_exam.allowance'), body).status_code == 200

    @pytest.mark.parametrize('change', [{'exam_id': 'x'}, {'user_id': 'x'}, {'key': [1]}], ids=str)
    def test_bad_input(
        self, change: dict[str, Any], as_staff: APIClient, learner: User, exam: ProctoredExam, unchanged: Unchanged
    ) -> None:
        AllowanceFactory(user=learner, proctored_exam=exam)
        with unchanged():
            body = {'exam_id': exam.id, 'user_id': learner.id, 'key': KEY, **change}
            assert as_staff.delete(url('proctored_exam.allowance'), body).status_code == 400


class TestBulk:
    def send(self, client: APIClient, *args: str, **change: Any) -> Any:
        body = {'course_id': COURSE_ID, 'allowance_type': KEY, 'value': '15', **change}
        return client.put(url('proctored_exam.bulk_allowance', *args), body)

    def test_all_pairs(self, as_course_staff: APIClient, learner: User, other_learner: User) -> None:
        first, second = ExamFactory(), ExamFactory(time_limit_mins=60)
        answer = self.send(
            as_course_staff,
            exam_ids=f'{first.id}, {second.id},',
            user_ids=f'learner, {other_learner.email}',
            allowance_type='time_multiplier',
            value='1.5',
        )
        assert (answer.status_code, answer.content) == (200, b'')
        assert granted() == {
            (exam.id, name, KEY, minutes)
            for exam, minutes in ((first, '45'), (second, '30'))
            for name in ('learner', 'other')
        }

    def test_json_lists_and_the_course_in_the_path(
        self, as_course_staff: APIClient, exam: ProctoredExam, learner: User
    ) -> None:
        answer = self.send(as_course_staff, COURSE_ID, exam_ids=[exam.id], user_ids=['learner'], course_id='ignored')
        assert answer.status_code == 200
        assert granted() == {(exam.id, 'learner', KEY, '15')}

    def test_some(self, as_course_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
        answer = self.send(as_course_staff, exam_ids=str(exam.id), user_ids='learner,nobody')
        assert answer.status_code == 207
        assert sorted(pair['user_id'] for pair in answer.json()) == ['learner', 'nobody']
        assert {pair['exam_id'] for pair in answer.json()} == {str(exam.id)}

    @pytest.mark.parametrize(
        ('change', 'field'),
        [
            ({'user_ids': 'nobody'}, 'user_info'),
            ({'exam_ids': '', 'user_ids': ''}, 'user_info'),
            ({'exam_ids': 'abc'}, 'user_info'),
            ({'allowance_type': 'time_multiplier', 'value': '0.5'}, 'allowance_value'),
            ({'allowance_type': 'time_multiplier', 'value': 'nan'}, 'allowance_value'),
            ({'allowance_type': 'time_multiplier', 'value': 'inf'}, 'allowance_value'),
            ({'value': 'x'}, 'allowance_value'),
            ({'value': None}, 'allowance_value'),
            ({'value': 15}, 'allowance_value'),
            ({'value': '1' * 256}, 'allowance_value'),
            ({'allowance_type': 'note', 'value': 'x' * 256}, 'allowance_value'),
            ({'allowance_type': 'note', 'value': 'a\0b'}, 'allowance_value'),
        ],
        ids=ascii,
    )
    def test_nothing_done_names_the_field(
        self,
        change: dict[str, Any],
        field: str,
        as_course_staff: APIClient,
        exam: ProctoredExam,
        learner: User,
        unchanged: Unchanged,
    ) -> None:
        with unchanged():
            answer = self.send(as_course_staff, **{'exam_ids': str(exam.id), 'user_ids': 'learner', **change})
            assert (answer.status_code, answer.json()['field']) == (400, field)

    @pytest.mark.deviation('R31')
    @pytest.mark.parametrize(
        ('change', 'field'), [({'user_ids': 'nobody'}, 'user_info'), ({'value': 'x'}, 'allowance_value')], ids=str
    )
    def test_the_name_of_the_field_is_never_translated(
        self,
        change: dict[str, Any],
        field: str,
        as_course_staff: APIClient,
        exam: ProctoredExam,
        learner: User,
        monkeypatch: pytest.MonkeyPatch,
        unchanged: Unchanged,
    ) -> None:
        """A site's translators may have a word for it."""
        french: Any = trans_real.translation('fr')
        for name in ('user_info', 'allowance_value'):
            monkeypatch.setitem(french._catalog._catalogs[0], name, f'{name} en français')
        as_course_staff.credentials(HTTP_ACCEPT_LANGUAGE='fr')
        with unchanged():
            answer = self.send(as_course_staff, **{'exam_ids': str(exam.id), 'user_ids': 'learner', **change})
        assert (answer.status_code, answer['Content-Language'], answer.json()['field']) == (400, 'fr', field)

    @pytest.mark.parametrize('change', [{'exam_ids': {'a': 1}}, {'user_ids': [[1]]}, {'allowance_type': 5}], ids=str)
    def test_bad_types(
        self,
        change: dict[str, Any],
        as_course_staff: APIClient,
        exam: ProctoredExam,
        learner: User,
        unchanged: Unchanged,
    ) -> None:
        with unchanged():
            answer = self.send(as_course_staff, **{'exam_ids': str(exam.id), 'user_ids': 'learner', **change})
            assert answer.status_code == 400

    @pytest.mark.deviation('S4')
    @pytest.mark.parametrize('client', ['as_course_staff', 'as_staff'])
    def test_an_exam_of_another_course_is_never_written(
        self, client: str, exam: ProctoredExam, learner: User, request: pytest.FixtureRequest
    ) -> None:
        foreign = ExamFactory(course_id=OTHER_COURSE_ID)
        sender: APIClient = request.getfixturevalue(client)
        assert self.send(sender, exam_ids=str(foreign.id), user_ids='learner').status_code == 400
        assert self.send(sender, exam_ids=f'{exam.id},{foreign.id}', user_ids='learner').status_code == 207
        assert granted() == {(exam.id, 'learner', KEY, '15')}


class TestLists:
    def test_of_a_course(self, as_course_staff: APIClient, learner: User) -> None:
        allowance = AllowanceFactory(user=learner)
        AllowanceFactory(proctored_exam__course_id=OTHER_COURSE_ID)
        (shown,) = as_course_staff.get(url('proctored_exam.allowance', COURSE_ID)).json()
        assert set(shown) == {'id', 'created', 'modified', 'user', 'key', 'value', 'proctored_exam'}
        assert (shown['id'], shown['user']['username']) == (allowance.id, 'learner')

    def test_by_learner(self, as_course_staff: APIClient, learner: User, other_learner: User) -> None:
        allowances = [AllowanceFactory(user=user) for user in (learner, other_learner, learner)]
        answer = as_course_staff.get(url('proctored_exam.allowance.grouped.course', COURSE_ID)).json()
        ids = {name: [each['id'] for each in group] for name, group in answer.items()}
        assert ids == {'learner': [allowances[0].id, allowances[2].id], 'other': [allowances[1].id]}

    def test_those_of_a_learner_come_by_exam_and_key(self, as_course_staff: APIClient, learner: User) -> None:
        earlier, later = ExamFactory(), ExamFactory()
        for exam, key in ((later, KEY), (earlier, 'note'), (earlier, KEY)):
            AllowanceFactory(user=learner, proctored_exam=exam, key=key)
        answer = as_course_staff.get(url('proctored_exam.allowance.grouped.course', COURSE_ID)).json()
        listed = [(each['proctored_exam']['id'], each['key']) for each in answer['learner']]
        assert listed == [(earlier.id, KEY), (earlier.id, 'note'), (later.id, KEY)]

    @pytest.mark.parametrize('name', ['proctored_exam.allowance', 'proctored_exam.allowance.grouped.course'])
    @pytest.mark.parametrize('count', [0, 1, 5])
    def test_the_number_of_queries_is_constant(
        self, count: int, name: str, as_staff: APIClient, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        AllowanceFactory.create_batch(count)
        with django_assert_num_queries(3):  # session, user, allowances
            assert len(as_staff.get(url(name, COURSE_ID)).json()) == count

    @pytest.mark.deviation('R7')
    def test_without_a_course(self, as_staff: APIClient, as_course_staff: APIClient) -> None:
        assert as_staff.get(url('proctored_exam.allowance')).status_code == 400
        assert as_course_staff.get(url('proctored_exam.allowance')).status_code == 403

    @pytest.mark.parametrize('method', ['put', 'delete'])
    def test_the_list_of_a_course_is_only_read(self, method: str, as_staff: APIClient) -> None:
        assert getattr(as_staff, method)(url('proctored_exam.allowance', COURSE_ID), {}).status_code == 405
