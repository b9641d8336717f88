"""Course staff let learners in, and let attempts go on at another place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from edx_proctoring.actions import release
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import EntryEvent, EntryPass, EntryRules, ProctoredExam
from tests.factories import COURSE_ID, AttemptFactory, EntryPassFactory, EntryRulesFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam() -> ProctoredExam:
    return EntryRulesFactory(needs_release=True, binds_place=True).exam


def rules_of(exam: ProctoredExam) -> EntryRules:
    return EntryRules.objects.get(exam_id=exam.id)


def test_everybody_is_let_in_once(exam: ProctoredExam) -> None:
    staff = UserFactory()
    waiting = EntryPassFactory(exam_id=exam.id, waiting_at=NOW - SECOND)
    EntryPassFactory(exam_id=exam.id, waiting_at=NOW - timedelta(hours=1))
    release.release_everybody(exam, by=staff, now=NOW)
    release.release_everybody(exam, by=UserFactory(), now=NOW + SECOND)
    rules = rules_of(exam)
    assert (rules.released_at, rules.released_by_id, rules.signal) == (NOW, staff.id, 1)
    assert list(EntryEvent.objects.values_list('user_id', 'rule', 'outcome', 'by_id')) == [
        (waiting.user_id, 'release', 'released', staff.id)
    ]


def test_it_is_taken_back_for_those_who_come(exam: ProctoredExam) -> None:
    release.release_everybody(exam, by=UserFactory(), now=NOW)
    for _each in range(2):
        release.take_back_release(exam, now=NOW)
        rules = rules_of(exam)
        assert (rules.released_at, rules.released_by_id, rules.signal) == (None, None, 2)


def test_some_learners_are_let_in_once(exam: ProctoredExam) -> None:
    staff = UserFactory()
    waiting, absent, other = EntryPassFactory(exam_id=exam.id), UserFactory(), EntryPassFactory(exam_id=exam.id)
    ids = [waiting.user_id, absent.id, absent.id]
    assert release.release_learners(exam, ids, by=staff, now=NOW) == 2
    assert release.release_learners(exam, ids, by=UserFactory(), now=NOW + SECOND) == 0
    released = EntryPass.objects.exclude(released_at=None)
    assert set(released.values_list('user_id', 'released_at', 'released_by_id')) == {
        (waiting.user_id, NOW, staff.id),
        (absent.id, NOW, staff.id),
    }
    assert not EntryPass.objects.get(user_id=other.user_id).released_at
    assert EntryEvent.objects.filter(outcome='released').count() == 2
    assert rules_of(exam).signal == 1


def test_a_pass_of_an_attempt_that_is_over_is_renewed(exam: ProctoredExam) -> None:
    attempt = AttemptFactory(proctored_exam=exam, status='submitted')
    old = EntryPassFactory(
        exam_id=exam.id,
        user_id=attempt.user_id,
        attempt_id=attempt.id,
        code_session='s',
        released_at=NOW - SECOND,
        place_session='s',
    )
    assert release.release_learners(exam, [attempt.user_id], now=NOW) == 1
    old.refresh_from_db()
    assert (old.attempt_id, old.code_session, old.place_session, old.released_at) == (None, '', '', NOW)


def test_a_pass_of_a_running_attempt_stays(exam: ProctoredExam) -> None:
    attempt = AttemptFactory(proctored_exam=exam, status='started', started_at=NOW)
    row = EntryPassFactory(exam_id=exam.id, user_id=attempt.user_id, attempt_id=attempt.id, place_session='s')
    release.release_learners(exam, [attempt.user_id], now=NOW)
    row.refresh_from_db()
    assert (row.attempt_id, row.place_session, row.released_at) == (attempt.id, 's', NOW)


def test_many_cost_as_many_statements_as_few(
    exam: ProctoredExam,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    first = UserFactory().id
    User.objects.bulk_create(User(username=f'many{number}') for number in range(1000))
    ids = list(User.objects.filter(id__gte=first).values_list('id', flat=True))
    with django_assert_max_num_queries(60):  # SQLite stores about fifty rows with one
        assert release.release_learners(exam, ids, now=NOW) == 1001
    assert EntryPass.objects.filter(released_at=NOW).count() == 1001


def test_without_rules_nobody_is_let_in() -> None:
    exam = ExamFactory(timed=True)
    with pytest.raises(InvalidInputException):
        release.release_everybody(exam, now=NOW)
    with pytest.raises(InvalidInputException):
        release.release_learners(exam, [UserFactory().id], now=NOW)
    assert not EntryPass.objects.exists()


def test_attempts_may_move(exam: ProctoredExam) -> None:
    staff = UserFactory()
    bound = AttemptFactory(proctored_exam=exam, status='started', started_at=NOW)
    row = EntryPassFactory(
        exam_id=exam.id,
        user_id=bound.user_id,
        attempt_id=bound.id,
        place_session='s',
        place_address='192.0.2.1',
        placed_at=NOW,
    )
    free = AttemptFactory(proctored_exam=exam, status='started', started_at=NOW)
    elsewhere = AttemptFactory(proctored_exam__course_id='a/b/c', status='started', started_at=NOW)
    at_home = EntryPassFactory(
        exam_id=elsewhere.proctored_exam_id, user_id=elsewhere.user_id, attempt_id=elsewhere.id, place_session='s'
    )
    ids = [elsewhere.id, bound.id, free.id, bound.id]
    freed = release.let_move(ids, course_id=COURSE_ID, by=staff, now=NOW)
    assert [(each.attempt_id, each.refusal) for each in freed] == [
        (elsewhere.id, 'not_found'),
        (bound.id, None),
        (free.id, 'not_bound'),
    ]
    row.refresh_from_db()
    at_home.refresh_from_db()
    assert (row.place_session, row.place_address, row.placed_at, at_home.place_session) == ('', '', None, 's')
    event = EntryEvent.objects.get()
    assert (event.attempt_id, event.rule, event.outcome, event.by_id) == (bound.id, 'place', 'freed', staff.id)
    assert rules_of(exam).signal == 1
