"""Due dates at the ends of the calendar, as hosts write "never"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from edx_proctoring import api
from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.models import ProctoredExam
from tests.factories import COURSE_ID, ExamFactory

pytestmark = pytest.mark.django_db

WEST, EAST = timezone(timedelta(hours=-12)), timezone(timedelta(hours=14))

DATES = [
    (LAST, LAST),
    (FIRST, FIRST),
    (LAST.replace(tzinfo=WEST), LAST),
    (FIRST.replace(tzinfo=EAST), FIRST),
    (LAST.replace(tzinfo=None), LAST),
    (datetime(9999, 12, 31, tzinfo=EAST), datetime(9999, 12, 30, 10, tzinfo=UTC)),
]


@pytest.mark.parametrize(('given', 'stored'), DATES)
def test_every_date_is_stored_and_read_again(given: datetime, stored: datetime) -> None:
    exam_id = api.create_exam(COURSE_ID, 'new', 'New', 90, due_date=given, is_proctored=True)
    assert api.get_exam_by_id(exam_id)['due_date'] == stored

    other = ExamFactory()
    api.update_exam(other.id, due_date=given)
    assert api.get_exam_by_id(other.id)['due_date'] == stored

    other.due_date = given
    ProctoredExam.objects.bulk_update([other], ['due_date'])
    assert api.get_exam_by_id(other.id)['due_date'] == stored
    ProctoredExam.objects.bulk_create([ProctoredExam(content_id='bulk', time_limit_mins=1, due_date=given)])
    assert ProctoredExam.objects.get(content_id='bulk').due_date == stored


@pytest.mark.parametrize(('given', 'stored'), DATES)
def test_an_exam_that_the_host_describes_with_it_has_a_page(
    given: datetime, stored: datetime, learner: User, now: datetime
) -> None:
    context = {
        'display_name': 'Exam',
        'default_time_limit_mins': 90,
        'due_date': given,
        'grace_period': timedelta(days=2),
    }
    html = api.get_student_view(learner.id, COURSE_ID, 'unknown', context) or ''
    assert ('has passed' in html) is (stored == FIRST)
    assert ProctoredExam.objects.get().due_date == stored


@pytest.mark.parametrize('due_date', [FIRST, LAST, None])
@pytest.mark.parametrize('zone', ['Asia/Kolkata', 'America/New_York', 'UTC'])
def test_the_admin_shows_and_saves_it_in_every_zone(settings: Any, due_date: datetime | None, zone: str) -> None:
    settings.TIME_ZONE = zone
    exam = ExamFactory(timed=True, due_date=due_date)
    browser = Client()
    browser.force_login(User.objects.create_superuser('root'))
    path = reverse('admin:edx_proctoring_proctoredexam_change', args=[exam.id])
    form = browser.get(path).context['adminform'].form
    shown = {field.html_name: field.value() for field in form if field.value() is not None}
    moment = shown.pop('due_date', None)
    if due_date is not None:
        day, hour = form.fields['due_date'].widget.decompress(moment)
        shown |= {'due_date_0': str(day), 'due_date_1': str(hour)}
    answer = browser.post(path, {**shown, 'exam_name': 'Renamed'})
    assert answer.status_code == 302, answer.context['adminform'].form.errors
    exam.refresh_from_db()
    assert exam.exam_name == 'Renamed'
    if due_date is None:
        assert exam.due_date is None
    else:
        assert exam.due_date is not None
        assert abs(exam.due_date - due_date) < timedelta(hours=12)
