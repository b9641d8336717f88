"""The timeline of an attempt: who gets it, and what it says."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import NoReverseMatch
from time_machine import Traveller

from edx_proctoring.admin import attempts as admin_of_attempts
from edx_proctoring.models import EntryEvent, ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, ReviewFactory, TimeGrantFactory
from tests.views.conftest import OTHER_COURSE_ID, sender, url
from tests.views.test_exam_room import Page

Attempt = ProctoredExamStudentAttempt


def entries(user: User, attempt_id: int, language: str = 'en') -> list[dict[str, Any]]:
    """What the API tells this user of the attempt."""
    answer = sender(user).get(url('proctored_exam.attempt.timeline', attempt_id), headers={'accept-language': language})
    assert answer.status_code == 200
    return done(answer.json())


def done(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries without the jobs, which nobody runs in these tests."""
    return [each for each in answer['entries'] if not each['kind'].startswith('job_')]


def page_of(user: User, attempt_id: int, *, language: str = 'en') -> Page:
    """The page as this user gets it."""
    address = url('exam_room_timeline', COURSE_ID, attempt_id)
    answer = sender(user).get(address, headers={'accept-language': language})
    assert answer.status_code == 200
    assert answer.headers['Cache-Control'] == 'private, no-store'
    return Page(answer.content.decode())


@pytest.fixture
def taken(learner: User, now: datetime, clock: Traveller) -> int:
    """The id of an attempt that the learner has entered, started and submitted in a browser."""
    exam = ExamFactory(timed=True, exam_name='Final <exam>', time_limit_mins=30)
    browser = sender(learner)
    body = {'exam_id': exam.id, 'attempt_proctored': False, 'start_clock': True}
    attempt_id = int(browser.post(url('proctored_exam.attempt.collection'), body).json()['exam_attempt_id'])
    for action in ('stop', 'submit'):
        clock.shift(timedelta(minutes=5))
        assert browser.put(url('proctored_exam.attempt', attempt_id), {'action': action}).status_code == 200
    return attempt_id


@pytest.fixture
def forgotten(now: datetime) -> Attempt:
    """An attempt that has begun now, for half an hour, and of which nothing is heard any more."""
    return AttemptFactory(status='started', started_at=now, allowed_time_limit_mins=30)


def test_it_says_who_did_what_and_when(course_staff: User, taken: int) -> None:
    told = entries(course_staff, taken)
    assert [(each['at'], each['kind'], each['who'], each['facts'].get('status')) for each in told] == [
        ('2030-01-15T12:00:00Z', 'created', 'learner', 'created'),
        ('2030-01-15T12:00:00Z', 'status_changed', 'learner', 'started'),
        ('2030-01-15T12:05:00Z', 'status_changed', 'learner', 'ready_to_submit'),
        ('2030-01-15T12:10:00Z', 'status_changed', 'learner', 'submitted'),
    ]
    assert told[1]['facts'] == {'former_status': 'created', 'status': 'started', 'limit_seconds': 1800}
    assert told[1]['detail'] == 'Status changed from “Created” to “Started”. Time limit: 30 minutes.'


def test_staff_but_not_the_learner_can_reopen_it_there(course_staff: User, taken: int, now: datetime) -> None:
    def has_form(user: User, attempt_id: int) -> bool:
        tags = page_of(user, attempt_id).tags
        return any(attributes.get('class') == 'room-reopening' for _tag, attributes in tags)

    own = AttemptFactory(user=course_staff, status='submitted', proctored_exam__timed=True)
    running = AttemptFactory(status='started', proctored_exam__timed=True)
    assert [has_form(course_staff, each) for each in (taken, own.id, running.id)] == [True, False, False]
    Attempt.objects.get(id=taken).delete_exam_attempt()
    assert not has_form(course_staff, taken)


def test_it_is_told_in_the_language_of_the_reader(course_staff: User, taken: int) -> None:
    told, in_english = entries(course_staff, taken, 'fr'), entries(course_staff, taken)
    assert [each['facts'] for each in told] == [each['facts'] for each in in_english]
    assert told[1]['detail'] != in_english[1]['detail']
    page = page_of(course_staff, taken, language='fr')
    assert ('html', {'lang': 'fr', 'dir': 'ltr'}) in page.tags


