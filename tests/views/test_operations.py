"""Health and metrics: who sees what, and what they say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from prometheus_client.parser import text_string_to_metric_families
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring import presence, provider_gateway
from edx_proctoring.actions import extra_time
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.exceptions import ProviderUnavailableException
from edx_proctoring.models import ReceivedReview
from edx_proctoring.queries import operations
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry import metrics
from edx_proctoring.testing.provider import RecordingProvider
from tests.backends.provider_server import WAIT, running
from tests.backends.provider_server import Provider as Server
from tests.factories import AttemptFactory, DeliveryFactory, ExamFactory, IncidentFactory
from tests.views.conftest import Unchanged, sender, url

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = 'a token of the operators'
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@pytest.fixture
def with_token(settings: Any) -> APIClient:
    """A program that has the site's token."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'OPERATIONS_TOKEN': TOKEN}
    client = sender(None)
    client.credentials(HTTP_AUTHORIZATION=f'Bearer {TOKEN}')
    return client


def samples(text: str) -> Samples:
    """What a scrape says, by name and labels."""
    families = text_string_to_metric_families(text)
    return {(each.name, tuple(sorted(each.labels.items()))): each.value for one in families for each in one.samples}


def scrape(client: APIClient) -> Samples:
    answer = client.get(url('metrics'))
    assert answer.status_code == 200
    return samples(answer.content.decode())


def out_of_order(execute: Any, sql: str, *arguments: Any) -> Any:
    """A database that is not there any more."""
    raise OperationalError('server closed the connection; password=secret')


# -- health ------------------------------------------------------------------------------------------------------------


def test_nobody_in_particular_learns_no_more_than_that_it_works(
    as_nobody: APIClient, as_learner: APIClient, backends: dict[str, Any]
) -> None:
    for client in (as_nobody, as_learner):
        answer = client.get(url('health'))
        assert (answer.status_code, answer.json()) == (200, {'status': 'ok'})
        assert answer['Cache-Control'] == 'no-store'


def test_staff_and_programs_with_the_token_learn_what_is_there(
    as_staff: APIClient, with_token: APIClient, settings: Any, backends: dict[str, Any]
) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'test', 'test': {}, 'acme': {'client_secret': 'hidden'}}
    for client in (as_staff, with_token):
        answer = client.get(url('health'))
        assert (answer.status_code, answer.json()) == (
            200,
            {'status': 'degraded', 'database': True, 'backends': {'test': True, 'acme': False}},
        )


def test_without_its_database_it_says_so(as_nobody: APIClient, with_token: APIClient) -> None:
    with connection.execute_wrapper(out_of_order):
        for client, more in ((as_nobody, False), (with_token, True)):
            answer = client.get(url('health'))
            assert answer.status_code == 503
            assert answer.json()['status'] == 'failing'
            assert ('backends' in answer.json()) is more
            assert 'secret' not in answer.content.decode()
    assert as_nobody.get(url('health')).status_code == 200


def test_settings_that_make_no_sense_do_not_make_it_fail(as_nobody: APIClient, settings: Any) -> None:
    settings.PROCTORING_BACKENDS = ['acme']
    settings.PROCTORING_SETTINGS = {'OPERATIONS_NETWORKS': ['acme'], 'OPERATIONS_TOKEN': 7}
    assert as_nobody.get(url('health')).status_code == 200


def test_it_costs_one_query(as_nobody: APIClient, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        as_nobody.get(url('health'))


# -- who may see metrics -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize('header', ['', TOKEN, 'Bearer', 'Bearer ', 'Bearer another', f'Token {TOKEN}', 'Bearer ü'])
@pytest.mark.usefixtures('with_token')
def test_a_wrong_token_opens_nothing(as_nobody: APIClient, unchanged: Unchanged, header: str) -> None:
    with unchanged():
        answer = as_nobody.get(url('metrics'), HTTP_AUTHORIZATION=header)
    assert answer.status_code == 403
    assert answer.json()['detail']
    assert 'edx_proctoring_' not in answer.content.decode()


def test_no_token_is_no_key(as_nobody: APIClient) -> None:
    for header in ('Bearer ', 'Bearer None'):
        assert as_nobody.get(url('metrics'), HTTP_AUTHORIZATION=header).status_code == 403


@pytest.mark.parametrize(('address', 'status'), [('10.20.1.7', 200), ('10.21.1.7', 403), ('unix:', 403)])
def test_networks_of_operators(as_nobody: APIClient, settings: Any, address: str, status: int) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'OPERATIONS_NETWORKS': ['10.20.0.0/16']}
    answer = as_nobody.get(url('metrics'), REMOTE_ADDR=address, HTTP_X_FORWARDED_FOR='10.20.0.1')
    assert answer.status_code == status


