"""A site with an exam that has entry rules: gunicorn with two workers, a database of its own, and Redis."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WORKERS, THREADS = 2, 4
REDIS = 'redis://127.0.0.1:6379/0'


class GatedSite:
    """The site, as who started it sees it: it is asked in lines of JSON, and its learners over HTTP."""

    code = 'ROOM5GATE'

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        told = self._read()
        self.port, self.database = int(told['port']), str(told['database'])

    @staticmethod
    def missing() -> str | None:
        """What is not there to run one, in words; None when all is."""
        for name in ('gunicorn', 'redis'):
            if importlib.util.find_spec(name) is None:
                return f'{name} is not installed'
        import redis  # noqa: PLC0415 - an extra

        try:
            redis.Redis.from_url(os.environ.get('BENCHMARK_REDIS', REDIS)).ping()
        except redis.RedisError as error:
            return f'no Redis: {error}'
        return None

    @classmethod
    @contextmanager
    def running(cls, *, keep_alive: int = 2) -> Iterator[GatedSite]:
        """Run it during the block. It keeps idle connections for so many seconds; gunicorn does for two."""
        environment = {**os.environ, 'DJANGO_SETTINGS_MODULE': 'benchmarks.settings', 'PYTHONPATH': path()}
        environment.setdefault('BENCHMARK_REDIS', REDIS)
        environment['BENCHMARK_PROXIES'] = '127.0.0.0/8'  # which says from where learners come
        environment['BENCHMARK_CACHE'] = f'proctoring_gate_{os.getpid()}'
        environment['KEEP_ALIVE'] = str(keep_alive)
        with subprocess.Popen(
            [sys.executable, '-m', 'tests.drills.gated_site'],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                yield cls(process)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)

    def prepare(self, learners: int, **rules: Any) -> tuple[int, list[str]]:
        """An exam with these rules, and the cookies of its learners; return its id and these."""
        told = self._ask('prepare', learners=learners, rules=rules)
        return told['exam_id'], told['cookies']

    def release(self, exam_id: int) -> None:
        """Staff lets everybody in."""
        self._ask('release', exam_id=exam_id)

    def events(self, exam_id: int) -> Counter[str]:
        """What staff sees at the entrance: how often what happened."""
        return Counter(self._ask('events', exam_id=exam_id))

    def running_attempts(self, exam_id: int) -> int:
        """How many learners have started."""
        return int(self._ask('running_attempts', exam_id=exam_id))

    def statements_of_a_guess(self, exam_id: int) -> dict[str, int]:
        """How many statements a wrong code costs, and one that is refused."""
        found: dict[str, int] = self._ask('statements', exam_id=exam_id)
        return found

    def worker_seconds(self) -> float:
        """The CPU seconds of gunicorn's processes."""
        return float(self._ask('worker_seconds'))

    def _ask(self, what: str, **arguments: Any) -> Any:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({'what': what, **arguments}) + '\n')
        self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, 'The site has ended.'
        return json.loads(line)


def path() -> str:
    """The path on which this process finds its modules, the checkout first."""
    return os.pathsep.join([str(ROOT), *filter(None, sys.path)])


if __name__ == '__main__':
    from tests.drills.gated_site_inside import serve

    serve()
