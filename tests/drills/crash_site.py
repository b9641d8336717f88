"""A site that may be killed at any moment: ``python -m tests.drills.crash_site MODE``, with its facts as JSON on stdin.

``prepare`` makes the tables of the database that ``DATABASE_NAME`` names, an exam and its learners. ``work`` is one
life of the site: it tells on stdout what is stored (``state``), recovers as a site does after a restart
(``recovered``), takes the requests that it is to serve one after the other, and says of each when it is ``accepted``.
It also says when it has the provider register an attempt, and what the LMS and the mailbox were ``told``. A review that
was received is not sent again, whatever became of its answer: to finish it is the site's affair. ``refuse`` takes what
a provider says about attempts that the site does not know. The log is on stderr.
"""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

# First, since it sets Django up.
from tests.drills.site_inside import REVIEWER, known_as, make_site, run_schedule, say, state, use_provider  # isort: skip

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from time_machine import travel

from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, ReceivedReview
from tests.conftest import START
from tests.drills.requests_of import sender, url
from tests.drills.world_outside import surround

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


def prepare(facts: dict[str, Any]) -> None:
    """An exam and its learners; says as whom the provider will know them."""
    say(json.dumps({'known_as': known_as(*make_site(facts))}))


def serve(learner: str, step: str) -> None:
    """One request. When its answer was not heard before, the same again may be refused, for it was carried out."""
    user = User.objects.get(username=learner)
    attempt = ProctoredExamStudentAttempt.objects.filter(user=user).first()
    if step == 'review' and was_received(attempt):
        say('accepted')
        return
    was_done = attempt is not None and attempt.status == STATUS_AFTER.get(step)
    answer = ask(user, attempt, step)
    if answer.status_code != 200 and not (was_done and answer.status_code == 400):
        raise SystemExit(f'{step} of {learner}: {answer.status_code} {answer.content!r}')
    say('accepted')


def was_received(attempt: ProctoredExamStudentAttempt | None) -> bool:
    """Whether the site has the review of the attempt, or what is to become one."""
    return attempt is not None and ReceivedReview.objects.filter(attempt_code=attempt.attempt_code).exists()


def ask(user: User, attempt: ProctoredExamStudentAttempt | None, step: str) -> Any:
    """The answer to a request of the learner, or of the provider about the attempt."""
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
    return sender(User.objects.get(username=REVIEWER)).post(url('proctored_exam.attempt.ready_callback', external_id))


def send_review(external_id: str | None) -> Any:
    """The provider has reviewed an attempt."""
    address = url('proctored_exam.attempt.callback', external_id)
    return sender(User.objects.get(username=REVIEWER)).post(address, REVIEW)


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
    use_provider(Provider(**facts['provider']))
    settings.EMAIL_BACKEND = 'tests.drills.world_outside.TellingMailbox'
    surround(facts.get('moment'))


def work(facts: dict[str, Any]) -> None:
    """One life, ``minutes`` after the first one began."""
    begin(facts)
    with travel(START + timedelta(minutes=facts['minutes'])):
        say(f'state {json.dumps(state())}')
        run_schedule()
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
