"""One id in every line about an attempt, from its registration to its review, and nothing in them that is nobody's
business."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
import requests
from django.contrib.auth.models import Group, User
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import Delivery, ProctoredExamStudentAttempt
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import CorrelationFilter, about, correlation_id, get_logger
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[logging.LogRecord]]:
    """What the app has logged, by now."""
    caplog.set_level(logging.INFO, 'edx_proctoring')
    return lambda: [record for record in caplog.records if record.name.startswith('edx_proctoring')]


@pytest.fixture
def reviewer(db: None) -> APIClient:
    """A client of the provider ``test``."""
    user = User.objects.create_user('reviewer')
    user.groups.add(Group.objects.create(name='test_review'))
    client = APIClient()
    client.default_format = 'json'
    client.force_login(user)
    return client


def url(name: str, *args: Any) -> str:
    return reverse(f'edx_proctoring:{name}', args=args)


def ids(records: list[logging.LogRecord]) -> set[str]:
    """The ids in the texts, each of which is that of the record."""
    found = set()
    for record in records:
        (told,) = re.findall(r' correlation_id=([0-9a-f]{12})$', record.getMessage())
        assert record.__dict__['correlation_id'] == told
        found.add(told)
    return found


def test_from_registration_to_review_every_line_has_the_id(
    now: datetime,
    api_client: APIClient,
    reviewer: APIClient,
    learner: User,
    commit: Commit,
    lines: Callable[[], list[logging.LogRecord]],
) -> None:
    User.objects.filter(id=learner.id).update(username='somebody', email='somebody@example.com')
    learner.refresh_from_db()
    exam = ExamFactory()
    attempts = url('proctored_exam.attempt.collection')
    with commit():
        made = api_client.post(attempts, {'exam_id': exam.id, 'attempt_proctored': True}).json()
    attempt = ProctoredExamStudentAttempt.objects.get(id=made['exam_attempt_id'])
    address = url('proctored_exam.attempt', attempt.id)
    for send, path, body in (
        (api_client.put, address, {'action': 'click_download_software'}),
        (reviewer.post, url('proctored_exam.attempt.ready_callback', attempt.external_id), {}),
        (api_client.put, address, {'action': 'start'}),
        (api_client.put, address, {'action': 'submit'}),
        (
            reviewer.post,
            url('proctored_exam.attempt.callback', attempt.external_id),
            {'status': 'passed', 'comments': []},
        ),
    ):
        with commit():
            assert send(path, body).status_code == 200
    attempt.refresh_from_db()
    assert attempt.status == Status.verified
    assert ids(lines()) == {correlation_id(attempt.attempt_code)}
    texts = [record.getMessage() for record in lines()]
    for said in (
        'Provider call: backend=test method=register_exam_attempt outcome=ok',
        f'Attempt created: attempt={attempt.id} exam={exam.id} status=created',
        f'Attempt changed: attempt={attempt.id} exam={exam.id} from=started to=submitted by=learner',
        'Provider call: backend=test method=stop_exam_attempt outcome=ok',
        'kind=stop_exam_attempt',
        f'Review processed: attempt={attempt.id} outcome=stored',
        f'Attempt changed: attempt={attempt.id} exam={exam.id} from=submitted to=verified by=provider',
    ):
        assert len([text for text in texts if said in text]) == 1, said
    private = (attempt.attempt_code, learner.username, learner.email, exam.exam_name)
    assert [text for text in texts for secret in private if str(secret) in text] == []


def test_a_delivery_keeps_the_id_until_it_is_delivered(
    now: datetime, commit: Commit, provider: RecordingProvider, lines: Callable[[], list[logging.LogRecord]]
) -> None:
    provider.failures['stop_exam_attempt'] = requests.Timeout()
    attempt = AttemptFactory(status=Status.started)
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    attempt_code = attempt.attempt_code
    attempt.delete()
    del provider.failures['stop_exam_attempt']
    assert Delivery.objects.count() == 1
    told = len(lines())
    deliver_pending(now=now + timedelta(hours=1))
    assert not Delivery.objects.exists()
    later = lines()[told:]
    assert {record.getMessage().split(':')[0] for record in later} == {'Provider call', 'Delivered'}
    assert ids(lines()) == {correlation_id(attempt_code)}


def test_what_is_rolled_back_is_not_told(now: datetime, lines: Callable[[], list[logging.LogRecord]]) -> None:
    change_status(AttemptFactory(status=Status.created), Change(Status.declined), now=now)
    assert [each for each in lines() if 'Attempt changed' in each.getMessage()] == []


def test_the_id_says_nothing_of_the_code_and_is_of_this_site(settings: Any) -> None:
    code = 'A8C7D2B0-0000-4000-8000-000000000000'
    first = correlation_id(code)
    assert first == correlation_id(code)
    assert first != correlation_id(code.lower())
    settings.SECRET_KEY = 'another site'
    assert first != correlation_id(code)
    assert correlation_id('') is correlation_id(None) is None


def test_lines_about_no_attempt_are_as_they_were(caplog: pytest.LogCaptureFixture) -> None:
    log = get_logger('edx_proctoring.test')
    log.warning('%s of 100 %%', 5, extra={'more': 1})
    with about('0123456789ab'):
        with about(None):
            log.warning('50%% of %s', 10)
        with pytest.raises(ValueError, match='no'), about('another'):
            raise ValueError('no')
        log.warning('100%')
    log.warning('after')
    assert [record.getMessage() for record in caplog.records] == [
        '5 of 100 %',
        '50% of 10 correlation_id=0123456789ab',
        '100% correlation_id=0123456789ab',
        'after',
    ]
    assert [record.__dict__['correlation_id'] for record in caplog.records] == [
        '-',
        '0123456789ab',
        '0123456789ab',
        '-',
    ]
    assert caplog.records[0].__dict__['more'] == 1


class AsJSON(logging.Formatter):
    """The formatter of docs/operating.rst."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({'message': record.getMessage(), 'correlation_id': record.__dict__['correlation_id']})


def test_a_handler_can_mark_the_lines_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    handler, others = logging.StreamHandler(), logging.getLogger('plugin_of_a_provider')
    handler.addFilter(CorrelationFilter())
    handler.setFormatter(AsJSON())
    others.addHandler(handler)
    try:
        with about('0123456789ab'):
            others.warning('inside')
        others.warning('outside')
    finally:
        others.removeHandler(handler)
    assert [json.loads(line) for line in capsys.readouterr().err.splitlines()] == [
        {'message': 'inside', 'correlation_id': '0123456789ab'},
        {'message': 'outside', 'correlation_id': '-'},
    ]