def test_learners_and_staff_of_courses_see_none(as_learner: APIClient, as_course_staff: APIClient) -> None:
    for client in (as_learner, as_course_staff):
        assert client.get(url('metrics')).status_code == 403


# -- what metrics say --------------------------------------------------------------------------------------------------


def test_the_numbers_of_the_tables(as_staff: APIClient, now: datetime) -> None:
    AttemptFactory(status=Status.submitted)
    AttemptFactory(status=Status.started, started_at=now - timedelta(hours=2), allowed_time_limit_mins=60)
    DeliveryFactory(not_before=now, backend='acme', created=now - timedelta(minutes=5))
    DeliveryFactory(not_before=now, backend='acme', given_up=True, created=now - timedelta(days=5))
    fields = {'attempt_code': 'CODE', 'is_anonymous': True, 'payload': '{}', 'received_at': now}
    ReceivedReview.objects.create(digest='1', error='KeyError', **fields)
    found = scrape(as_staff)
    acme = (('backend', 'acme'),)
    assert {
        name: found[f'edx_proctoring_{name}', labels]
        for name, labels in (
            ('deliveries_pending', acme),
            ('deliveries_oldest_age_seconds', acme),
            ('deliveries_given_up', acme),
            ('attempts_overdue', ()),
            ('backend_usable', (('backend', 'test'),)),
        )
    } == {
        'deliveries_pending': 1,
        'deliveries_oldest_age_seconds': 300,
        'deliveries_given_up': 1,
        'attempts_overdue': 1,
        'backend_usable': 1,
    }
    assert found['edx_proctoring_attempts', (('status', 'submitted'),)] == 1
    assert found['edx_proctoring_attempts', (('status', 'started'),)] == 1
    assert found['edx_proctoring_received_reviews_waiting', (('state', 'failed'),)] == 1
    assert found['edx_proctoring_received_reviews_waiting', (('state', 'new'),)] == 0


def test_the_numbers_of_the_rooms(as_staff: APIClient, now: datetime, shared_cache: None) -> None:
    fields = {'status': Status.started, 'allowed_time_limit_mins': 60}
    seen = [AttemptFactory(started_at=now - timedelta(minutes=30), **fields) for _ in range(5)]
    AttemptFactory(started_at=now - timedelta(minutes=61), **fields)  # its time is over
    AttemptFactory(status=Status.submitted, started_at=now - timedelta(minutes=30), allowed_time_limit_mins=60)
    for attempt, minutes in zip(seen, (0, 1, 3, 6), strict=False):
        presence.note(attempt.id, now=now - timedelta(minutes=minutes))
    for attempt in seen[:2]:
        for _ in range(2):
            extra_time.extend([attempt.id], 60, course_id=attempt.proctored_exam.course_id, reason='', by=None, now=now)
    found = scrape(as_staff)
    running = {
        each: found['edx_proctoring_attempts_running', (('connection', each),)]
        for each in ('connected', 'quiet', 'gone', 'unknown')
    }
    assert running == {'connected': 2, 'quiet': 1, 'gone': 1, 'unknown': 1}
    assert found['edx_proctoring_attempts_extended', ()] == 2
    for hours, reverted_at in ((1, None), (23, None), (25, None), (1, now)):
        IncidentFactory(recorded_at=now - timedelta(hours=hours), reverted_at=reverted_at)
    assert scrape(as_staff)['edx_proctoring_incidents', ()] == 2


