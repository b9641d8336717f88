"""A text that is longer than its column is refused at the door, by the name of its field; what just fits is stored.

Characters are counted, not bytes: those that take four bytes are among the values. The tests run on every database.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import DataError, connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.exceptions import AllowanceValueNotAllowedException, InvalidInputException
from edx_proctoring.models import Delivery, ProctoredExam, ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, DeliveryFactory, ExamFactory
from tests.views.conftest import Unchanged, url
from tests.views.test_exams import NEW_EXAM

LONGEST = 255
HAS_EMOJI = connection.vendor != 'mysql' or settings.DATABASES['default']['TEST']['CHARSET'] == 'utf8mb4'
CHARS = ['x', 'ł', *(['\N{GRINNING FACE}'] if HAS_EMOJI else [])]
COURSE_PREFIX = 'course-v1:Org+Num+'

EXAM = ('POST', 'proctored_exam.exam', 200, 400)
CHANGE = ('PUT', 'proctored_exam.exam', 200, 400)
GRANT = ('PUT', 'proctored_exam.allowance', 200, 400)
BULK = ('PUT', 'proctored_exam.bulk_allowance', 200, 400)
FIELDS = [
    (*EXAM, 'course_id', 'course_id'),
    (*EXAM, 'content_id', 'content_id'),
    (*EXAM, 'external_id', 'external_id'),
    (*EXAM, 'backend', 'backend'),
    (*CHANGE, 'external_id', 'external_id'),
    (*GRANT, 'key', 'key'),
    (*GRANT, 'value', 'value'),
    (*BULK, 'allowance_type', 'key'),
    (*BULK, 'value', 'value'),
]


@pytest.fixture
def body(exam: ProctoredExam, learner: User) -> dict[str, Any]:
    """Something for every field of these addresses, but for ``exam_id``."""
    others = {'user_info': 'learner', 'user_ids': ['learner'], 'exam_ids': [exam.id]}
    return {**NEW_EXAM, **others, 'course_id': COURSE_ID, 'key': 'note', 'allowance_type': 'note', 'value': 'x'}


def stored_texts() -> set[Any]:
    """All texts of exams and allowances."""
    rows = [*ProctoredExam.objects.values(), *ProctoredExamStudentAllowance.objects.values()]
    return {value for row in rows for value in row.values() if isinstance(value, str)}


@pytest.mark.parametrize('char', CHARS, ids=ascii)
@pytest.mark.parametrize(('method', 'name', 'accepted', 'refused', 'field', 'told'), FIELDS)
def test_what_staff_send(
    method: str,
    name: str,
    accepted: int,
    refused: int,
    field: str,
    told: str,
    char: str,
    body: dict[str, Any],
    exam: ProctoredExam,
    as_staff: APIClient,
    unchanged: Unchanged,
) -> None:
    if method == 'PUT':
        body['exam_id'] = exam.id
    send = getattr(as_staff, method.lower())
    with unchanged():
        answer = send(url(name), {**body, field: char * (LONGEST + 1)})
        assert answer.status_code == refused
        assert told in str(answer.json()), answer.json()
    assert send(url(name), {**body, field: char * LONGEST}).status_code == accepted
    assert char * LONGEST in stored_texts()


@pytest.mark.parametrize('field', ['content_id', 'external_id', 'backend'])
def test_a_published_set_of_exams(field: str, as_staff: APIClient, db: None, unchanged: Unchanged) -> None:
    path = url('proctored_exam.register_exams_by_course_id', COURSE_ID)
    with unchanged():
        answer = as_staff.patch(path, [NEW_EXAM, {**NEW_EXAM, 'content_id': 'b', field: 'x' * (LONGEST + 1)}])
        assert (answer.status_code, list(answer.json()['1'])) == (422, [field])
    assert as_staff.patch(path, [{**NEW_EXAM, field: 'x' * LONGEST}]).status_code == 200


def test_the_course_of_a_published_set(as_staff: APIClient, db: None, unchanged: Unchanged) -> None:
    longest = COURSE_PREFIX + 'x' * (LONGEST - len(COURSE_PREFIX))
    with unchanged():
        answer = as_staff.patch(url('proctored_exam.register_exams_by_course_id', f'{longest}x'), [NEW_EXAM])
        assert (answer.status_code, 'course_id' in answer.json()['detail']) == (400, True)
    assert as_staff.patch(url('proctored_exam.register_exams_by_course_id', longest), [NEW_EXAM]).status_code == 200
    assert as_staff.get(url('proctored_exam.exams_by_course_id', f'{longest}x')).json() == []


@pytest.mark.parametrize('field', ['course_id', 'content_id', 'external_id', 'backend'])
def test_what_studio_publishes(field: str, db: None) -> None:
    fields: dict[str, Any] = {'course_id': COURSE_ID, 'content_id': 'c', 'exam_name': 'n', 'time_limit_mins': 1}
    with pytest.raises(InvalidInputException, match=rf'^{field} must not exceed 255 characters\.$'):
        api.create_exam(**{**fields, field: 'x' * (LONGEST + 1)})
    exam_id = api.create_exam(**{**fields, field: 'x' * LONGEST})
    if field in {'external_id', 'backend'}:
        with pytest.raises(InvalidInputException, match=rf'^{field} '):
            api.update_exam(exam_id, **{field: 'y' * (LONGEST + 1)})  # type: ignore[arg-type]
    assert api.get_exam_by_id(exam_id)[field] == 'x' * LONGEST  # type: ignore[literal-required]


def test_the_name_of_an_exam_has_no_bound(db: None) -> None:
    name = '\N{GRINNING FACE}x' * 10_000 if HAS_EMOJI else 'ł' * 20_000
    exam_id = api.create_exam(COURSE_ID, 'c', name, 1)
    assert api.get_exam_by_id(exam_id)['exam_name'] == name


@pytest.mark.parametrize('field', ['key', 'value'])
def test_allowances_by_function(field: str, exam: ProctoredExam, learner: User) -> None:
    texts = {'key': 'note', 'value': 'x', field: 'x' * (LONGEST + 1)}
    with pytest.raises(InvalidInputException, match=rf'^{field} '):
        api.add_allowance_for_user(exam.id, 'learner', **texts)
    with pytest.raises(InvalidInputException, match=rf'^{field} '):
        api.add_bulk_allowances([exam.id], ['learner'], texts['key'], texts['value'])
    assert not ProctoredExamStudentAllowance.objects.exists()


@pytest.mark.parametrize('factor', ['1e300', '1.7e308', '40000000'])
def test_a_multiplier_has_a_limit(factor: str, exam: ProctoredExam, learner: User) -> None:
    with pytest.raises(AllowanceValueNotAllowedException):
        api.add_bulk_allowances([exam.id], ['learner'], 'time_multiplier', factor)
    assert not ProctoredExamStudentAllowance.objects.exists()


@pytest.mark.parametrize('char', CHARS, ids=ascii)
def test_the_id_that_a_provider_gives(
    char: str, as_learner: APIClient, exam: ProctoredExam, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {'exam_id': exam.id, 'attempt_proctored': True}
    monkeypatch.setattr(provider, 'register_exam_attempt', lambda *_: char * (LONGEST + 1))
    assert as_learner.post(url('proctored_exam.attempt.collection'), body).status_code == 502
    assert not ProctoredExamStudentAttempt.objects.exists()
    monkeypatch.setattr(provider, 'register_exam_attempt', lambda *_: char * LONGEST)
    assert as_learner.post(url('proctored_exam.attempt.collection'), body).status_code == 200
    assert ProctoredExamStudentAttempt.objects.get().external_id == char * LONGEST


@pytest.mark.parametrize('field', ['content_id', 'external_id', 'backend', 'course_id'])
def test_a_form_of_the_admin(field: str, exam: ProctoredExam) -> None:
    browser = Client()
    browser.force_login(User.objects.create_superuser('root'))
    path = reverse('admin:edx_proctoring_proctoredexam_change', args=(exam.id,))
    form = {**NEW_EXAM, 'content_id': exam.content_id, field: 'x' * (LONGEST + 1)}
    page = browser.post(path, {name: value for name, value in form.items() if value is not False})
    if page.status_code == 200:
        assert list(page.context['adminform'].form.errors) == [field]
    exam.refresh_from_db()
    assert len(getattr(exam, field)) <= LONGEST


@pytest.mark.parametrize(
    ('name', 'args', 'query', 'status'),
    [
        ('proctored_exam.active_exams_for_user', (), {'course_id': 'x' * 100_000}, 200),
        ('proctored_exam.attempts.grouped.search', (COURSE_ID, 'x' * 1000), {}, 200),
        ('proctored_exam.attempts.grouped.course', (COURSE_ID,), {'status': 'x' * 65}, 200),
        ('user_onboarding.status', (), {'course_id': COURSE_ID, 'username': 'x' * 151}, 404),
    ],
)
def test_nothing_is_found_by_what_cannot_be_there(
    name: str,
    args: tuple[str, ...],
    query: dict[str, str],
    status: int,
    as_staff: APIClient,
    provider: RecordingProvider,
) -> None:
    provider.supports_onboarding = True
    AttemptFactory(proctored_exam=ExamFactory(practice=True))
    answer = as_staff.get(url(name, *args), query)
    assert answer.status_code == status
    found = answer.json()
    assert not (found.get('proctored_exam_attempts') if isinstance(found, dict) else found)


def test_no_database_stores_more_than_a_column_holds(now: Any, db: None) -> None:
    """What every test of the suite relies on, SQLite's included: see tests/column_bounds.py."""
    delivery = DeliveryFactory(stream='x' * LONGEST, not_before=now)
    assert Delivery.objects.filter(stream='x' * LONGEST).update(backend='x' * LONGEST) == 1
    for field, value in (('stream', 'x' * (LONGEST + 1)), ('kind', 'x' * 65), ('attempts_made', 2**31)):
        with pytest.raises(DataError), transaction.atomic():
            Delivery.objects.filter(id=delivery.id).update(**{field: value})
