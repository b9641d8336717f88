"""Several members of the staff change the entrance of one exam at the same moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from crum import set_current_request
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory

from edx_proctoring.actions import access_codes, release
from edx_proctoring.actions.code_entry import enter_code
from edx_proctoring.actions.entry_rules import delete_rules, save_rules
from edx_proctoring.actions.waiting import note_waiting
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules, ProctoredExam
from tests.actions.conftest import AtOnce
from tests.factories import COURSE_ID, AttemptFactory, EntryPassFactory, EntryRulesFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
PEOPLE = 4


def test_one_of_those_who_save_has_their_rules_as_a_whole(at_once: AtOnce) -> None:
    exam = ExamFactory(timed=True)
    choices = [
        {'needs_code': number % 2 == 0, 'networks': [{'name': f'Room {number}', 'cidrs': [f'192.0.2.{number}']}]}
        for number in range(PEOPLE)
    ]
    at_once([partial(save_rules, ProctoredExam.objects.get(id=exam.id), each, now=NOW) for each in choices])
    rules = EntryRules.objects.get()
    assert {'needs_code': rules.needs_code, 'networks': rules.networks} in choices
    assert rules.signal == PEOPLE
    assert ProctoredExam.objects.get(id=exam.id).has_entry_rules


def test_the_exam_and_its_rules_agree_whoever_comes_last(at_once: AtOnce) -> None:
    exam = EntryRulesFactory().exam
    rules = {'needs_code': True}
    for _each in range(3):
        works: list[Callable[[], Any]] = [
            partial(save_rules, exam, rules, now=NOW),
            partial(delete_rules, exam, now=NOW),
        ]
        at_once([*works, *works])
        assert ProctoredExam.objects.get(id=exam.id).has_entry_rules == EntryRules.objects.exists()


def test_each_learner_is_let_in_once(at_once: AtOnce) -> None:
    exam = EntryRulesFactory(needs_release=True).exam
    ids = [UserFactory().id for _each in range(12)]
    EntryPassFactory(exam_id=exam.id, user_id=ids[3])
    portions = [ids, list(reversed(ids)), ids[:8], ids[4:]]
    counts = at_once([partial(release.release_learners, exam, each, now=NOW) for each in portions])
    assert sum(counts) == len(ids)
    assert EntryPass.objects.filter(released_at=NOW).count() == len(ids)
    assert EntryEvent.objects.count() == len(ids)


def test_everybody_is_let_in_by_one(at_once: AtOnce) -> None:
    exam = EntryRulesFactory(needs_release=True).exam
    EntryPassFactory(exam_id=exam.id, waiting_at=NOW)
    staff = [UserFactory() for _each in range(PEOPLE)]
    at_once([partial(release.release_everybody, exam, by=each, now=NOW) for each in staff])
    assert (EntryRules.objects.get().signal, EntryEvent.objects.count()) == (1, 1)


def test_an_attempt_is_freed_once(at_once: AtOnce) -> None:
    attempt = AttemptFactory(proctored_exam=EntryRulesFactory(binds_place=True).exam, status='started', started_at=NOW)
    EntryPassFactory(
        exam_id=attempt.proctored_exam_id, user_id=attempt.user_id, attempt_id=attempt.id, place_session='s'
    )
    results = at_once([partial(release.let_move, [attempt.id], course_id=COURSE_ID, now=NOW)] * PEOPLE)
    assert sorted(str(each[0].refusal) for each in results) == ['None', *['not_bound'] * (PEOPLE - 1)]
    assert EntryEvent.objects.count() == 1


def test_no_more_codes_are_made_than_may_be(at_once: AtOnce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_codes, 'MOST_CODES', 2)
    exam = ExamFactory(timed=True)

    def make() -> bool:
        try:
            access_codes.create(exam, now=NOW)
        except InvalidInputException:
            return False
        return True

    assert sum(at_once([make] * PEOPLE)) == AccessCode.objects.count() == 2


def test_who_is_let_in_while_they_enter_a_code_has_both(at_once: AtOnce) -> None:
    exam = EntryRulesFactory(needs_code=True, needs_release=True).exam
    made = access_codes.create(exam, now=NOW)
    learners = [UserFactory() for _each in range(PEOPLE)]
    ids = [learner.id for learner in learners]
    works: list[Callable[[], Any]] = [
        partial(enter_in_browser, exam, learner, code) for learner in learners for code in (made.code, 'WRONG')
    ]
    works += [partial(release.release_learners, exam, ids, now=NOW)] * 2
    works += [partial(note_waiting, exam.id, learner.id, None, now=NOW) for learner in learners]
    at_once(works)
    passes = EntryPass.objects.filter(code_id=made.row.id, released_at=NOW, wrong_codes=1, waiting_at=NOW)
    assert set(passes.exclude(code_session='').values_list('user_id', flat=True)) == set(ids)
    told = Counter(EntryEvent.objects.values_list('outcome', flat=True))
    assert told == dict.fromkeys((EntryEvent.PASSED, EntryEvent.WRONG_CODE, EntryEvent.RELEASED), PEOPLE)


def enter_in_browser(exam: ProctoredExam, learner: User, code: str) -> None:
    """Enter the code in a session of the learner's own."""
    request = RequestFactory().get('/')
    request.session = SessionStore(f'{learner.id:032}')
    set_current_request(request)
    with suppress(InvalidInputException):
        enter_code(exam, learner, code, now=NOW)
    set_current_request(None)