@pytest.fixture
def service(backends: dict[str, Any], settings: Any) -> Iterator[Server]:
    """A server that is the service of the provider ``acme``."""
    rest = pytest.importorskip('edx_proctoring.backends.rest')
    pytest.importorskip('edx_rest_api_client')
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    with running(Server()) as server:
        provider = rest.BaseRestProctoringProvider('id', 'secret', base_url=server.url, timeout=WAIT)
        backends['acme'] = provider
        yield server


GOOD = b'{"access_token": "t", "expires_in": 3600}'


@pytest.mark.deviation('X32')
@pytest.mark.parametrize('skew', [0, 90, -90])
def test_the_clock_of_this_machine_is_compared_with_the_databases(
    as_staff: APIClient, clock: Traveller, skew: int
) -> None:
    there = operations.clock_of_database()
    assert there is not None
    clock.move_to(there + timedelta(seconds=skew))
    ahead = scrape(as_staff)['edx_proctoring_clock_ahead_of_database_seconds', ()]
    assert ahead == pytest.approx(skew, abs=30)


@pytest.mark.parametrize(
    ('reply', 'outcome'),
    [
        (lambda handler: handler.answer(200, GOOD), 'ok'),
        (lambda handler: handler.answer(503, b'down'), 'unreachable'),
        (lambda handler: handler.answer(200, GOOD if 'oauth2' in handler.path else b'[' * 50_000), 'failed'),
    ],
    ids=['ok', 'unreachable', 'failed'],
)
def test_calls_to_providers_are_counted_by_outcome(
    as_staff: APIClient, service: Server, reply: Any, outcome: str
) -> None:
    labels = (('backend', 'acme'), ('method', 'get_proctoring_config'), ('outcome', outcome))
    counted = 'edx_proctoring_provider_call_seconds_count', labels
    before = scrape(as_staff).get(counted, 0)
    service.reply = reply
    with nullcontext() if outcome == 'ok' else pytest.raises(ProviderUnavailableException):
        provider_gateway.configuration(ExamFactory(backend='acme'))
    assert scrape(as_staff)[counted] == before + 1


def test_only_calls_that_leave_the_process_are_counted(
    as_staff: APIClient, now: datetime, commit: Commit, service: Server, settings: Any, provider: RecordingProvider
) -> None:
    """A provider that answers by itself, one that fails before it asks, and one that may not be asked."""

    def counted() -> dict[Any, float]:
        return {key: value for key, value in scrape(as_staff).items() if 'provider_call_seconds' in key[0]}

    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PROVIDER_NETWORKS': []}
    before = counted()
    with commit():
        for backend in ('test', 'null', 'rpnow4', 'acme'):
            attempt = AttemptFactory(status=Status.started, proctored_exam__backend=backend)
            change_status(attempt, Change(Status.submitted), now=now)
            provider_gateway.set_up(attempt)
    assert provider.calls_to('stop_exam_attempt')
    assert service.asked == []
    assert counted() == before


def test_reviews_are_counted_by_what_became_of_them(
    as_staff: APIClient, as_reviewer: APIClient, now: datetime, commit: Commit
) -> None:
    def counts() -> list[float]:
        found = scrape(as_staff)
        outcomes = ('stored', 'changed', 'repeated', 'refused')
        return [
            found.get(('edx_proctoring_reviews_total', (('backend', 'test'), ('outcome', outcome))), 0)
            for outcome in outcomes
        ]

    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    before = counts()
    for status in ('passed', 'violation', 'violation', 'unheard of'):
        with commit():
            body: dict[str, Any] = {'status': status, 'comments': []}
            answer = as_reviewer.post(url('proctored_exam.attempt.callback', attempt.external_id), body)
        assert answer.status_code == (400 if status == 'unheard of' else 200)
    assert [after - each for after, each in zip(counts(), before, strict=True)] == [1, 1, 1, 1]


