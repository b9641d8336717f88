"""What a page offers is done: no button to begin, go on or try again where a date will have it refused (X30)."""

from __future__ import annotations

from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.learner_pages.conftest import KINDS, Look, MakeAttempt, MakeExam
from tests.views.conftest import sender, url

BEGINNING = {'start', 'reset_attempt'}
STATUSES = [value for name, value in vars(Status).items() if not name.startswith('_') and isinstance(value, str)]
HOUR = timedelta(hours=1)
MOMENT = timedelta(seconds=30)


class Buttons(HTMLParser):
    """The attributes of each button and link of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note it."""
        if tag in ('a', 'button'):
            self.found.append({name: value or '' for name, value in attrs})


def offers_of(html: str | None) -> list[dict[str, str]]:
    """The buttons with which a learner begins, goes on or tries again."""
    return [
        each
        for each in Buttons(html or '').found
        if 'start-timed-exam' in each.get('class', '') or each.get('data-action') in BEGINNING
    ]


def press(client: APIClient, button: dict[str, str], exam: ProctoredExam) -> Any:
    """What the page's script sends."""
    if 'start-timed-exam' not in button['class']:
        return client.put(button['data-change-state-url'], {'action': button['data-action']}, format='json')
    proctored = button.get('data-attempt-proctored', 'false')
    flags = {'attempt_proctored': proctored, 'start_clock': button.get('data-start-immediately', 'true')}
    return client.post(url('proctored_exam.attempt.collection'), {'exam_id': exam.id, **flags}, format='json')


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('left', [HOUR, MOMENT, -HOUR], ids=['an hour', 'a moment', 'past due'])
@pytest.mark.parametrize('is_to_resume', [False, True], ids=['', 'to be resumed'])
@pytest.mark.parametrize('status', [None, *sorted(set(STATUSES))])
@pytest.mark.parametrize('kind', KINDS)
def test_no_date_has_an_offer_refused(
    kind: str,
    status: str | None,
    is_to_resume: bool,
    left: timedelta,
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    learner: User,
    now: datetime,
) -> None:
    exam = make_exam(kind, due_date=now + left)
    if status:
        facts = {'ready_to_resume': True, 'time_remaining_seconds': 600} if is_to_resume else {}
        make_attempt(exam, status, **facts)
    html = look(exam, due_date=exam.due_date)
    for button in offers_of(html):
        with transaction.atomic():
            answer = press(sender(learner), button, exam)
            transaction.set_rollback(True)
        # Nothing writes "eligible" any more; its one refusal has nothing to do with dates.
        is_known = status == Status.eligible and 'already' in answer.content.decode()
        assert answer.status_code == 200 or is_known, (button, answer.content)


@pytest.mark.deviation('X30')
def test_pages_offer_something_while_there_is_time(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime
) -> None:
    """So that the test above presses anything; the pages of those who come too late say so instead."""
    said = {HOUR: '', MOMENT: "There isn't enough time left", -HOUR: 'can no longer be taken or continued'}
    for left, told in said.items():
        for kind in KINDS:
            exam = make_exam(kind, due_date=now + left, content_id=f'{kind} {left}')
            for status in (None, Status.error, Status.onboarding_reset):
                if status:
                    ProctoredExamStudentAttempt.objects.all().delete()
                    make_attempt(exam, status, ready_to_resume=True, time_remaining_seconds=600)
                html = look(exam, due_date=exam.due_date) or ''
                assert bool(offers_of(html)) is (left == HOUR), (kind, status, left)
                assert told in html
                going_on = 'to continue this exam' in html
                assert going_on is (status is not None and left == MOMENT)


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('kind', ['practice', 'onboarding'])
@pytest.mark.parametrize('left', [MOMENT, -HOUR], ids=['a moment', 'past due'])
@pytest.mark.parametrize('status', [Status.submitted, Status.error, Status.rejected])
def test_trying_again_too_late_loses_nothing(
    kind: str,
    left: timedelta,
    status: str,
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    learner: User,
    now: datetime,
) -> None:
    exam = make_exam(kind, due_date=now + left)
    attempt = make_attempt(exam, status)
    html = look(exam, due_date=exam.due_date) or ''
    assert offers_of(html) == []
    answer = sender(learner).put(url('proctored_exam.attempt', attempt.id), {'action': 'reset_attempt'}, format='json')
    assert answer.status_code == (403 if left == MOMENT else 400)
    kept = ProctoredExamStudentAttempt.objects.get()
    assert (kept.pk, kept.status) == (attempt.pk, status)
