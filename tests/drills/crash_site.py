"""A site that may be killed at any moment: ``python -m tests.drills.crash_site MODE``, with its facts as JSON on stdin.

``prepare`` makes the tables of the database that ``DATABASE_NAME`` names, an exam and its learners. ``work`` is one
life of the site: it tells on stdout what is stored (``state``), recovers as a site does after a restart
(``recovered``), takes the requests that it is to serve one after the other, and says of each when it is ``accepted``.
It also says when it has the provider register an attempt. ``refuse`` takes what a provider says about attempts that the
site does not know. The log is on stderr.
"""

from __future__ import annotations

import json
import logging
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
from rest_framework.test import APIClient  # noqa: E402

import edx_proctoring.tests  # noqa: E402, F401 - registers the permissions that a host defines
from edx_proctoring.actions.received_reviews import count_pending  # noqa: E402
from edx_proctoring.backends.rest import BaseRestProctoringProvider  # noqa: E402
from edx_proctoring.correlation import correlation_id  # noqa: E402
from edx_proctoring.crypto import obscured_user_id  # noqa: E402
from edx_proctoring.models import (  # noqa: E402
    Delivery,
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.testing.host import install_host  # noqa: E402
from tests.conftest import START  # noqa: E402
from tests.drills.requests_of import sender, url  # noqa: E402
from tests.factories import ExamFactory, UserFactory  # noqa: E402

LONG_ENOUGH = 1_000_000  # minutes; nobody runs out of time here
# The status of an attempt for which a request was carried out, but its answer may not have been heard.
STATUS_AFTER = {'enter': 'created', 'ready': 'ready_to_start', 'start': 'started', 'submit': 'submitted'}
REVIEW = {'status': 'passed', 'comments': [{'comment': 'fine', 'status': 'Clean', 'start': 1}]}


class Provider(BaseRestProctoringProvider):
    """Says when it registers an attempt, with the code that other kinds of providers are given, and when it has."""

    def register_exam_attempt(self, exam: Any, context: Any) -> str:
        say(f'registers {context["attempt_code"]}')
        external_id = super().register_exam_attempt(exam, context)
        say('registered')
        return external_id


def say(text: str) -> None:
    """Tell whoever started this site."""
    sys.stdout.write(f'{text}\n')
    sys.stdout.flush()


def prepare(facts: dict[str, Any]) -> None:
    """An exam that the provider knows, and its learners; says as whom the provider will know them."""
    call_command('migrate', verbosity=0)
    UserFactory(username='reviewer').groups.add(Group.objects.create(name='test_review'))
    exam = ExamFactory(external_id=facts['exam'], course_id=facts['course'], time_limit_mins=LONG_ENOUGH)
    learners = [UserFactory(username=f'learner{number}') for number in range(facts['learners'])]
    say(json.dumps([obscured_user_id(learner.id, exam.backend) for learner in learners]))


def state() -> dict[str, Any]:
    """What is stored, the attempts in the order of their learners."""
    history = defaultdict(list)
    for attempt_id, status in ProctoredExamStudentAttempt.history.order_by('history_id').values_list('id', 'status'):
        history[attempt_id].append(status)
    reviews = Counter(ProctoredExamSoftwareSecureReview.objects.values_list('attempt_code', flat=True))
    return {
        'attempts': [
            {
                'learner': row.user.username,
                'external_id': row.external_id,
                'code': row.attempt_code,
                'correlation_id': correlation_id(row.attempt_code),
                'status': row.status,
                'history': history[row.id],
                'reviews': reviews[row.attempt_code or ''],
            }
            for row in ProctoredExamStudentAttempt.objects.select_related('user').order_by('user_id', 'id')
        ],
        'received': count_pending()[0],
        'deliveries': Delivery.objects.count(),
    }


def recover() -> None:
    """What a site's schedule runs."""
    call_command('process_reviews', verbosity=0, stdout=sys.stderr)
    call_command('process_reviews', '--failed', verbosity=0, stdout=sys.stderr)
    call_command('deliver_pending', verbosity=0, stdout=sys.stderr)


def serve(learner: str, step: str) -> None:
    """One request. When its answer was not heard before, the same again may be refused, for it was carried out."""
    user = User.objects.get(username=learner)
    attempt = ProctoredExamStudentAttempt.objects.filter(user=user).first()
    was_done = attempt is not None and attempt.status == STATUS_AFTER.get(step)
    answer = ask(user, attempt, step)
    if answer.status_code != 200 and not (was_done and answer.status_code == 400):
        raise SystemExit(f'{step} of {learner}: {answer.status_code} {answer.content!r}')
    say('accepted')


def ask(user: User, attempt: ProctoredExamStudentAttempt | None, step: str) -> Any:
    """The answer to a request of the learner, or of the provider about his attempt."""
    if attempt is None or step == 'enter':
        body = {'exam_id': ProctoredExam.objects.get().id, 'attempt_proctored': True}
        return sender(user).post(url('proctored_exam.attempt.collection'), body)
    if step == 'ready':
        return report_ready(attempt.external_id)
    if step == 'review':
        return send_review(attempt.external_id)
    return sender(user).put(url('proctored_exam.attempt', attempt.id), {'action': step})


def report_ready(external_id: str | None) -> Any:
    """The provider has set up an attempt."""
    return sender(User.objects.get(username='reviewer')).post(url('proctored_exam.attempt.ready_callback', external_id))


def send_review(external_id: str | None) -> Any:
    """The provider has reviewed an attempt."""
    address = url('proctored_exam.attempt.callback', external_id)
    return sender(User.objects.get(username='reviewer')).post(address, REVIEW)


def launch(code: str) -> Any:
    """A provider that knows the code has set up an attempt."""
    return APIClient().get(url('anonymous.proctoring_launch_callback.start_exam', code))


def send_anonymous_review(code: str) -> Any:
    """A provider that knows the code has reviewed an attempt."""
    body = {'examMetaData': {'examCode': code}, 'reviewStatus': 'Clean', 'webCamComments': [], 'desktopComments': []}
    return APIClient().post(url('anonymous.proctoring_review_callback'), body, format='json')


def begin(facts: dict[str, Any]) -> None:
    """The process starts."""
    logging.basicConfig(level=logging.INFO)
    install_host()
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}
    apps.get_app_config('edx_proctoring').backends['test'] = Provider(**facts['provider'])  # type: ignore[attr-defined]


def work(facts: dict[str, Any]) -> None:
    """One life, ``minutes`` after the first one began."""
    begin(facts)
    with freeze_time(START + timedelta(minutes=facts['minutes']), tick=True):
        say(f'state {json.dumps(state())}')
        recover()
        say('recovered')
        for learner, step in facts['steps']:
            serve(learner, step)
        say(f'state {json.dumps(state())}')


def refuse(facts: dict[str, Any]) -> None:
    """Say how often each answer was given to the provider, and whether anything is stored that was not."""
    begin(facts)
    before = all_rows()
    answers = [call(each) for each in facts['external_ids'] for call in (report_ready, send_review)]
    answers += [call(each) for each in facts['codes'] for call in (launch, send_anonymous_review)]
    told = {'answers': Counter(answer.status_code for answer in answers), 'is_unchanged': all_rows() == before}
    say(json.dumps(told))


def all_rows() -> list[list[tuple[Any, ...]]]:
    """Everything in the tables of the app."""
    models = apps.get_app_config('edx_proctoring').get_models()
    return [list(model._default_manager.order_by('pk').values_list()) for model in models]


if __name__ == '__main__':
    {'prepare': prepare, 'work': work, 'refuse': refuse}[sys.argv[1]](json.load(sys.stdin))
