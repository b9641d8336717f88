"""Texts that a column cannot hold: replaced in what programs store, refused where a person can be told, never found.

The tests run on every database; with ``DATABASE_CHARSET=utf8mb3`` most of them have something to do. Those at the end
change tables of MariaDB themselves.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Q

from edx_proctoring import api, character_sets
from edx_proctoring.exceptions import BackendProviderCannotRegisterAttempt, InvalidInputException
from edx_proctoring.models import (
    Delivery,
    HistoricalProctoredExam,
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.testing.provider import RecordingProvider
from tests import collations
from tests.factories import COURSE_ID, AttemptFactory, DeliveryFactory, ExamFactory, ReviewPolicyFactory

EMOJI = '\N{GRINNING FACE}'
MARK = '\N{REPLACEMENT CHARACTER}'
IS_HELD = connection.vendor != 'mysql' or settings.DATABASES['default']['TEST']['CHARSET'] == 'utf8mb4'
STORED = EMOJI if IS_HELD else MARK

pytestmark = pytest.mark.django_db
mysql = pytest.mark.skipif(connection.vendor != 'mysql', reason='the tables of others hold everything')


# -- what programs store -----------------------------------------------------------------------------------------------


def test_publishing_a_course_goes_on_with_a_mark_in_the_name() -> None:
    exam_id = api.create_exam(COURSE_ID, 'content', f'Final {EMOJI}', 60)
    assert api.get_exam_by_id(exam_id)['exam_name'] == f'Final {STORED}'
    api.update_exam(exam_id, exam_name=f'{EMOJI}{EMOJI} Final')
    assert api.get_exam_by_content_id(COURSE_ID, 'content')['exam_name'] == f'{STORED}{STORED} Final'
    assert set(HistoricalProctoredExam.objects.values_list('exam_name', flat=True)) == {
        f'Final {STORED}',
        f'{STORED}{STORED} Final',
    }


@pytest.mark.parametrize('field', ['course_id', 'content_id', 'external_id', 'backend'])
def test_ids_are_not_altered_but_refused(field: str) -> None:
    fields: dict[str, Any] = {
        'course_id': COURSE_ID,
        'content_id': 'content',
        'exam_name': 'Final',
        'time_limit_mins': 60,
    }
    if IS_HELD:
        exam_id = api.create_exam(**{**fields, field: f'a{EMOJI}'})
        assert getattr(ProctoredExam.objects.get(id=exam_id), field) == f'a{EMOJI}'
        return
    with pytest.raises(InvalidInputException, match=rf'^{field} contains characters .*: U\+1F600\.$'):
        api.create_exam(**{**fields, field: f'a{EMOJI}'})
    assert not ProctoredExam.objects.exists()


def test_an_exam_keeps_its_id_at_the_provider() -> None:
    exam = ExamFactory()
    if not IS_HELD:
        with pytest.raises(InvalidInputException, match='external_id'):
            api.update_exam(exam.id, external_id=EMOJI)
    else:
        api.update_exam(exam.id, external_id=EMOJI)
    exam.refresh_from_db()
    assert (exam.external_id == EMOJI) is IS_HELD


def test_a_provider_whose_id_cannot_be_kept_has_not_registered_the_attempt(
    learner: User, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = ExamFactory()
    monkeypatch.setattr(provider, 'register_exam_attempt', lambda *_: f'id {EMOJI}')
    if IS_HELD:
        attempt_id = api.create_exam_attempt(exam.id, learner.id, taking_as_proctored=True)
        assert ProctoredExamStudentAttempt.objects.get(external_id=f'id {EMOJI}').id == attempt_id
        return
    with pytest.raises(BackendProviderCannotRegisterAttempt) as refusal:
        api.create_exam_attempt(exam.id, learner.id, taking_as_proctored=True)
    assert refusal.value.http_status == 502
    assert not ProctoredExamStudentAttempt.objects.exists()


def save(delivery: Delivery, error: str) -> None:
    delivery.last_error = error
    delivery.save()


def update(delivery: Delivery, error: str) -> None:
    Delivery.objects.filter(id=delivery.id).update(last_error=error)


def update_many(delivery: Delivery, error: str) -> None:
    delivery.last_error = error
    Delivery.objects.bulk_update([delivery], ['last_error'])


def create_many(delivery: Delivery, error: str) -> None:
    delivery.delete()
    delivery.last_error = error
    Delivery.objects.bulk_create([delivery])


@pytest.mark.parametrize('write', [save, update, update_many, create_many])
@pytest.mark.parametrize(
    ('char', 'stored'),
    [
        (EMOJI, STORED),
        ('ł', 'ł'),
        ('\0', MARK if connection.vendor == 'postgresql' else '\0'),
        ('\ud83d', MARK),  # half of a character, as JSON may have it
    ],
    ids=['emoji', 'letter', 'nul', 'half'],
)
def test_every_way_of_writing(write: Callable[[Delivery, str], None], char: str, stored: str, now: datetime) -> None:
    delivery = DeliveryFactory(not_before=now)
    write(delivery, f'The provider said: {char}.')
    assert Delivery.objects.get(key=delivery.key).last_error == f'The provider said: {stored}.'


# -- what people type --------------------------------------------------------------------------------------------------


def test_rules_of_an_exam_are_refused(staff: User) -> None:
    exam, other = ReviewPolicyFactory().proctored_exam, ExamFactory()
    if IS_HELD:
        api.create_exam_review_policy(other.id, staff.id, EMOJI)
        assert api.get_review_policy_by_exam_id(other.id)['review_policy'] == EMOJI
        return
    for function, exam_id in ((api.create_exam_review_policy, other.id), (api.update_review_policy, exam.id)):
        with pytest.raises(InvalidInputException, match=r'^review_policy contains characters .*: U\+1F600\.$'):
            function(exam_id, staff.id, f'Calculators {EMOJI}')
    assert not ProctoredExamReviewPolicy.objects.filter(review_policy__contains='Calculators').exists()


@pytest.mark.parametrize('field', ['key', 'value'])
def test_allowances_are_refused(learner: User, field: str) -> None:
    exam = ExamFactory()
    texts = {'key': 'note', 'value': 'x', field: f'a{EMOJI}'}
    if IS_HELD:
        api.add_allowance_for_user(exam.id, learner.id, *texts.values())
        assert ProctoredExamStudentAllowance.objects.filter(**texts).exists()
        return
    with pytest.raises(InvalidInputException, match=field):
        api.add_allowance_for_user(exam.id, learner.id, *texts.values())
    with pytest.raises(InvalidInputException, match=field):
        api.add_bulk_allowances([exam.id], [learner.id], *texts.values())
    assert not ProctoredExamStudentAllowance.objects.exists()


# -- what is looked for ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    'condition',
    [
        Q(exam_name=EMOJI),
        Q(exam_name__iexact=EMOJI),
        Q(exam_name__contains=EMOJI),
        Q(exam_name__icontains=EMOJI),
        Q(exam_name__startswith=EMOJI),
        Q(exam_name__istartswith=EMOJI),
        Q(exam_name__endswith=EMOJI),
        Q(exam_name__iendswith=EMOJI),
        Q(exam_name__in=[EMOJI]),
        Q(exam_name__in=['other', EMOJI]),
        Q(content_id__in={EMOJI}),
        Q(proctoredexamstudentattempt__attempt_code=EMOJI),
        Q(course_id=EMOJI),
    ],
    ids=str,
)
def test_a_text_that_is_not_there_is_not_found(condition: Q) -> None:
    exam = ExamFactory(exam_name='Final')
    assert not ProctoredExam.objects.filter(condition).exists()
    assert list(ProctoredExam.objects.filter(~condition)) == [exam]
    assert list(ProctoredExam.objects.filter(condition | Q(exam_name='Final'))) == [exam]
    assert ProctoredExam.objects.filter(condition).update(exam_name='Gone') == 0
    assert pickle.loads(pickle.dumps(ProctoredExam.objects.filter(~condition).query)) is not None


def test_of_several_texts_the_others_are_found() -> None:
    exam = ExamFactory(exam_name='Final')
    assert list(ProctoredExam.objects.filter(exam_name__in=[EMOJI, 'Final', None])) == [exam]
    assert list(ProctoredExam.objects.filter(exam_name__in=ProctoredExam.objects.values('exam_name'))) == [exam]


def test_nobody_has_such_a_name(learner: User) -> None:
    exam = AttemptFactory(user=learner).proctored_exam
    assert api.get_filtered_exam_attempts(exam.course_id, EMOJI) == []
    assert api.get_last_exam_completion_date(exam.course_id, EMOJI) is None
    assert ProctoredExamStudentAllowance.find_learner(EMOJI) is None
    pairs, successes, failures = api.add_bulk_allowances([exam.id], [learner.username, EMOJI], 'note', 'x')
    assert (len(pairs), successes, failures) == (2, 1, 1)


# -- tables of different kinds -----------------------------------------------------------------------------------------


@pytest.fixture
def _own_tables(transactional_db: None) -> Iterator[None]:
    """What a test changes in the tables of exams is changed back."""
    tables = [ProctoredExam._meta.db_table, HistoricalProctoredExam._meta.db_table]
    before = collations.collations_of(connection, tables)
    character_sets.forget()
    yield
    connection.close()
    HistoricalProctoredExam.objects.all().delete()
    ProctoredExam.objects.all().delete()
    for table, collation in before.items():
        collations.convert(connection, table, collation)
    character_sets.forget()


@mysql
@pytest.mark.usefixtures('_own_tables')
def test_a_table_that_was_converted_holds_more_than_its_history() -> None:
    collations.convert(connection, ProctoredExam._meta.db_table, 'utf8mb4_unicode_ci')
    collations.convert(connection, HistoricalProctoredExam._meta.db_table, 'utf8mb3_general_ci')
    exam_id = api.create_exam(COURSE_ID, 'content', EMOJI, 60)
    assert api.get_exam_by_id(exam_id)['exam_name'] == EMOJI
    assert set(HistoricalProctoredExam.objects.values_list('exam_name', flat=True)) == {MARK}


@mysql
@pytest.mark.usefixtures('_own_tables')
def test_a_table_of_latin_letters() -> None:
    collations.convert(connection, ProctoredExam._meta.db_table, 'latin1_swedish_ci')
    exam_id = api.create_exam(COURSE_ID, 'content', f'Prüfung € łódź {EMOJI}', 60)
    assert api.get_exam_by_id(exam_id)['exam_name'] == 'Prüfung € ?ód? ?'
    assert not ProctoredExam.objects.filter(exam_name__contains='ł').exists()


@mysql
@pytest.mark.usefixtures('_own_tables')
def test_a_connection_that_takes_less_than_the_table() -> None:
    collations.convert(connection, ProctoredExam._meta.db_table, 'utf8mb4_unicode_ci')
    with connection.cursor() as cursor:
        cursor.execute('SET NAMES utf8mb3')
    exam_id = api.create_exam(COURSE_ID, 'content', EMOJI, 60)
    assert api.get_exam_by_id(exam_id)['exam_name'] == MARK


@mysql
def test_a_table_is_asked_once(django_assert_num_queries: Any) -> None:
    character_sets.forget()
    with django_assert_num_queries(2):
        assert not ProctoredExam.objects.filter(exam_name='Prüfung').exists()
    with django_assert_num_queries(1):
        assert not ProctoredExam.objects.filter(content_id='Prüfung').exists()
