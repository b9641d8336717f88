"""Exams and their policies, and what the provider hears of them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from requests import ConnectionError as NoConnection

from edx_proctoring.actions import course_exams, exams, review_policies
from edx_proctoring.exceptions import (
    ProctoredExamAlreadyExists,
    ProctoredExamReviewPolicyAlreadyExists,
    ProctoredExamReviewPolicyNotFoundException,
)
from edx_proctoring.models import Delivery, HistoricalProctoredExam, ProctoredExam
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.test_attempts import NO_IDS
from tests.factories import COURSE_ID, ExamFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
FACTS: dict[str, Any] = {'exam_name': 'Midterm', 'time_limit_mins': 90, 'is_proctored': True, 'is_active': True}


@pytest.mark.deviation('I17')
def test_the_provider_is_told_once_of_a_new_exam_and_its_id_is_kept(
    now: datetime, commit: Commit, provider: RecordingProvider, events: list[dict[str, Any]]
) -> None:
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, **FACTS)
        assert not provider.calls
    exam.refresh_from_db()
    assert exam.external_id == f'exam-{exam.id}'
    (told,) = provider.calls_to('on_exam_saved')
    assert (told['exam']['exam_name'], told['exam']['backend']) == ('Midterm', 'test')
    assert [event['name'] for event in events] == ['edx.special_exam.proctored.created']


@pytest.mark.deviation('I17')
def test_a_provider_that_is_down_does_not_keep_a_course_from_being_published(
    now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    provider.failures['on_exam_saved'] = NoConnection('down')
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, **FACTS)
    assert Delivery.objects.get().kind == 'exam_saved'
    provider.failures.clear()
    assert deliver_pending(now=now + timedelta(hours=1)) == (1, 0)
    exam.refresh_from_db()
    assert exam.external_id == f'exam-{exam.id}'


@pytest.mark.parametrize('external_id', NO_IDS, ids=lambda value: ascii(value)[:20])
def test_an_id_that_no_database_holds_is_none(
    external_id: Any, now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    provider.answers['on_exam_saved'] = external_id
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, **FACTS)
    exam.refresh_from_db()
    assert exam.external_id is None
    assert not Delivery.objects.exists()


@pytest.mark.deviation('R12')
def test_an_unconfigured_provider_does_not_either(now: datetime, commit: Commit) -> None:
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, backend='ghost', **FACTS)
    assert exam.external_id is None
    assert not Delivery.objects.exists()


def test_an_exam_that_is_no_longer_proctored_is_switched_off_at_the_provider(
    now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    with commit():
        exams.update(exam, is_proctored=False, now=now)
    (told,) = provider.calls_to('on_exam_saved')
    assert told['exam']['is_active'] is False
    exam.refresh_from_db()
    assert exam.is_active


def test_content_is_an_exam_only_once(now: datetime) -> None:
    ExamFactory(content_id='content')
    with pytest.raises(ProctoredExamAlreadyExists):
        exams.create(COURSE_ID, 'content', now=now, **FACTS)
    assert ProctoredExam.objects.count() == 1


def test_registering_a_course_updates_creates_and_switches_off(
    now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    known = ExamFactory(content_id='known', due_date=now, exam_name='Old')
    gone, elsewhere = ExamFactory(content_id='gone'), ExamFactory(course_id='a/b/c')
    items = [dict(FACTS, content_id='new', course_id='ignored'), dict(FACTS, content_id='known', backend=None)]
    with commit():
        ids = course_exams.register(COURSE_ID, items, now=now)
    new = ProctoredExam.objects.get(content_id='new')
    assert ids == [new.id, known.id]
    known.refresh_from_db()
    gone.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (new.course_id, known.exam_name, known.due_date, known.backend) == (COURSE_ID, 'Midterm', None, 'test')
    assert (gone.is_active, gone.is_proctored, elsewhere.is_active) == (False, False, True)


@pytest.mark.deviation('R24')
def test_registering_a_course_is_all_or_nothing(now: datetime) -> None:
    items = [dict(FACTS, content_id='fine'), dict(FACTS, content_id='bad', time_limit_mins=None)]
    with pytest.raises(Exception, match=r'NOT NULL|null value|cannot be null'):
        course_exams.register(COURSE_ID, items, now=now)
    assert not ProctoredExam.objects.exists()


@pytest.mark.deviation('R24')
def test_the_same_new_content_twice_is_refused_as_a_whole(now: datetime) -> None:
    twice = [dict(FACTS, content_id='twice'), dict(FACTS, content_id='twice', exam_name='Final')]
    with pytest.raises(ProctoredExamAlreadyExists):
        course_exams.register(COURSE_ID, twice, now=now)
    assert not ProctoredExam.objects.exists()


def test_saving_without_news_from_the_provider_writes_no_further_history(
    now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    before = HistoricalProctoredExam.objects.count()
    with commit():
        exams.update(exam, exam_name='Renamed', now=now)
    assert HistoricalProctoredExam.objects.count() == before + 1


def test_a_policy_is_told_to_the_provider_with_the_exam(
    now: datetime, commit: Commit, staff: User, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    with commit():
        review_policies.create(exam.id, set_by_user_id=staff.id, text='Closed book.', now=now)
    assert provider.calls_to('on_exam_saved')[0]['exam']['rule_summary'] == 'Closed book.'
    with pytest.raises(ProctoredExamReviewPolicyAlreadyExists):
        review_policies.create(exam.id, set_by_user_id=staff.id, text='Open book.', now=now)
    with commit():
        review_policies.update(exam.id, set_by_user_id=staff.id, text='', now=now)
    with pytest.raises(ProctoredExamReviewPolicyNotFoundException):
        review_policies.remove(exam.id)


@pytest.mark.parametrize('missing', ['course_id', 'content_id'])
def test_an_exam_without_course_or_content_is_none(now: datetime, missing: str) -> None:
    ids: dict[str, Any] = {'course_id': COURSE_ID, 'content_id': 'content'} | {missing: None}
    with pytest.raises(IntegrityError), transaction.atomic():
        exams.create(ids['course_id'], ids['content_id'], now=now, **FACTS)
    assert not ProctoredExam.objects.exists()


def test_a_failed_message_about_an_exam_gives_way_to_the_next_one(
    now: datetime, commit: Commit, backends: dict[str, Any]
) -> None:
    class Broken(RecordingProvider):
        """Fails until it is fixed."""

        is_broken = True

        def on_exam_saved(self, exam: Any) -> str | None:
            if self.is_broken:
                raise ConnectionError
            return super().on_exam_saved(exam)

    backends['test'] = broken = Broken()
    exam = ExamFactory(proctored=True)
    with commit():
        exams.update(exam, exam_name='First', now=now)
    assert Delivery.objects.count() == 1
    broken.is_broken = False
    with commit():
        exams.update(exam, exam_name='Second', now=now)
    assert [call['exam']['exam_name'] for call in broken.calls_to('on_exam_saved')] == ['Second']
    assert not Delivery.objects.exists()


@pytest.mark.parametrize('again', [False, True], ids=['new', 'again'])
def test_the_number_of_statements_of_a_registration_does_not_depend_on_the_exams(
    now: datetime, commit: Commit, again: bool
) -> None:
    def statements(count: int) -> int:
        course_id = f'course-v1:Org+Course{count}+Run'
        items = [dict(FACTS, content_id=f'content{number}') for number in range(count)]
        with commit():
            if again:
                course_exams.register(course_id, items, now=now)
        with CaptureQueriesContext(connection) as captured, commit():
            course_exams.register(course_id, items, now=now)
        return len(captured)

    assert statements(2) == statements(20)
