"""The learning_sequences service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from opaque_keys.edx.keys import CourseKey, UsageKey

from edx_proctoring.lms import outline
from edx_proctoring.testing.host import FakeSchedule, FakeScheduleItem, Host

COURSE = 'course-v1:Org+Num+Run'
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Exam:
    """An exam in the course."""

    content_id: str


def exam(name: str) -> Exam:
    """Return the exam of that name."""
    return Exam(f'block-v1:Org+Num+Run+type@sequential+block@{name}')


def test_outline_is_asked_for_the_user_and_the_present(host: Host, now: datetime) -> None:
    ada = User(username='ada')
    host.outline.course_end = NOW

    details = outline.find_course_outline(ada, COURSE)

    assert details is not None
    assert details.schedule.course_end == NOW
    assert host.calls_to('learning_sequences', 'get_user_course_outline_details') == [
        {'course_key': CourseKey.from_string(COURSE), 'user': ada, 'at_time': now}
    ]


@pytest.mark.parametrize('error', [ObjectDoesNotExist(), ValueError()], ids=['unknown', 'not supported'])
def test_course_without_outline(host: Host, error: Exception) -> None:
    host.fail('learning_sequences', 'get_user_course_outline_details', error)

    assert outline.find_course_outline(User(), COURSE) is None


def test_malformed_course_id_has_no_outline(host: Host) -> None:
    assert outline.find_course_outline(User(), 'nonsense') is None
    assert host.calls == []


def test_host_without_the_service_hides_nothing(host: Host) -> None:
    host.withdraw('learning_sequences')
    details = outline.find_course_outline(User(), COURSE)

    assert details is None
    assert outline.categorize_inaccessible_exams_by_date([exam('a')], details) == ([], [], [])


def categorize(host: Host, *exams: Exam) -> tuple[list[Exam], list[Exam], list[Exam]]:
    """Sort the exams as the host's outline has it."""
    details = outline.find_course_outline(User(), COURSE, now=NOW)
    return outline.categorize_inaccessible_exams_by_date(exams, details, now=NOW)


def test_exams_are_sorted_by_the_reason_and_keep_their_order(host: Host) -> None:
    schedule = {
        'open': FakeScheduleItem(NOW - HOUR, NOW - HOUR),
        'later': FakeScheduleItem(NOW + HOUR, NOW - HOUR),
        'over': FakeScheduleItem(NOW - HOUR, NOW - HOUR),
        'over too': FakeScheduleItem(None, NOW - HOUR),
        'due now': FakeScheduleItem(NOW, NOW),
        'locked': FakeScheduleItem(NOW - HOUR, NOW + HOUR),
    }
    host.outline.schedule = {exam(name.replace(' ', '_')).content_id: item for name, item in schedule.items()}
    host.outline.accessible = {exam('open').content_id}

    other, future, past_due = categorize(
        host,
        exam('unscheduled'),
        exam('over_too'),
        exam('open'),
        exam('later'),
        exam('over'),
        exam('due_now'),
        exam('locked'),
        Exam('not-a-usage-key'),
    )

    assert other == [exam('unscheduled'), exam('due_now'), exam('locked'), Exam('not-a-usage-key')]
    assert future == [exam('later')]
    assert past_due == [exam('over_too'), exam('over')]


def test_end_of_the_course_stands_in_for_a_due_date(host: Host) -> None:
    host.outline.schedule = {exam('a').content_id: FakeScheduleItem(NOW - HOUR)}
    assert categorize(host, exam('a')) == ([exam('a')], [], [])

    host.outline.course_end = NOW - HOUR
    assert categorize(host, exam('a')) == ([], [], [exam('a')])


def test_visibility_date() -> None:
    key = UsageKey.from_string(exam('a').content_id)
    item = FakeScheduleItem(due=NOW)

    assert outline.visibility_date(FakeSchedule({key: item}, course_end=NOW + HOUR), key) == NOW
    assert outline.visibility_date(FakeSchedule({key: FakeScheduleItem()}, course_end=NOW + HOUR), key) == NOW + HOUR
    assert outline.visibility_date(FakeSchedule({}, course_end=NOW + HOUR), key) == NOW + HOUR
    assert outline.visibility_date(FakeSchedule({}), key) == datetime.max.replace(tzinfo=UTC)
