"""The line beside an exam in the course outline. The texts are compared by the host's own tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import rules
from django.contrib.auth.models import User
from time_machine import Traveller

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.api import get_attempt_status_summaries, get_attempt_status_summary
from edx_proctoring.learner_pages.outline_summary import status_summary
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.factories import AccommodationFactory
from tests.learner_pages.conftest import COURSE, MakeAttempt, MakeExam, usage_key

PENDING = ('fa-spinner fa-spin', True)
TRIANGLE = ('fa-exclamation-triangle', True)
PENCIL = ('fa-pencil-square-o', False)

STATUSES = {value for name, value in vars(Status).items() if isinstance(value, str) and name == value}
# Those with a line of their own; what an attempt cannot have is among them.
PROCTORED_LABELS = {
    Status.eligible,
    Status.declined,
    Status.submitted,
    Status.second_review_required,
    Status.verified,
    Status.rejected,
    Status.error,
    Status.expired,
}
PRACTICE_LABELS = {Status.submitted, Status.error}


def summary(exam: Any, user_id: int | None, now: datetime) -> dict[str, Any] | None:
    found = status_summary(user_id, exam.course_id, exam.content_id, now=now)
    json.dumps(found)
    return found


@pytest.mark.parametrize(
    ('kind', 'status', 'text', 'icon_and_completed'),
    [
        ('proctored', None, 'Proctored Option Available', PENCIL),
        ('proctored', Status.declined, 'Taking As Open Exam', PENCIL),
        ('proctored', Status.submitted, 'Pending Session Review', PENDING),
        ('proctored', Status.second_review_required, 'Pending Session Review', PENDING),
        ('proctored', Status.verified, 'Passed Proctoring', ('fa-check', True)),
        ('proctored', Status.rejected, 'Failed Proctoring', TRIANGLE),
        ('proctored', Status.error, 'Failed Proctoring', TRIANGLE),
        ('proctored', Status.expired, 'Proctored Option No Longer Available', ('fa-times-circle', False)),
        *(('proctored', status, 'Taking As Proctored Exam', PENCIL) for status in sorted(STATUSES - PROCTORED_LABELS)),
        *(
            (kind, status, text, icon)
            for kind in ('practice', 'onboarding')
            for status, text, icon in (
                (None, 'Ungraded Practice Exam', ('', False)),
                (Status.submitted, 'Practice Exam Completed', ('fa-check', True)),
                (Status.error, 'Practice Exam Failed', TRIANGLE),
                *((status, 'Ungraded Practice Exam', ('', False)) for status in sorted(STATUSES - PRACTICE_LABELS)),
            )
        ),
    ],
)
def test_lines(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    now: datetime,
    kind: str,
    status: str | None,
    text: str,
    icon_and_completed: tuple[str, bool],
) -> None:
    exam = make_exam(kind)
    if status:
        make_attempt(exam, status)
    icon, completed = icon_and_completed

    assert summary(exam, learner.id, now) == {
        'status': status or 'eligible',
        'short_description': text,
        'suggested_icon': icon,
        'in_completed_state': completed,
    }


@pytest.mark.parametrize('status', [None, Status.submitted])
def test_timed_exams_have_no_status(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime, status: str | None
) -> None:
    exam = make_exam('timed')
    if status:
        make_attempt(exam, status)

    assert summary(exam, learner.id, now) == {
        'short_description': 'Timed Exam',
        'suggested_icon': 'fa-clock-o',
        'in_completed_state': False,
    }


def grant(exam: ProctoredExam, learner: User, minutes: int = 30) -> None:
    ProctoredExamStudentAllowance.objects.create(
        user=learner, proctored_exam=exam, key='additional_time_granted', value=str(minutes)
    )


@pytest.mark.deviation('X34')
@pytest.mark.parametrize(
    ('kind', 'status', 'text'),
    [
        ('timed', None, 'Timed Exam (1 hour, including 30 minutes of additional time)'),
        ('timed', Status.created, 'Timed Exam (1 hour, including 30 minutes of additional time)'),
        ('timed', Status.started, 'Timed Exam'),
        ('timed', Status.submitted, 'Timed Exam'),
        ('proctored', None, 'Proctored Option Available (1 hour, including 30 minutes of additional time)'),
        (
            'proctored',
            Status.ready_to_start,
            'Taking As Proctored Exam (1 hour, including 30 minutes of additional time)',
        ),
        ('proctored', Status.submitted, 'Pending Session Review'),
        ('practice', None, 'Ungraded Practice Exam (1 hour, including 30 minutes of additional time)'),
    ],
)
def test_whoever_has_extra_time_reads_so_before_they_begin(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    staff: User,
    now: datetime,
    kind: str,
    status: str | None,
    text: str,
) -> None:
    exam = make_exam(kind, time_limit_mins=30)
    if status:
        make_attempt(exam, status)
    grant(exam, learner)
    for user_id, told in ((learner.id, text), (staff.id, None), (None, None)):
        found = summary(exam, user_id, now)
        assert found is not None or (user_id is None and kind == 'proctored')
        if told:
            assert found is not None
            assert found['short_description'] == told
        elif found:
            assert 'extra' not in found['short_description']
    whole = get_attempt_status_summaries(learner.id, COURSE)
    assert whole[exam.content_id]['short_description'] == text


def test_a_standing_accommodation_is_told_as_well(make_exam: MakeExam, learner: User, now: datetime) -> None:
    exams = [make_exam('timed', time_limit_mins=limit, content_id=usage_key(f'exam{limit}')) for limit in (30, 60)]
    AccommodationFactory(user=learner, course_id=COURSE)
    grant(exams[0], learner, 0)
    texts = [(summary(exam, learner.id, now) or {})['short_description'] for exam in exams]
    assert texts == ['Timed Exam', 'Timed Exam (1 hour and 30 minutes, including 30 minutes of additional time)']


def test_who_has_no_time_limit_reads_so(make_exam: MakeExam, learner: User, now: datetime) -> None:
    AccommodationFactory(user=learner, course_id=COURSE, multiplier=None, is_unlimited=True)
    assert (summary(make_exam('timed'), learner.id, now) or {})['short_description'] == 'Timed Exam (no time limit)'


def test_content_that_is_no_exam(learner: User, now: datetime) -> None:
    assert status_summary(learner.id, COURSE, usage_key('nothing'), now=now) is None


def test_without_permission_a_proctored_exam_has_no_line(
    make_exam: MakeExam, learner: User, now: datetime, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    monkeypatch.setitem(rules.permissions.permissions, 'edx_proctoring.can_take_proctored_exam', rules.always_deny)
    proctored, practice = make_exam(), make_exam('practice')

    assert summary(proctored, learner.id, now) is None
    assert summary(practice, learner.id, now) is not None

    host.withdraw('credit')
    assert summary(proctored, learner.id, now) is not None, 'who may take it is only asked where there is credit'


@pytest.mark.deviation('R36')
@pytest.mark.parametrize('naive', [False, True], ids=['aware', 'naive'])
@pytest.mark.parametrize(('kind', 'expected'), [('proctored', Status.expired), ('practice', Status.eligible)])
def test_after_the_course_end(
    make_exam: MakeExam, learner: User, now: datetime, host: Host, kind: str, expected: str, naive: bool
) -> None:
    ended = now - timedelta(minutes=1)
    host.credit.course_end_date = ended.replace(tzinfo=None) if naive else ended

    found = summary(make_exam(kind), learner.id, now)

    assert found is not None
    assert found['status'] == expected


@pytest.mark.deviation('R35')
def test_an_anonymous_reader(make_exam: MakeExam, now: datetime) -> None:
    assert summary(make_exam(), None, now) is None
    assert summary(make_exam('timed'), None, now) is not None
    practice = summary(make_exam('practice'), None, now)
    assert practice is not None
    assert practice['status'] == Status.eligible


@pytest.mark.deviation('R35')
def test_the_published_function_bears_a_reader_without_account(make_exam: MakeExam, now: datetime) -> None:
    exam = make_exam()
    make_exam('timed', content_id=usage_key('timed'))

    assert get_attempt_status_summary(None, COURSE, exam.content_id) is None
    assert get_attempt_status_summary(None, COURSE, usage_key('timed')) == {
        'short_description': 'Timed Exam',
        'suggested_icon': 'fa-clock-o',
        'in_completed_state': False,
    }


def test_looking_submits_an_attempt_that_is_out_of_time(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    exam = make_exam()
    make_attempt(exam, Status.started, started_at=now - timedelta(hours=2))

    found = summary(exam, learner.id, now)

    assert found is not None
    assert found['status'] == Status.submitted


# --- A whole course in one request --------------------------------------------------------------------------------


def test_all_lines_of_a_course(make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, host: Host) -> None:
    taken, practice, timed = make_exam(), make_exam('practice'), make_exam('timed')
    make_attempt(taken, Status.submitted)
    lines = get_attempt_status_summaries(learner.id, COURSE)
    assert {content_id: line.get('status') for content_id, line in lines.items()} == {
        taken.content_id: Status.submitted,
        practice.content_id: Status.eligible,
        timed.content_id: None,
    }
    assert lines == {content_id: get_attempt_status_summary(learner.id, COURSE, content_id) for content_id in lines}


@pytest.mark.parametrize('count', [1, 20])
def test_one_line_after_the_other_costs_what_one_line_costs(
    make_exam: MakeExam, learner: User, now: datetime, count: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    pytest.importorskip('edx_django_utils', reason='nothing is remembered without its request cache')
    exams = [make_exam(content_id=usage_key(f'exam{number}')) for number in range(count)]
    with django_assert_num_queries(5):
        assert all(summary(exam, learner.id, now) for exam in exams)


def test_what_was_written_in_the_same_request_is_seen(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    exam = make_exam()
    before = summary(exam, learner.id, now)
    change_status(make_attempt(exam, Status.started), Change(Status.submitted), now=now)
    after = summary(exam, learner.id, now)
    assert before is not None
    assert after is not None
    assert (before['status'], after['status']) == (Status.eligible, Status.submitted)


def test_what_was_read_long_ago_is_not_believed(
    make_exam: MakeExam, learner: User, now: datetime, clock: Traveller
) -> None:
    exam = make_exam()
    summary(exam, learner.id, now)
    ProctoredExam.objects.filter(id=exam.id).update(is_proctored=False)  # sends no signal, as another process
    clock.shift(timedelta(seconds=2))
    assert summary(exam, learner.id, now) == {
        'short_description': 'Timed Exam',
        'suggested_icon': 'fa-clock-o',
        'in_completed_state': False,
    }
