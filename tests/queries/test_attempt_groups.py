"""The pages of a course's attempts are the same, whichever way they are found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries import attempt_groups
from edx_proctoring.queries.attempt_groups import Choice, list_attempt_groups
from tests.factories import COURSE_ID, ExamFactory, UserFactory

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
@pytest.mark.parametrize('first_groups', [1000, 20, 0], ids=['from the newest', 'both ways', 'by grouping'])
def test_all_pages_together_are_all_groups_the_newest_first(
    learners: int, choice: Choice, first_groups: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempt_groups, 'FIRST_GROUPS', first_groups)
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
