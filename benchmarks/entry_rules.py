"""What entry rules cost a poll: ``python -m benchmarks.entry_rules [--before FOLDER] [--requests N]``.

``FOLDER`` is a checkout of the app from before there were entry rules::

    mkdir -p build/before && git archive a90c439~1 | tar -x -C build/before

Polls of an exam without rules there, of one without rules here, and of one with all rules here are sent in turn, each
kind to a process with a database of its own (SQLite). What is compared is the CPU time of the process, of which others
at work on the machine take little: medians, and the 95 % interval of their ratio, by resampling.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PORTION = 5  # polls of a kind, before it is the turn of the next one
RESAMPLED = 1000  # times
KINDS = {'before': 'no rules, before', 'plain': 'no rules, now', 'ruled': 'all rules, now'}


class Site:
    """A process that polls, and answers each line with the CPU milliseconds of a portion of polls."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.statements = int(self.ask('statements'))

    @classmethod
    @contextmanager
    def running(cls, folder: Path, kind: str) -> Iterator[Site]:
        """Run one with the app of the folder during the block."""
        environment = {**os.environ, 'DATABASE': 'sqlite', 'PYTHONPATH': os.pathsep.join([str(folder), *sys.path[1:]])}
        command = [sys.executable, __file__, '--inside', kind]
        with subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            yield cls(process)
            assert process.stdin is not None
            process.stdin.close()

    def ask(self, what: str) -> Any:
        """Return its answer."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f'{what}\n')
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


def main() -> None:
    """Measure and print, or be one of the processes."""
    parser = argparse.ArgumentParser(prog='python -m benchmarks.entry_rules', description='What entry rules cost.')
    parser.add_argument('--before', type=Path, help='a checkout from before there were entry rules')
    parser.add_argument('--requests', type=int, default=600, help='of each kind')
    parser.add_argument('--inside', choices=KINDS, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        poll_when_asked(arguments.inside)
        return
    folders = {'before': arguments.before, 'plain': ROOT, 'ruled': ROOT}
    with ExitStack() as stack:
        sites = {
            kind: stack.enter_context(Site.running(folder.resolve(), kind))
            for kind, folder in folders.items()
            if folder is not None
        }
        times: dict[str, list[float]] = {kind: [] for kind in sites}
        for turn in range(arguments.requests // PORTION + 1):
            for kind in random.sample(list(sites), len(sites)):
                found = sites[kind].ask('polls')
                if turn:  # the first ones warm up
                    times[kind] += found
    print(f'{arguments.requests} polls of each kind in turn; load average {os.getloadavg()[0]:.1f}')
    print(f'{"":18} {"statements":>10} {"CPU ms":>8}  ratio')
    base = next(iter(sites))
    for kind, site in sites.items():
        low, high = interval(times[kind], times[base])
        ratio = statistics.median(times[kind]) / statistics.median(times[base])
        shown = f'{ratio:.3f} ({low:.3f} to {high:.3f})' if kind != base else '1'
        print(f'{KINDS[kind]:18} {site.statements:>10} {statistics.median(times[kind]):>8.2f}  {shown}')


def interval(times: list[float], base: list[float]) -> tuple[float, float]:
    """Return the 95 % interval of the ratio of the medians."""
    ratios = sorted(
        statistics.median(random.choices(times, k=len(times))) / statistics.median(random.choices(base, k=len(base)))
        for _ in range(RESAMPLED)
    )
    return ratios[RESAMPLED * 25 // 1000], ratios[RESAMPLED * 975 // 1000]


def poll_when_asked(kind: str) -> None:
    """Answer each line of the input with JSON, until it ends. What is imported is the app of the current folder."""
    sys.path[0] = str(Path.cwd())
    os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'benchmarks.settings')
    import django  # noqa: PLC0415 - the app that it sets up depends on the folder

    django.setup()
    from benchmarks import measuring  # noqa: PLC0415
    from benchmarks.host import prepare_host, throw_away_database  # noqa: PLC0415

    with throw_away_database():
        prepare_host()
        work = prepare_poll(has_rules=kind == 'ruled')
        answers: dict[str, Callable[[], Any]] = {
            'statements': lambda: measuring.count_queries(work),
            'polls': lambda: [measuring.timed(work)[1] for _ in range(PORTION)],
        }
        for line in sys.stdin:
            sys.stdout.write(json.dumps(answers[line.strip()]()) + '\n')
            sys.stdout.flush()


def prepare_poll(*, has_rules: bool) -> Any:
    """Return the work of polling a started attempt, whose learner meets all rules that there can be, if any."""
    from benchmarks import seed  # noqa: PLC0415 - as above
    from benchmarks.operations import client_of, url  # noqa: PLC0415
    from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status  # noqa: PLC0415

    (exam,) = seed.make_exams(seed.new_course(), 1, is_proctored=False, backend=None)
    (learner,) = seed.make_learners(1)
    (attempt,) = seed.store(seed.Attempt, [seed.attempt_of(learner, exam, Status.started)])
    client = client_of(learner)
    if has_rules:
        store_rules(exam, attempt, client)
    address = url('proctored_exam.attempt', attempt.id)
    return lambda: checked(client.get(address))


def checked(answer: Any) -> Any:
    """Return the answer, which says that the content is open."""
    assert answer.status_code == 200, answer.content
    assert 'kept_out' not in answer.json(), answer.content
    return answer


def store_rules(exam: Any, attempt: Any, client: Any) -> None:
    """Give the exam all rules, and the learner what they ask for, in the session and browser of the client."""
    from datetime import timedelta  # noqa: PLC0415 - as above

    from django.conf import settings  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from edx_proctoring.models import EntryPass, EntryRules, ProctoredExam  # noqa: PLC0415
    from edx_proctoring.visitors import SEB_COOKIE, proof_of, visitor_of  # noqa: PLC0415

    now, soon = timezone.now(), timezone.now() + timedelta(hours=1)
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': 'https://seb.example.com'}
    client.cookies[SEB_COOKIE] = 'secret'
    visitor = visitor_of(client.get('/nothing').wsgi_request)
    ProctoredExam.objects.filter(id=exam.id).update(has_entry_rules=True)
    EntryRules.objects.create(
        exam=exam,
        networks=[{'name': 'Room', 'cidrs': ['127.0.0.0/8']}],
        starts_from=now - timedelta(hours=1),
        starts_until=soon,
        released_at=now,
        modified_at=now,
        **dict.fromkeys(('needs_code', 'needs_release', 'binds_place', 'needs_seb'), True),
    )
    EntryPass.objects.create(
        exam_id=exam.id,
        user_id=attempt.user_id,
        attempt_id=attempt.id,
        code_session=visitor.session,
        place_session=visitor.session,
        place_address=visitor.address,
        seb_session=visitor.session,
        seb_proof=proof_of('secret'),
        seb_verified_at=soon,  # the check is not due before the end of the measurement
    )


if __name__ == '__main__':
    main()
