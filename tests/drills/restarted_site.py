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
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

# First, since it sets Django up.
from tests.drills.site_inside import REVIEWER, known_as, make_site, run_schedule, say, state, use_provider  # isort: skip

from django.conf import settings
from django.contrib.auth.models import User
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import Client
from time_machine import travel

from edx_proctoring.backends.rest import BaseRestProctoringProvider

THREADS = 4
KEPT_SECONDS = 600  # a connection to the database
BETWEEN_RUNS = 10  # minutes; claims are over then
MOST_RUNS = 10


def session_of(user: User) -> str:
    """The cookie of a browser in which the user is logged in."""
    browser = Client()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value


def prepare(facts: dict[str, Any]) -> None:
    """An exam and its learners; tells their sessions, and that of the provider."""
    exam, learners = make_site(facts)
    told = {
        'exam_id': exam.id,
        'content_id': exam.content_id,
        'reviewer': session_of(User.objects.get(username=REVIEWER)),
        'learners': [session_of(each) for each in learners],
        'known_as': known_as(exam, learners),
    }
    say(json.dumps(told))


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
    say(json.dumps({'port': server.server_port}))
    server.serve_forever()


def settle(_facts: dict[str, Any]) -> None:
    """Run the schedule until nothing is left, and tell what there is then."""
    now = datetime.now(UTC)
    told = state()
    for run in range(1, MOST_RUNS + 1):
        if not told['received'] and not told['deliveries']:
            break
        with travel(now + timedelta(minutes=run * BETWEEN_RUNS)):
            run_schedule()
        told = state()
    say(json.dumps(told))


def main(mode: str, facts: dict[str, Any]) -> None:
    """Set the site up, and do what is asked."""
    use_provider(BaseRestProctoringProvider(**facts['provider']))
    settings.SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'
    {'prepare': prepare, 'serve': serve, 'settle': settle}[mode](facts)


if __name__ == '__main__':
    main(sys.argv[1], json.load(sys.stdin))
