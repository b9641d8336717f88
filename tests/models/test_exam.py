"""Exams: look-ups and history."""

from __future__ import annotations

from typing import Any

import pytest
from opaque_keys.edx.keys import CourseKey, UsageKey

from edx_proctoring.models import HistoricalProctoredExam, ProctoredExam
from tests.factories import COURSE_ID, ExamFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(('is_active', 'state'), [(True, 'active'), (False, 'inactive')])
def test_text_form_names_course_exam_and_state(is_active: bool, state: str) -> None:
    """The admin and logs show it."""
    exam = ExamFactory(exam_name='Midterm', is_active=is_active)
    assert str(exam) == f'{COURSE_ID}: Midterm ({state})'


def test_an_exam_is_found_by_its_content() -> None:
    """Keys may be text or opaque keys; both parts must match."""
    exam = ExamFactory()
    find = ProctoredExam.get_exam_by_content_id
    assert find(exam.course_id, exam.content_id) == exam
    assert find(CourseKey.from_string(exam.course_id), UsageKey.from_string(exam.content_id)) == exam
    assert find('course-v1:Other+Num+Run', exam.content_id) is None
    assert find(exam.course_id, 'other') is None


def test_an_exam_is_found_by_its_id() -> None:
    """Hosts pass the id as number, text or bytes."""
    exam = ExamFactory()
    find = ProctoredExam.get_exam_by_id
    assert find(exam.id) == find(str(exam.id)) == find(str(exam.id).encode()) == exam


@pytest.mark.parametrize('nonsense', ['one', '', [1], {}, None, 0, -1, 10**30])
def test_what_is_no_id_finds_no_exam(nonsense: Any) -> None:
    """Whoever passes nonsense is told that there is no such exam."""
    ExamFactory()
    assert ProctoredExam.get_exam_by_id(nonsense) is None


def test_exams_of_a_course_are_listed() -> None:
    """All, the active ones, the proctored ones, or both; proctored leaves out practice."""
    proctored = ExamFactory()
    asleep = ExamFactory(is_active=False)
    timed = ExamFactory(timed=True)
    practice = ExamFactory(practice=True)
    ExamFactory(course_id='course-v1:Other+Num+Run')
    list_exams = ProctoredExam.get_all_exams_for_course
    assert set(list_exams(COURSE_ID)) == {proctored, asleep, timed, practice}
    assert set(list_exams(COURSE_ID, active_only=True)) == {proctored, timed, practice}
    assert set(list_exams(COURSE_ID, proctored_exams_only=True)) == {proctored, asleep}
    assert set(list_exams(COURSE_ID, True, True)) == {proctored}


def test_practice_exams_of_a_course_are_listed() -> None:
    """Active practice and onboarding exams, and no inconsistent ones."""
    practice = ExamFactory(practice=True)
    onboarding = ExamFactory(onboarding=True)
    ExamFactory(practice=True, is_active=False)
    ExamFactory(is_practice_exam=True, is_proctored=False)
    ExamFactory(practice=True, course_id='course-v1:Other+Num+Run')
    ExamFactory()
    assert set(ProctoredExam.get_practice_proctored_exams_for_course(COURSE_ID)) == {practice, onboarding}


def test_each_save_and_the_deletion_write_history() -> None:
    """The new state, also when nothing changed; the last one when the row goes. It outlives the exam."""
    exam = ExamFactory(exam_name='Old')
    exam.exam_name = 'New'
    exam.save()
    exam.save()
    exam_id = exam.id
    exam.delete()
    records = HistoricalProctoredExam.objects.filter(id=exam_id).order_by('history_id')
    assert list(records.values_list('history_type', 'exam_name')) == [
        ('+', 'Old'),
        ('~', 'New'),
        ('~', 'New'),
        ('-', 'New'),
    ]
    assert HistoricalProctoredExam is ProctoredExam.history.model


def test_bulk_updates_write_no_history() -> None:
    """A queryset's update sends no signals."""
    exam = ExamFactory()
    ProctoredExam.objects.filter(id=exam.id).update(exam_name='New')
    assert exam.history.count() == 1
