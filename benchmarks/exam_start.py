"""An exam's start: ``python -m benchmarks.exam_start [--learners N] [--seconds N] [--workers N] [--threads N] …``.

The learners arrive at moments spread evenly over so many seconds; half of them take a timed exam, the others a
proctored one. Each does what a browser does: it looks at the exam, makes the attempt, starts it and polls until the
end, which comes after the last arrival, half as many seconds later. Then everybody hands in, within as many again.

MariaDB (``DATABASE`` names another) flushes its commits as it is set up to; sessions and the cache are in Redis.
Requests do not wait for those of others: each has a moment at which it is due, and its milliseconds count from then.
An answer that is not the expected one or later than ``MOST_SECONDS``, and an attempt that is not as it should be in the
end, are errors; the exit status is 1 then.
"""

from __future__ import annotations

import argparse
import heapq
import http.client
import itertools
import json
import math
import os
import random
import resource
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

os.environ.setdefault('DATABASE', 'mariadb')
os.environ.setdefault('BENCHMARK_REDIS', 'redis://127.0.0.1:6379/0')
os.environ['BENCHMARK_CACHE'] = f'proctoring_benchmark_{os.getpid()}'

from benchmarks import load, seed  # noqa: I001 - sets Django up, which what follows needs
import redis
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from benchmarks.host import analyze, throw_away_database
from benchmarks.operations import url
from edx_proctoring.models import Delivery, ProctoredExam
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

LATE, EARLY = 1.1, 0.9  # a browser's next poll, in intervals: its clock ticks once a second
MOST_SECONDS = load.MOST_SECONDS  # from the moment at which a request was due
CONNECTIONS = 128  # at most, at the same time
SHOWN = 10  # errors that are printed in full
CSRF_TOKEN = 'a' * 32

TIMED = (Status.created, Status.started, Status.ready_to_submit, Status.submitted)
PROCTORED = (Status.created, Status.download_software_clicked, Status.ready_to_start, *TIMED[1:])


@dataclass(frozen=True)
class Ask:
    """A request of a learner, due at once or at a moment of ``time.monotonic``."""

    kind: str
    method: str
    path: str
    body: dict[str, Any] | None = None
    due: float = 0
    expected: int = 200


Answer = dict[str, Any] | None  # the JSON; None where it was an error
Script = Generator[Ask, Answer, None]


# ── what a learner does ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Visit:
    """A learner's way through an exam; moments are those of ``time.monotonic``."""

    exam: ProctoredExam
    arrives: float
    polls_until: float
    hands_in: float
    poll_every: float

    def script(self) -> Script:
        """Yield all requests, one after the other. Learners give up without an attempt, but not after other errors."""
        course = url('proctored_exam.exam_attempts', self.exam.course_id)
        path = f'{course}?content_id={self.exam.content_id}&is_learning_mfe=true'
        yield Ask('exam and attempt', 'GET', path, due=self.arrives)
        made = yield from self.enter()
        if made is None:
            return
        attempt = url('proctored_exam.attempt', made['exam_attempt_id'])
        if self.exam.is_proctored:
            yield from set_up(attempt)
        yield Ask('timer', 'GET', url('proctored_exam.active_attempt'))
        yield from self.poll(attempt)
        yield Ask('stop', 'PUT', attempt, {'action': 'stop'}, due=self.hands_in)
        yield Ask('submit', 'PUT', attempt, {'action': 'submit'})

    def enter(self) -> Generator[Ask, Answer, Answer]:
        """Create the attempt; this also starts a timed one."""
        body: dict[str, Any] = {'exam_id': self.exam.id, 'attempt_proctored': self.exam.is_proctored}
        kind = 'create' if self.exam.is_proctored else 'create and start'
        body['start_clock'] = not self.exam.is_proctored
        return (yield Ask(kind, 'POST', url('proctored_exam.attempt.collection'), body))

    def poll(self, attempt: str) -> Script:
        """Request the attempt again and again; a late response does not delay the following polls."""
        due = time.monotonic()
        while (due := due + self.poll_every * random.uniform(EARLY, LATE)) < self.polls_until:
            yield Ask('poll', 'GET', attempt, due=due)


def set_up(attempt: str) -> Script:
    """Yield the requests between creating a proctored attempt and the exam; the provider's browser responds at once."""
    yield Ask('click download', 'PUT', attempt, {'action': 'click_download_software'})
    seen = yield Ask('poll', 'GET', attempt)
    if seen is not None:
        launch = url('anonymous.proctoring_launch_callback.start_exam', seen['attempt_code'])
        yield Ask('provider: ready', 'GET', launch, expected=302)
    yield Ask('start', 'PUT', attempt, {'action': 'start'})


