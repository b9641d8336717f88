"""The pages of a course's attempts are the same, whichever way they are found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from django.utils import timezone
from time_machine import travel

from edx_proctoring.actions.current_attempts import mark_strays
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries import attempt_groups, totals
from edx_proctoring.queries.attempt_groups import Choice, list_attempt_groups
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
START = datetime(2030, 1, 15, 12, tzinfo=UTC)
Attempt = ProctoredExamStudentAttempt


def fill(attempts: int, *, exams: int, learners: int, seed: int) -> None:
    """Attempts one after the other, some at the same moment, of random learners at random exams."""
    chance = Random(seed)
    chosen_exams = [ExamFactory() for _ in range(exams)]
    chosen_learners = [UserFactory() for _ in range(learners)]
    Attempt.objects.bulk_create(
        Attempt(
            proctored_exam=chance.choice(chosen_exams),
            user=chance.choice(chosen_learners),
            created=START + timedelta(minutes=number // 2),
            status=chance.choice(['submitted', 'error']),
        )
        for number in range(attempts)
    )
    mark_strays(now=START + timedelta(days=1))


def expected(choice: Choice) -> list[list[int]]:
    """All groups, found in Python."""
    groups: dict[tuple[int, int], list[Attempt]] = {}
    for attempt in Attempt.objects.order_by('-created', '-id'):
        groups.setdefault((attempt.user_id, attempt.proctored_exam_id), []).append(attempt)
    requested = (group for group in groups.values() if choice.status in (None, group[0].status))
    return [[attempt.id for attempt in group] for group in requested]


def listed(choice: Choice, per_page: int) -> list[list[int]]:
    """All groups, page by page."""
    found: list[list[int]] = []
    for number in range(1, 1000):
        answer = list_attempt_groups(COURSE_ID, choice, page=str(number), per_page=per_page)
        found += [[attempt.id for attempt in group] for group in answer.groups]
        if not answer.page.has_next():
            return found
    raise AssertionError('The pages do not end.')


@pytest.mark.parametrize('choice', [Choice(), Choice(status='error'), Choice(search='')], ids=str)
@pytest.mark.parametrize('learners', [40, 5], ids=['few tries', 'many tries'])
@pytest.mark.parametrize('most', [100, 1], ids=['few', 'many'])
def test_all_pages_together_are_all_groups_the_newest_first(
    learners: int, choice: Choice, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_groups, 'MOST_EXAMS', most)
    monkeypatch.setattr(attempt_groups, 'MOST_FOUND', most)
    ExamFactory(course_id='course-v1:Org+Other+Run')
    fill(120, exams=3, learners=learners, seed=learners)
    assert listed(choice, per_page=7) == expected(choice)


def test_other_exams_of_the_same_learners_are_left_out() -> None:
    fill(60, exams=3, learners=4, seed=1)
    exam = ExamFactory._meta.model.objects.order_by('id').first()
    groups: Any = list_attempt_groups(COURSE_ID, Choice(exam_id=exam.id), page=None, per_page=25).groups
    assert {attempt.proctored_exam_id for group in groups for attempt in group} == {exam.id}
    assert sum(map(len, groups)) == Attempt.objects.filter(proctored_exam=exam).count()


@pytest.mark.parametrize('attempts', [30, 300])
def test_a_page_costs_four_queries(attempts: int, django_assert_num_queries: Callable[[int], Any]) -> None:
    fill(attempts, exams=4, learners=attempts, seed=2)
    with django_assert_num_queries(4):
        assert len(list_attempt_groups(COURSE_ID, Choice(), page=None, per_page=25).groups) == 25


KEYS: dict[str, Callable[[Attempt], Any]] = {
    'user__username': lambda attempt: attempt.user.username,
    'proctored_exam__exam_name': lambda attempt: attempt.proctored_exam.exam_name,
    'status': lambda attempt: attempt.status,
}


@pytest.mark.parametrize('name', KEYS)
@pytest.mark.parametrize('sign', ['', '-'], ids=['ascending', 'descending'])
def test_pages_in_another_order_have_the_same_groups(name: str, sign: str) -> None:
    fill(120, exams=3, learners=20, seed=3)
    ids = listed(Choice(ordering=sign + name), per_page=7)
    newest = Attempt.objects.select_related('user', 'proctored_exam').in_bulk([group[0] for group in ids])
    keys = [KEYS[name](newest[group[0]]) for group in ids]
    assert keys == sorted(keys, reverse=bool(sign))
    assert sorted(ids) == sorted(expected(Choice()))


def test_a_large_total_is_kept_for_a_minute_and_a_small_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(60, exams=2, learners=30, seed=4)

    def pages() -> int:
        return list_attempt_groups(COURSE_ID, Choice(), page='999', per_page=1).page.paginator.num_pages

    exam = ProctoredExam.objects.first()
    before = pages()
    AttemptFactory(proctored_exam=exam)
    assert pages() == before + 1
    monkeypatch.setattr(totals, 'LARGE', 10)
    assert pages() == before + 1
    AttemptFactory(proctored_exam=exam)
    assert pages() == before + 1
    with travel(timezone.now() + timedelta(seconds=totals.KEPT_FOR + 1), tick=False):
        assert pages() == before + 2


@pytest.mark.parametrize('change', [-7, 7], ids=['fewer than counted', 'more than counted'])
def test_the_last_page_has_the_oldest_groups_whatever_was_counted(change: int, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(120, exams=3, learners=40, seed=5)
    groups = expected(Choice())
    monkeypatch.setattr(attempt_groups, 'count_rows', lambda *_: len(groups) + change)
    found = list_attempt_groups(COURSE_ID, Choice(), page='999', per_page=5).groups
    assert [[attempt.id for attempt in group] for group in found] == groups[-len(found) :]
