"""The timeline of one attempt: what is in it, in which order, and what never is."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from time_machine import Traveller

from edx_proctoring.actions import (
    allowances,
    attempts,
    extra_time,
    received_reviews,
)
from edx_proctoring.actions.attempt_removal import delete_rows, remove
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.actions.second_review import Decision, decide
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.domain.timeline import Kind, error_class
from edx_proctoring.exam_room.timeline_words import JOBS, RECEIVED, TEXTS, describe
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.outbox.payloads import PAYLOADS, AboutAttempt
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.queries.timeline import locate_attempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import (
    COURSE_ID,
    AllowanceFactory,
    AttemptFactory,
    AttemptNoteFactory,
    DeliveryFactory,
    ExamFactory,
    ReceivedReviewFactory,
    ReopeningFactory,
    ReviewFactory,
    TimeGrantFactory,
    UserFactory,
)
from tests.queries.timelines import pause, timeline, told

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview
Archive = ProctoredExamSoftwareSecureReviewHistory
MOST_STATEMENTS = 14  # with those of rejections, and of the entrance


def facts(attempt: Attempt, kind: Kind) -> Any:
    """The facts of the only entry of a kind."""
    (entry,) = (each for each in timeline(attempt) if each.kind is kind)
    return entry.facts


def live_through(attempt: Attempt, teacher: User, clock: Traveller) -> Review:
    """From the start to the decision of a person."""
    exam, learner = attempt.proctored_exam, attempt.user
    allowances.grant(exam.id, learner.id, ADDITIONAL_TIME, '10', by=teacher, now=pause(clock))
    attempt = change_status(attempt, Change(Status.started), now=pause(clock))
    extension = extra_time.extend(
        [attempt.id], 300, course_id=COURSE_ID, reason='The network was down.', by=teacher, now=pause(clock)
    )
    extra_time.undo(extension.batch, course_id=COURSE_ID, by=teacher, now=pause(clock))
    change_status(Attempt.objects.get(id=attempt.id), Change(Status.submitted), now=pause(clock))
    payload = {'status': 'suspicious', 'comments': []}
    attempt = Attempt.objects.get(id=attempt.id)
    received_reviews.take(attempt, payload, is_anonymous=False, is_archived=False, now=pause(clock))
    review = Review.objects.get(attempt_code=attempt.attempt_code)
    seen = state_of(review, Attempt.objects.get(id=attempt.id))
    decide(review, Decision.OVERRULE, reason='A calculator.', seen=seen, by=teacher, now=pause(clock))
    return review


@pytest.mark.django_db(transaction=True)
def test_a_whole_life_is_told_in_its_order(teacher: User, now: datetime, clock: Traveller) -> None:
    attempt = AttemptFactory(status=Status.ready_to_start, proctored_exam__time_limit_mins=90)
    live_through(attempt, teacher, clock)
    entries = timeline(attempt)
    assert [describe(entry) for entry in entries] == [
        'Attempt created, with proctoring.',
        'Allowance “Additional Time (minutes)” given: 10',
        'Status changed from “Ready to start” to “Started”. Time limit: 100 minutes.',
        'Done: tell the provider that the attempt has started.',
        'Extra time: 5 minutes. Reason: The network was down.',
        'Time limit changed from 100 minutes to 105 minutes.',
        'Extra time taken back: 5 minutes.',
        'Time limit changed from 105 minutes to 100 minutes.',
        'Status changed from “Started” to “Submitted”.',
        'Done: update the credit requirement.',
        'Done: email the learner.',
        'Done: tell the provider that the attempt has ended.',
        'A review was received and processed.',
        'Verdict of the review: Suspicious.',
        'Status changed from “Submitted” to “Second review required”.',
        'A person overruled the verdict: Clean instead of Suspicious. Reason: A calculator.',
        'Status changed from “Second review required” to “Verified”.',
        'Done: update the credit requirement.',
        'Done: email the learner.',
    ]
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    by = {entry.kind: entry.who for entry in entries}
    assert by[Kind.TIME_GRANTED] == by[Kind.TIME_TAKEN_BACK] == by[Kind.REVIEW_DECIDED] == 'teacher'
    assert by[Kind.REVIEWED] == by[Kind.REVIEW_RECEIVED] == by[Kind.ALLOWANCE_GIVEN] == ''


@pytest.mark.django_db(transaction=True)
def test_an_attempt_that_was_removed_keeps_its_timeline(teacher: User, now: datetime, clock: Traveller) -> None:
    attempt = AttemptFactory(status=Status.ready_to_start)
    live_through(attempt, teacher, clock)
    before = told(attempt)
    remove([Attempt.objects.get(id=attempt.id)], requesting_user=teacher, now=pause(clock))
    located = locate_attempt(attempt.id)
    assert located is not None
    assert located.is_removed
    assert (located.exam, located.attempt.user) == (attempt.proctored_exam, attempt.user)
    after = [text for text in told(attempt) if not text.startswith('Still to be done')]
    tasks = ("delete the learner's answers", 'undo the override of the grade', 'reset the credit requirement')
    done = [f'Done: {task}.' for task in tasks]
    assert after[: -len(done)] == [*before, 'Attempt removed.'], 'the mark on the review is no verdict'
    assert after[-len(done) :] == done


def test_what_never_was_is_not_found(now: datetime) -> None:
    attempt = AttemptFactory()
    assert locate_attempt(attempt.id + 1) is None
    attempt.user.delete()
    assert locate_attempt(attempt.id) is None


def test_attempts_that_resume_others_are_linked(now: datetime, clock: Traveller, learner: User) -> None:
    exam = ExamFactory()
    first = attempts.create(exam, learner, taking_as_proctored=True, now=now)
    change_status(first, Change(Status.started), now=pause(clock))
    change_status(Attempt.objects.get(id=first.id), Change(Status.error), now=pause(clock))
    pause(clock)
    attempts.mark_ready_to_resume(Attempt.objects.get(id=first.id))
    second = attempts.create(exam, learner, taking_as_proctored=True, now=pause(clock))
    AttemptFactory(proctored_exam=exam), AttemptFactory(user=learner)  # of others, and at another
    assert told(first)[-3:] == [
        'Marked as ready to resume.',
        f'Resumed by attempt {second.id}.',
        f'Attempt {second.id} at this exam created. Its status: “Created”.',
    ]
    assert told(second)[0] == f'Attempt {first.id} at this exam created. Its status: “Error”.'
    assert told(second)[1] == f'Attempt created, with proctoring. It resumes attempt {first.id}.'
    delete_rows([first.id], now=pause(clock))
    assert told(second)[-1] == f'Attempt {first.id} at this exam removed.'
    assert facts(second, Kind.CREATED)['attempt_id'] == first.id


def test_allowances_come_change_and_go(now: datetime, clock: Traveller, learner: User) -> None:
    attempt = AttemptFactory(user=learner)
    given: dict[str, Any] = {'exam_id': attempt.proctored_exam_id, 'user_info': learner.id, 'key': 'note'}
    for value in ('sits apart', 'sits apart', 'may stand up'):
        allowances.grant(**given, value=value, now=pause(clock))
    AllowanceFactory(user=learner), AllowanceFactory(proctored_exam=attempt.proctored_exam)  # elsewhere; of others
    assert told(attempt)[1:] == [
        'Allowance “note” given: sits apart',
        'Allowance “note” changed from sits apart to may stand up',
    ]
    pause(clock)
    allowances.revoke(attempt.proctored_exam_id, learner.id, 'note')
    assert told(attempt)[1:] == [
        'Allowance “note” changed from sits apart to may stand up',
        'Allowance “note” revoked. It was: may stand up',
    ]
    retire_learner(learner.id, now=pause(clock))
    assert 'stand' not in ' '.join(told(attempt))


@pytest.mark.parametrize(
    ('stored', 'state', 'error'),
    [
        ({}, 'waiting', None),
        ({'error': 'KeyError: the text'}, 'failed', 'KeyError'),
        ({'error': 'KeyError: the text', 'processed_at': 'now'}, 'given_up', 'KeyError'),
        ({'payload': '', 'processed_at': 'now'}, 'done', None),
        ({'payload': ''}, 'cleared', None),
        ({'error': 'somebody: else says so'}, 'failed', 'somebody'),
        ({'error': 'names ada@example.com: no class'}, 'failed', None),
    ],
)
def test_received_reviews_by_what_became_of_them(
    stored: dict[str, Any], state: str, error: str | None, now: datetime
) -> None:
    attempt, sender = AttemptFactory(), UserFactory(username='acme')
    if 'processed_at' in stored:
        stored = {**stored, 'processed_at': now}
    ReceivedReviewFactory(attempt=attempt, received_at=now, sender_id=sender.id, **stored)
    ReceivedReviewFactory(received_at=now)  # of another
    found = facts(attempt, Kind.REVIEW_RECEIVED)
    assert (found['state'], found.get('error'), found.get('processed_at')) == (state, error, stored.get('processed_at'))
    assert next(each.who for each in timeline(attempt) if each.kind is Kind.REVIEW_RECEIVED) == 'acme'


@pytest.mark.parametrize(
    ('text', 'name'),
    [
        ('ConnectionError: host', 'ConnectionError'),
        ('ConnectionError', ''),
        ('no class: text', ''),
        ('A' * 101 + ': text', ''),
    ],
)
def test_of_an_error_only_its_class_is_told(text: str, name: str) -> None:
    assert error_class(text) == name


def test_jobs_that_wait_or_were_given_up(now: datetime) -> None:
    attempt = AttemptFactory()
    stream = f'attempt:{attempt.id}:provider'
    fields: dict[str, Any] = {'stream': stream, 'not_before': now + timedelta(hours=1)}
    DeliveryFactory(**fields)
    DeliveryFactory(**fields, attempts_made=2, last_error='Timeout: of ps.example.com')
    DeliveryFactory(**fields, kind='email', attempts_made=9, last_error='SMTPError: ada@example.com', given_up=True)
    DeliveryFactory(**fields, kind='of_a_newer_version')
    DeliveryFactory(stream=f'attempt:{attempt.id}1:provider', not_before=now)
    assert told(attempt)[1:] == [
        'Still to be done: tell the provider that the attempt has started.',
        'Still to be done: tell the provider that the attempt has started. It failed 2 times. Error: Timeout.',
        'Still to be done: of_a_newer_version.',
        'Given up after 9 tries: email the learner. Error: SMTPError.',
    ]


def test_reviews_that_did_not_count_and_one_that_was_replaced(now: datetime, clock: Traveller, teacher: User) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    review = ReviewFactory(attempt=attempt, review_status='Suspicious')
    pause(clock)
    review.review_status = 'Clean'
    review.save_only()
    pause(clock)
    review.reviewed_by = teacher
    review.save_only()
    pause(clock)
    common = {'attempt_code': attempt.attempt_code, 'raw_data': '{}'}
    Archive.objects.create(**common, review_status='Not Reviewed', set_aside='decided')
    assert told(attempt)[1:] == [
        'Verdict of the review: Suspicious.',
        'Verdict of the review: Clean.',
        'A person confirmed the verdict: Clean.',
        'A review was kept without effect: Not reviewed. A person has already decided.',
    ]
    pause(clock)
    review.delete()
    assert [describe(entry) for entry in timeline(attempt) if entry.kind is Kind.REVIEWED] == [
        'Verdict of the review: Suspicious.',
        'Verdict of the review: Clean.',
    ]


def test_what_the_learner_is_told_belongs_to_the_decision(now: datetime, clock: Traveller, teacher: User) -> None:
    attempt = AttemptFactory(status=Status.second_review_required)
    review = ReviewFactory(attempt=attempt, review_status='Suspicious')
    pause(clock)
    read, told_to = state_of(review, attempt), Told('other', 'Ask us.')
    decide(review, Decision.CONFIRM, reason='Seen.', told=told_to, seen=read, by=teacher, now=timezone.now())
    (decided,) = [entry for entry in timeline(attempt) if entry.kind is Kind.REVIEW_DECIDED]
    assert describe(decided).endswith('Reason: Seen. The learner is told: Other – Ask us.')
    assert decided.facts['learner_reason'] == 'other'
    assert decided.facts['learner_text'] == 'Ask us.'


def test_an_attempt_that_is_older_than_its_history(now: datetime, clock: Traveller) -> None:
    attempt = AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=10)
    Attempt.history.all().delete()
    assert told(attempt) == ['Attempt created, with proctoring.']
    pause(clock)
    attempt.save_only()
    pause(clock)
    change_status(attempt, Change(Status.submitted), now=timezone.now())
    entries = timeline(attempt)
    assert [describe(entry) for entry in entries][:3] == [
        'Attempt created, with proctoring.',
        'The status was “Started”. What was before is not recorded.',
        'Status changed from “Started” to “Submitted”.',
    ]
    assert (entries[0].at, 'status' in entries[0].facts) == (attempt.created, False)


def grow(attempt: Attempt, size: int, now: datetime) -> None:
    """``size`` rows of everything."""
    teacher = UserFactory()
    for _number in range(size):
        attempt.time_remaining_seconds = (attempt.time_remaining_seconds or 0) + 1
        attempt.save_only()
        AttemptFactory(user=attempt.user, proctored_exam=attempt.proctored_exam, is_sample_attempt=True)
        AttemptNoteFactory(attempt=attempt, written_by_id=teacher.id, read_at=now)
        TimeGrantFactory(attempt=attempt, granted_by_id=teacher.id, reverted_by_id=teacher.id, reverted_at=now)
        ReopeningFactory(attempt=attempt, reopened_by_id=teacher.id)
        DeliveryFactory(stream=f'attempt:{attempt.id}:lms', not_before=now)
        ReceivedReviewFactory(attempt=attempt, received_at=now, sender_id=teacher.id)
        AllowanceFactory(user=attempt.user, proctored_exam=attempt.proctored_exam, key=f'key {_number}').save()
        common = {'attempt_code': attempt.attempt_code, 'raw_data': '{}', 'reviewed_by': teacher}
        Archive.objects.create(**common, review_status='Clean', set_aside='outdated')
    ReviewFactory(attempt=attempt)


@pytest.mark.parametrize('is_removed', [False, True])
def test_many_entries_take_as_many_statements_as_few(is_removed: bool, now: datetime) -> None:
    counts = []
    for size in (1, 50):
        attempt = AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=10)
        grow(attempt, size, now)
        if is_removed:
            delete_rows([attempt.id], now=now)
        with CaptureQueriesContext(connection) as statements:
            entries = told(attempt)
        assert len(entries) > 7 * size
        counts.append(len(statements))
    assert counts == [MOST_STATEMENTS if is_removed else MOST_STATEMENTS - 1] * 2


def test_everything_has_words() -> None:
    assert set(TEXTS) == set(Kind)
    assert set(JOBS) == {kind for kind, payload in PAYLOADS.items() if issubclass(payload, AboutAttempt)}
    assert set(RECEIVED) == {'waiting', 'failed', 'given_up', 'done', 'cleared'}
    assert all(itertools.chain(map(str, JOBS.values()), map(str, RECEIVED.values())))
