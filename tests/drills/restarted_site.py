"""A site whose database is restarted: ``python -m tests.drills.restarted_site MODE``, with its facts as JSON on stdin.

``prepare`` makes the tables, an exam and its learners, and tells their sessions. ``serve`` takes requests on a port,
which it tells, until it is ended. ``settle`` runs what a site's schedule runs until nothing is pending, and tells what
is stored. The log is on stderr.

As on an LMS, its threads keep their connections to the database, and don't try them before they use them. Sessions are
in the cookie, and the one middleware is left out that asks the database for the user: so all that is asked of it is
asked by the views of this app.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'test_settings')
django.setup()

from django.apps import apps  # noqa: E402 - Django has to be set up
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.test import Client  # noqa: E402
from freezegun import freeze_time  # noqa: E402

import edx_proctoring.tests  # noqa: E402, F401 - registers the permissions that a host defines
from edx_proctoring.actions.received_reviews import count_pending  # noqa: E402
from edx_proctoring.backends.rest import BaseRestProctoringProvider  # noqa: E402
from edx_proctoring.crypto import obscured_user_id  # noqa: E402
from edx_proctoring.models import (  # noqa: E402
    Delivery,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.testing.host import install_host  # noqa: E402
from tests.factories import ExamFactory, UserFactory  # noqa: E402

THREADS = 4
KEPT_SECONDS = 600  # a connection to the database
LONG_ENOUGH = 1_000_000  # minutes; nobody runs out of time here
BETWEEN_RUNS = 10  # minutes; claims are over then
MOST_RUNS = 10


def tell(facts: Any) -> None:
    """Answer whoever started this site."""
    sys.stdout.write(f'{json.dumps(facts)}\n')
    sys.stdout.flush()


def session_of(user: User) -> str:
    """The cookie of a browser in which the user is logged in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def prepare(facts: dict[str, Any]) -> None:
    """An exam that the provider knows, its learners, and the user as which the provider comes."""
    call_command('migrate', verbosity=0)
    reviewer = UserFactory(username='reviewer')
    reviewer.groups.add(Group.objects.create(name='test_review'))
    exam = ExamFactory(external_id=facts['exam'], course_id=facts['course'], time_limit_mins=LONG_ENOUGH)
    learners = [UserFactory(username=f'learner{number}') for number in range(facts['learners'])]
    tell(
        {
            'exam_id': exam.id,
            'content_id': exam.content_id,
            'reviewer': session_of(reviewer),
            'learners': [session_of(each) for each in learners],
            'known_as': [obscured_user_id(each.id, exam.backend) for each in learners],
        }
    )


def serve(_facts: dict[str, Any]) -> None:
    """Take requests, with a few threads that stay, and with each of them its connection to the database."""
    settings.DATABASES['default']['CONN_MAX_AGE'] = KEPT_SECONDS
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if 'TieredCache' not in name]
    application, pool = get_wsgi_application(), ThreadPoolExecutor(THREADS)

    def answer(environ: Any, start_response: Any) -> list[bytes]:
        response: Any = application(environ, start_response)
        try:
            return [b''.join(response)]
        finally:
            response.close()

    server = ThreadedWSGIServer(('127.0.0.1', 0), WSGIRequestHandler)
    server.set_app(lambda *request: pool.submit(answer, *request).result())
    tell({'port': server.server_port})
    server.serve_forever()


def settle(_facts: dict[str, Any]) -> None:
    """Run the schedule until nothing is left, and tell what there is then."""
    now = datetime.now(UTC)
    for run in range(1, MOST_RUNS + 1):
        with freeze_time(now + timedelta(minutes=run * BETWEEN_RUNS), tick=True):
            call_command('process_reviews', verbosity=0, stdout=sys.stderr)
            call_command('process_reviews', '--failed', verbosity=0, stdout=sys.stderr)
            call_command('deliver_pending', verbosity=0, stdout=sys.stderr)
        if not count_pending()[0] and not Delivery.objects.exists():
            break
    tell({'attempts': stored_attempts(), 'received': count_pending()[0], 'deliveries': Delivery.objects.count()})


def stored_attempts() -> list[dict[str, Any]]:
    """Each attempt with what became of it."""
    history = defaultdict(list)
    for attempt_id, status in ProctoredExamStudentAttempt.history.order_by('history_id').values_list('id', 'status'):
        history[attempt_id].append(status)
    reviews = Counter(ProctoredExamSoftwareSecureReview.objects.values_list('attempt_code', flat=True))
    return [
        {
            'id': row.id,
            'user_id': row.user_id,
            'external_id': row.external_id,
            'history': history[row.id],
            'reviews': reviews[row.attempt_code or ''],
        }
        for row in ProctoredExamStudentAttempt.objects.order_by('id')
    ]


def main(mode: str, facts: dict[str, Any]) -> None:
    """Set the site up, and do what is asked."""
    install_host()
    settings.SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends['test'] = BaseRestProctoringProvider(**facts['provider'])
    {'prepare': prepare, 'serve': serve, 'settle': settle}[mode](facts)


if __name__ == '__main__':
    main(sys.argv[1], json.load(sys.stdin))
