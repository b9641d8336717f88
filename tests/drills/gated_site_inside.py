"""What the site of ``gated_site`` does inside: it answers each line of JSON with another one."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import load, seed  # sets Django up, which what follows needs
from benchmarks.host import prepare_host, throw_away_database
from edx_proctoring.actions.waiting import announce_change
from edx_proctoring.models import AccessCode, EntryEvent, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.security.access_codes import digest_of, new_salt
from tests.drills.gated_site import REDIS, THREADS, WORKERS, GatedSite

TICKS = os.sysconf('SC_CLK_TCK')
BEGINNINGS = ('SAVEPOINT', 'RELEASE SAVEPOINT', 'ROLLBACK TO SAVEPOINT', 'BEGIN')


def serve() -> None:
    """Run the server, and answer until the input ends or the program is asked to stop."""
    with throw_away_database() as database:
        try:
            prepare_host()
            keep_alive = int(os.environ['KEEP_ALIVE'])
            with load.server(database, threads=THREADS, workers=WORKERS, keep_alive=keep_alive) as port:
                tell({'port': port, 'database': connection.vendor})
                for line in sys.stdin:
                    arguments = json.loads(line)
                    tell(ANSWERS[arguments.pop('what')](**arguments))
        except KeyboardInterrupt:
            pass
        finally:
            with redis.Redis.from_url(os.environ.get('BENCHMARK_REDIS', REDIS)) as server:
                for key in server.scan_iter(f'{os.environ["BENCHMARK_CACHE"]}:*', count=1_000):
                    server.unlink(key)


def tell(answer: Any) -> None:
    """Write a line."""
    sys.stdout.write(json.dumps(answer) + '\n')
    sys.stdout.flush()


def prepare(learners: int, rules: dict[str, Any]) -> dict[str, Any]:
    """A timed exam with these rules and a code, and learners who are logged in."""
    (exam,) = seed.make_exams(seed.new_course(), 1, is_proctored=False, backend=None)
    ProctoredExam.objects.filter(id=exam.id).update(has_entry_rules=True)
    EntryRules.objects.create(exam=exam, modified_at=timezone.now(), **rules)
    salt = new_salt()
    AccessCode.objects.create(
        exam_id=exam.id, salt=salt, digest=digest_of(GatedSite.code, salt), created_at=timezone.now()
    )
    cookies = [
        f'{load.session_cookie(learner)}; {settings.CSRF_COOKIE_NAME}={"a" * 32}'
        for learner in seed.make_learners(learners)
    ]
    return {'exam_id': exam.id, 'cookies': cookies}


def release(exam_id: int) -> None:
    """Let everybody in."""
    EntryRules.objects.filter(exam_id=exam_id).update(released_at=timezone.now(), signal=F('signal') + 1)
    announce_change(exam_id)


def events(exam_id: int) -> dict[str, int]:
    """How often what happened at the entrance."""
    return Counter(EntryEvent.objects.filter(exam_id=exam_id).values_list('outcome', flat=True))


def running_attempts(exam_id: int) -> int:
    """How many have started."""
    return ProctoredExamStudentAttempt.objects.filter(proctored_exam_id=exam_id, status='started').count()


def statements(exam_id: int) -> dict[str, int]:
    """What a guess costs, with the SELECT of the user and without BEGIN and SAVEPOINT."""
    client = Client(REMOTE_ADDR='198.51.100.77')
    (learner,) = seed.make_learners(1)
    client.force_login(learner)
    address = f'/api/edx_proctoring/v1/proctored_exam/entrance_code/exam_id/{exam_id}'
    counts: dict[int, int] = {}
    for _ in range(settings_limit() + 2):
        cache.delete('nothing')
        with CaptureQueriesContext(connection) as captured:
            status = client.post(address, {'code': 'WRONG1'}, content_type='application/json').status_code
        counts[status] = sum(not each['sql'].startswith(BEGINNINGS) for each in captured.captured_queries)
    return {'wrong': counts[400], 'refused': counts[429]}


def settings_limit() -> int:
    """After how many wrong codes a learner has to wait."""
    from edx_proctoring.conf import conf  # noqa: PLC0415 - read when it is needed

    return conf.wrong_codes_per_learner


def worker_seconds() -> float:
    """The CPU seconds of the server, which is a child of this process, and of its own children."""
    return sum(seconds_of(each) for child in children_of(os.getpid()) for each in (child, *children_of(child)))


def children_of(process: int) -> list[int]:
    """The processes that this one has started."""
    found = Path(f'/proc/{process}/task/{process}/children').read_text()
    return [int(each) for each in found.split()]


def seconds_of(process: int) -> float:
    """What the process has used of the processors."""
    fields = Path(f'/proc/{process}/stat').read_text().rpartition(')')[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


ANSWERS = {each.__name__: each for each in (prepare, release, events, running_attempts, statements, worker_seconds)}
