"""Allowances: granting, reading, and their archive."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from edx_proctoring.exceptions import (
    AllowanceValueNotAllowedException,
    ProctoredBaseException,
    ProctoredExamNotActiveException,
    ProctoredExamNotFoundException,
    UserNotFoundException,
)
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    QuerySetWithUpdateOverride,
)
from tests.factories import COURSE_ID, AllowanceFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

TIME = 'additional_time_granted'
NOTE = 'review_policy_exception'
add = ProctoredExamStudentAllowance.add_allowance_for_user


def archived() -> list[tuple[int, str]]:
    """Ids and values in the archive, oldest first."""
    return list(ProctoredExamStudentAllowanceHistory.objects.order_by('id').values_list('allowance_id', 'value'))


@pytest.fixture
def exam() -> ProctoredExam:
    """An active exam."""
    return ExamFactory()


def test_published_constants() -> None:
    """Code of hosts compares with the pairs; the list has one tuple of four."""
    model = ProctoredExamStudentAllowance
    assert (model.ADDITIONAL_TIME_GRANTED[0], model.REVIEW_POLICY_EXCEPTION[0]) == (TIME, NOTE)
    assert model.all_allowances == [model.ADDITIONAL_TIME_GRANTED + model.REVIEW_POLICY_EXCEPTION]


def test_a_user_is_found_by_id_name_or_email(exam: ProctoredExam) -> None:
    """A number is an id, text is a name or an address; digits as text are a name."""
    ada, digits = UserFactory(username='ada'), UserFactory(username='12345')
    for user_info, user in ((ada.id, ada), ('ada', ada), (ada.email, ada), ('12345', digits)):
        allowance, _ = add(exam.id, user_info, TIME, '10')
        assert allowance.user == user


def test_the_name_goes_before_the_address(exam: ProctoredExam) -> None:
    """Somebody may be called like another one's address."""
    UserFactory(email='ada@example.com')
    named = UserFactory(username='ada@example.com', email='other@example.com')
    assert add(exam.id, 'ada@example.com', TIME, '10')[0].user == named


@pytest.mark.parametrize(
    ('user_info', 'key', 'value', 'expected'),
    [
        ('nobody', TIME, '10', UserNotFoundException),
        (987654321, TIME, '10', UserNotFoundException),
        ('', TIME, '10', UserNotFoundException),
        (None, TIME, '10', UserNotFoundException),
        ('ada', TIME, 'ten', AllowanceValueNotAllowedException),
        ('nobody', TIME, 'ten', AllowanceValueNotAllowedException),
    ],
    ids=['unknown name', 'unknown id', 'no name', 'nothing', 'no number', 'no number goes first'],
)
def test_refusals_write_nothing(
    exam: ProctoredExam, user_info: Any, key: str, value: str, expected: type[ProctoredBaseException]
) -> None:
    """Users without an address are not meant by an empty name either."""
    UserFactory(username='ada', email='')
    with pytest.raises(expected):
        add(exam.id, user_info, key, value)
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_only_active_exams_have_new_allowances() -> None:
    """An inactive exam and a missing one are told apart."""
    user = UserFactory()
    with pytest.raises(ProctoredExamNotActiveException):
        add(ExamFactory(is_active=False).id, user.id, TIME, '10')
    with pytest.raises(ProctoredExamNotFoundException):
        add(987654321, user.id, TIME, '10')
    assert not ProctoredExamStudentAllowance.objects.exists()


def test_the_same_key_again_changes_the_value_and_archives_the_old_one(exam: ProctoredExam) -> None:
    """A pair of key and label stands for its key."""
    user = UserFactory()
    first, done = add(exam.id, user.id, ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED, '10')
    assert (first.key, done) == (TIME, 'created')
    assert archived() == []
    second, done = add(exam.id, user.id, TIME, '20')
    assert (second, second.value, done) == (first, '20', 'updated')
    assert archived() == [(first.id, '10')]
    _, done = add(exam.id, user.id, NOTE, 'may use a dictionary')
    assert done == 'created'


@pytest.mark.parametrize(
    ('key', 'value', 'valid'),
    [
        (TIME, '0', True),
        (TIME, '٣', True),
        (TIME, '', False),
        (TIME, '²', False),
        (TIME, '-5', False),
        (TIME, '1.5', False),
        (TIME, ' 5', False),
        (TIME, 5, False),
        (TIME, None, False),
        (NOTE, '', True),
        (NOTE, '²', True),
        ('anything', 'at all', True),
        (ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[1], 'a label is a key like any other', True),
    ],
)
def test_additional_time_must_be_decimal_digits(key: str, value: Any, valid: bool) -> None:
    """Whatever passes can be counted with afterwards."""
    assert ProctoredExamStudentAllowance.is_allowance_value_valid(key, value) is valid