def test_the_page_says_the_same_with_seconds_and_time_zone(course_staff: User, taken: int, settings: Any) -> None:
    settings.TIME_ZONE = 'Europe/Berlin'
    TimeGrantFactory(attempt=Attempt.objects.get(id=taken), reason='<b>Network</b>')
    page = page_of(course_staff, taken)
    for text in (
        'Timeline of learner',
        'Final <exam>',
        'Europe/Berlin',
        'Jan. 15, 2030 13:05:00 CET',
        'Status changed from “Started” to “Ready to submit”.',
        'Extra time: 10 minutes. Reason: <b>Network</b>',
        'Not recorded',
    ):
        assert text in page.text, text
    assert page.values('b', 'class') == []
    assert page.values('script', 'src') == [f'/static/proctoring/js/{name}.js' for name in ('instructor', 'exam_room')]
    assert url('exam_room', COURSE_ID) in page.values('a', 'href')
    assert page.values('th', 'scope') == ['col'] * 3


def test_a_removed_attempt_has_its_page_and_that_of_the_next_leads_there(
    course_staff: User, learner: User, taken: int, clock: Traveller
) -> None:
    clock.shift(timedelta(minutes=5))
    assert sender(course_staff).delete(url('proctored_exam.attempt', taken)).status_code == 200
    answer = sender(course_staff).get(url('proctored_exam.attempt.timeline', taken)).json()
    assert (answer['is_removed'], answer['status'], answer['username']) == (True, 'submitted', 'learner')
    assert [(each['kind'], each['who']) for each in done(answer)[-1:]] == [('removed', course_staff.username)]
    assert '(removed)' in page_of(course_staff, taken).text.replace('( removed )', '(removed)')
    clock.shift(timedelta(minutes=5))
    exam_id = answer['exam_id']
    body = {'exam_id': exam_id, 'attempt_proctored': False, 'start_clock': True}
    entered = sender(learner).post(url('proctored_exam.attempt.collection'), body).json()
    links = page_of(course_staff, entered['exam_attempt_id']).values('a', 'href')
    assert url('exam_room_timeline', COURSE_ID, taken) in links


def test_it_is_for_staff_of_the_course_also_after_the_removal(
    learner: User, course_staff: User, other_course_staff: User, taken: int
) -> None:
    sender(course_staff).delete(url('proctored_exam.attempt', taken))
    for address in (
        url('proctored_exam.attempt.timeline', taken),
        url('exam_room_timeline', COURSE_ID, taken),
    ):
        assert [sender(user).get(address).status_code for user in (learner, other_course_staff, course_staff)] == [
            403,
            403,
            200,
        ]
    foreign = url('exam_room_timeline', OTHER_COURSE_ID, taken)
    assert sender(other_course_staff).get(foreign).status_code == 404


@pytest.mark.parametrize('attempt_id', ['0', '9' * 30])
def test_a_number_that_is_none(course_staff: User, staff: User, attempt_id: str) -> None:
    assert (
        sender(course_staff).get(f'/api/edx_proctoring/v1/proctored_exam/timeline/attempt_id/{attempt_id}').status_code
        == 403
    )
    address = f'/api/edx_proctoring/v1/proctored_exam/timeline/attempt_id/{attempt_id}'
    assert sender(staff).get(address).status_code == 400
    room = url('exam_room', COURSE_ID)
    assert sender(course_staff).get(f'{room}/attempt/{attempt_id}/timeline').status_code == 404


