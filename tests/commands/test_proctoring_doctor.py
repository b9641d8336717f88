"""``proctoring_doctor``: what is wrong, what to do about it, and an exit code that says how bad it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring import constants
from edx_proctoring.diagnosis.table import DIAGNOSES
from edx_proctoring.models import ProctoredExamStudentAttempt, ReceivedReview
from edx_proctoring.security.crypto import encrypt_and_encode
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.commands.conftest import Doctor, Snapshot, doctors_words
from tests.factories import AttemptFactory, DeliveryFactory, ExamFactory, ReviewFactory

pytestmark = pytest.mark.django_db

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def aged(attempt: ProctoredExamStudentAttempt, **moments: datetime) -> ProctoredExamStudentAttempt:
    """The attempt, with these moments in its row."""
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(**moments)
    return attempt


# -- what stands in the tables: a row that is fine, and one that is not ------------------------------------------------


def overdue(now: datetime) -> int:
    AttemptFactory(status=Status.started, started_at=now - HOUR, allowed_time_limit_mins=59)
    AttemptFactory(status=Status.started, started_at=now, allowed_time_limit_mins=59)
    return AttemptFactory(status=Status.started, started_at=now - 2 * HOUR, allowed_time_limit_mins=60).id


def never_started(now: datetime) -> int:
    aged(AttemptFactory(status=Status.created), created=now - DAY)
    aged(AttemptFactory(status=Status.submitted), created=now - 2 * WEEK)
    return aged(AttemptFactory(status=Status.ready_to_start), created=now - 2 * WEEK).id


def second_review(now: datetime) -> int:
    aged(AttemptFactory(status=Status.second_review_required), modified=now - DAY)
    return aged(AttemptFactory(status=Status.second_review_required), modified=now - 2 * WEEK).id


def without_review(now: datetime) -> int:
    long_ago = {'status': Status.submitted, 'completed_at': now - 2 * WEEK}
    AttemptFactory(status=Status.submitted, completed_at=now - DAY)
    AttemptFactory(proctored_exam__timed=True, **long_ago)
    AttemptFactory(proctored_exam__backend='null', **long_ago)
    ReviewFactory(attempt=AttemptFactory(**long_ago))
    return AttemptFactory(**long_ago).id


def duplicate(now: datetime) -> int:
    exam, practice = ExamFactory(), ExamFactory(practice=True)
    resumed = AttemptFactory(proctored_exam=exam, status=Status.error, resumed=True)
    AttemptFactory(proctored_exam=exam, user=resumed.user)
    reset = AttemptFactory(proctored_exam=practice, status=Status.rejected)
    AttemptFactory(proctored_exam=practice, user=reset.user)
    first = AttemptFactory(proctored_exam=exam, status=Status.submitted)
    AttemptFactory(proctored_exam=exam, user=first.user)
    return first.id


def review_of_nothing(now: datetime) -> int:
    ReviewFactory()
    removed = ReviewFactory()
    attempt = ProctoredExamStudentAttempt.objects.get(attempt_code=removed.attempt_code)
    attempt.delete()
    return ReviewFactory(attempt_code='UNKNOWN').id


@pytest.mark.parametrize(
    ('diagnosis', 'make', 'code'),
    [
        ('overdue', overdue, 2),
        ('never-started', never_started, 1),
        ('second-reviews', second_review, 1),
        ('without-review', without_review, 1),
        ('duplicates', duplicate, 1),
        ('reviews', review_of_nothing, 1),
    ],
)
def test_rows_that_need_somebody_are_told_by_their_ids(
    doctor: Doctor, now: datetime, snapshot: Snapshot, diagnosis: str, make: Callable[[datetime], int], code: int
) -> None:
    assert doctor(diagnosis)[0] == 0
    row_id = make(now)
    before = snapshot()
    found, (finding,) = doctor(diagnosis)
    assert found == code
    assert f'1 {"review" if diagnosis == "reviews" else "attempt"} ({row_id})' in finding['what']
    assert finding['meaning']
    assert finding['advice']
    assert snapshot() == before


def test_patience_is_a_matter_of_the_site(doctor: Doctor, now: datetime) -> None:
    second_review(now)
    assert doctor('second-reviews', days=30)[0] == 0
    (finding,) = doctor('second-reviews', days=1)[1]
    assert finding['what'].startswith('1 attempt ')


def test_of_many_rows_the_oldest_are_named(doctor: Doctor, now: datetime) -> None:
    ids = [
        AttemptFactory(status=Status.submitted, completed_at=now - 2 * WEEK, proctored_exam__timed=False).id
        for _ in range(12)
    ]
    (finding,) = doctor('without-review')[1]
    assert f'12 attempts ({", ".join(map(str, ids[:10]))}, ...)' in finding['what']


def test_deliveries_that_are_old_given_up_or_unattended(doctor: Doctor, now: datetime) -> None:
    DeliveryFactory(not_before=now + HOUR)
    assert doctor('deliveries') == (
        0,
        [
            {
                'diagnosis': 'deliveries',
                'level': 'OK',
                'what': '1 delivery pending.',
                'meaning': '',
                'advice': '',
            }
        ],
    )
    DeliveryFactory(not_before=now - HOUR, backend='acme', created=now - 2 * HOUR)
    DeliveryFactory(not_before=now - HOUR, given_up=True, created=now - WEEK)
    old = DeliveryFactory(not_before=now + HOUR, backend=None)
    type(old).objects.filter(id=old.id).update(created=now - 3 * DAY)
    code, findings = doctor('deliveries')
    assert code == 2
    assert {each['what']: each['level'] for each in findings} == {
        '1 delivery about no provider pending, the oldest for 3 days.': 'FAIL',
        "1 delivery about 'acme' pending, the oldest for 2 hours.": 'WARN',
        "1 delivery about 'test' given up.": 'FAIL',
        '1 delivery due for 15 minutes and not retried.': 'FAIL',
    }


def test_received_reviews_that_failed(doctor: Doctor, now: datetime) -> None:
    fields = {'attempt_code': 'CODE', 'is_anonymous': True, 'payload': '{}', 'received_at': now}
    ReceivedReview.objects.create(digest='1', **fields)
    assert doctor('received')[0] == 0
    ReceivedReview.objects.create(digest='2', error='KeyError', **fields)
    code, (finding,) = doctor('received')
    assert (code, finding['what']) == (2, '1 review could not be processed.')
    assert 'process_reviews --failed' in finding['advice']


def test_missing_migrations(doctor: Doctor) -> None:
    assert doctor('migrations')[0] == 0
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'edx_proctoring' AND name LIKE '0027%'")
    code, (finding,) = doctor('migrations')
    assert code == 2
    assert '0027_current_attempt' in finding['what']


# -- settings, keys, backends -----------------------------------------------------------------------------------------


def test_what_the_system_checks_say(doctor: Doctor, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'CHECK_EXAM_ACESS': True, 'DELIVERY': 'post'}
    code, findings = doctor('settings')
    assert code == 2
    said = {each['meaning']: (each['level'], each['advice']) for each in findings}
    level, advice = said['System check edx_proctoring.W004.']
    assert (level, 'CHECK_EXAM_ACCESS' in advice) == ('WARN', True)
    assert said['System check edx_proctoring.W106.'][0] == 'WARN'


@pytest.fixture
def rpnow_exam(settings: Any) -> Any:
    return ExamFactory(backend='software_secure')


def test_video_links_that_the_key_does_not_open(doctor: Doctor, settings: Any, rpnow_exam: Any) -> None:
    key = bytes.fromhex(settings.PROCTORING_BACKENDS['software_secure']['video_review_aes_key'])
    link = b'https://video.example.com/1'
    ReviewFactory(exam=rpnow_exam, encrypted_video_url=encrypt_and_encode(link, key))
    assert [each for each in doctor('keys')[1] if each['level'] == 'FAIL'] == []
    other = ReviewFactory(exam=rpnow_exam, encrypted_video_url=encrypt_and_encode(link, bytes(16)))
    code, findings = doctor('keys')
    assert code == 2
    assert f'cannot be opened: {other.id}.' in findings[-1]['what']
    assert 'video.example.com' not in json.dumps(findings)
    assert key.hex() not in json.dumps(findings).lower()


def test_secrets_that_can_be_guessed(doctor: Doctor, settings: Any) -> None:
    settings.PROCTORING_USER_OBFUSCATION_KEY = 'long enough to be a secret'
    assert doctor('keys')[0] == 0
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'OPERATIONS_TOKEN': 'sesame'}
    code, (finding,) = doctor('keys')
    assert code == 1
    assert 'OPERATIONS_TOKEN' in finding['what']
    assert 'sesame' not in json.dumps(finding)


def test_a_provider_that_is_not_there_and_its_exams(doctor: Doctor, settings: Any) -> None:
    settings.PROCTORING_BACKENDS = {**settings.PROCTORING_BACKENDS, 'acme': {}}
    ExamFactory(backend='acme', is_active=False)
    code, findings = doctor('backends')
    assert (code, findings[0]['level']) == (1, 'WARN')
    assert "The provider 'acme' cannot be used: it is not in any installed package" in findings[0]['what']
    ExamFactory(backend='acme')
    ExamFactory(backend='gone')
    code, findings = doctor('backends')
    assert code == 2
    assert [each['what'] for each in findings if each['level'] == 'FAIL'] == [
        "1 active exams are supervised by 'acme', which this site does not have.",
        "1 active exams are supervised by 'gone', which this site does not have.",
    ]


@pytest.mark.parametrize(
    ('seconds', 'level'), [(60, 'OK'), (11, 'OK'), (10, 'FAIL'), (600, 'OK'), (601, 'WARN')], ids=str
)
def test_ping_intervals(doctor: Doctor, backends: dict[str, Any], seconds: int, level: str) -> None:
    backends['test'].ping_interval = seconds
    (finding,) = doctor('pings')[1]
    assert finding['level'] == level
    assert ("'test'" in finding['what']) is (level != 'OK')


def test_the_ping_interval_of_the_site(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, 'DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS', 5)
    found = [each['what'] for each in doctor('pings')[1] if each['level'] == 'FAIL']
    assert any('DESKTOP_APPLICATION_PING_INTERVAL_SECONDS' in what for what in found)


# -- the command -------------------------------------------------------------------------------------------------------


def test_people_read_it_line_by_line(now: datetime) -> None:
    attempt_id = overdue(now)
    text, code = doctors_words('--offline', '--only', 'overdue', 'duplicates', no_color=True)
    assert code == 2
    assert text.splitlines() == [
        f'FAIL  overdue         1 attempt ({attempt_id}) is still open although its time is over.',
        '                      Meaning: Nothing has read them since; grade, credit, and provider are waiting.',
        '                      What to do: Schedule manage.py close_expired_attempts, every five minutes.',
        'OK    duplicates      None.',
        '',
        '1 failure, 0 warnings, 1 OK.',
    ]


def test_what_cannot_be_examined_is_a_finding_and_the_rest_is_told(doctor: Doctor, settings: Any) -> None:
    settings.PROCTORING_BACKENDS = 'acme'
    code, findings = doctor()
    assert code == 2
    assert {each['diagnosis'] for each in findings} == set(DIAGNOSES)
    assert any('W121' in each['meaning'] for each in findings)


def test_the_number_of_queries_does_not_depend_on_that_of_rows(doctor: Doctor, now: datetime) -> None:
    counts = []
    for more in (1, 49):
        for _ in range(more):
            for make in (overdue, never_started, second_review, without_review, duplicate):
                make(now)
            ReviewFactory(attempt_code=f'UNKNOWN {AttemptFactory().id}')
            DeliveryFactory(not_before=now - HOUR)
        with CaptureQueriesContext(connection) as queries:
            doctor()
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] < 40
