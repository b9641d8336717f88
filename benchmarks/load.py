"""How many polls a single worker serves: ``python -m benchmarks.load [--clients N] [--requests N] [--threads N]``.

gunicorn runs with one worker on a free port of 127.0.0.1; each client polls an attempt of its own, again at once when
it has its answer, until the requests are used up. Besides the poll there are an experiment, a poll that answers 304
until the attempt is touched, and what a bare view and no view at all cost.
"""

from __future__ import annotations

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from operator import itemgetter

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import seed  # noqa: E402
from benchmarks.host import throw_away_database  # noqa: E402
from benchmarks.operations import client_of, url  # noqa: E402
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status  # noqa: E402
from tests.ports import free_port  # noqa: E402

ROUNDS = 4  # through all kinds; the one of each that took least CPU time counts
MOST_SECONDS = 30  # for the server to begin, and for one answer
LEARNERS, PERIOD = 20_000, 60  # who poll once each in so many seconds

Headers = Mapping[str, str]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.load', description='How many polls a worker serves.')
    parser.add_argument('--clients', type=int, default=8)
    parser.add_argument('--requests', type=int, default=4_000, help='of each kind, by all clients together')
    parser.add_argument('--threads', type=int, default=1, help='of the worker')
    parser.add_argument('--size', type=int, default=20_000, help='attempts stored')
    arguments = parser.parse_args()
    with throw_away_database() as database:
        course = seed.BigCourse()
        course.grow(arguments.size)
        learners = seed.make_learners(arguments.clients)
        exam = course.exams[0]
        attempts = seed.store(seed.Attempt, [seed.attempt_of(each, exam, Status.started) for each in learners])
        cookies = [session_cookie(learner) for learner in learners]
        addresses = {
            'poll': [url('proctored_exam.attempt', attempt.id) for attempt in attempts],
            'poll, 304 (experiment)': [reverse('poll_with_etag', args=(attempt.id,)) for attempt in attempts],
            'bare view, one row': [reverse('floor', args=(exam.id,))] * len(attempts),
            'no view': [reverse('nothing')] * len(attempts),
        }
        connection.close()
        title = f'{connection.vendor}, 1 worker of {arguments.threads} threads, {arguments.clients} clients'
        print(f'{title}\n{"":24} {"requests/s":>10} {"p50 ms":>8} {"p99 ms":>8} {"CPU ms":>8} {"cores for 20,000":>17}')
        with server(database, threads=arguments.threads) as port:
            each = max(1, arguments.requests // arguments.clients // ROUNDS)
            rounds = [
                {name: measure(port, paths, cookies, requests=each) for name, paths in addresses.items()}
                for _ in range(ROUNDS)
            ]
        for name in addresses:
            print_line(name, *min((found[name] for found in rounds), key=itemgetter(2)))


def measure(port: int, paths: list[str], cookies: list[str], *, requests: int) -> tuple[float, list[float], float]:
    """Return the total seconds, the milliseconds of each request, and the worker's CPU seconds per request."""
    load(port, paths, cookies, requests=max(1, requests // 10))  # warms up
    before = worker_seconds(port)
    seconds, latencies = load(port, paths, cookies, requests=requests)
    return seconds, latencies, (worker_seconds(port) - before) / len(latencies)


def print_line(name: str, seconds: float, latencies: list[float], cpu_seconds: float) -> None:
    """Print a line of the table; the worker's ``cpu_seconds`` per request depend less on other processes."""
    hundredths = statistics.quantiles(latencies, n=100)
    needed = LEARNERS / PERIOD * cpu_seconds
    print(
        f'{name:24} {len(latencies) / seconds:>10.0f} {hundredths[49]:>8.1f} {hundredths[98]:>8.1f}'
        f' {cpu_seconds * 1000:>8.2f} {needed:>17.2f}',
        flush=True,
    )


def session_cookie(user: User) -> str:
    """Return the header by which the server recognizes the user."""
    name = settings.SESSION_COOKIE_NAME
    return f'{name}={client_of(user).cookies[name].value}'


def load(port: int, paths: list[str], cookies: list[str], *, requests: int) -> tuple[float, list[float]]:
    """Send this number of requests from each client; return the total seconds, and the milliseconds of each request."""
    begin = time.perf_counter()
    with ThreadPoolExecutor(len(paths)) as pool:
        done = list(pool.map(lambda client: poll(port, *client, requests=requests), zip(paths, cookies, strict=True)))
    return time.perf_counter() - begin, [latency for each in done for latency in each]


def poll(port: int, path: str, cookie: str, *, requests: int) -> list[float]:
    """Send the requests of one client; return the milliseconds of each."""
    headers = {'Cookie': cookie}
    latencies = []
    for _ in range(requests):
        begin = time.perf_counter()
        _, etag = get(port, path, headers)
        latencies.append((time.perf_counter() - begin) * 1000)
        if etag:
            headers['If-None-Match'] = etag
    return latencies


def worker_seconds(port: int) -> float:
    """Return how much CPU time the worker has used."""
    return float(get(port, reverse('nothing'), {})[0])


def get(port: int, path: str, headers: Headers) -> tuple[bytes, str | None]:
    """Send a request on its own connection, as for a worker without keep-alive; return the body and its ETag."""
    client = http.client.HTTPConnection('127.0.0.1', port, timeout=MOST_SECONDS)
    try:
        client.request('GET', path, headers=dict(headers))
        answer = client.getresponse()
        body = answer.read()
        if answer.status not in (200, 304):
            raise AssertionError(f'{path} was answered with {answer.status}')
        return body, answer.headers['ETag']
    finally:
        client.close()


@contextmanager
def server(database: str, *, threads: int, workers: int = 1, keep_alive: int = 2) -> Iterator[int]:
    """Run gunicorn during the block; yield its port. It keeps an idle connection for ``keep_alive`` seconds."""
    port = free_port()
    options = [f'--workers={workers}', f'--threads={threads}', f'--bind=127.0.0.1:{port}', '--log-level=error']
    options.append(f'--keep-alive={keep_alive}')
    command = [sys.executable, '-m', 'gunicorn', *options, 'benchmarks.wsgi']
    process = subprocess.Popen(command, env={**os.environ, 'BENCHMARK_DATABASE': database})
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(MOST_SECONDS)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server responds."""
    end = time.monotonic() + MOST_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            get(port, reverse('nothing'), {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError('The server did not begin.')


if __name__ == '__main__':
    main()
