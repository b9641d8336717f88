"""Dates, with and without edx-when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from edx_proctoring.lms import dates
from edx_proctoring.queries.time_limits import allotted_time, is_past_due
from tests.factories import ExamFactory

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'
PROBLEM = 'block-v1:Org+Num+Run+type@problem+block@exam'
OWN = datetime(2030, 1, 1, tzinfo=UTC)
EVERYBODYS = datetime(2030, 2, 1, tzinfo=UTC)
EXTENDED = datetime(2030, 3, 1, tzinfo=UTC)


@dataclass
class Exam:
    """An exam with a date of its own."""

    course_id: str = COURSE
    content_id: str = CONTENT
    due_date: datetime | None = OWN


def set_date(content_id: str, field: str, date: datetime, user: User | None = None) -> None:
    """Keep a date in edx-when, as publishing the course does."""
    edx_when_api = pytest.importorskip('edx_when.api')
    usage_key = pytest.importorskip('opaque_keys.edx.keys').UsageKey.from_string(content_id)
    edx_when_api.set_date_for_block(COURSE, usage_key, field, date, user=user)


@pytest.mark.parametrize(
    ('moment', 'passed'),
    [
        pytest.param(None, False, id='none'),
        pytest.param(OWN - timedelta(seconds=1), True, id='before'),
        pytest.param(OWN, True, id='now'),
        pytest.param(OWN + timedelta(seconds=1), False, id='later'),
        pytest.param(datetime(2029, 12, 31), True, id='naive is UTC'),  # noqa: DTZ001
    ],
)
def test_has_passed(moment: datetime | None, passed: bool) -> None:
    assert dates.has_passed(moment, OWN) is passed


@pytest.mark.django_db
def test_an_exam_unknown_to_edx_when_has_its_own_date() -> None:
    assert dates.due_date(Exam()) == OWN
    assert dates.due_date(Exam(due_date=None)) is None


@pytest.mark.django_db
@pytest.mark.parametrize('content_id', [CONTENT, PROBLEM], ids=['subsection', 'below subsections'])
def test_edx_when_has_priority(content_id: str) -> None:
    set_date(content_id, 'due', EVERYBODYS)

    assert dates.due_date(Exam(content_id=content_id)) == EVERYBODYS


def test_extension_of_one_learner(learner: User, staff: User) -> None:
    set_date(CONTENT, 'due', EVERYBODYS)
    set_date(CONTENT, 'due', EXTENDED, user=learner)

    assert dates.due_date(Exam(), learner) == EXTENDED
    assert dates.due_date(Exam(), learner.pk) == EXTENDED
    assert dates.due_date(Exam(), staff) == EVERYBODYS
    assert dates.due_date(Exam()) == EVERYBODYS


@pytest.mark.django_db
def test_dates_below_subsections_are_not_loaded(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    set_date(CONTENT, 'due', EVERYBODYS)
    for number in range(3):
        set_date(f'block-v1:Org+Num+Run+type@problem+block@p{number}', 'due', EVERYBODYS)

    with django_assert_num_queries(1) as captured:
        dates.due_date(Exam())

    assert "'sequential'" in captured.captured_queries[0]['sql']


@pytest.mark.django_db
@pytest.mark.parametrize('field', ['course_id', 'content_id'])
def test_malformed_keys_fall_back_to_the_exams_date(field: str) -> None:
    exam = Exam()
    setattr(exam, field, 'nonsense')

    assert dates.due_date(exam) == OWN


@pytest.mark.django_db
def test_course_without_end() -> None:
    set_date(CONTENT, 'due', EXTENDED)

    assert dates.course_end_date(COURSE) is None


@pytest.mark.django_db
def test_end_of_the_course() -> None:
    set_date('block-v1:Org+Num+Run+type@course+block@course', 'end', EVERYBODYS)
    set_date(CONTENT, 'due', EXTENDED)

    assert dates.course_end_date(COURSE) == EVERYBODYS


@pytest.mark.django_db
def test_malformed_course_id_has_no_end() -> None:
    assert dates.course_end_date('nonsense') is None


def test_host_without_edx_when(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: Any = apps.is_installed
    monkeypatch.setattr(apps, 'is_installed', lambda name: name != 'edx_when' and installed(name))

    assert dates.due_date(Exam()) == OWN
    assert dates.course_end_date(COURSE) is None


# Around the nights on which clocks are set there, in both directions.
CHANGES = {
    'Europe/Berlin': (datetime(2030, 3, 31, 1, tzinfo=UTC), datetime(2030, 10, 27, 1, tzinfo=UTC)),
    'America/New_York': (datetime(2030, 3, 10, 7, tzinfo=UTC), datetime(2030, 11, 3, 6, tzinfo=UTC)),
    'Australia/Lord_Howe': (datetime(2030, 10, 5, 15, 30, tzinfo=UTC), datetime(2030, 4, 6, 15, tzinfo=UTC)),
}
NIGHTS = [(ZoneInfo(zone), night) for zone, nights in CHANGES.items() for night in nights]
extensions = st.integers(1, 360).map(lambda minutes: timedelta(minutes=minutes))  # edx-when refuses earlier dates
hours = st.integers(-180, 180).map(lambda minutes: timedelta(minutes=minutes))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(place=st.sampled_from(NIGHTS), begins=hours, due=hours, extension=st.none() | extensions)
def test_due_dates_and_extensions_hold_in_the_night_in_which_clocks_are_set(
    learner: User,
    staff: User,
    place: tuple[ZoneInfo, datetime],
    begins: timedelta,
    due: timedelta,
    extension: timedelta | None,
) -> None:
    zone, night = place
    now, due_at = night + begins, night + due
    exam = ExamFactory(course_id=COURSE, time_limit_mins=120, due_date=None)
    set_date(exam.content_id, 'due', due_at.astimezone(zone))
    if extension is not None:
        set_date(exam.content_id, 'due', (due_at + extension).astimezone(zone), user=learner)
    forget_cached_dates()
    for user, own in ((learner, due_at if extension is None else due_at + extension), (staff, due_at)):
        assert dates.due_date(exam, user) == own
        assert is_past_due(exam, user, now=now) == (own <= now)
        left = max(int((own - now).total_seconds() // 60), 0)
        assert allotted_time(exam, user.pk, current=None, now=now).minutes == min(120, left)


def forget_cached_dates() -> None:
    """As after a new publication of the course, and in a new request."""
    pytest.importorskip('edx_django_utils.cache').RequestCache.clear_all_namespaces()
    cache.clear()
