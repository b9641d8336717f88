"""A learner's newest attempt at an exam is marked as the current one, whoever made or deleted attempts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from edx_proctoring import api
from edx_proctoring.actions.current_attempts import STRAYS_FOR, mark_newest, mark_strays
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.tasks import close_expired_attempts
from tests.factories import AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
START = datetime(2030, 1, 15, 12, tzinfo=UTC)


def current() -> set[int]:
    """The ids of the attempts that are marked, each with its own exam."""
    marked = Attempt.objects.exclude(current_at_exam=None)
    assert all(attempt.current_at_exam == attempt.proctored_exam_id for attempt in marked)
    return {attempt.id for attempt in marked}


def test_of_the_attempts_that_a_host_saves_the_newest_is_marked() -> None:
    first = AttemptFactory(created=START)
    again = {'user': first.user, 'proctored_exam': first.proctored_exam}
    newest = AttemptFactory(**again, created=START + timedelta(hours=2))
    AttemptFactory(**again, created=START + timedelta(hours=1))
    other = AttemptFactory(user=first.user)
    assert current() == {newest.id, other.id}


def test_a_host_that_saves_what_it_holds_does_not_change_the_marks() -> None:
    first = AttemptFactory(created=START)
    held = Attempt.objects.get(id=first.id)
    newest = AttemptFactory(user=first.user, proctored_exam=first.proctored_exam, created=START + timedelta(hours=1))
    for attempt in (first, held, newest):
        attempt.save()
    assert current() == {newest.id}


def test_the_published_way_of_creating_attempts_marks_them() -> None:
    attempt = Attempt.create_exam_attempt(ExamFactory().id, UserFactory().id, 'CODE', True, False, 'external')
    assert current() == {attempt.id}


def test_the_attempt_before_a_removed_one_is_marked() -> None:
    first = AttemptFactory()
    newest = AttemptFactory(user=first.user, proctored_exam=first.proctored_exam)
    assert current() == {newest.id}
    api.remove_exam_attempt(newest.id, UserFactory(is_staff=True))
    assert current() == {first.id}


@pytest.mark.parametrize('by_queryset', [False, True], ids=['row', 'queryset'])
def test_the_attempt_before_one_that_a_host_deletes_is_marked(by_queryset: bool) -> None:
    first = AttemptFactory()
    newest = AttemptFactory(user=first.user, proctored_exam=first.proctored_exam)
    Attempt.objects.filter(id=newest.id).delete() if by_queryset else newest.delete()
    assert current() == {first.id}


def test_deleting_a_learner_or_an_exam_marks_nothing() -> None:
    first, second = AttemptFactory(), AttemptFactory()
    AttemptFactory(user=first.user, proctored_exam=first.proctored_exam)
    AttemptFactory(user=second.user, proctored_exam=second.proctored_exam)
    first.user.delete()
    second.proctored_exam.delete()
    assert not Attempt.objects.exists()


def strays(count: int, *, created: datetime) -> list[Attempt]:
    """Store attempts as processes of the published package do: the column is unknown to them."""
    rows = [
        Attempt(user=UserFactory(), proctored_exam=ExamFactory(), status='created', created=created)
        for _ in range(count)
    ]
    return Attempt.objects.bulk_create(rows)


def test_strays_are_marked_and_past_attempts_are_left_alone() -> None:
    past = AttemptFactory(created=START)
    newest = AttemptFactory(user=past.user, proctored_exam=past.proctored_exam, created=START + timedelta(hours=1))
    unmarked = {attempt.id for attempt in strays(3, created=START)}
    strays(1, created=START - STRAYS_FOR - timedelta(days=1))
    assert mark_strays(now=START) == 3
    assert current() == {newest.id, *unmarked}
    assert mark_strays(now=START) == 0


def test_the_schedule_marks_strays() -> None:
    unmarked = strays(1, created=timezone.now())
    close_expired_attempts()
    assert current() == {unmarked[0].id}


def test_marking_twice_changes_nothing() -> None:
    attempt = AttemptFactory()
    for _ in range(2):
        mark_newest([(attempt.user_id, attempt.proctored_exam_id)])
    assert current() == {attempt.id}
