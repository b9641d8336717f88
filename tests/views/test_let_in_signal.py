"""When staff let single learners in, the signal says whom: the pages of all others have nothing to ask."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from edx_proctoring.actions import entry_rules, release
from edx_proctoring.actions.waiting import MOST_CHANGES, MOST_NAMED
from edx_proctoring.models import EntryRules, ProctoredExam
from tests.factories import EntryRulesFactory, UserFactory
from tests.views.test_entry import in_browser

pytestmark = pytest.mark.django_db
EXAMS = '/api/edx_proctoring/v1/proctored_exam'


@pytest.fixture
def exam() -> ProctoredExam:
    cache.clear()
    found: ProctoredExam = EntryRulesFactory(needs_release=True, signal=7).exam
    return found


@pytest.fixture
def let_in(exam: ProctoredExam, django_capture_on_commit_callbacks: Any) -> Any:
    """Let learners in, and commit that."""

    def act(*learners: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            release.release_learners(exam, [each.pk for each in learners], now=timezone.now())

    return act


def signal(exam: ProctoredExam) -> Any:
    return Client().get(f'{EXAMS}/entrance_signal/exam_id/{exam.id}').json()


def ticket(learner: Any, exam: ProctoredExam) -> str:
    return str(in_browser(learner).get(f'{EXAMS}/my_entrance/exam_id/{exam.id}').json()['ticket'])


def test_it_names_those_who_are_let_in_and_nobody_knows_them_by_it(exam: ProctoredExam, let_in: Any) -> None:
    one, two, other = UserFactory(), UserFactory(), UserFactory()
    assert signal(exam) == {'signal': 7, 'is_released': False}
    let_in(one)
    let_in(two)
    let_in(two)
    assert signal(exam) == {
        'signal': 9,
        'is_released': False,
        'let_in': [[8, [ticket(one, exam)]], [9, [ticket(two, exam)]]],
    }
    assert len({ticket(each, exam) for each in (one, two, other)}) == 3
    assert ticket(one, exam) != ticket(one, EntryRulesFactory(needs_release=True).exam)


def test_other_changes_name_nobody(exam: ProctoredExam, let_in: Any, django_capture_on_commit_callbacks: Any) -> None:
    let_in(UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        entry_rules.save_rules(exam, {'needs_release': True, 'needs_code': True}, now=timezone.now())
        release.release_everybody(exam, now=timezone.now())
    found = signal(exam)
    assert (found['signal'], [number for number, _tickets in found['let_in']]) == (10, [8])


def test_a_crowd_is_not_named(exam: ProctoredExam, let_in: Any) -> None:
    let_in(*(UserFactory() for _ in range(MOST_NAMED + 1)))
    assert signal(exam) == {'signal': 8, 'is_released': False}


def test_no_more_than_some_changes_are_kept(exam: ProctoredExam, let_in: Any) -> None:
    for _ in range(MOST_CHANGES + 2):
        let_in(UserFactory())
    numbers = [number for number, _tickets in signal(exam)['let_in']]
    assert numbers == [*range(10, 8 + MOST_CHANGES + 2)]


def test_what_is_rolled_back_names_nobody(exam: ProctoredExam) -> None:
    release.release_learners(exam, [UserFactory().pk], now=timezone.now())  # in a transaction that is never committed
    assert 'let_in' not in signal(exam)


def test_new_rules_count_from_the_beginning(
    exam: ProctoredExam, let_in: Any, django_capture_on_commit_callbacks: Any
) -> None:
    let_in(UserFactory())
    with django_capture_on_commit_callbacks(execute=True):
        entry_rules.delete_rules(exam, now=timezone.now())
    assert not EntryRules.objects.exists()
    assert 'let_in' not in signal(exam)