@pytest.mark.parametrize(('value', 'minutes'), [('30', 30), ('0', 0), ('', None), ('²', None)])
def test_additional_minutes_are_read(exam: ProctoredExam, value: str, minutes: int | None) -> None:
    """Values that retirement emptied, or that an older version let in, count as none."""
    user = UserFactory()
    assert ProctoredExamStudentAllowance.get_additional_time_granted(exam.id, user.id) is None
    AllowanceFactory(user=user, proctored_exam=exam, value=value)
    assert ProctoredExamStudentAllowance.get_additional_time_granted(exam.id, user.id) == minutes


def test_the_note_to_reviewers_is_read(exam: ProctoredExam) -> None:
    """As it is."""
    user = UserFactory()
    assert ProctoredExamStudentAllowance.get_review_policy_exception(exam.id, user.id) is None
    AllowanceFactory(user=user, proctored_exam=exam, key=NOTE, value='may use a dictionary')
    assert ProctoredExamStudentAllowance.get_review_policy_exception(exam.id, user.id) == 'may use a dictionary'


def test_allowances_are_listed_by_course_and_by_learner() -> None:
    """And a single one is found by its key."""
    time = AllowanceFactory()
    note = AllowanceFactory(user=time.user, proctored_exam=time.proctored_exam, key=NOTE)
    of_another = AllowanceFactory(proctored_exam=time.proctored_exam)
    elsewhere = AllowanceFactory(user=time.user, proctored_exam__course_id='course-v1:Other+Num+Run')
    model = ProctoredExamStudentAllowance
    assert set(model.get_allowances_for_course(COURSE_ID)) == {time, note, of_another}
    assert set(model.get_allowances_for_user(time.proctored_exam_id, time.user_id)) == {time, note}
    assert model.get_allowance_for_user(time.proctored_exam_id, time.user_id, NOTE) == note
    assert model.get_allowance_for_user(elsewhere.proctored_exam_id, time.user_id, NOTE) is None


def test_a_deletion_is_archived() -> None:
    """By the object or by a queryset."""
    first, second = AllowanceFactory(value='1'), AllowanceFactory(value='2')
    expected = [(first.id, '1'), (second.id, '2')]
    first.delete()
    ProctoredExamStudentAllowance.objects.all().delete()
    assert archived() == expected


def test_the_archive_has_all_facts() -> None:
    """Whose, where, which, and dates of its own."""
    allowance = AllowanceFactory()
    allowance.save()
    record = ProctoredExamStudentAllowanceHistory.objects.get()
    assert (record.user_id, record.proctored_exam_id, record.key, record.value, record.allowance_id) == (
        allowance.user_id,
        allowance.proctored_exam_id,
        allowance.key,
        allowance.value,
        allowance.id,
    )
    assert record.created > allowance.created


@pytest.mark.deviation('R21')
@pytest.mark.parametrize('count', [0, 1, 3])
def test_a_bulk_update_archives_the_new_state_of_each_row(count: int) -> None:
    """Even when the filter no longer matches afterwards; the number of rows is returned."""
    expected = [(allowance.id, '60') for allowance in AllowanceFactory.create_batch(count, value='30')]
    untouched = AllowanceFactory(value='5')
    allowances = ProctoredExamStudentAllowance.objects.filter(value='30')
    assert isinstance(allowances, QuerySetWithUpdateOverride)
    assert allowances.update(value='60') == count
    assert sorted(archived()) == sorted(expected)
    untouched.refresh_from_db()
    assert untouched.value == '5'


def test_bulk_update_of_objects_is_archived_too() -> None:
    """It ends in a queryset's update."""
    allowances = AllowanceFactory.create_batch(2)
    for number, allowance in enumerate(allowances):
        allowance.value = str(number)
    assert ProctoredExamStudentAllowance.objects.bulk_update(allowances, ['value']) == 2
    assert sorted(archived()) == [(allowance.id, allowance.value) for allowance in allowances]


@pytest.mark.parametrize('count', [1, 5])
def test_a_bulk_update_costs_four_queries(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    """Whatever the number of rows."""
    AllowanceFactory.create_batch(count)
    with django_assert_num_queries(4):
        ProctoredExamStudentAllowance.objects.all().update(value='60')


@pytest.mark.parametrize('owner', ['proctored_exam', 'user'])
def test_allowances_and_their_archive_go_with_exam_and_learner(owner: str) -> None:
    """Nothing is left that points nowhere, and other learners' allowances stay."""
    allowance = AllowanceFactory()
    allowance.save()
    other = AllowanceFactory()
    getattr(allowance, owner).delete()
    assert list(ProctoredExamStudentAllowance.objects.all()) == [other]
    assert archived() == []
