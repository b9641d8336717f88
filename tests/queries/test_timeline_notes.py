"""Notes in the timeline of an attempt: what staff did and said, contact with the learner, deliveries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from edx_proctoring.actions import attempts, messages, reopening, selected_attempts
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.domain.timeline import Kind
from edx_proctoring.exam_room.timeline_words import describe
from edx_proctoring.models import AttemptNote
from edx_proctoring.outbox.pending import deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory
from tests.queries.timelines import pause, timeline, told
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db


def test_a_reopened_attempt_tells_it_once(teacher: User, now: datetime, clock: Traveller) -> None:
    attempt = AttemptFactory(
        status=Status.submitted,
        started_at=now,
        completed_at=now,
        allowed_time_limit_mins=20,
        proctored_exam__timed=True,
    )
    chosen: dict[str, Any] = {'course_id': COURSE_ID, 'by': teacher}
    batch = reopening.reopen([attempt.id], 1230, reason='By mistake.', **chosen, now=pause(clock)).batch
    reopening.undo(batch, **chosen, now=pause(clock))
    reopening.reopen([attempt.id], 600, reason='', **chosen, now=pause(clock))
    attempts.create(attempt.proctored_exam, attempt.user, taking_as_proctored=False, now=pause(clock))
    entries = [entry for entry in timeline(attempt) if entry.kind in (Kind.REOPENED, Kind.REOPENING_UNDONE)]
    assert [describe(entry) for entry in entries] == [
        'Reopened. Time: 20 min 30 s. Reason: By mistake.',
        'Reopening undone.',
        'Reopened. Time: 10 minutes.',
    ]
    assert {entry.who for entry in entries} == {'teacher'}
    kinds = {entry.kind for entry in timeline(attempt)}
    assert Kind.RESUMED in kinds
    assert not kinds & {Kind.READY_TO_RESUME, Kind.LIMIT_CHANGED}


@pytest.mark.django_db(transaction=True)
def test_what_staff_did_and_said(now: datetime, clock: Traveller, teacher: User, shared_cache: None) -> None:
    attempt = AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=90)
    given: dict[str, Any] = {'course_id': COURSE_ID, 'by': teacher}
    messages.send([attempt.id], 'The room closes at noon.', **given, now=pause(clock))
    messages.mark_read(attempt, [1], now=pause(clock))
    selected_attempts.end([attempt.id], reason='It is noon.', **given, now=pause(clock))
    entries = timeline(attempt)
    assert [(describe(entry), entry.who) for entry in entries[1:]] == [
        ('Message to the learner: The room closes at noon.', 'teacher'),
        ('The learner dismissed the message: The room closes at noon.', ''),
        ('Ended by course staff. Reason: It is noon.', 'teacher'),
        ('Status changed from “Started” to “Submitted”.', ''),
        ('Done: update the credit requirement.', ''),
        ('Done: email the learner.', ''),
        ('Done: tell the provider that the attempt has ended.', ''),
    ]
    failed = AttemptFactory(status=Status.error, is_resumable=True, user=attempt.user)
    selected_attempts.let_resume([failed.id], reason='A power cut.', **given, now=pause(clock))
    assert told(failed)[1:] == [
        'Course staff let the learner resume. Reason: A power cut.',
        'Marked as ready to resume.',
    ]
    retire_learner(attempt.user_id, now=pause(clock))
    assert told(attempt)[1:4] == [
        'Message to the learner: (cleared)',
        'The learner dismissed the message: (cleared)',
        'Ended by course staff.',
    ]
    assert told(failed)[1] == 'Course staff let the learner resume.'


def test_contact_that_was_lost_and_found(now: datetime, clock: Traveller, shared_cache: None) -> None:
    attempt = AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=90)
    learner = sender(attempt.user)
    for minutes in (1, 4, 6, 1):  # gone after five
        clock.shift(timedelta(minutes=minutes))
        assert learner.get(url('proctored_exam.attempt', attempt.id)).status_code == 200
    clock.shift(timedelta(minutes=7))
    assert learner.get(url('proctored_exam.attempt.collection')).json()['in_timed_exam']
    start = now.replace(microsecond=0)
    assert [(describe(entry), entry.at.replace(microsecond=0)) for entry in timeline(attempt)[1:]] == [
        ("Contact with the learner's page was lost.", start + timedelta(minutes=5)),
        ("The learner's page was in contact again.", start + timedelta(minutes=11)),
        ("Contact with the learner's page was lost.", start + timedelta(minutes=12)),
        ("The learner's page was in contact again.", start + timedelta(minutes=19)),
    ]
    retire_learner(attempt.user_id, now=pause(clock))
    assert len(timeline(attempt)) == 5


@pytest.mark.django_db(transaction=True)
def test_what_was_delivered(now: datetime, clock: Traveller, host: Host, provider: RecordingProvider) -> None:
    attempt = AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=90)
    provider.failures['stop_exam_attempt'] = ConnectionError('no route')
    change_status(attempt, Change(Status.submitted), now=pause(clock))
    assert told(attempt)[-1].startswith('Still to be done: tell the provider that the attempt has ended.')
    provider.failures.clear()
    deliver_pending(now=now + timedelta(days=1))
    assert told(attempt)[2:] == [
        'Done: update the credit requirement.',
        'Done: email the learner.',
        'Done: tell the provider that the attempt has ended. It took 2 tries.',
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize('overrides', [True, False])
def test_what_was_done_to_grade_and_credit(now: datetime, clock: Traveller, host: Host, overrides: bool) -> None:
    host.grades.overrides_on_rejection = overrides
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    with CaptureQueriesContext(connection) as statements:
        rejected = change_status(attempt, Change(Status.rejected), now=pause(clock))
    written = [each for each in statements if 'INSERT INTO' in each['sql'] and 'attemptnote' in each['sql']]
    assert len(written) == 1, 'one statement for all that was done together'
    grade = 'Done: set the grade of this exam to 0, and invalidate the certificate if there is one.'
    done = ['Done: update the credit requirement.', *([grade] if overrides else []), 'Done: email the learner.']
    assert [text for text in told(attempt) if text.startswith('Done')] == done
    change_status(rejected, Change(Status.verified), now=pause(clock))
    restored = 'Done: restore the grade of this exam.'
    assert (restored in told(attempt)) is overrides


@pytest.mark.django_db(transaction=True)
def test_what_could_not_be_done_leaves_its_trace_once_it_is(now: datetime, clock: Traveller, host: Host) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    host.credit.failures['set_credit_requirement_status'] = ConnectionError('no route')
    change_status(attempt, Change(Status.verified), now=pause(clock))
    done = 'Done: update the credit requirement.'
    assert done not in told(attempt)
    assert any(text.startswith('Still to be done: update the credit requirement.') for text in told(attempt))
    host.credit.failures.clear()
    deliver_pending(now=now + timedelta(days=1))
    assert f'{done} It took 2 tries.' in told(attempt)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_told_of_what_was_not_done(now: datetime, clock: Traveller, host: Host) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    host.credit.failures['set_credit_requirement_status'] = ConnectionError('no route')
    change_status(attempt, Change(Status.verified), now=pause(clock))
    attempt_id = attempt.id
    User.objects.filter(id=attempt.user_id).delete()
    deliver_pending(now=now + timedelta(days=1))
    jobs = AttemptNote.objects.filter(attempt_id=attempt_id, kind=AttemptNote.JOB).values_list('text', flat=True)
    assert list(jobs) == ['email']