def test_the_page_of_a_review_and_the_admin_lead_there(
    course_staff: User, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = AttemptFactory(status='second_review_required')
    review = ReviewFactory(attempt=attempt, review_status='Suspicious')
    path = url('exam_room_timeline', COURSE_ID, attempt.id)
    page = Page(sender(course_staff).get(url('exam_room_review', COURSE_ID, review.id)).content.decode())
    assert path in page.values('a', 'href')
    User.objects.filter(id=staff.id).update(is_superuser=True)
    office = Client()
    office.force_login(staff)
    address = f'/admin/edx_proctoring/proctoredexamstudentattempt/{attempt.id}/change/'
    assert f'href="{path}"' in office.get(address).content.decode()

    def nowhere(*_arguments: Any) -> str:
        raise NoReverseMatch

    monkeypatch.setattr(admin_of_attempts, 'timeline_path', nowhere)
    assert 'timeline"' not in office.get(address).content.decode().replace('field-timeline"', '')


@pytest.mark.parametrize('is_decided', [True, False])
def test_it_leads_to_the_review_decided_or_not(course_staff: User, staff: User, is_decided: bool) -> None:
    attempt = AttemptFactory(status='rejected' if is_decided else 'second_review_required')
    review = ReviewFactory(attempt=attempt, review_status='Suspicious', reviewed_by=staff if is_decided else None)
    path = url('exam_room_review', COURSE_ID, review.id)
    client = sender(course_staff)
    assert client.get(path).status_code == 200
    page = Page(client.get(url('exam_room_timeline', COURSE_ID, attempt.id)).content.decode())
    assert path in page.values('a', 'href')
    entries = client.get(url('proctored_exam.attempt.timeline', attempt.id)).json()['entries']
    (entry,) = (each for each in entries if each['kind'] in ('reviewed', 'review_decided'))
    assert (entry['facts']['review_id'], entry['url']) == (review.id, path)
    assert {each['url'] for each in entries} == {path, None}


def test_where_the_pages_are_not_mounted_it_leads_nowhere(course_staff: User, monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = AttemptFactory(status='rejected')
    ReviewFactory(attempt=attempt, review_status='Suspicious')

    def nowhere(*_arguments: Any) -> str:
        raise NoReverseMatch

    monkeypatch.setattr('edx_proctoring.exam_room.timeline.review_path', nowhere)
    entries = sender(course_staff).get(url('proctored_exam.attempt.timeline', attempt.id)).json()['entries']
    assert {each['url'] for each in entries} == {None}


def test_what_kept_a_learner_out_is_told_of_the_attempt_that_it_led_to(
    course_staff: User, learner: User, now: datetime
) -> None:
    first = AttemptFactory(user=learner, status='submitted')
    second = AttemptFactory(user=learner, proctored_exam=first.proctored_exam)
    begun = {first: now - timedelta(hours=2), second: now - timedelta(hours=1)}
    for attempt, created in begun.items():
        Attempt.objects.filter(id=attempt.id).update(created=created)
    of = {'exam_id': first.proctored_exam_id, 'user_id': learner.id, 'rule': 'access_code', 'outcome': 'wrong_code'}
    for minutes in (150, 90, 60, 30):
        EntryEvent.objects.create(at=now - timedelta(minutes=minutes), **of)
    told = {
        attempt: [each['at'] for each in entries(course_staff, attempt.id) if each['kind'] == 'entry']
        for attempt in begun
    }
    assert told == {
        first: ['2030-01-15T09:30:00Z'],
        second: ['2030-01-15T10:30:00Z', '2030-01-15T11:00:00Z', '2030-01-15T11:30:00Z'],
    }


@pytest.mark.parametrize('keeps_timed_out', [False, True])
def test_who_looks_at_an_attempt_whose_time_is_over_has_not_ended_it(
    course_staff: User, forgotten: Attempt, clock: Traveller, settings: Any, keeps_timed_out: bool
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'ALLOW_TIMED_OUT_STATE': keeps_timed_out}
    clock.shift(timedelta(minutes=31, seconds=5))
    body = {'minutes': 10, 'attempt_ids': [forgotten.id]}
    assert sender(course_staff).post(url('proctored_exam.reopening', COURSE_ID), body).status_code == 200
    change, reopened = entries(course_staff, forgotten.id)[1:]
    assert (reopened['kind'], reopened['who']) == ('reopened', 'course_staff')
    assert (change['kind'], change['who'], change['at']) == ('status_changed', '', '2030-01-15T12:31:05Z')
    assert change['facts']['time_over_at'] == '2030-01-15T12:30:00Z'
    assert change['detail'].endswith('The time was over at Jan. 15, 2030 12:30:00 UTC.')


@pytest.mark.parametrize('seconds', [0, 29 * 60])
def test_who_ends_an_attempt_in_time_has_ended_it(
    course_staff: User, forgotten: Attempt, clock: Traveller, seconds: int
) -> None:
    clock.shift(timedelta(seconds=seconds))
    body = {'action': 'end', 'attempt_ids': [forgotten.id], 'reason': 'A fire.'}
    assert sender(course_staff).post(url('proctored_exam.attempt_actions', COURSE_ID), body).status_code == 200
    change = entries(course_staff, forgotten.id)[-1]
    assert (change['kind'], change['who']) == ('status_changed', 'course_staff')
    assert 'time_over_at' not in change['facts']
