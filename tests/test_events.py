"""Analytics events and the status signal."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from time_machine import Traveller

from edx_proctoring.events import attempt_event, emit_event, exam_event, send_attempt_status_signal
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.serializers import attempt_dict, exam_dict
from edx_proctoring.signals import exam_attempt_status_signal

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'


@pytest.fixture
def exam(db: None) -> ProctoredExam:
    """A proctored exam."""
    return ProctoredExam.objects.create(
        course_id=COURSE,
        content_id=CONTENT,
        exam_name='Midterm',
        time_limit_mins=90,
        is_proctored=True,
        is_active=True,
        backend='test',
    )


@pytest.fixture
def attempt(exam: ProctoredExam, learner: User, now: datetime) -> ProctoredExamStudentAttempt:
    """The learner's attempt, begun half an hour ago."""
    return ProctoredExamStudentAttempt.objects.create(
        proctored_exam=exam,
        user=learner,
        attempt_code='CODE',
        status='started',
        taking_as_proctored=True,
        started_at=now - timedelta(minutes=30),
        allowed_time_limit_mins=90,
    )


def exam_data(exam: ProctoredExam) -> dict[str, Any]:
    """Return what every event says of the exam."""
    return {
        'exam_id': exam.id,
        'exam_content_id': CONTENT,
        'exam_name': 'Midterm',
        'exam_default_time_limit_mins': 90,
        'exam_is_proctored': True,
        'exam_is_practice_exam': False,
        'exam_is_active': True,
    }


def test_exam_event(exam: ProctoredExam, events: list[dict[str, Any]]) -> None:
    exam_event(exam, 'allowance.created', {'allowance_key': 'additional_time_granted'})

    assert events == [
        {
            'name': 'edx.special_exam.proctored.allowance.created',
            'data': {**exam_data(exam), 'allowance_key': 'additional_time_granted'},
            'context': {'course_id': COURSE, 'org_id': 'Org'},
        }
    ]


@pytest.mark.parametrize(
    ('is_proctored', 'is_practice_exam', 'kind'),
    [
        (False, False, 'timed'),
        (True, False, 'proctored'),
        (True, True, 'practice'),
        pytest.param(False, True, 'timed', id='inconsistent'),
    ],
)
def test_kind_in_the_name(
    exam: ProctoredExam, events: list[dict[str, Any]], is_proctored: bool, is_practice_exam: bool, kind: str
) -> None:
    exam.is_proctored, exam.is_practice_exam = is_proctored, is_practice_exam

    exam_event(exam, 'created')

    assert [event['name'] for event in events] == [f'edx.special_exam.{kind}.created']


def test_attempt_event(
    attempt: ProctoredExamStudentAttempt, events: list[dict[str, Any]], now: datetime, learner: User
) -> None:
    attempt_event(attempt, 'started', now=now)

    assert [(event['name'], event['data']) for event in events] == [
        (
            'edx.special_exam.proctored.attempt.started',
            {
                **exam_data(attempt.proctored_exam),
                'attempt_id': attempt.id,
                'attempt_user_id': learner.pk,
                'attempt_started_at': now - timedelta(minutes=30),
                'attempt_completed_at': None,
                'attempt_code': 'CODE',
                'attempt_allowed_time_limit_mins': 90,
                'attempt_status': 'started',
                'attempt_event_elapsed_time_secs': 1800.0,
            },
        )
    ]


def test_attempt_that_did_not_start_has_no_elapsed_time(
    attempt: ProctoredExamStudentAttempt, events: list[dict[str, Any]], now: datetime
) -> None:
    attempt.started_at = None

    attempt_event(attempt, 'created', now=now)

    assert [event['data']['attempt_event_elapsed_time_secs'] for event in events] == [None]


def test_deleted_attempt_keeps_the_id_it_had(
    attempt: ProctoredExamStudentAttempt, events: list[dict[str, Any]], now: datetime
) -> None:
    attempt_id = attempt.id
    attempt.delete()

    attempt_event(attempt, 'deleted', now=now, extra={'attempt_id': attempt_id})

    assert [event['data']['attempt_id'] for event in events] == [attempt_id]


def test_dicts_and_objects_give_the_same_events(
    attempt: ProctoredExamStudentAttempt,
    events: list[dict[str, Any]],
    now: datetime,
    clock: Traveller,
) -> None:
    clock.shift(timedelta(seconds=5))
    exam = attempt.proctored_exam

    exam_event(exam, 'updated')
    attempt_event(attempt, 'submitted', now=now + timedelta(seconds=5), extra={'more': 1})
    by_objects = events.copy()
    events.clear()
    emit_event(exam_dict(exam), 'updated')
    emit_event(exam_dict(exam), 'submitted', attempt_dict(attempt), {'more': 1})

    assert events == by_objects
    assert [event['data'].get('attempt_event_elapsed_time_secs') for event in events] == [None, 1805.0]


def test_signal_at_creation(
    attempt: ProctoredExamStudentAttempt, status_signals: list[dict[str, Any]], learner: User
) -> None:
    send_attempt_status_signal(
        attempt, backend_supports_onboarding=True, full_name='Augusta Ada King', profile_name='Ada'
    )

    assert status_signals == [
        {
            'sender': 'edx_proctoring',
            'attempt_id': attempt.id,
            'user_id': learner.pk,
            'status': 'started',
            'full_name': 'Augusta Ada King',
            'profile_name': 'Ada',
            'is_practice_exam': False,
            'is_proctored': True,
            'backend_supports_onboarding': True,
        }
    ]


def test_signal_at_a_change_has_no_names_and_fits_into_json(
    attempt: ProctoredExamStudentAttempt, status_signals: list[dict[str, Any]]
) -> None:
    send_attempt_status_signal(attempt, backend_supports_onboarding=False)

    [received] = status_signals
    assert (received['full_name'], received['profile_name']) == (None, None)
    assert json.loads(json.dumps(received)) == received


def test_what_a_receiver_raises_reaches_the_caller(attempt: ProctoredExamStudentAttempt) -> None:
    def refuse(**kwargs: Any) -> None:
        raise RuntimeError('refused')

    exam_attempt_status_signal.connect(refuse)
    try:
        with pytest.raises(RuntimeError, match='refused'):
            send_attempt_status_signal(attempt, backend_supports_onboarding=False)
    finally:
        exam_attempt_status_signal.disconnect(refuse)
