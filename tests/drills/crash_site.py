"""A site that may be killed at any moment: ``python -m tests.drills.crash_site MODE``, with its facts as JSON on stdin.

``prepare`` makes the database that ``DATABASE_NAME`` names. ``work`` is one life of the site: it tells on stdout what
is stored (``state``), recovers as a site does after a restart (``recovered``), and then takes requests one after the
other and says which it has accepted (``accepted 7``).
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter, defaultdict
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'test_settings')
django.setup()

from django.apps import apps  # noqa: E402 - Django has to be set up
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from freezegun import freeze_time  # noqa: E402

import edx_proctoring.tests  # noqa: E402, F401 - registers the permissions that a host defines
from edx_proctoring.actions.received_reviews import count_pending  # noqa: E402
from edx_proctoring.backends.rest import BaseRestProctoringProvider  # noqa: E402
from edx_proctoring.models import (  # noqa: E402
    Delivery,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.testing.host import install_host  # noqa: E402
from tests.conftest import START  # noqa: E402
from tests.drills.requests_of import sender, url  # noqa: E402
from tests.factories import AttemptFactory, ExamFactory, UserFactory  # noqa: E402

LONG_ENOUGH = 1_000_000  # minutes; nobody runs out of time here


def say(text: str) -> None:
    """Tell whoever started this site."""
    sys.stdout.write(f'{text}\n')
    sys.stdout.flush()


def prepare(facts: dict[str, Any]) -> None:
    """An exam, and a learner in the middle of it for each of the provider's attempts."""
    call_command('migrate', verbosity=0)
    reviewer = UserFactory(username='reviewer')
    reviewer.groups.add(Group.objects.create(name='test_review'))
    exam = ExamFactory(external_id=facts['exam'])
    for external_id in facts['attempts']:
        AttemptFactory(
            proctored_exam=exam,
            external_id=external_id,
            status='started',
            started_at=START,
            allowed_time_limit_mins=LONG_ENOUGH,
            current_at_exam=exam.id,
        )


def state() -> dict[str, Any]:
    """What is stored."""
    history = defaultdict(list)
    for attempt_id, status in ProctoredExamStudentAttempt.history.order_by('history_id').values_list('id', 'status'):
        history[attempt_id].append(status)
    rows = ProctoredExamStudentAttempt.objects.order_by('id')
    codes = ProctoredExamSoftwareSecureReview.objects.values_list('attempt_code', flat=True)
    reviews = Counter(codes)
    return {
        'attempts': [
            {'status': row.status, 'history': history[row.id], 'reviews': reviews[row.attempt_code or '']}
            for row in rows
        ],
        'received': count_pending()[0],
        'deliveries': Delivery.objects.count(),
    }


def recover() -> None:
    """What a site's schedule runs."""
    call_command('process_reviews', verbosity=0, stdout=sys.stderr)
    call_command('process_reviews', '--failed', verbosity=0, stdout=sys.stderr)
    call_command('deliver_pending', verbosity=0, stdout=sys.stderr)


def serve(step: int) -> None:
    """Even steps submit an attempt, the odd one after each is its review."""
    attempt = ProctoredExamStudentAttempt.objects.order_by('id')[step // 2]
    if step % 2:
        address = url('proctored_exam.attempt.callback', attempt.external_id)
        body = {'status': 'passed', 'comments': [{'comment': 'fine', 'status': 'Clean', 'start': 1}]}
        answer: Any = sender(User.objects.get(username='reviewer')).post(address, body)
    else:
        answer = sender(attempt.user).put(url('proctored_exam.attempt', attempt.id), {'action': 'submit'})
    if answer.status_code != 200:
        raise SystemExit(f'step {step}: {answer.status_code} {answer.content!r}')
    say(f'accepted {step}')


def work(facts: dict[str, Any]) -> None:
    """One life, ``minutes`` after the first one began."""
    install_host()
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}
    apps.get_app_config('edx_proctoring').backends['test'] = BaseRestProctoringProvider(  # type: ignore[attr-defined]
        **facts['provider']
    )
    with freeze_time(START + timedelta(minutes=facts['minutes']), tick=True):
        say(f'state {json.dumps(state())}')
        recover()
        say('recovered')
        for step in range(facts['first_step'], facts['steps']):
            serve(step)
        say(f'state {json.dumps(state())}')


if __name__ == '__main__':
    {'prepare': prepare, 'work': work}[sys.argv[1]](json.load(sys.stdin))
