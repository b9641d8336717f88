"""Whom an incident has hit, as the database and the cache know."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from time_machine import Traveller

from edx_proctoring import presence
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.incidents import Cause, Impact, Remedy, Window
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries import incidents as queries
from edx_proctoring.queries.incidents import list_hit, tally
from tests.actions.hit_attempts import WINDOW, ago, ended, waiting
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, ExamFactory, IncidentAttemptFactory, IncidentFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Found = dict[int, tuple[Impact, Remedy, int]]


def found(cause: Cause = Cause.NETWORK, window: Window = WINDOW, **options: Any) -> Found:
    """How each attempt was hit, and what is proposed."""
    hits = list_hit(COURSE_ID, window, cause, now=NOW, **options)
    return {hit.attempt.id: (hit.proposal.impact, hit.proposal.remedy, hit.proposal.minutes) for hit in hits.rows}


def test_those_who_ran_then(clock: Traveller) -> None:
    runs, began_meanwhile = running(), running(started_at=ago(17.5))
    out_of_time = running(started_at=ago(105))  # at 11:45, and nobody has noticed yet
    running(started_at=ago(10))
    running(started_at=ago(200))
    assert found() == {
        runs.id: (Impact.RAN, Remedy.EXTEND, 20),
        began_meanwhile.id: (Impact.RAN, Remedy.EXTEND, 8),
        out_of_time.id: (Impact.RAN, Remedy.REOPEN, 15),
    }


def test_those_that_ended_meanwhile(clock: Traveller) -> None:
    clock.move_to(ago(40))
    attempts = {
        'broken off': running(),
        'submitted': running(),
        'broken off before': running(),
        'submitted after': running(),
    }
    for minutes, name, status in (
        (35, 'broken off before', 'error'),
        (25, 'broken off', 'error'),
        (20, 'submitted', 'submitted'),
        (5, 'submitted after', 'submitted'),
    ):
        clock.move_to(ago(minutes))
        change_status(attempts[name], Change(status), now=ago(minutes))
    clock.move_to(NOW)
    assert found() == {
        attempts['broken off'].id: (Impact.LOST_CONTACT, Remedy.REOPEN, 60),  # of 55 minutes left, and 5 lost
        attempts['submitted'].id: (Impact.RAN, Remedy.REOPEN, 60),
        attempts['submitted after'].id: (Impact.RAN, Remedy.NONE, 0),
    }


def test_those_who_could_not_enter(clock: Traveller) -> None:
    stuck, free = waiting(), waiting('created')
    late = waiting()
    Attempt.objects.filter(id=late.id).update(created=ago(10), modified=ago(10))
    old = waiting()
    Attempt.objects.filter(id=old.id).update(created=ago(3000), modified=ago(3000))
    assert found() == {
        stuck.id: (Impact.COULD_NOT_ENTER, Remedy.RESET, 0),
        free.id: (Impact.COULD_NOT_ENTER, Remedy.NONE, 0),
    }


def test_those_whose_page_has_not_been_heard_of_since(clock: Traveller, shared_cache: None) -> None:
    silent, well = running(), running()
    presence.note(silent.id, now=ago(22))
    presence.note(well.id, now=ago(1))
    assert found() == {
        silent.id: (Impact.LOST_CONTACT, Remedy.EXTEND, 20),
        well.id: (Impact.RAN, Remedy.EXTEND, 20),
    }


def test_a_provider_only_fails_those_that_it_supervises(clock: Traveller) -> None:
    supervised = running()
    running(taking_as_proctored=False)
    running(proctored_exam=ExamFactory(timed=True))
    assert list(found(Cause.PROVIDER)) == [supervised.id]
    assert len(found(Cause.PLATFORM)) == 3


def test_only_of_the_course_and_the_exam(clock: Traveller) -> None:
    first, second = running(), running()
    running(proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
    assert list(found()) == [first.id, second.id]
    assert list(found(exam_id=second.proctored_exam_id)) == [second.id]
    assert list(found(among=[first.id])) == [first.id]
    assert found(exam_id=98765) == {}


def test_attempts_that_others_have_replaced_are_left_out(clock: Traveller) -> None:
    former = running()
    Attempt.objects.filter(id=former.id).update(current_at_exam=None)
    assert found() == {}


def test_those_whom_another_incident_at_that_time_has_helped(clock: Traveller) -> None:
    helped, refused, reverted, before = running(), running(), running(), running()
    overlapping = IncidentFactory(began_at=ago(40), ended_at=ago(25))
    IncidentAttemptFactory(attempt=helped, incident=overlapping)
    IncidentAttemptFactory(attempt=refused, incident=overlapping, refusal='not_running')
    undone = IncidentFactory(began_at=ago(40), ended_at=ago(25), reverted_at=ago(1))
    IncidentAttemptFactory(attempt=reverted, incident=undone)
    earlier = IncidentFactory(began_at=ago(40), ended_at=ago(30))
    IncidentAttemptFactory(attempt=before, incident=earlier)
    assert {attempt_id: remedy for attempt_id, (_, remedy, _) in found().items()} == {
        helped.id: Remedy.NONE,
        refused.id: Remedy.EXTEND,
        reverted.id: Remedy.EXTEND,
        before.id: Remedy.EXTEND,
    }


def test_there_may_be_more(clock: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, 'MOST', 2)
    exam = ExamFactory()
    for _ in range(3):
        running(proctored_exam=exam)
    hits = list_hit(COURSE_ID, WINDOW, Cause.NETWORK, now=NOW)
    assert (len(hits.rows), hits.has_more) == (2, True)


def test_statements_do_not_grow_with_the_attempts(clock: Traveller, shared_cache: None) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            found()
        return len(captured.captured_queries)

    exam = ExamFactory()
    running(proctored_exam=exam)
    clock.move_to(ago(20))
    ended('error', 20, proctored_exam=exam)
    clock.move_to(NOW)
    one = count()
    for _ in range(20):
        running(proctored_exam=exam)
        waiting(proctored_exam=exam)
    assert count() == one == 5


def test_the_numbers_of_incidents(clock: Traveller) -> None:
    incident, other = IncidentFactory(), IncidentFactory()
    for fields in ({}, {}, {'remedy': 'reset', 'seconds': 0}, {'refusal': 'due_date', 'seconds': 0}):
        IncidentAttemptFactory(incident=incident, **fields)
    IncidentAttemptFactory(incident=incident, treated_at=None, seconds=0)
    counts = tally([incident.pk, other.pk])
    assert counts[incident.pk] == queries.Tally({'extend': 2, 'reset': 1}, refused=1, pending=1, seconds=2400)
    assert counts[other.pk] == queries.Tally({}, refused=0, pending=0, seconds=0)


def test_names_of_what_is_gone_are_null(clock: Traveller) -> None:
    recorder, exam = UserFactory(), ExamFactory()
    incident = IncidentFactory(exam_id=exam.id, recorded_by_id=recorder.pk)
    row: Any = queries.list_incidents(COURSE_ID).get()
    assert (row.pk, row.exam_name, row.recorder, row.reverter) == (
        incident.pk,
        exam.exam_name,
        recorder.username,
        None,
    )
    exam.delete()
    recorder.delete()
    row = queries.list_incidents(COURSE_ID).get()
    assert (row.exam_name, row.recorder) == (None, None)
