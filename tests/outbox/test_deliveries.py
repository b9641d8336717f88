"""Deliveries that fail: pauses, outages of a provider, what is given up, and the key that makes repetitions known."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
import responses
from requests import ConnectionError as NoConnection
from time_machine import Traveller

from edx_proctoring.actions import exams
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.provider_outage import FAILURES, PAUSE
from edx_proctoring.models import Delivery, ProctoredExamStudentAttempt
from edx_proctoring.outbox import FIRST_PAUSE, LEASE, MOST_TRIES, deliver_pending, retry_now
from edx_proctoring.queries.backlog import map_troubles
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, DeliveryFactory, ExamFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Attempt = ProctoredExamStudentAttempt

DOWN = NoConnection('down')
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def time_stands_still(now: datetime) -> None:
    """A run takes no time."""


def running(backend: str = 'test') -> Attempt:
    exam = ExamFactory(backend=backend)
    return AttemptFactory(proctored_exam=exam, status=Status.started, taking_as_proctored=True)


def submit(commit: Commit, now: datetime, *attempts: Attempt) -> None:
    for attempt in attempts:
        with commit():
            change_status(attempt, Change(Status.submitted), now=now)


def stopped(provider: RecordingProvider) -> list[str]:
    return [call['attempt'] for call in provider.calls_to('stop_exam_attempt')]


@pytest.fixture
def outage(commit: Commit, now: datetime, provider: RecordingProvider) -> list[Attempt]:
    """The provider is down, and this many learners have submitted since."""
    provider.failures['stop_exam_attempt'] = DOWN
    attempts = [running() for _ in range(FAILURES)]
    submit(commit, now, *attempts)
    assert Delivery.objects.filter(failed_at=now).count() == FAILURES
    return attempts


# --- Pauses -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(('chance', 'part'), [(0.0, 0.5), (0.5, 0.75), (1.0, 1.0)])
def test_a_pause_is_shortened_by_chance(now: datetime, provider: RecordingProvider, chance: float, part: float) -> None:
    provider.failures['start_exam_attempt'] = DOWN
    ids = {'exam_external_id': 'e', 'attempt_external_id': 'a', 'backend': 'test'}
    for tries in range(3):
        DeliveryFactory(payload=ids, attempts_made=tries, not_before=now)
    assert deliver_pending(now=now, chance=lambda: chance) == (0, 3)
    pauses = [delivery.not_before - now for delivery in Delivery.objects.all()]
    assert pauses == [FIRST_PAUSE * factor * part for factor in (1, 2, 4)]


# --- Outages ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures('outage')
def test_during_an_outage_nobody_waits_for_the_provider(
    commit: Commit, now: datetime, provider: RecordingProvider
) -> None:
    asked = len(provider.calls)
    late = running()
    submit(commit, now + timedelta(seconds=5), late)
    assert len(provider.calls) == asked
    assert Attempt.objects.get(id=late.id).status == Status.submitted
    waiting = Delivery.objects.get(stream=f'attempt:{late.id}:provider')
    assert (waiting.attempts_made, waiting.last_error) == (0, '')
    assert deliver_pending(now=now + PAUSE - timedelta(seconds=1)) == (0, 0)
    assert len(provider.calls) == asked


@pytest.mark.usefixtures('outage')
def test_other_providers_are_not_concerned(
    commit: Commit, now: datetime, backends: dict[str, Any], provider: RecordingProvider
) -> None:
    elsewhere = running('onboarding')
    submit(commit, now, elsewhere)
    assert stopped(backends['onboarding']) == [elsewhere.external_id]


@pytest.mark.usefixtures('outage')
def test_one_delivery_is_tried_from_time_to_time(now: datetime, provider: RecordingProvider) -> None:
    asked = len(provider.calls)
    assert deliver_pending(now=now + PAUSE) == (0, 1)
    assert len(provider.calls) == asked + 1
    assert deliver_pending(now=now + PAUSE) == (0, 0)
    assert deliver_pending(now=now + 2 * PAUSE) == (0, 1)
    assert len(provider.calls) == asked + 2


def test_when_it_is_over_everything_arrives_at_once(
    outage: list[Attempt], commit: Commit, now: datetime, provider: RecordingProvider
) -> None:
    late = running()
    submit(commit, now, late)
    provider.failures.clear()
    provider.calls.clear()
    assert deliver_pending(now=now + PAUSE) == (FAILURES + 1, 0)
    assert stopped(provider) == [attempt.external_id for attempt in [*outage, late]]
    assert not Delivery.objects.exists()


@pytest.mark.usefixtures('outage')
def test_a_learners_own_call_may_be_the_trial(commit: Commit, now: datetime, provider: RecordingProvider) -> None:
    provider.failures.clear()
    submit(commit, now + PAUSE, running())
    assert not Delivery.objects.filter(failed_at__isnull=False).exists()
    assert deliver_pending(now=now + PAUSE) == (FAILURES, 0)


@pytest.mark.usefixtures('outage')
def test_of_two_processes_one_makes_the_trial(now: datetime, backends: dict[str, Any]) -> None:
    others: list[tuple[int, int]] = []

    class Slow(RecordingProvider):
        """While it is asked, another worker looks for what is due."""

        def stop_exam_attempt(self, exam: Any, attempt: Any) -> Any:
            others.append(deliver_pending(now=now + PAUSE))
            raise DOWN

    backends['test'] = Slow()
    assert deliver_pending(now=now + PAUSE) == (0, 1)
    assert others == [(0, 0)]


def test_one_delivery_that_always_fails_is_no_outage(commit: Commit, now: datetime, backends: dict[str, Any]) -> None:
    poison = running()

    class Picky(RecordingProvider):
        """Chokes on one attempt."""

        def stop_exam_attempt(self, exam: Any, attempt: Any) -> Any:
            super().stop_exam_attempt(exam, attempt)
            if attempt == poison.external_id:
                raise DOWN

    backends['test'] = picky = Picky()
    submit(commit, now, poison)
    for hours in range(1, 2 * FAILURES):
        assert deliver_pending(now=now + hours * HOUR * 7) == (0, 1)
        submit(commit, now + hours * HOUR * 7, running())
    assert len(stopped(picky)) == 4 * FAILURES - 1
    assert Delivery.objects.count() == 1
    assert not map_troubles(now=now + 2 * FAILURES * HOUR * 7)


@pytest.mark.usefixtures('outage')
def test_what_is_known_of_an_outage_is_forgotten_some_time(now: datetime) -> None:
    assert map_troubles(now=now)['test'].is_outage
    assert not map_troubles(now=now + HOUR)


# --- Given up -----------------------------------------------------------------------------------------------------


def test_what_was_tried_too_often_waits_for_a_person_who_sends_it_again(
    commit: Commit, now: datetime, provider: RecordingProvider
) -> None:
    provider.failures['stop_exam_attempt'] = DOWN
    attempt = running()
    submit(commit, now, attempt)
    Delivery.objects.update(attempts_made=MOST_TRIES - 1)
    assert deliver_pending(now=now + HOUR) == (0, 1)
    dead = Delivery.objects.get()
    assert (dead.given_up, dead.attempts_made) == (True, MOST_TRIES)
    assert deliver_pending(now=now + 1000 * HOUR) == (0, 0)
    provider.failures.clear()
    provider.calls.clear()
    assert retry_now(now=now, ids=[dead.id]) == 1
    assert deliver_pending(now=now, ids=[dead.id]) == (1, 0)
    assert stopped(provider) == [attempt.external_id]


@pytest.mark.usefixtures('outage')
def test_who_sends_again_does_not_wait_for_the_end_of_an_outage(now: datetime, provider: RecordingProvider) -> None:
    provider.failures.clear()
    first = Delivery.objects.earliest('id')
    retry_now(now=now, ids=[first.id])
    assert deliver_pending(now=now, ids=[first.id]) == (1, 0)


# --- Leases -------------------------------------------------------------------------------------------------------


def test_what_takes_longer_than_its_lease_is_not_sent_by_another_meanwhile(
    now: datetime, clock: Traveller, backends: dict[str, Any]
) -> None:
    ids = {'exam_external_id': 'e', 'backend': 'test'}
    for name in 'abc':
        DeliveryFactory(payload={**ids, 'attempt_external_id': name}, not_before=now)
    others: list[tuple[int, int]] = []

    class Slow(RecordingProvider):
        """Takes forty seconds; then another worker comes along."""

        def start_exam_attempt(self, exam: Any, attempt: Any) -> Any:
            super().start_exam_attempt(exam, attempt)
            if not others:
                clock.shift(LEASE * 2 / 3)
                others.append((0, 0))
                others.append(deliver_pending(now=now + LEASE * 2 / 3, limit=1))

    backends['test'] = slow = Slow()
    assert deliver_pending(now=now) == (2, 0)
    assert others[1:] == [(1, 0)]
    assert [call['attempt'] for call in slow.calls_to('start_exam_attempt')] == ['a', 'b', 'c']
    assert not Delivery.objects.exists()


def test_what_a_request_has_done_is_noted_before_its_lease_runs_out(
    commit: Commit, now: datetime, clock: Traveller, backends: dict[str, Any]
) -> None:
    left: list[list[str]] = []

    class Slow(RecordingProvider):
        """Takes forty seconds, and sees what another worker would."""

        def on_exam_saved(self, exam: Any) -> Any:
            left.append(sorted(Delivery.objects.values_list('stream', flat=True)))
            clock.shift(LEASE * 2 / 3)
            return super().on_exam_saved(exam)

    backends['test'] = Slow()
    saved = [ExamFactory() for _ in range(3)]
    with commit():
        exams.tell_provider(*saved, now=now)
    streams = [f'exam:{exam.id}:provider' for exam in saved]
    assert left == [sorted(streams), sorted(streams[1:]), streams[2:]]
    assert not Delivery.objects.exists()


# --- The key reaches the service ----------------------------------------------------------------------------------


@pytest.fixture
def service(backends: dict[str, Any]) -> responses.RequestsMock:
    """A REST service, which the provider ``rest`` calls; it must be told what to answer."""
    rest = pytest.importorskip('edx_proctoring.backends.rest')
    pytest.importorskip('edx_rest_api_client')
    backends['rest'] = rest.BaseRestProctoringProvider('id', 'secret', base_url='https://rest.example.com')
    mocked = responses.RequestsMock(assert_all_requests_are_fired=False)
    token = {'access_token': 'token', 'expires_in': 3600}
    mocked.post('https://rest.example.com/oauth2/access_token', json=token)
    return mocked


def sent(service: responses.RequestsMock, method: str) -> list[str | None]:
    return [call.request.headers.get('Idempotency-Key') for call in service.calls if call.request.method == method]


@pytest.mark.parametrize('status', [401, 403, 408, 429, 500, 503])
def test_a_service_that_cannot_serve_now_is_asked_again_with_the_same_key(
    service: responses.RequestsMock, commit: Commit, now: datetime, status: int
) -> None:
    attempt, other = running('rest'), running('rest')
    with service:
        service.patch(url_of(attempt), status=status)
        service.patch(url_of(other), json={'status': 'submitted'})
        submit(commit, now, attempt, other)
        key = Delivery.objects.get().key
        service.replace(responses.PATCH, url_of(attempt), json={'status': 'submitted'})
        assert deliver_pending(now=now + HOUR) == (1, 0)
        first, others, again = sent(service, 'PATCH')
    assert (first, again) == (key, key)
    assert others not in {key, None}


@pytest.mark.parametrize('status', [400, 404, 409, 410, 422])
def test_a_refusal_is_an_answer(service: responses.RequestsMock, commit: Commit, now: datetime, status: int) -> None:
    attempt = running('rest')
    with service:
        service.patch(url_of(attempt), status=status, body='no')
        submit(commit, now, attempt)
        assert len(sent(service, 'PATCH')) == 1
    assert not Delivery.objects.exists()


@pytest.mark.parametrize('status', [401, 503])
def test_an_exam_that_the_service_could_not_take_is_told_again(
    service: responses.RequestsMock, commit: Commit, now: datetime, status: int
) -> None:
    address = 'https://rest.example.com/api/v1/exam/'
    with service:
        service.post(address, status=status)
        with commit():
            exam = exams.create(
                COURSE_ID, 'block', exam_name='Exam', time_limit_mins=30, is_proctored=True, backend='rest', now=now
            )
        assert Delivery.objects.get().attempts_made == 1
        service.replace(responses.POST, address, json={'id': 'theirs'})
        assert deliver_pending(now=now + HOUR) == (1, 0)
    exam.refresh_from_db()
    assert exam.external_id == 'theirs'


def url_of(attempt: Attempt) -> str:
    exam_id = attempt.proctored_exam.external_id
    return f'https://rest.example.com/api/v1/exam/{exam_id}/attempt/{attempt.external_id}/'


# --- Mails ----------------------------------------------------------------------------------------------------------


def test_a_mail_that_goes_out_twice_is_known_by_its_message_id(
    now: datetime, commit: Commit, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies after the mail server took it and before the row is deleted; the next one sends it again."""
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)

    class Killed(BaseException):
        """As sudden as the end of the process."""

    def die(*_args: Any) -> None:
        raise Killed

    def verify_and_die() -> None:
        with commit():
            change_status(attempt, Change(Status.verified), now=now)

    with monkeypatch.context() as patched:
        patched.setattr('edx_proctoring.outbox.running.forget', die)
        with pytest.raises(Killed):
            verify_and_die()
    key = Delivery.objects.get(kind='email').key
    deliver_pending(now=now + LEASE)
    ids = [message.message()['Message-ID'] for message in mailoutbox]
    assert ids == [f'<{key}@lms.example.com>'] * 2
    assert not Delivery.objects.exists()


def test_two_mails_about_the_same_are_two(now: datetime, commit: Commit, mailoutbox: list[Any]) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    for _ in range(2):
        with commit():
            change_status(attempt, Change(Status.verified), now=now)
    first, second = (message.message()['Message-ID'] for message in mailoutbox)
    assert first != second
