"""Deliveries by a real worker process, through Redis and through RabbitMQ."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from celery import Celery, current_app
from django.db import connection

from edx_proctoring import tasks
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import Delivery, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory

pytest.importorskip('edx_rest_api_client')
pytestmark = pytest.mark.django_db(transaction=True)

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS = 40
BROKERS = {
    'redis': os.environ.get('TEST_REDIS_URL', 'redis://127.0.0.1:6379/9'),
    'rabbitmq': os.environ.get('TEST_RABBITMQ_URL', 'amqp://guest:guest@127.0.0.1:5672//'),
}


@dataclass
class Inbox:
    """A provider's service that keeps what it is sent; while it is ``held`` it gives no answers."""

    url: str = ''
    received: list[tuple[str, str, str | None]] = field(default_factory=list)  # method, path, idempotency key
    released: threading.Event = field(default_factory=threading.Event)

    def accept(self, request: BaseHTTPRequestHandler) -> None:
        """Take a request."""
        request.rfile.read(int(request.headers.get('Content-Length', 0)))
        self.received.append((request.command, request.path, request.headers.get('Idempotency-Key')))
        self.released.wait(MOST_SECONDS)
        body = b'{"status": "submitted"}'
        try:
            request.send_response(200)
            request.send_header('Content-Type', 'application/json')
            request.send_header('Content-Length', str(len(body)))
            request.end_headers()
            request.wfile.write(body)
        except OSError:
            pass  # whoever asked was killed


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    found = Inbox()
    found.released.set()

    class Answer(BaseHTTPRequestHandler):
        """Hands the request to the inbox."""

        def do_PATCH(self) -> None:
            """Take it."""
            found.accept(self)

        def log_message(self, *_args: Any) -> None:
            """Print nothing."""

    server = ThreadingHTTPServer(('127.0.0.1', 0), Answer)
    found.url = f'http://127.0.0.1:{server.server_port}'
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield found
    found.released.set()
    server.shutdown()
    server.server_close()


@dataclass
class Site:
    """A broker of the site, with a queue that nobody else uses, and workers of the site."""

    broker: str
    queue: str
    environment: dict[str, str]
    log: Path

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A worker with one process for tasks; it is killed at the end."""
        command = [sys.executable, '-m', 'celery', '-A', 'tests.celery_site', 'worker', '--concurrency=1']
        with self.log.open('ab') as output:
            process = subprocess.Popen(
                [*command, '--loglevel=INFO', '--without-gossip', '--without-mingle', '--hostname', f'{self.queue}@%h'],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL for the worker and its children."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(MOST_SECONDS)


def eventually(condition: Callable[[], bool], site: Site) -> None:
    """Wait until it is so."""
    deadline = time.monotonic() + MOST_SECONDS
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline, site.log.read_text()[-4000:]
        pause.wait(0.05)


def answers(url: str) -> bool:
    """Whether something listens there."""
    host, port = url.partition('@')[2] or url.partition('//')[2], 5672
    host, _, rest = host.partition(':')
    port = int(rest.partition('/')[0])
    try:
        socket.create_connection((host, port), 2).close()
    except OSError:
        return False
    return True


@pytest.fixture(params=sorted(BROKERS))
def site(
    request: pytest.FixtureRequest, shared_database: None, settings: Any, inbox: Inbox, tmp_path: Path
) -> Iterator[Site]:
    """A site that leaves its deliveries to workers, through this broker."""
    broker = BROKERS[request.param]
    if request.param == 'redis':
        pytest.importorskip('redis')
    if not answers(broker):
        pytest.skip(f'no {request.param} answers at {broker.rpartition("@")[2]}')
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'DELIVERY': 'celery'}
    queue = f'edx-proctoring-test-{uuid.uuid4().hex[:12]}'
    app = Celery(queue, broker=broker, set_as_current=False)
    app.conf.task_default_queue = queue
    if request.param == 'redis':
        app.conf.broker_transport_options = {'global_keyprefix': queue}
    environment = {
        **os.environ,
        'DATABASE_NAME': str(connection.settings_dict['NAME']),
        'BROKER_URL': broker,
        'BROKER_QUEUE': queue,
        'PROVIDER_URL': inbox.url,
    }
    before = current_app._get_current_object()
    app.set_current()
    yield Site(broker, queue, environment, tmp_path / 'worker.log')
    before.set_current()
    with app.connection_for_write() as opened:
        opened.default_channel.queue_delete(queue)
    if request.param == 'redis':
        client = pytest.importorskip('redis').Redis.from_url(broker)
        client.delete(*client.keys(f'{queue}*'))
        client.close()
    app.close()


@pytest.fixture
def running() -> ProctoredExamStudentAttempt:
    """A supervised attempt that runs."""
    started_at = datetime.now(UTC) - timedelta(minutes=5)
    return AttemptFactory(status=Status.started, started_at=started_at, allowed_time_limit_mins=90)


def of_provider() -> Any:
    return Delivery.objects.filter(kind='stop_exam_attempt')


def test_a_worker_is_called_and_tells_the_provider_once(
    site: Site, running: ProctoredExamStudentAttempt, inbox: Inbox
) -> None:
    with site.worker():
        change_status(running, Change(Status.submitted), now=datetime.now(UTC))
        eventually(lambda: not of_provider().exists(), site)
    path = f'/api/v1/exam/{running.proctored_exam.external_id}/attempt/{running.external_id}/'
    assert [call[:2] for call in inbox.received] == [('PATCH', path)]


def test_a_task_whose_worker_is_killed_is_done_by_the_next_with_the_same_key(
    site: Site, running: ProctoredExamStudentAttempt, inbox: Inbox
) -> None:
    inbox.released.clear()
    change_status(running, Change(Status.submitted), now=datetime.now(UTC))
    key = of_provider().get().key
    with site.worker() as first:
        eventually(lambda: len(inbox.received) == 1, site)
        kill(first)
    assert of_provider().get().key == key
    inbox.released.set()
    Delivery.objects.update(not_before=datetime.now(UTC))  # the minute for which the killed one had claimed it is over
    with site.worker():  # nobody calls it: the broker gives it the task that was never acknowledged
        eventually(lambda: not of_provider().exists(), site)
    assert [sent_key for _method, _path, sent_key in inbox.received] == [key, key]


def test_what_was_recorded_without_a_worker_waits_for_one(
    site: Site, running: ProctoredExamStudentAttempt, inbox: Inbox
) -> None:
    change_status(running, Change(Status.error), now=datetime.now(UTC))
    assert Delivery.objects.filter(kind='mark_erroneous_exam_attempt').count() == 1
    assert not inbox.received
    with site.worker():
        eventually(lambda: not Delivery.objects.filter(kind='mark_erroneous_exam_attempt').exists(), site)
    assert len(inbox.received) == 1


def test_the_schedule_ends_attempts_that_ran_out_of_time(
    site: Site, running: ProctoredExamStudentAttempt, inbox: Inbox
) -> None:
    started_at = datetime.now(UTC) - timedelta(hours=3)
    ProctoredExamStudentAttempt.objects.filter(id=running.id).update(started_at=started_at)
    with site.worker():
        tasks.close_expired_attempts.delay()
        eventually(lambda: bool(inbox.received) and not of_provider().exists(), site)
    ended = ProctoredExamStudentAttempt.objects.get(id=running.id)
    assert (ended.status, ended.completed_at) == (Status.submitted, started_at + timedelta(minutes=90))
