"""An exam that the provider does not know is announced before the first attempt at it is registered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
import responses
from django.contrib.auth.models import User
from django.utils import translation

from edx_proctoring.actions import attempts, exams
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.exceptions import BackendProviderCannotRegisterAttempt, BusyException, ProviderUnavailableException
from edx_proctoring.models import Delivery, ProctoredExam
from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt
from edx_proctoring.outbox import LEASE, MOST_TRIES, deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, DeliveryFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')
Commit = Callable[[], AbstractContextManager[Any]]

URL = 'https://ps.example.com'
NEW_EXAM = f'{URL}/api/v1/exam/'
FACTS: dict[str, Any] = {'exam_name': 'Midterm', 'time_limit_mins': 90, 'is_proctored': True, 'is_active': True}


class RestProvider(BaseRestProctoringProvider):
    """A provider as a plug-in writes it."""

    base_url = URL


@pytest.fixture
def service(backends: dict[str, Any]) -> Iterator[responses.RequestsMock]:
    """The service of the provider ``rest``; it registers attempts at its exam ``ps-exam`` and gives tokens."""
    backends['rest'] = RestProvider('client-id', 'client-secret')
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f'{URL}/oauth2/access_token', json={'access_token': 'TOKEN', 'expires_in': 3600})
        mock.post(f'{URL}/api/v1/exam/ps-exam/attempt/', json={'id': 'ps-attempt'})
        yield mock


def asked(service: responses.RequestsMock) -> list[str]:
    """What was asked for, apart from tokens."""
    paths = [str(call.request.url).removeprefix(f'{URL}/api/v1/') for call in service.calls]
    return [path for path in paths if 'oauth2' not in path]


@pytest.fixture
def unknown(service: responses.RequestsMock, commit: Commit, now: datetime) -> ProctoredExam:
    """An exam that was published while the service was down."""
    service.post(NEW_EXAM, status=503)
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, backend='rest', **FACTS)
    service.remove(responses.POST, NEW_EXAM)
    assert Delivery.objects.get().attempts_made == 1
    service.calls.reset()
    return exam


@pytest.fixture
def works(unknown: ProctoredExam, service: responses.RequestsMock) -> None:
    """The service is up again."""
    service.post(NEW_EXAM, json={'id': 'ps-exam'})


def enter(exam: ProctoredExam, learner: User, now: datetime) -> Attempt:
    return attempts.create(exam, learner, taking_as_proctored=True, now=now)


@pytest.mark.usefixtures('works')
def test_it_is_announced_first_and_at_once(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    """Its pause after the failure is not waited for, and the same key says that it is the same announcement."""
    key = Delivery.objects.get().key
    attempt = enter(unknown, learner, now)
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/']
    told = next(call.request for call in service.calls if call.request.url == NEW_EXAM)
    assert told.headers['Idempotency-Key'] == key
    assert (attempt.external_id, attempt.proctored_exam.external_id) == ('ps-attempt', 'ps-exam')
    assert not Delivery.objects.exists()
    unknown.refresh_from_db()
    assert unknown.external_id == 'ps-exam'


@pytest.mark.usefixtures('works')
def test_nor_is_an_outage_waited_for(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    for number in range(9):
        DeliveryFactory(
            key=f'k{number}',
            stream=f'attempt:{number}:provider',
            kind='stop_exam_attempt',
            backend='rest',
            not_before=now + timedelta(hours=1),
            failed_at=now,
            attempts_made=1,
        )
    enter(unknown, learner, now)
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/']
    assert not Delivery.objects.filter(not_before__gt=now + timedelta(minutes=1)).exists()  # it is over for all


@pytest.mark.parametrize(
    'answer',
    [
        {'status': 503},
        {'status': 401},
        {'status': 404, 'body': 'Not Found: /api/v1/exam/'},
        {'body': requests.ConnectionError('nowhere')},
        {'body': 'nonsense'},
        {'json': {}},
        {'json': {'id': None}},
        {'json': {'id': True}},
        {'json': {'id': {'a': 1}}},
        {'json': {'id': 'x' * 9_000_000}},
        {'json': {'id': 'a\x00b'}},
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_where_that_fails_nothing_is_registered_and_the_learner_is_told_what_to_do(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime, answer: dict[str, Any]
) -> None:
    service.post(NEW_EXAM, **answer)
    for minute in range(3):
        with pytest.raises(ProviderUnavailableException) as refusal:
            enter(unknown, learner, now + timedelta(minutes=minute))
        assert refusal.value.http_status == 503
        assert refusal.value.detail == exams.NOT_KNOWN
    assert asked(service) == ['exam/'] * 3
    assert not Attempt.objects.exists()
    unknown.refresh_from_db()
    assert unknown.external_id is None
    service.replace(responses.POST, NEW_EXAM, json={'id': 'ps-exam'})
    assert enter(unknown, learner, now + timedelta(minutes=9)).external_id == 'ps-attempt'


@pytest.mark.usefixtures('works')
def test_one_that_was_given_up_or_never_recorded_is_announced_too(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    Delivery.objects.update(given_up=True, attempts_made=MOST_TRIES)
    enter(unknown, learner, now)
    ProctoredExam.objects.update(external_id=None)  # as the published package left it behind
    unknown.refresh_from_db()
    enter(unknown, UserFactory(), now)
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/'] * 2
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_who_comes_while_it_is_under_way_is_told_to_come_back(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    """A class enters at once: the service is told once, not by everybody."""
    told: list[BusyException] = []

    def enter_meanwhile(_request: Any) -> tuple[int, dict[str, str], str]:
        with pytest.raises(BusyException) as refusal:
            exams.make_known(ProctoredExam.objects.get(), now=now + timedelta(seconds=2))
        told.append(refusal.value)
        return 200, {}, json.dumps({'id': 'ps-exam'})

    service.add_callback(responses.POST, NEW_EXAM, callback=enter_meanwhile)
    enter(unknown, learner, now + timedelta(seconds=1))
    assert [error.http_status for error in told] == [503]
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/']


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures('works')
def test_what_another_process_just_took_is_left_to_it(
    unknown: ProctoredExam, service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    Delivery.objects.update(not_before=now + LEASE, modified=now + timedelta(seconds=1))
    with pytest.raises(BusyException):
        enter(unknown, learner, now + timedelta(seconds=2))
    assert asked(service) == []
    enter(unknown, learner, now + LEASE * 2)
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/']


def test_in_one_transaction_with_its_publication(service: responses.RequestsMock, learner: User, now: datetime) -> None:
    """Tests of hosts do that: nothing was sent yet, and nobody else will."""
    service.post(NEW_EXAM, json={'id': 'ps-exam'})
    exam = exams.create(COURSE_ID, 'content', now=now, backend='rest', **FACTS)
    assert enter(exam, learner, now).external_id == 'ps-attempt'
    assert asked(service) == ['exam/', 'exam/ps-exam/attempt/']


def test_providers_that_are_just_being_told_are_not_asked_twice(
    learner: User, now: datetime, provider: RecordingProvider
) -> None:
    """Those without ids of exams, that is: it makes no difference to the registration."""
    enter(exams.create(COURSE_ID, 'content', now=now, **FACTS), learner, now)
    assert [call.method for call in provider.calls] == ['register_exam_attempt']


def test_an_exam_that_is_known_is_not_announced_again(
    service: responses.RequestsMock, learner: User, now: datetime
) -> None:
    enter(ExamFactory(backend='rest', proctored=True, external_id='ps-exam'), learner, now)
    assert asked(service) == ['exam/ps-exam/attempt/']


def test_providers_without_ids_of_exams_are_asked_for_none(
    learner: User, now: datetime, provider: RecordingProvider
) -> None:
    enter(ExamFactory(proctored=True, external_id=None), learner, now)
    assert [call.method for call in provider.calls] == ['register_exam_attempt']


def test_they_hear_of_it_all_the_same(
    learner: User, now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    provider.failures['on_exam_saved'] = requests.ConnectionError('down')
    with commit():
        exam = exams.create(COURSE_ID, 'content', now=now, **FACTS)
    with pytest.raises(ProviderUnavailableException):
        enter(exam, learner, now)
    provider.failures.clear()
    provider.answers['on_exam_saved'] = None
    provider.calls.clear()
    enter(exam, learner, now)
    assert [call.method for call in provider.calls] == ['on_exam_saved', 'register_exam_attempt']
    assert not Delivery.objects.exists()


def test_an_id_that_came_later_is_used_for_what_was_recorded_before(
    service: responses.RequestsMock, now: datetime, commit: Commit
) -> None:
    exam = ExamFactory(backend='rest', proctored=True, external_id=None)
    attempt = AttemptFactory(proctored_exam=exam, status=Status.started, started_at=now, external_id='ps-attempt')
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    delivery = Delivery.objects.get()
    assert asked(service) == []
    assert 'BackendProviderNeverToldException' in delivery.last_error
    assert delivery.failed_at is None  # it is no outage of the service
    ProctoredExam.objects.update(external_id='ps-exam')
    service.patch(f'{URL}/api/v1/exam/ps-exam/attempt/ps-attempt/', json={'status': 'submitted'})
    assert deliver_pending(now=now + timedelta(hours=1)) == (1, 0)
    assert asked(service) == ['exam/ps-exam/attempt/ps-attempt/']


@pytest.mark.parametrize(
    ('status', 'answered'), [(401, 401), (403, 403), (404, 404), (429, 429), (500, 502), (503, 502), (202, 502)]
)
def test_what_a_service_says_of_itself_does_not_reach_the_learner(
    service: responses.RequestsMock, learner: User, now: datetime, status: int, answered: int
) -> None:
    said = 'No route for POST /api/v1/exam/ps-exam/attempt/ on host ps-3.internal'
    service.replace(responses.POST, f'{URL}/api/v1/exam/ps-exam/attempt/', status=status, body=said)
    exam = ExamFactory(backend='rest', proctored=True, external_id='ps-exam')
    with pytest.raises(BackendProviderCannotRegisterAttempt) as refusal:
        enter(exam, learner, now)
    assert refusal.value.http_status == answered
    for language in ('en', 'fr'):
        with translation.override(language):
            assert 'ps-3' not in refusal.value.detail
    assert 'Try again' in refusal.value.detail