# ── sending ───────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Crowd:
    """All learners at the server: each request is sent when it is due, and what came of it is kept."""

    port: int
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[tuple[str, str]] = field(default_factory=list)
    longest_wait: float = 0  # seconds, of a request for a connection of this program
    _waiting: list[tuple[float, int, Ask, Script, str]] = field(default_factory=list)
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _there: int = 0
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def join(self, script: Script, cookie: str) -> None:
        """Add a learner, who is identified by the cookie."""
        with self._changed:
            self._there += 1
            self._go_on(script, cookie, answer=None)

    def run(self) -> None:
        """Run all scripts to their end."""
        with ThreadPoolExecutor(CONNECTIONS) as pool:
            served = []
            while (turn := self._wait_for_turn()) is not None:
                served.append(pool.submit(self._serve, *turn))
        for each in served:
            each.result()

    def _wait_for_turn(self) -> tuple[float, Ask, Script, str] | None:
        """Return the request that is due now; None when no learners are left."""
        with self._changed:
            while self._there:
                pause = self._waiting[0][0] - time.monotonic() if self._waiting else None
                if pause is not None and pause <= 0:
                    due, _, ask, script, cookie = heapq.heappop(self._waiting)
                    return due, ask, script, cookie
                self._changed.wait(pause)
        return None

    def _serve(self, due: float, ask: Ask, script: Script, cookie: str) -> None:
        """Send a request, record the response, and let the learner continue."""
        wait = time.monotonic() - due
        answer, error = send(self.port, ask, cookie)
        seconds = time.monotonic() - due
        if not error and seconds > MOST_SECONDS:
            error = f'answered after {seconds:.1f} s'
        with self._changed:
            self.longest_wait = max(self.longest_wait, wait)
            self.latencies[ask.kind].append(seconds * 1000)
            if error:
                self.errors.append((ask.kind, f'{ask.method} {ask.path}: {error}'))
            self._go_on(script, cookie, answer)

    def _go_on(self, script: Script, cookie: str, answer: Answer) -> None:
        """Schedule the learner's next request. The caller must hold ``_changed``."""
        self._changed.notify()
        try:
            ask = script.send(answer)
        except StopIteration:
            self._there -= 1
        except BaseException:  # a mistake of this program: ends the run
            self._there = 0
            raise
        else:
            due = ask.due or time.monotonic()
            heapq.heappush(self._waiting, (due, next(self._numbers), ask, script, cookie))


def send(port: int, ask: Ask, cookie: str) -> tuple[Answer, str]:
    """Send a request on its own connection, as a proxy does by default; return the response and the error, if any."""
    headers = {'Cookie': cookie, 'X-CSRFToken': CSRF_TOKEN, 'Content-Type': 'application/json'}
    client = http.client.HTTPConnection('127.0.0.1', port, timeout=MOST_SECONDS)
    try:
        client.request(ask.method, ask.path, json.dumps(ask.body) if ask.body else None, headers)
        answer = client.getresponse()
        body = answer.read()
        if answer.status != ask.expected:
            return None, f'{answer.status} {body[:300]!r}'
        return json.loads(body) if ask.expected == 200 else {}, ''
    except (OSError, http.client.HTTPException, ValueError) as error:
        return None, repr(error)
    finally:
        client.close()


# ── the run ───────────────────────────────────────────────────────────────────────────────────────────────────────


def main() -> None:
    """Run the benchmark and print the results; exit with status 1 if there were errors."""
    arguments = parse()
    with throw_away_database() as database:
        exams = prepare_exams(arguments.size)
        learners = seed.make_learners(arguments.learners)
        analyze()
        with throw_away_cache():
            cookies = [session_cookie(learner) for learner in learners]
            crowd, seconds, cpu_seconds = visit(database, exams, cookies, arguments)
        print_table(crowd, seconds, cpu_seconds)
        problems = [text for _, text in crowd.errors] + check(learners, exams)
    for text in problems[:SHOWN]:
        print(f'error: {text}')
    if problems:
        sys.exit(f'{len(problems)} errors')
    print('No error. Each learner has one attempt, which is submitted, and its history.')


