"""What two connections do to each other, and a server that goes away: on the real databases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from threading import Barrier, Event
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, close_old_connections, connection, connections, transaction
from django.db.models.signals import post_save
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.actions import attempt_status, attempts, exams
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.transactions import MOST_TRIES, transactional
from edx_proctoring.database_errors import is_connection_lost, is_lock_failure
from edx_proctoring.exceptions import (
    BusyException,
    ProctoredExamAlreadyExists,
    StudentExamAttemptAlreadyExistsException,
)
from edx_proctoring.models import Delivery, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.outbox import LEASE, deliver_pending
from edx_proctoring.signals import exam_attempt_status_signal
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import MOST_SECONDS, AtOnce, end_connection, on_a_server, own_connection
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures('own_connection_at_last')]
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
Attempt = ProctoredExamStudentAttempt


def put(attempt: Attempt, action: str = 'submit') -> Any:
    """What the learner's page sends."""
    client = APIClient()
    client.force_authenticate(attempt.user)
    address = reverse('edx_proctoring:proctored_exam.attempt', args=(attempt.id,))
    return client.put(address, {'action': action}, format='json')


def launch(attempt: Attempt) -> Any:
    """What the provider's browser opens when it is set up."""
    address = reverse('edx_proctoring:anonymous.proctoring_launch_callback.start_exam', args=(attempt.attempt_code,))
    return APIClient().get(address)


class Door(NamedTuple):
    """A request, and which change of status it asks for."""

    ask: Callable[[Attempt], Any]
    before: str
    after: str
    backend: str = 'test'

    def prepare(self, attempt: Attempt) -> None:
        """Bring the attempt to where the request finds it."""
        Attempt.objects.filter(id=attempt.id).update(status=self.before)
        ProctoredExam.objects.filter(id=attempt.proctored_exam_id).update(backend=self.backend)


DOORS = pytest.mark.parametrize(
    'door',
    [Door(put, Status.started, Status.submitted), Door(launch, Status.created, Status.ready_to_start, 'rpnow4')],
    ids=['learner', 'provider'],
)


def check_that_it_says_busy(answer: Any) -> None:
    """The status and the text tell to try again, and when."""
    assert answer.status_code == 503
    assert int(answer['Retry-After']) > 0
    if answer['Content-Type'] == 'application/json':
        assert set(answer.json()) == {'detail'}
    assert 'Please try again in a moment.' in answer.content.decode()


# --- Deadlocks ----------------------------------------------------------------------------------------------------


@on_a_server
def test_both_that_run_into_a_deadlock_get_through(at_once: AtOnce) -> None:
    first, second = AttemptFactory(), AttemptFactory()
    both_hold_one = Barrier(2)
    tries: list[str] = []

    @transactional
    def write(one: int, other: int, text: str) -> str:
        tries.append(text)
        Attempt.objects.filter(id=one).update(external_id=text)
        if tries.count(text) == 1:
            both_hold_one.wait(MOST_SECONDS)
        Attempt.objects.filter(id=other).update(external_id=text)
        return text

    ids = first.id, second.id
    works: list[Callable[[], Any]] = [partial(write, *ids, 'a'), partial(write, *ids[::-1], 'b')]
    assert at_once(works) == ['a', 'b']
    assert len(tries) > 2  # the server ended one of them
    written = set(Attempt.objects.values_list('external_id', flat=True))
    assert written in ({'a'}, {'b'})


# --- Lock time-outs -----------------------------------------------------------------------------------------------


@DOORS
def test_a_change_that_waits_too_long_for_a_lock_is_answered_503_and_changes_nothing(
    running: Attempt, request: pytest.FixtureRequest, host: Host, provider: RecordingProvider, door: Door
) -> None:
    door.prepare(running)
    held_by_another: Event = request.getfixturevalue('held_by_another')
    check_that_it_says_busy(door.ask(running))
    assert Attempt.objects.get(id=running.id).status == door.before
    assert not Delivery.objects.exists()
    assert not provider.calls
    assert not host.calls_to('credit', 'set_credit_requirement_status')
    held_by_another.set()


@on_a_server  # SQLite is asked for its lock before the transaction begins
def test_a_change_that_loses_once_is_tried_again(running: Attempt, held_by_another: Event) -> None:
    saved: list[str] = []

    def let_go(sender: Any, instance: Any, **_facts: Any) -> None:
        saved.append(instance.status)

    post_save.connect(let_go, sender=Attempt)
    tries: list[int] = []

    @transactional
    def submit() -> Attempt:
        tries.append(1)
        if len(tries) == 2:
            held_by_another.set()
        return change_status(running, Change(Status.submitted), now=NOW)

    try:
        assert submit().status == Status.submitted
    finally:
        post_save.disconnect(let_go, sender=Attempt)
    assert len(tries) >= 2
    assert saved == [Status.submitted]


