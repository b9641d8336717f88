"""Since when a learner has waited at the entrance."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edx_proctoring.actions.waiting import BETWEEN_NOTES, LONGEST_PAUSE, note_waiting
from edx_proctoring.models import EntryPass, ProctoredExam
from edx_proctoring.queries.entry_lists import count_waiting, list_waiting
from tests.factories import EntryPassFactory, EntryRulesFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def exam() -> ProctoredExam:
    return EntryRulesFactory(needs_release=True).exam


def heard(exam: ProctoredExam, user_id: int, now: datetime) -> EntryPass:
    row = EntryPass.objects.filter(exam_id=exam.id, user_id=user_id).first()
    note_waiting(exam.id, user_id, row, now=now)
    return EntryPass.objects.get(exam_id=exam.id, user_id=user_id)


def test_it_begins_with_the_first_time_and_goes_on(exam: ProctoredExam) -> None:
    learner = UserFactory()
    assert heard(exam, learner.id, NOW).waiting_since == NOW
    later = NOW
    for _each in range(5):
        later += BETWEEN_NOTES
        row = heard(exam, learner.id, later)
        assert (row.waiting_since, row.waiting_at) == (NOW, later)


def test_it_begins_anew_after_a_pause(exam: ProctoredExam) -> None:
    learner = UserFactory()
    heard(exam, learner.id, NOW)
    assert heard(exam, learner.id, NOW + LONGEST_PAUSE).waiting_since == NOW
    after = NOW + LONGEST_PAUSE * 2 + SECOND
    assert heard(exam, learner.id, after).waiting_since == after


def test_a_pass_of_before_the_column_gets_it(exam: ProctoredExam) -> None:
    row = EntryPassFactory(exam_id=exam.id, waiting_at=NOW - BETWEEN_NOTES)
    assert heard(exam, row.user_id, NOW).waiting_since == NOW


def test_who_has_waited_longest_is_listed_first(exam: ProctoredExam) -> None:
    def at(minutes: int, **fields: datetime) -> int:
        return EntryPassFactory(exam_id=exam.id, waiting_since=NOW - timedelta(minutes=minutes), **fields).user_id

    short, long = at(1, waiting_at=NOW), at(5, waiting_at=NOW)
    refused = EntryPassFactory(
        exam_id=exam.id, closed_rule='access_code', closed_reason='no_code', closed_at=NOW - timedelta(minutes=3)
    ).user_id
    back = at(60, waiting_at=NOW - timedelta(minutes=50))
    EntryPass.objects.filter(user_id=back).update(closed_rule='access_code', closed_at=NOW)
    found = list_waiting(EntryRulesFactory._meta.model.objects.get(exam_id=exam.id), now=NOW)
    assert [each.user_id for each in found] == [long, refused, short, back]
    assert [each.since for each in found] == [NOW - timedelta(minutes=each) for each in (5, 3, 1, 0)]


@pytest.mark.parametrize('fields', [{}, {'needs_release': True}, {'needs_release': True, 'released_at': NOW}])
def test_who_waits_for_the_time_is_listed_until_it_comes(fields: dict[str, Any]) -> None:
    rules = EntryRulesFactory(starts_from=NOW + SECOND, **fields)
    learner = UserFactory()
    heard(rules.exam, learner.id, NOW)
    (waiting,) = list_waiting(rules, now=NOW)
    assert (waiting.user_id, waiting.rule, waiting.reason) == (learner.id, 'start_window', 'too_early')
    assert count_waiting(rules, now=NOW) == {'start_window': 1}
    waits_for_staff = bool(fields) and len(fields) == 1
    assert [each.rule for each in list_waiting(rules, now=NOW + SECOND)] == ['release'] * waits_for_staff