def parse() -> argparse.Namespace:
    """Return the arguments of the command."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.exam_start', description='An exam starts.')
    parser.add_argument('--learners', type=int, default=1_000)
    parser.add_argument('--seconds', type=int, default=60, help='within which they arrive')
    parser.add_argument('--workers', type=int, default=2)
    parser.add_argument('--threads', type=int, default=4, help='of each worker')
    parser.add_argument('--poll-every', type=float, default=10, help='seconds')
    parser.add_argument('--size', type=int, default=20_000, help='attempts stored')
    return parser.parse_args()


def prepare_exams(size: int) -> tuple[ProctoredExam, ProctoredExam]:
    """Create a course with that many attempts; return a proctored and a timed exam of it that nobody has entered."""
    course = seed.BigCourse()
    course.grow(size)
    (proctored,) = seed.make_exams(course.course_id, 1)
    (timed,) = seed.make_exams(course.course_id, 1, is_proctored=False, backend=None)
    return proctored, timed


@contextmanager
def throw_away_cache() -> Iterator[None]:
    """Delete the keys of this run, including its sessions, from Redis after the block."""
    try:
        yield
    finally:
        with redis.Redis.from_url(os.environ['BENCHMARK_REDIS']) as server:
            for key in server.scan_iter(f'{os.environ["BENCHMARK_CACHE"]}:*', count=1_000):
                server.unlink(key)


def session_cookie(learner: User) -> str:
    """Return the header by which the server recognizes the learner, with the token that forms need."""
    return f'{load.session_cookie(learner)}; {settings.CSRF_COOKIE_NAME}={CSRF_TOKEN}'


def visit(
    database: str, exams: tuple[ProctoredExam, ProctoredExam], cookies: list[str], arguments: argparse.Namespace
) -> tuple[Crowd, float, float]:
    """Send the learners to a server; return the result, the seconds, and the CPU seconds of the server."""
    print(f'{title(arguments)}\n', flush=True)
    connection.close()
    used = children_seconds()
    with load.server(database, threads=arguments.threads, workers=arguments.workers) as port:
        used += load.worker_seconds(port) * arguments.workers  # that of each for its beginning
        crowd = Crowd(port)
        begin = time.monotonic()
        half = arguments.seconds / 2
        end = begin + arguments.seconds + half
        for number, cookie in enumerate(cookies):
            arrives = begin + arguments.seconds * number / len(cookies)
            hands_in = end + half * random.random()
            crowd.join(Visit(exams[number % 2], arrives, end, hands_in, arguments.poll_every).script(), cookie)
        crowd.run()
        seconds = time.monotonic() - begin
    return crowd, seconds, children_seconds() - used


def children_seconds() -> float:
    """Return the CPU seconds of child processes that have ended, including their own children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def title(arguments: argparse.Namespace) -> str:
    """Return what is measured."""
    durability = ''
    if connection.vendor == 'mysql':
        with connection.cursor() as cursor:
            cursor.execute('SELECT @@version, @@innodb_flush_log_at_trx_commit')
            durability = ' {} (innodb_flush_log_at_trx_commit={})'.format(*cursor.fetchone())
    return (
        f'{arguments.learners} learners within {arguments.seconds} s, a poll each {arguments.poll_every:g} s;'
        f' {arguments.size} attempts stored\n{connection.vendor}{durability}, sessions and cache in Redis;'
        f' {arguments.workers} workers of {arguments.threads} threads'
    )


# ── what came of it ───────────────────────────────────────────────────────────────────────────────────────────────


def print_table(crowd: Crowd, seconds: float, cpu_seconds: float) -> None:
    """Print a line for each kind of request, and one for all of them."""
    failed = Counter(kind for kind, _ in crowd.errors)
    columns = ('requests', 'p50 ms', 'p90 ms', 'p95 ms', 'p99 ms', 'max ms', 'errors')
    print(f'{"":18}' + ''.join(f' {each:>8}' for each in columns))
    for kind, found in crowd.latencies.items():
        print_line(kind, found, failed[kind])
    everything = [latency for found in crowd.latencies.values() for latency in found]
    print_line('all', everything, len(crowd.errors))
    print(
        f'\n{len(everything) / seconds:.0f} requests/s over {seconds:.0f} s; CPU of the workers {cpu_seconds:.0f} s,'
        f' {cpu_seconds * 1000 / len(everything):.1f} ms a request; CPU of this program {time.process_time():.0f} s,'
        f' where no request waited longer than {crowd.longest_wait * 1000:.0f} ms for a connection'
    )


def print_line(name: str, latencies: list[float], errors: int) -> None:
    """Print the percentiles of a kind of request."""
    ordered = sorted(latencies)
    ranks = [ordered[math.ceil(len(ordered) * percent / 100) - 1] for percent in (50, 90, 95, 99, 100)]
    print(f'{name:18} {len(ordered):>8}' + ''.join(f' {each:>8.0f}' for each in ranks) + f' {errors:>8}', flush=True)


def check(learners: list[User], exams: tuple[ProctoredExam, ProctoredExam]) -> list[str]:
    """Return what is wrong in the database: each learner must have one attempt, with the history of its statuses."""
    histories = defaultdict(list)
    for learner_id, *step in history(exams):
        histories[learner_id].append(tuple(step))
    attempts = seed.Attempt.objects.filter(proctored_exam__in=exams).values_list('user_id', 'id', 'status')
    rows = defaultdict(list)
    for learner_id, *row in attempts:
        rows[learner_id].append(tuple(row))
    problems = [f'{count} deliveries are left' for count in [Delivery.objects.count()] if count]
    for number, learner in enumerate(learners):
        found = rows[learner.id]
        if [status for _, status in found] != [Status.submitted]:
            problems.append(f'{learner.username} has the attempts {found}')
        statuses = [status for status, _ in itertools.groupby(status for _, status in histories[learner.id])]
        if statuses != list(PROCTORED if exams[number % 2].is_proctored else TIMED):
            problems.append(f'the history of {learner.username} is {statuses}')
    return problems


def history(exams: tuple[ProctoredExam, ProctoredExam]) -> list[tuple[Any, ...]]:
    """Return the learner, attempt, and status of each row of the history, oldest first."""
    kept = seed.Attempt.history.filter(proctored_exam__in=exams).order_by('history_id')
    return list(kept.values_list('user_id', 'id', 'status'))


if __name__ == '__main__':
    main()
