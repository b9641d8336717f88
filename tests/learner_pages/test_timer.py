"""What timers are told."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.learner_pages.timer import timer_data
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.learner_pages.conftest import COURSE, MakeAttempt, MakeExam


def test_a_running_proctored_attempt(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam()
    attempt = make_attempt(exam, Status.started)

    assert timer_data(exam, attempt, now=now) == {
        'in_timed_exam': True,
        'taking_as_proctored': True,
        'exam_type': 'a proctored exam',
        'exam_display_name': 'Exam proctored',
        'exam_url_path': f'/courses/{COURSE}/jump_to/{exam.content_id}',
        'time_remaining_seconds': 85 * 60.0,
        'total_time': '1 hour and 30 minutes',
        'low_threshold_sec': 1080,
        'critically_low_threshold_sec': 270,
        'course_id': COURSE,
        'attempt_id': attempt.id,
        'external_id': 'attempt-1',
        'accessibility_time_string': 'You have 1 hour and 25 minutes left.',
        'attempt_status': 'started',
        'exam_started_poll_url': f'/api/edx_proctoring/v1/proctored_exam/attempt/{attempt.id}',
        'attempt_ready_to_resume': False,
        'use_legacy_attempt_api': True,
        'desktop_application_js_url': 'https://provider.example.com/worker.js',
        'ping_interval': 60,
        'attempt_code': 'ATTEMPT-CODE',
    }


def test_a_timed_attempt_knows_no_provider(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam('timed')

    timer = timer_data(exam, make_attempt(exam, Status.created), now=now)

    assert timer['desktop_application_js_url'] == ''
    assert timer['exam_type'] == 'a timed exam'
    assert timer['time_remaining_seconds'] == 0
    assert timer['low_threshold_sec'] == 0
    assert not {'ping_interval', 'attempt_code', 'software_download_url'} & set(timer)


def test_the_micro_frontend_gets_absolute_addresses(
    make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime
) -> None:
    exam = make_exam()

    timer = timer_data(exam, make_attempt(exam, Status.started), now=now, is_learning_mfe=True)

    assert timer['exam_url_path'] == f'https://learning.example.com/course/{COURSE}/{exam.content_id}'


@pytest.mark.parametrize(
    ('answer', 'url'),
    [
        ({'download_url': 'https://a.example.com'}, 'https://a.example.com'),
        ({'download_url': None}, 'https://provider.example.com/download'),
        ({}, 'https://provider.example.com/download'),
        (None, 'https://provider.example.com/download'),
    ],
)
@pytest.mark.parametrize('status', [Status.created, Status.download_software_clicked])
def test_during_set_up_there_is_a_download(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    provider: RecordingProvider,
    now: datetime,
    status: str,
    answer: dict[str, Any] | None,
    url: str,
) -> None:
    provider.answers['get_attempt'] = answer
    exam = make_exam()

    assert timer_data(exam, make_attempt(exam, status), now=now)['software_download_url'] == url


@pytest.mark.deviation('R12')
def test_an_unconfigured_provider_degrades(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam(backend='unheard-of')

    timer = timer_data(exam, make_attempt(exam, Status.created), now=now)

    assert timer['desktop_application_js_url'] == ''
    assert 'attempt_code' not in timer


@pytest.mark.deviation('S6', 'S20')
@pytest.mark.parametrize('backend', ['software_secure', 'rpnow4'])
def test_the_learner_does_not_see_the_id_that_software_secure_reviews_are_known_by(
    make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime, backend: str
) -> None:
    exam = make_exam(backend=backend)

    timer = timer_data(exam, make_attempt(exam, Status.started), now=now)

    assert timer['external_id'] is None
    assert timer['attempt_code'] == 'ATTEMPT-CODE'


def test_an_attempt_to_resume_shows_what_is_left(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam()
    facts = {'time_remaining_seconds': 605, 'ready_to_resume': True}

    timer = timer_data(exam, make_attempt(exam, Status.error, **facts), now=now)
    resumed = timer_data(exam, make_attempt(exam, Status.error, **facts, resumed=True), now=now)

    assert (timer['total_time'], timer['attempt_ready_to_resume']) == ('10 minutes', True)
    assert (resumed['total_time'], resumed['attempt_ready_to_resume']) == ('1 hour and 30 minutes', False)


def test_time_does_not_become_negative(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam()

    timer = timer_data(exam, make_attempt(exam, Status.submitted, started_at=now - timedelta(hours=3)), now=now)

    assert timer['time_remaining_seconds'] == 0
    assert timer['accessibility_time_string'] == 'You have 0 seconds left.'


@override_settings(PROCTORING_SETTINGS={'low_threshold_pct': 0.5, 'critically_low_threshold_pct': 0.1})
def test_thresholds_are_settings(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> None:
    exam = make_exam()

    timer = timer_data(exam, make_attempt(exam, Status.started), now=now)

    assert (timer['low_threshold_sec'], timer['critically_low_threshold_sec']) == (2700, 540)


@pytest.mark.parametrize(
    ('kind', 'phrase'),
    [('practice', 'a practice exam'), ('onboarding', 'an onboarding exam')],
)
def test_the_kind_in_words(
    make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime, learner: User, kind: str, phrase: str
) -> None:
    exam = make_exam(kind)

    assert timer_data(exam, make_attempt(exam, Status.started), now=now)['exam_type'] == phrase


def test_the_mock_provider_is_no_software_secure(
    make_exam: MakeExam, make_attempt: MakeAttempt, backends: dict[str, Any], now: datetime
) -> None:
    assert isinstance(backends['mock'], MockProctoringBackendProvider)
    exam = make_exam(backend='mock')

    assert timer_data(exam, make_attempt(exam, Status.started), now=now)['external_id'] == 'attempt-1'


@pytest.mark.deviation('X30')
@pytest.mark.parametrize(
    ('seconds', 'thresholds', 'total'),
    [(45, (9, 2), '45 seconds'), (119, (23, 5), '1 minute'), (605, (121, 30), '10 minutes')],
)
def test_thresholds_are_shares_of_the_seconds(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    now: datetime,
    seconds: int,
    thresholds: tuple[int, int],
    total: str,
) -> None:
    exam = make_exam()
    facts = {'started_at': now, 'allowed_time_limit_mins': seconds // 60, 'time_remaining_seconds': seconds}

    timer = timer_data(exam, make_attempt(exam, Status.started, **facts), now=now)

    assert (timer['low_threshold_sec'], timer['critically_low_threshold_sec']) == thresholds
    assert timer['time_remaining_seconds'] == seconds
    assert timer['total_time'] == total


@pytest.mark.deviation('X32')
@pytest.mark.parametrize('behind', [90, 86400])
def test_a_clock_that_is_behind_gives_no_time_away(
    make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime, behind: int
) -> None:
    exam = make_exam()
    attempt = make_attempt(exam, Status.started, started_at=now + timedelta(seconds=behind))

    assert timer_data(exam, attempt, now=now)['time_remaining_seconds'] == 5400


@pytest.mark.deviation('X33')
@pytest.mark.parametrize('is_learning_mfe', [True, False])
@pytest.mark.parametrize(
    ('course_id', 'content_id'),
    [
        ('library-v1:Org+Lib', 'lib-block-v1:Org+Lib+type@problem+block@exam'),
        ('lib:Org:Lib', 'lb:Org:Lib:problem:exam'),
        ('nothing', 'exam'),
    ],
)
def test_an_exam_without_a_page_in_a_course_has_a_timer_without_a_link(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    now: datetime,
    course_id: str,
    content_id: str,
    is_learning_mfe: bool,
) -> None:
    exam = make_exam(course_id=course_id, content_id=content_id)

    timer = timer_data(exam, make_attempt(exam, Status.started), now=now, is_learning_mfe=is_learning_mfe)

    assert timer['exam_url_path'] == ''
    assert timer['time_remaining_seconds'] == 85 * 60.0
