"""Access codes that learners enter: right ones, wrong ones, too many of them, and several at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crum import set_current_request
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edx_proctoring.actions.code_entry import enter_code
from edx_proctoring.exceptions import EntryRefusedException, InvalidInputException, TooManyCodesException
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, ProctoredExam
from edx_proctoring.security.access_codes import GRACE, current_code, digest_of, new_salt
from edx_proctoring.visitors import current_visitor
from tests.actions.conftest import AtOnce
from tests.factories import AttemptFactory, EntryRulesFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 5, 1, 9, tzinfo=UTC)
RIGHT = 'ROOM5GATE'
MOST = 3


@pytest.fixture(autouse=True)
def limits(settings: Any) -> None:
    numbers = {'WRONG_CODES_PER_LEARNER': MOST, 'WRONG_CODES_PER_ADDRESS': 5}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **numbers}


@pytest.fixture
def exam() -> ProctoredExam:
    return EntryRulesFactory(needs_code=True).exam


@pytest.fixture(autouse=True)
def request_of_learner() -> Iterator[None]:
    come_from('192.0.2.7')
    yield
    set_current_request(None)


def come_from(address: str, session: str | None = 'k' * 32) -> None:
    """From now on, requests come from there."""
    request = RequestFactory().get('/', REMOTE_ADDR=address)
    request.session = SessionStore(session)
    set_current_request(request)


def make_code(exam: ProctoredExam, code: str = RIGHT, **fields: Any) -> AccessCode:
    salt = new_salt()
    values = {'salt': salt, 'digest': digest_of(code, salt), 'created_at': NOW, **fields}
    return AccessCode.objects.create(exam_id=exam.id, **values)


def outcomes() -> list[str]:
    return list(EntryEvent.objects.values_list('outcome', flat=True))


def guess(exam: ProctoredExam, learner: User, code: str = 'WRONG', *, minutes: float = 0) -> str:
    """The result, as one word."""
    try:
        enter_code(exam, learner, code, now=NOW + timedelta(minutes=minutes))
    except InvalidInputException:
        return 'wrong'
    except TooManyCodesException:
        return 'wait'
    return 'right'


def test_a_right_code_holds_for_the_session_that_entered_it(exam: ProctoredExam, learner: User) -> None:
    make_code(exam, 'OTHER1')
    code = make_code(exam)
    enter_code(exam, learner, f' {RIGHT[:4]}-{RIGHT[4:].lower()}', now=NOW)
    row = EntryPass.objects.get()
    session = current_visitor().session
    assert (row.code_id, row.code_session, row.code_entered_at) == (code.id, session, NOW)
    event = EntryEvent.objects.get()
    assert (event.rule, event.outcome, event.address, event.detail) == ('access_code', 'passed', '192.0.2.7', {})


@pytest.mark.parametrize(
    'fields',
    [
        {'revoked_at': NOW},
        {'valid_until': NOW},
        {'valid_from': NOW + timedelta(seconds=1)},
        {'digest': ''},
        {'digest': '', 'rotates_minutes': 0},
        {'exam_id': 10**9},
    ],
)
def test_codes_that_do_not_count(exam: ProctoredExam, learner: User, fields: dict[str, Any]) -> None:
    code = make_code(exam)
    AccessCode.objects.filter(id=code.id).update(**fields)
    assert guess(exam, learner, RIGHT) == 'wrong'


def test_a_code_that_changes_is_good_a_moment_longer(exam: ProctoredExam, learner: User) -> None:
    stored = make_code(exam, digest='', rotates_minutes=5)
    code = current_code(stored.salt, minutes=5, now=NOW)
    assert guess(exam, learner, code, minutes=5 + GRACE / timedelta(minutes=1) + 0.1) == 'wrong'
    assert guess(exam, learner, code, minutes=5.1) == 'right'


def test_after_too_many_wrong_ones_even_the_right_one_is_refused(exam: ProctoredExam, learner: User) -> None:
    make_code(exam)
    assert [guess(exam, learner) for _ in range(MOST)] == ['wrong'] * MOST
    with pytest.raises(TooManyCodesException, match=r'again in 8 min\.') as refused:
        enter_code(exam, learner, RIGHT, now=NOW + timedelta(minutes=2, seconds=1))
    assert refused.value.seconds_to_retry == 8 * 60 - 1
    assert guess(exam, learner, RIGHT, minutes=9) == 'wait'
    assert outcomes() == ['wrong_code'] * MOST + ['too_many_codes'], 'that they wait is stored once'
    assert EntryPass.objects.get().wrong_codes == MOST
    assert guess(exam, learner, RIGHT, minutes=10) == 'right'


def test_each_period_has_its_own_tries(exam: ProctoredExam, learner: User) -> None:
    guess(exam, learner)
    for period in (10, 20):
        tries = [guess(exam, learner, minutes=period + each / 10) for each in range(MOST + 1)]
        assert tries == ['wrong'] * MOST + ['wait']
    assert outcomes().count('too_many_codes') == 2


def test_a_limit_is_of_one_learner_at_one_exam(exam: ProctoredExam, learner: User) -> None:
    make_code(exam)
    other = EntryRulesFactory(needs_code=True).exam
    for _ in range(MOST):
        guess(exam, learner)
    assert guess(other, learner) == 'wrong'
    assert guess(exam, UserFactory(), RIGHT) == 'right'


def test_an_address_has_a_limit_for_all_who_come_from_it(exam: ProctoredExam) -> None:
    make_code(exam)
    for minute in range(5):
        assert guess(exam, UserFactory(), minutes=minute) == 'wrong'
    late = UserFactory()
    assert guess(exam, late, RIGHT, minutes=5) == 'wait'
    with pytest.raises(TooManyCodesException) as refused:
        enter_code(exam, late, RIGHT, now=NOW + timedelta(minutes=5))
    assert refused.value.seconds_to_retry == 5 * 60
    come_from('192.0.2.8')
    assert guess(exam, late, RIGHT, minutes=5) == 'right'
    come_from('192.0.2.7')
    assert guess(exam, UserFactory(), minutes=10) == 'wrong'
    assert guess(exam, UserFactory(), minutes=10) == 'wait'


@pytest.mark.parametrize('session', [None, ''])
def test_without_a_session_nothing_is_looked_at(exam: ProctoredExam, learner: User, session: str | None) -> None:
    make_code(exam)
    come_from('192.0.2.7', session)
    with pytest.raises(EntryRefusedException) as refused:
        enter_code(exam, learner, RIGHT, now=NOW)
    assert refused.value.rule == 'access_code'
    assert not EntryPass.objects.exists()


def test_lost_rules_refuse_and_an_exam_without_codes_says_so(learner: User) -> None:
    with pytest.raises(EntryRefusedException):
        enter_code(ExamFactory(timed=True, has_entry_rules=True), learner, RIGHT, now=NOW)
    with pytest.raises(InvalidInputException, match='no access code'):
        enter_code(EntryRulesFactory(needs_release=True).exam, learner, RIGHT, now=NOW)


def test_a_pass_that_was_used_is_renewed(exam: ProctoredExam, learner: User) -> None:
    make_code(exam)
    old = AttemptFactory(user=learner, proctored_exam=exam, status='submitted')
    EntryPass.objects.create(exam_id=exam.id, user_id=learner.id, attempt_id=old.id, released_at=NOW, wrong_codes=1)
    assert guess(exam, learner, RIGHT) == 'right'
    row = EntryPass.objects.get()
    assert (row.attempt_id, row.released_at, bool(row.code_session)) == (None, None, True)


@given(code=st.text(max_size=80))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_right_or_wrong(exam: ProctoredExam, learner: User, code: str) -> None:
    make_code(exam)
    EntryPass.objects.all().delete()
    EntryEvent.objects.all().delete()
    assert guess(exam, learner, code) == 'wrong'


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_has_the_last_try(exam: ProctoredExam, learner: User, at_once: AtOnce) -> None:
    for _ in range(MOST - 1):
        guess(exam, learner)

    def ask() -> str:
        come_from('192.0.2.7')
        return guess(exam, learner)

    assert sorted(at_once([ask, ask])) == ['wait', 'wrong']
    assert outcomes().count('wrong_code') == MOST
    assert EntryPass.objects.get().wrong_codes == MOST


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_pass(exam: ProctoredExam, learner: User, at_once: AtOnce) -> None:
    make_code(exam)

    def ask() -> str:
        come_from('192.0.2.7')
        return guess(exam, learner, RIGHT)

    assert at_once([ask] * 4) == ['right'] * 4
    assert EntryPass.objects.get().wrong_codes == 0
