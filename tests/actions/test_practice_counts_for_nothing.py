"""Practice and onboarding leave no trace in credit, grades and certificates, on every way that there is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from edx_proctoring import api
from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import AttemptFactory, ExamFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Commit = Callable[[], AbstractContextManager[Any]]
Way = Callable[[Attempt], None]

RECORD: Final = {
    'set_credit_requirement_status',
    'remove_credit_requirement_status',
    'override_subsection_grade',
    'undo_override_subsection_grade',
    'invalidate_certificate',
}
REJECTION: Final = {'set_credit_requirement_status', 'override_subsection_grade', 'invalidate_certificate'}


def touched(host: Host) -> set[str]:
    """What was done to the learner's record."""
    return {call.method for call in host.calls} & RECORD


@pytest.fixture(params=['practice', 'onboarding', 'practice that is real by now', 'real that is practice by now'])
def attempt(request: pytest.FixtureRequest, now: datetime) -> Attempt:
    """A submitted attempt that counts for nothing."""
    kind: dict[str, Any] = {'practice': {'practice': True}, 'onboarding': {'onboarding': True}}.get(request.param, {})
    exam = ExamFactory(**kind)
    found: Attempt = AttemptFactory(
        proctored_exam=exam,
        status='submitted',
        started_at=now - timedelta(minutes=20),
        completed_at=now - timedelta(minutes=5),
        allowed_time_limit_mins=90,
        is_sample_attempt=request.param != 'real that is practice by now',
    )
    if request.param == 'real that is practice by now':
        exam.is_practice_exam = True
        exam.save_only()
    return found


def by_rest_review(attempt: Attempt) -> None:
    service = UserFactory()
    service.groups.add(Group.objects.create(name=f'{attempt.proctored_exam.backend}_review'))
    browser = Client()
    browser.force_login(service)
    address = reverse('edx_proctoring:proctored_exam.attempt.callback', args=[attempt.external_id])
    for status in ('suspicious', 'passed', 'not_reviewed'):
        body: dict[str, Any] = {'status': status, 'comments': []}
        assert browser.post(address, body, content_type='application/json').status_code == 200


def by_staff_review(attempt: Attempt) -> None:
    review = ReviewFactory(attempt=attempt, review_status='Suspicious', reviewed_by=UserFactory(is_staff=True))
    review.save()
    review.review_status = 'Clean'
    review.save()


def by_admin(attempt: Attempt) -> None:
    browser = Client()
    browser.force_login(User.objects.create_superuser('root'))
    address = reverse('admin:edx_proctoring_proctoredexamstudentattempt_change', args=[attempt.id])
    for status in ('rejected', 'verified', 'declined'):
        assert browser.post(address, {'status': status}).status_code == 302
        attempt.refresh_from_db()
        assert attempt.status == status


def by_command(attempt: Attempt) -> None:
    for status in ('rejected', 'verified', 'error'):
        call_command('set_attempt_status', attempt_id=str(attempt.id), to_status=status)
    call_command('update_attempts_for_exam', exam_id=attempt.proctored_exam_id)
    attempt.refresh_from_db()
    assert attempt.status == 'error'


def by_removal(attempt: Attempt) -> None:
    change_status(attempt, Change('rejected'), now=attempt.completed_at or attempt.created)
    remove([attempt], requesting_user=UserFactory(is_staff=True), now=attempt.created)


def by_function(attempt: Attempt) -> None:
    for status in ('rejected', 'verified', 'second_review_required', 'submitted', 'declined'):
        assert api.update_attempt_status(attempt.id, status, cascade_effects=False) == attempt.id


def by_the_learner(attempt: Attempt) -> None:
    Attempt.objects.filter(id=attempt.id).update(status='started', completed_at=None)
    browser = Client()
    browser.force_login(attempt.user)
    address = reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id])
    for action in ('stop', 'submit', 'reset_attempt'):
        browser.put(address, {'action': action}, content_type='application/json')


WAYS: Final[tuple[Way, ...]] = (
    by_rest_review,
    by_staff_review,
    by_admin,
    by_command,
    by_removal,
    by_function,
    by_the_learner,
)


@pytest.mark.parametrize('way', WAYS)
def test_no_way_touches_the_learners_record(way: Way, attempt: Attempt, host: Host, commit: Commit) -> None:
    with commit():
        way(attempt)
    assert touched(host) == set()


@pytest.mark.parametrize('way', WAYS)
def test_each_way_touches_the_record_of_a_real_exam(way: Way, host: Host, commit: Commit, now: datetime) -> None:
    started_at = now - timedelta(minutes=20)
    real = AttemptFactory(status='submitted', started_at=started_at, completed_at=now, allowed_time_limit_mins=90)
    with commit():
        way(real)
    assert touched(host) != set()


def test_a_site_may_have_the_published_behavior(attempt: Attempt, host: Host, commit: Commit, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PRACTICE_COUNTS_FOR_NOTHING': False}
    with commit():
        change_status(attempt, Change('rejected'), now=attempt.created)
    assert touched(host) == REJECTION


def test_what_was_for_practice_has_no_say_in_what_a_real_attempt_touches(
    host: Host, commit: Commit, now: datetime
) -> None:
    """An exam that was for practice: the rejected try of that time does not keep the real one from its credit."""
    exam, learner = ExamFactory(), UserFactory()
    AttemptFactory(proctored_exam=exam, user=learner, status='rejected', is_sample_attempt=True)
    real = AttemptFactory(proctored_exam=exam, user=learner, status='submitted', completed_at=now)
    with commit():
        change_status(real, Change('verified'), now=now)
    (credit,) = host.calls_to('credit', 'set_credit_requirement_status')
    assert credit['status'] == 'satisfied'