@on_a_server
def test_tries_are_bounded(running: Attempt, held_by_another: Event) -> None:
    tries: list[int] = []

    @transactional
    def submit() -> Attempt:
        tries.append(1)
        return change_status(running, Change(Status.submitted), now=NOW)

    with pytest.raises(BusyException):
        submit()
    assert 1 < len(tries) <= MOST_TRIES


def test_inside_a_callers_transaction_nothing_is_tried_again(running: Attempt, held_by_another: Event) -> None:
    with pytest.raises(OperationalError) as caught, transaction.atomic():
        change_status(running, Change(Status.submitted), now=NOW)
    assert is_lock_failure(caught.value)


def lost() -> OperationalError:
    """What this database says to the one of two who loses."""
    error = OperationalError(*{'mysql': (1213, 'Deadlock found')}.get(connection.vendor, ('database is locked',)))
    error.__cause__ = DeadlockError()
    return error


class DeadlockError(Exception):
    """What PostgreSQL's driver raises, as far as it is looked at."""

    sqlstate = '40P01'


@pytest.mark.parametrize('make_error', [lost, IntegrityError])
def test_what_fails_after_the_commit_does_not_repeat_the_change(
    running: Attempt, make_error: Callable[[], Exception]
) -> None:
    """Before the commit, each of these errors has the change tried again."""
    runs: list[int] = []
    error = make_error()
    assert is_lock_failure(error) or isinstance(error, IntegrityError)

    @transactional
    def change() -> None:
        runs.append(1)
        Attempt.objects.filter(id=running.id).update(external_id='changed')
        transaction.on_commit(partial(_raise, error))

    with pytest.raises(type(error)):
        change()
    assert runs == [1]
    assert Attempt.objects.get(id=running.id).external_id == 'changed'


def _raise(error: Exception) -> None:
    raise error


def test_an_attempt_that_is_stored_stays_registered_whatever_fails_after_the_commit(
    shared_database: None, provider: RecordingProvider
) -> None:
    def lose_connection(**_facts: Any) -> None:
        raise OperationalError(2013, 'server closed the connection')

    exam, learner = ExamFactory(), UserFactory()
    exam_attempt_status_signal.connect(lose_connection)
    try:
        with pytest.raises(OperationalError):
            attempts.create(exam, learner, taking_as_proctored=True, now=NOW)
    finally:
        exam_attempt_status_signal.disconnect(lose_connection)
    assert Attempt.objects.get().external_id
    assert not provider.calls_to('remove_exam_attempt')
    assert not Delivery.objects.exists()


def test_a_broken_constraint_is_looked_at_once_more_and_then_told(shared_database: None) -> None:
    exam, runs = ExamFactory(), []

    @transactional
    def create() -> None:
        runs.append(1)
        ProctoredExam(course_id=exam.course_id, content_id=exam.content_id, exam_name='x', time_limit_mins=1).save()

    with pytest.raises(IntegrityError):
        create()
    assert len(runs) == 2
    assert ProctoredExam.objects.count() == 1


# --- Under any isolation level ------------------------------------------------------------------------------------


def test_one_of_those_who_make_the_same_exam_at_once_makes_it(at_once: AtOnce) -> None:
    def create() -> str:
        try:
            exams.create(COURSE_ID, 'block-v1:the+one', exam_name='Exam', time_limit_mins=30, now=NOW)
        except ProctoredExamAlreadyExists:
            return 'exists'
        return 'made'

    assert sorted(at_once([create] * 4)) == ['exists'] * 3 + ['made']
    assert ProctoredExam.objects.count() == 1


def test_one_of_those_who_enter_the_same_exam_at_once_enters_it(at_once: AtOnce, provider: RecordingProvider) -> None:
    exam, learner = ExamFactory(), UserFactory()

    def enter() -> str:
        try:
            attempts.create(exam, learner, taking_as_proctored=True, now=NOW)
        except StudentExamAttemptAlreadyExistsException:
            return 'refused'
        return 'entered'

    assert sorted(at_once([enter] * 4)) == ['entered'] + ['refused'] * 3
    kept = Attempt.objects.get()
    registered = len(provider.calls_to('register_exam_attempt'))
    forgotten = [call['attempt'] for call in provider.calls_to('remove_exam_attempt')]
    assert len(forgotten) == registered - 1
    assert kept.external_id not in forgotten


