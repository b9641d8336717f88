"""Making and revoking access codes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edx_proctoring.actions import access_codes
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AccessCode, ProctoredExam
from edx_proctoring.queries.access_codes import has_valid_code
from edx_proctoring.security.access_codes import ALPHABET, is_code, is_current_code
from tests.factories import ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def exam() -> ProctoredExam:
    return ExamFactory(timed=True)


def test_a_random_code_is_told_once(exam: ProctoredExam) -> None:
    staff = UserFactory()
    made = access_codes.create(exam, label='Room 5', by=staff, now=NOW)
    row = AccessCode.objects.get()
    assert (row.exam_id, row.label, row.created_at, row.created_by_id) == (exam.id, 'Room 5', NOW, staff.id)
    assert len(made.code) == 8
    assert set(made.code) <= set(ALPHABET)
    assert is_code(made.code, row.salt, row.digest)
    assert made.code not in str(vars(row))
    with pytest.raises(InvalidInputException, match='does not change'):
        access_codes.current(row, now=NOW)


def test_a_chosen_code_counts_without_blanks_and_case(exam: ProctoredExam) -> None:
    access_codes.create(exam, code='open-sesame 7', now=NOW)
    row = AccessCode.objects.get()
    assert is_code('OPENSESAME7', row.salt, row.digest)
    assert not is_code('OPENSESAME', row.salt, row.digest)


def test_a_code_that_changes_can_be_read_again(exam: ProctoredExam) -> None:
    made = access_codes.create(exam, rotates_minutes=5, now=NOW + MINUTE)
    row = AccessCode.objects.get()
    now = access_codes.current(row, now=NOW + 2 * MINUTE)
    assert (now.code, now.changes_at, row.digest) == (made.code, NOW + 5 * MINUTE, '')
    assert is_current_code(now.code, row.salt, minutes=5, now=NOW + 2 * MINUTE)
    assert access_codes.current(row, now=NOW + 5 * MINUTE).code != made.code


def test_codes_count_after_the_key_of_the_site_was_changed(exam: ProctoredExam, settings: Any) -> None:
    code, changing = (access_codes.create(exam, rotates_minutes=minutes, now=NOW) for minutes in (None, 5))
    former = settings.SECRET_KEY
    for fallbacks, counts in (([former], True), ([], False)):
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = 'another', fallbacks
        assert is_code(code.code, code.row.salt, code.row.digest) is counts
        assert is_current_code(changing.code, changing.row.salt, minutes=5, now=NOW + MINUTE) is counts
        assert is_current_code(access_codes.current(changing.row, now=NOW).code, changing.row.salt, minutes=5, now=NOW)


def test_a_revoked_code_counts_no_more_and_keeps_who_did_it(exam: ProctoredExam) -> None:
    staff = UserFactory()
    code = access_codes.create(exam, rotates_minutes=5, now=NOW).row
    assert has_valid_code(exam.id, now=NOW)
    access_codes.revoke(code.pk, by=staff, now=NOW)
    access_codes.revoke(code.pk, by=UserFactory(), now=NOW + MINUTE)
    code.refresh_from_db()
    assert (code.revoked_at, code.revoked_by_id) == (NOW, staff.id)
    assert not has_valid_code(exam.id, now=NOW)
    with pytest.raises(InvalidInputException, match='revoked'):
        access_codes.current(code, now=NOW)


def test_a_code_counts_in_its_period(exam: ProctoredExam) -> None:
    access_codes.create(exam, valid_from=NOW, valid_until=NOW + MINUTE, now=NOW)
    moments = [NOW - MINUTE, NOW, NOW + MINUTE]
    assert [has_valid_code(exam.id, now=each) for each in moments] == [False, True, False]


@pytest.mark.parametrize(
    ('fields', 'said'),
    [
        ({'code': 'short'}, '6 to 64'),
        ({'code': '- - - - - - a'}, '6 to 64'),
        ({'code': 'x' * 65}, '6 to 64'),
        ({'code': 'x' * 1000}, '6 to 64'),
        ({'code': 'abcdef\ud800'}, '6 to 64'),
        ({'code': 12345678}, '6 to 64'),
        ({'code': 'abcdefgh', 'rotates_minutes': 5}, 'cannot be chosen'),
        ({'rotates_minutes': 0}, '1 to 1440'),
        ({'rotates_minutes': 1441}, '1 to 1440'),
        ({'rotates_minutes': True}, '1 to 1440'),
        ({'label': 'x' * 256}, 'label must not exceed 255'),
        ({'label': 'x\ud800'}, 'cannot store'),
        ({'valid_from': NOW, 'valid_until': NOW}, 'before it ends'),
        ({'valid_from': datetime(2030, 1, 1)}, 'valid_from has to be'),  # noqa: DTZ001 - that is the point
    ],
)
def test_what_cannot_be_is_refused(exam: ProctoredExam, fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputException) as refused:
        access_codes.create(exam, now=NOW, **fields)
    assert said in refused.value.detail
    assert not AccessCode.objects.exists()


def test_an_exam_has_only_so_many(exam: ProctoredExam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access_codes, 'MOST_CODES', 2)
    codes = [access_codes.create(exam, now=NOW).row for _each in range(2)]
    with pytest.raises(InvalidInputException, match='at most 2'):
        access_codes.create(exam, now=NOW)
    access_codes.revoke(codes[0].pk, now=NOW)
    access_codes.create(exam, now=NOW)
