"""An incident: what those whom it hit get in one go, and taking that back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from time_machine import Traveller

from edx_proctoring.actions import extra_time, incidents, reopening
from edx_proctoring.actions.incidents import Choice, record_incident, revert
from edx_proctoring.api import create_exam_attempt
from edx_proctoring.domain.incidents import MOST_MINUTES, Cause, Remedy, Window
from edx_proctoring.exceptions import (
    InvalidInputException,
    ObjectNotFoundException,
    ProctoredExamNotFoundException,
)
from edx_proctoring.models import Incident, IncidentAttempt, ProctoredExamStudentAttempt, TimeGrant
from edx_proctoring.queries.incidents import list_hit
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import AtOnce
from tests.actions.hit_attempts import WINDOW, ago, ended, extending, waiting, wanted
from tests.actions.running_attempts import NOW, left, running
from tests.factories import COURSE_ID, ExamFactory, IncidentFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
CLOCK = ('status', 'ready_to_resume', 'is_resumable', 'time_remaining_seconds', 'allowed_time_limit_mins')
Outcome = tuple[int, str, bool]


def record(*choices: Choice, by: Any = None, **fields: Any) -> Incident:
    """Record the incident."""
    return record_incident(wanted(**fields), choices, by=by, now=NOW)


def outcomes(incident: Incident) -> dict[int, Outcome]:
    """What became of each attempt: the seconds, why there were none, and whether that is settled."""
    rows = IncidentAttempt.objects.filter(incident=incident)
    return {row.attempt_id: (row.seconds, row.refusal, row.treated_at is not None) for row in rows}


class Crash(logging.Handler):
    """Ends the work in that portion, in its transaction, when it says that it is done."""

    def __init__(self, portion: int) -> None:
        super().__init__()
        self.left = portion

    def emit(self, record: logging.LogRecord) -> None:
        self.left -= 1
        if self.left == 0:
            raise MemoryError


@contextmanager
def crash_in(portion: int) -> Iterator[None]:
    """Expect it."""
    log, crash = logging.getLogger(incidents.__name__), Crash(portion)
    level = log.level
    log.setLevel(logging.INFO)
    log.addHandler(crash)
    try:
        with pytest.raises(MemoryError):
            yield
    finally:
        log.removeHandler(crash)
        log.setLevel(level)


class TestRecording:
    """Recording an incident."""

    def test_each_gets_what_was_chosen(self, clock: Traveller) -> None:
        first, second, untouched = running(), running(), running()
        staff = UserFactory()
        incident = record(*extending(first), *extending(second, minutes=5), Choice(untouched.id, Remedy.NONE), by=staff)
        assert [left(first), left(second), left(untouched)] == [50, 35, 30]
        assert outcomes(incident) == {first.id: (1200, '', True), second.id: (300, '', True)}
        assert (incident.cause, incident.reason, incident.recorded_by_id) == ('network', 'A cable was cut.', staff.pk)

    def test_its_grants_are_the_only_ones(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        (grant,) = TimeGrant.objects.all()
        assert (grant.attempt_id, grant.source, grant.batch, grant.seconds, grant.reason) == (
            attempt.id,
            'incident',
            incident.batch,
            1200,
            '',
        )

    def test_who_gets_nothing_is_told_why(self, clock: Traveller) -> None:
        over = running(started_at=ago(90))
        due = running(proctored_exam__due_date=NOW + timedelta(minutes=30))
        cut = running(proctored_exam__due_date=NOW + timedelta(minutes=36))
        incident = record(*extending(over, due, cut))
        assert outcomes(incident) == {
            over.id: (0, 'not_running', True),
            due.id: (0, 'due_date', True),
            cut.id: (360, '', True),
        }

    def test_beyond_the_due_date_if_staff_says_so(self, clock: Traveller) -> None:
        due = running(proctored_exam__due_date=NOW + timedelta(minutes=30))
        record(*extending(due), beyond_due_date=True)
        assert left(due) == 50

    def test_many_are_helped_in_portions(self, clock: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
        treatment = incidents.Treatment(apply=incidents.TREATMENTS[Remedy.EXTEND].apply, undo=None, at_once=2)
        monkeypatch.setitem(incidents.TREATMENTS, Remedy.EXTEND, treatment)
        exam = ExamFactory(time_limit_mins=90)
        attempts = [running(proctored_exam=exam) for _ in range(5)]
        incident = record(*extending(*attempts))
        assert {left(attempt) for attempt in attempts} == {50}
        assert set(outcomes(incident).values()) == {(1200, '', True)}

    @pytest.mark.parametrize(
        ('fields', 'error'),
        [
            ({'window': Window(ago(10), ago(10))}, InvalidInputException),
            ({'window': Window(ago(10), ago(30))}, InvalidInputException),
            ({'window': Window(ago(10), ago(-1))}, InvalidInputException),
            ({'window': Window(ago(8 * 24 * 60), ago(1))}, InvalidInputException),
            ({'exam_id': 98765}, ProctoredExamNotFoundException),
        ],
        ids=str,
    )
    def test_what_is_no_incident(self, clock: Traveller, fields: dict[str, Any], error: type[Exception]) -> None:
        with pytest.raises(error):
            record(*extending(running()), **fields)
        assert not Incident.objects.exists()

    def test_whom_it_can_not_have_hit(self, clock: Traveller) -> None:
        foreign = running(proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
        after = running(started_at=ago(5))
        hit = running()
        for choices in (extending(hit, foreign), extending(after), [Choice(98765, Remedy.EXTEND, 5)]):
            with pytest.raises(InvalidInputException):
                record(*choices)
        assert not Incident.objects.exists()

    def test_who_has_begun_since_staff_looked_gets_nothing(self, clock: Traveller, staff: User) -> None:
        began, hit = waiting(), running()
        Attempt.objects.filter(id=began.id).update(status='started', started_at=ago(5), allowed_time_limit_mins=90)
        incident = record(Choice(began.id, Remedy.RESET), *extending(hit), by=staff)
        assert outcomes(incident) == {began.id: (0, 'not_hit', True), hit.id: (1200, '', True)}
        assert Attempt.objects.filter(id=began.id).exists()

    @pytest.mark.parametrize('minutes', [0, -5, MOST_MINUTES + 1])
    def test_minutes_that_are_none(self, clock: Traveller, minutes: int) -> None:
        with pytest.raises(InvalidInputException):
            record(*extending(running(), minutes=minutes))

    def test_nobody_is_chosen(self, clock: Traveller) -> None:
        with pytest.raises(InvalidInputException):
            record()
        with pytest.raises(InvalidInputException):
            record(Choice(running().id, Remedy.NONE))


class TestAgain:
    """The same request, sent again."""

    def test_nothing_is_done_twice(self, clock: Traveller) -> None:
        attempt = running()
        first = record(*extending(attempt), batch=(batch := str(uuid4())))
        clock.shift(timedelta(minutes=1))
        again = record(*extending(attempt, minutes=90), batch=batch)
        assert again.pk == first.pk
        assert left(attempt) == 50

    def test_it_goes_on_after_a_crash(self, clock: Traveller, monkeypatch: pytest.MonkeyPatch) -> None:
        treatment = incidents.Treatment(apply=incidents.TREATMENTS[Remedy.EXTEND].apply, undo=None, at_once=2)
        monkeypatch.setitem(incidents.TREATMENTS, Remedy.EXTEND, treatment)
        attempts = [running() for _ in range(5)]
        batch = str(uuid4())
        with crash_in(2):
            record(*extending(*attempts), batch=batch)
        assert [left(attempt) for attempt in attempts] == [50, 50, 30, 30, 30]
        incident = Incident.objects.get(batch=batch)
        assert [settled for _, _, settled in outcomes(incident).values()] == [True, True, False, False, False]
        assert record(*extending(*attempts), batch=batch).pk == incident.pk
        assert {left(attempt) for attempt in attempts} == {50}
        assert TimeGrant.objects.count() == 5

    def test_both_at_once(self, at_once: AtOnce) -> None:
        attempts = [running() for _ in range(3)]
        batch = str(uuid4())
        first, second = at_once([lambda: record(*extending(*attempts), batch=batch)] * 2)
        assert first.pk == second.pk
        assert {left(attempt) for attempt in attempts} == {50}
        assert (Incident.objects.count(), TimeGrant.objects.count()) == (1, 3)

    def test_a_batch_is_of_one_course(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        with pytest.raises(InvalidInputException):
            record(*extending(attempt), batch=incident.batch, course_id='course-v1:Org+Other+Run')

    def test_not_once_it_was_reverted(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        revert(incident.pk, by=None, now=NOW)
        with pytest.raises(InvalidInputException):
            record(*extending(attempt), batch=incident.batch)
        assert left(attempt) == 30


class TestResets:
    """Attempts that could not be entered."""

    def test_they_are_removed_here_and_at_the_provider(
        self, clock: Traveller, staff: User, provider: RecordingProvider
    ) -> None:
        stuck = waiting()
        attempt_id = stuck.id
        incident = record(Choice(attempt_id, Remedy.RESET), by=staff)
        assert not Attempt.objects.exists()
        assert len(provider.calls_to('remove_exam_attempt')) == 1
        assert outcomes(incident) == {attempt_id: (0, '', True)}

    def test_a_provider_that_fails_is_asked_once(
        self, clock: Traveller, staff: User, provider: RecordingProvider
    ) -> None:
        provider.failures['remove_exam_attempt'] = ConnectionError('down')
        exam = ExamFactory()
        attempts = [waiting(proctored_exam=exam) for _ in range(3)]
        incident = record(*(Choice(attempt.id, Remedy.RESET) for attempt in attempts), by=staff)
        assert not Attempt.objects.exists()
        assert len(provider.calls_to('remove_exam_attempt')) == 1
        assert set(outcomes(incident).values()) == {(0, '', True)}

    def test_who_has_entered_meanwhile_goes_on(self, clock: Traveller, staff: User) -> None:
        runs = running()
        incident = record(Choice(runs.id, Remedy.RESET), by=staff)
        assert outcomes(incident) == {runs.id: (0, 'has_entered', True)}
        assert Attempt.objects.filter(id=runs.id, status='started').exists()

    def test_what_is_gone_meanwhile(self, clock: Traveller, staff: User) -> None:
        batch, runs, gone = str(uuid4()), running(), waiting()
        gone_id = gone.id
        with crash_in(1):
            record(*extending(runs), Choice(gone_id, Remedy.RESET), by=staff, batch=batch)
        gone.delete()
        incident = record(by=staff, batch=batch)
        assert outcomes(incident) == {runs.id: (1200, '', True), gone_id: (0, 'not_found', True)}

    def test_what_takes_too_long_is_left_for_the_next_request(
        self, clock: Traveller, staff: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(incidents, 'MOST_SECONDS', -1)
        attempts = [waiting() for _ in range(incidents.RESETS_AT_ONCE + 1)]
        choices = [Choice(attempt.id, Remedy.RESET) for attempt in attempts]
        incident = record(*choices, by=staff, batch=(batch := str(uuid4())))
        assert Attempt.objects.count() == 1
        assert list(outcomes(incident).values()).count((0, '', False)) == 1
        record(*choices, by=staff, batch=batch)
        assert not Attempt.objects.exists()


class TestReopening:
    """Attempts that ended while it lasted."""

    def test_the_learner_goes_on_with_what_was_left_and_lost(self, clock: Traveller) -> None:
        clock.move_to(ago(20))
        attempt = ended('error', 20)  # with 50 minutes left
        clock.move_to(NOW)
        (hit,) = list_hit(COURSE_ID, WINDOW, Cause.NETWORK, now=NOW).rows
        incident = record(Choice(attempt.id, hit.proposal.remedy, hit.proposal.minutes))
        assert outcomes(incident) == {attempt.id: (60 * 60, '', True)}
        attempt.refresh_from_db()
        assert (attempt.ready_to_resume, attempt.time_remaining_seconds) == (True, 60 * 60)

    def test_one_whose_time_is_over_unnoticed(self, clock: Traveller) -> None:
        attempt = running(started_at=ago(105))
        incident = record(Choice(attempt.id, Remedy.REOPEN, 15))
        assert outcomes(incident) == {attempt.id: (15 * 60, '', True)}
        attempt.refresh_from_db()
        assert (attempt.status, attempt.ready_to_resume) == ('submitted', True)

    def test_one_that_goes_on(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(Choice(attempt.id, Remedy.REOPEN, 15))
        assert outcomes(incident) == {attempt.id: (0, 'not_finished', True)}

    def test_different_minutes(self, clock: Traveller) -> None:
        attempts = [ended('submitted', 20) for _ in range(3)]
        record(*(Choice(each.id, Remedy.REOPEN, minutes) for each, minutes in zip(attempts, (5, 9, 5), strict=True)))
        seconds = Attempt.objects.order_by('id').values_list('time_remaining_seconds', flat=True)
        assert list(seconds) == [300, 540, 300]

    def test_it_is_reverted_until_the_learner_comes_back(self, clock: Traveller) -> None:
        attempt, runs = ended('submitted', 20), running()
        before = Attempt.objects.values(*CLOCK).get(id=attempt.id)
        incident = record(Choice(attempt.id, Remedy.REOPEN, 5), *extending(runs))
        assert Attempt.objects.values(*CLOCK).get(id=attempt.id) != before
        revert(incident.pk, by=None, now=NOW)
        assert Attempt.objects.values(*CLOCK).get(id=attempt.id) == before
        assert left(runs) == 30

    def test_not_once_the_learner_has_come_back(self, clock: Traveller) -> None:
        attempt, runs = ended('submitted', 20), running()
        incident = record(Choice(attempt.id, Remedy.REOPEN, 5), *extending(runs))
        create_exam_attempt(attempt.proctored_exam_id, attempt.user_id, taking_as_proctored=True)
        with pytest.raises(InvalidInputException):
            revert(incident.pk, by=None, now=NOW)
        assert left(runs) == 50

    def test_one_that_staff_has_closed_again_keeps_nobody_from_it(self, clock: Traveller) -> None:
        attempt, runs = ended('submitted', 20), running()
        incident = record(Choice(attempt.id, Remedy.REOPEN, 5), *extending(runs))
        reopening.undo(incident.batch, course_id=COURSE_ID, by=None, now=NOW)
        revert(incident.pk, by=None, now=NOW)
        assert left(runs) == 30


class TestReverting:
    """Taking back what an incident led to."""

    def test_everybody_has_what_they_had(self, clock: Traveller) -> None:
        first, second = running(), running(allowed_time_limit_mins=90, time_remaining_seconds=90 * 60 + 30)
        before = list(Attempt.objects.order_by('id').values(*CLOCK))
        incident = record(*extending(first), *extending(second, minutes=7))
        staff = UserFactory()
        rows = revert(incident.pk, by=staff, now=NOW)
        assert [(row.attempt_id, row.seconds) for row in rows] == [(first.id, 1200), (second.id, 420)]
        assert list(Attempt.objects.order_by('id').values(*CLOCK)) == before
        assert not TimeGrant.objects.in_force().exists()
        incident.refresh_from_db()
        assert (incident.reverted_at, incident.reverted_by_id) == (NOW, staff.pk)

    def test_not_once_somebody_has_used_it(self, clock: Traveller) -> None:
        used, other = running(), running(started_at=ago(15))
        incident = record(*extending(used, other))
        with pytest.raises(InvalidInputException):
            revert(incident.pk, by=None, now=NOW + timedelta(minutes=31))
        incident.refresh_from_db()
        assert (left(used), left(other), incident.reverted_at) == (50, 95, None)

    def test_not_when_an_attempt_is_gone(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        attempt.delete()
        with pytest.raises(InvalidInputException):
            revert(incident.pk, by=None, now=NOW)

    def test_once_only(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        revert(incident.pk, by=None, now=NOW)
        with pytest.raises(InvalidInputException):
            revert(incident.pk, by=None, now=NOW)
        assert left(attempt) == 30

    def test_resets_stay(self, clock: Traveller, staff: User) -> None:
        runs, stuck = running(), waiting()
        incident = record(*extending(runs), Choice(stuck.id, Remedy.RESET), by=staff)
        assert [row.attempt_id for row in revert(incident.pk, by=None, now=NOW)] == [runs.id]
        assert (left(runs), Attempt.objects.count()) == (30, 1)

    def test_resets_alone_are_nothing_to_revert(self, clock: Traveller, staff: User) -> None:
        incident = record(Choice(waiting().id, Remedy.RESET), by=staff)
        with pytest.raises(InvalidInputException):
            revert(incident.pk, by=None, now=NOW)

    def test_those_who_got_nothing_keep_nobody_from_it(self, clock: Traveller) -> None:
        runs, due = running(), running(proctored_exam__due_date=NOW + timedelta(minutes=30))
        incident = record(*extending(runs, due))
        revert(incident.pk, by=None, now=NOW)
        assert [left(runs), left(due)] == [30, 30]

    def test_its_time_is_taken_back_with_it_alone(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        with pytest.raises(InvalidInputException):
            extra_time.undo(incident.batch, course_id=COURSE_ID, by=None, now=NOW)
        assert left(attempt) == 50

    def test_what_staff_gave_besides_stays(self, clock: Traveller) -> None:
        attempt = running()
        incident = record(*extending(attempt))
        extra_time.extend([attempt.id], 300, course_id=COURSE_ID, reason='', by=None, batch=incident.batch, now=NOW)
        revert(incident.pk, by=None, now=NOW)
        assert left(attempt) == 35

    def test_one_that_is_not_there(self) -> None:
        with pytest.raises(ObjectNotFoundException):
            revert(98765, by=None, now=NOW)
        with pytest.raises(InvalidInputException):
            revert(IncidentFactory().pk, by=None, now=NOW)