# --- The server goes away -----------------------------------------------------------------------------------------


@on_a_server
@DOORS
@pytest.mark.parametrize('when', ['before the request', 'before the commit'])
def test_a_lost_connection_is_answered_503_and_the_next_request_works(
    running: Attempt, at_once: AtOnce, provider: RecordingProvider, when: str, door: Door
) -> None:
    door.prepare(running)

    def lose_connection(**_facts: Any) -> None:
        at_once([partial(end_connection, number)])

    number = own_connection()
    if when == 'before the request':
        lose_connection()
    else:
        post_save.connect(lose_connection, sender=Attempt)
    try:
        first = door.ask(running)
    finally:
        post_save.disconnect(lose_connection, sender=Attempt)
    check_that_it_says_busy(first)
    close_old_connections()  # every request begins with that
    assert Attempt.objects.get(id=running.id).status == door.before
    assert not Delivery.objects.exists()
    assert not provider.calls
    assert door.ask(running).status_code in {200, 302}
    assert Attempt.objects.get(id=running.id).status == door.after
    assert len(provider.calls_to('stop_exam_attempt')) == (door.after == Status.submitted)


@on_a_server
def test_what_the_database_loses_after_the_commit_is_delivered_later(
    running: Attempt, at_once: AtOnce, backends: dict[str, Any]
) -> None:
    number = own_connection()

    class Restarting(RecordingProvider):
        """While it is called, the database goes away."""

        def stop_exam_attempt(self, exam: Any, attempt: Any) -> Any:
            if not self.calls_to('stop_exam_attempt'):
                at_once([partial(end_connection, number)])
            return super().stop_exam_attempt(exam, attempt)

    backends['test'] = Restarting()
    assert change_status(running, Change(Status.submitted), now=NOW).status == Status.submitted
    close_old_connections()
    assert Attempt.objects.get(id=running.id).status == Status.submitted
    assert Delivery.objects.filter(kind='stop_exam_attempt').exists()  # nobody could note that the provider was told
    left = Delivery.objects.count()
    assert deliver_pending(now=NOW + LEASE) == (left, 0)
    assert len(backends['test'].calls_to('stop_exam_attempt')) == 2


@pytest.mark.parametrize('vendor', ['mysql', 'postgresql', 'sqlite'])
def test_other_errors_are_neither(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections['default'], 'vendor', vendor)
    for error in (OperationalError(1054, 'no such column'), IntegrityError(), ValueError('database is locked')):
        assert not is_lock_failure(error)
        assert not is_connection_lost(error)


# --- The cache ----------------------------------------------------------------------------------------------------

WITHOUT_SERVER = {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://127.0.0.1:1/0'}


@pytest.fixture
def no_cache(settings: Any) -> Callable[[], None]:
    """Let the cache's server be down; the function brings it back."""
    redis = pytest.importorskip('redis')
    before = settings.CACHES
    settings.CACHES = {'default': WITHOUT_SERVER}
    with pytest.raises(redis.ConnectionError):
        cache.get('anything')
    return partial(setattr, settings, 'CACHES', before)


@pytest.mark.usefixtures('no_cache')
def test_without_the_cache_a_learner_submits(running: Attempt, provider: RecordingProvider) -> None:
    assert put(running, 'submit').status_code == 200
    assert Attempt.objects.get(id=running.id).status == Status.submitted
    assert len(provider.calls_to('stop_exam_attempt')) == 1


def test_without_the_cache_nothing_is_guessed_about_dates(
    running: Attempt, no_cache: Callable[[], None], provider: RecordingProvider
) -> None:
    pytest.importorskip('edx_when')
    Attempt.objects.filter(id=running.id).update(status=Status.ready_to_start, started_at=None)
    answer = put(running, 'start')
    assert (answer.status_code, set(answer.json())) == (503, {'detail'})
    assert int(answer['Retry-After']) > 0
    assert Attempt.objects.get(id=running.id).status == Status.ready_to_start
    assert not provider.calls
    no_cache()
    assert put(running, 'start').status_code == 200
    assert Attempt.objects.get(id=running.id).status == Status.started


@pytest.mark.parametrize('lock', [attempt_status.hold, attempt_status.lock])
def test_what_locks_wants_a_transaction(lock: Callable[[ProctoredExamStudentAttempt], Any]) -> None:
    with pytest.raises(transaction.TransactionManagementError, match='in a transaction'):
        lock(AttemptFactory())