def test_every_number_is_described_with_its_labels(as_staff: APIClient, now: datetime) -> None:
    AttemptFactory()
    DeliveryFactory(not_before=now, backend='acme')
    metrics.provider_called(backend='acme', method='get_exam', outcome='ok', seconds=0.2)
    metrics.review_came(backend='acme', outcome='stored')
    metrics.seb_checked(outcome='ok')
    page = (ROOT / 'docs' / 'operating.rst').read_text(encoding='utf-8')
    described = {
        name: set(labels.split(', ')) - {''}
        for name, labels in re.findall(r'\* - ``(edx_proctoring_\w+)``\n     -(?: (.*))?\n', page)
    }
    families = text_string_to_metric_families(as_staff.get(url('metrics')).content.decode())
    found: dict[str, set[str]] = {}
    for family in families:
        for each in family.samples:
            name = re.sub('_(bucket|count|sum|created)$', '', each.name)
            found.setdefault(name, set()).update(set(each.labels) - {'le'})
    for counter in ('reviews', 'seb_checks'):
        del found[f'edx_proctoring_{counter}']  # when the counter was made
    assert described == found


def test_prometheus_may_choose_the_format(with_token: APIClient) -> None:
    answer = with_token.get(url('metrics'), HTTP_ACCEPT='application/openmetrics-text;version=1.0.0')
    assert answer['Content-Type'].startswith('application/openmetrics-text')
    assert answer.content.endswith(b'# EOF\n')
    assert with_token.get(url('metrics'), HTTP_ACCEPT='*/*')['Content-Type'].startswith('text/plain')


def test_nothing_in_it_is_about_a_person(as_staff: APIClient, now: datetime, commit: Commit) -> None:
    attempt = AttemptFactory(status=Status.started)
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    text = as_staff.get(url('metrics')).content.decode()
    for secret in (attempt.attempt_code, attempt.external_id, attempt.user.username, attempt.user.email):
        assert secret not in text


def test_the_number_of_queries_does_not_depend_on_that_of_rows(with_token: APIClient, now: datetime) -> None:
    counts = []
    for more in (1, 49):
        for number in range(more):
            AttemptFactory(status=Status.started, started_at=now - timedelta(hours=2), allowed_time_limit_mins=60)
            DeliveryFactory(not_before=now, backend=f'backend {number}')
        with CaptureQueriesContext(connection) as queries:
            scrape(with_token)
        counts.append(len(queries))
    assert counts == [11, 11]


# -- without, and with several processes -------------------------------------------------------------------------------

SCRIPT = """
import os, sys
{first}
import django
django.setup()
from django.conf import settings
from rest_framework.test import APIRequestFactory
from edx_proctoring.telemetry import metrics
from edx_proctoring.views import MetricsView
metrics.provider_called(backend='acme', method='get_exam', outcome='ok', seconds=0.2)
metrics.review_came(backend='acme', outcome='stored')
{last}
"""
WITHOUT = """
settings.PROCTORING_SETTINGS['OPERATIONS_NETWORKS'] = ['127.0.0.1']
answer = MetricsView.as_view()(APIRequestFactory().get('/'))
print(answer.status_code, answer.data['detail'])
"""


def in_process(first: str, last: str, **environment: str) -> str:
    """What another process prints that counts a call and a review."""
    done = subprocess.run(
        [sys.executable, '-c', SCRIPT.format(first=first, last=last)],
        cwd=ROOT,
        env={'DJANGO_SETTINGS_MODULE': 'test_settings', 'PATH': '', **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_the_client_of_prometheus_nothing_is_counted_and_there_is_no_address() -> None:
    assert in_process("sys.modules['prometheus_client'] = None", WITHOUT).startswith('404 No metrics are available')


def test_the_numbers_of_several_processes_are_added_up(tmp_path: Path) -> None:
    directory = {'PROMETHEUS_MULTIPROC_DIR': str(tmp_path)}
    in_process('', '', **directory)
    text = in_process('', "print(metrics.exposition((), accept='')[0].decode())", **directory)
    found = samples(text)
    acme = ('backend', 'acme')
    assert found['edx_proctoring_reviews_total', (acme, ('outcome', 'stored'))] == 2
    calls = 'edx_proctoring_provider_call_seconds_count', (acme, ('method', 'get_exam'), ('outcome', 'ok'))
    assert found[calls] == 2
