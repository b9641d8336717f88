"""Setting and removing the entry rules of an exam."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edx_proctoring.actions import exams
from edx_proctoring.actions.entry_rules import delete_rules, save_rules
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamNotFoundException
from edx_proctoring.models import EntryRules, ProctoredExam
from edx_proctoring.seb.passwords import hashed_password
from edx_proctoring.security.sealed_texts import unseal
from tests.factories import ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
KEY = 'a' * 64
EVERYTHING: dict[str, Any] = {
    'needs_code': True,
    'networks': [{'name': ' Room 5 ', 'cidrs': ['192.0.2.0/24', ' 2001:db8::/32 ', '203.0.113.7']}],
    'starts_from': NOW,
    'starts_until': LATER,
    'needs_release': True,
    'binds_place': True,
    'needs_seb': True,
    'seb_options': {'allowed_sites': ['example.com'], 'allow_quit': False, 'quit_password': 'leave'},
    'seb_exam_keys': [KEY.upper(), KEY],
}


@pytest.fixture
def exam() -> ProctoredExam:
    return ExamFactory(timed=True)


def stored(exam: ProctoredExam) -> EntryRules:
    return EntryRules.objects.get(exam_id=exam.id)


def test_rules_are_stored_as_chosen(exam: ProctoredExam) -> None:
    staff = UserFactory()
    save_rules(exam, EVERYTHING, by=staff, now=NOW)
    rules = stored(exam)
    assert rules.networks == [{'name': 'Room 5', 'cidrs': ['192.0.2.0/24', '2001:db8::/32', '203.0.113.7']}]
    assert (rules.starts_from, rules.starts_until) == (NOW, LATER)
    assert rules.needs_code
    assert rules.needs_release
    assert rules.binds_place
    assert rules.needs_seb
    assert rules.seb_exam_keys == [KEY]
    assert rules.seb_options == {
        'allowed_sites': ['example.com'],
        'allow_quit': False,
        'quit_password_hash': hashed_password('leave'),
    }
    assert (rules.modified_at, rules.modified_by_id) == (NOW, staff.id)
    assert exam.has_entry_rules
    assert ProctoredExam.objects.get(id=exam.id).has_entry_rules


def test_the_same_rules_again_change_nothing(exam: ProctoredExam) -> None:
    save_rules(exam, EVERYTHING, now=NOW)
    before = stored(exam)
    save_rules(exam, EVERYTHING, by=UserFactory(), now=LATER)
    after = stored(exam)
    assert (after.modified_at, after.signal, after.modified_by_id) == (NOW, before.signal, None)


def test_other_rules_replace_all_but_secrets_and_who_was_let_in(exam: ProctoredExam) -> None:
    save_rules(exam, EVERYTHING, now=NOW)
    EntryRules.objects.update(released_at=NOW, seb_password='held')
    save_rules(exam, {'needs_code': True}, now=LATER)
    rules = stored(exam)
    assert rules.networks is None
    assert rules.starts_from is None
    assert not rules.needs_seb
    assert rules.seb_options == {'quit_password_hash': hashed_password('leave')}
    assert (rules.seb_exam_keys, rules.seb_password) == ([KEY], 'held')
    assert (rules.released_at, rules.modified_at, rules.signal) == (NOW, LATER, 2)


def test_secrets_go_when_they_are_chosen_empty(exam: ProctoredExam) -> None:
    save_rules(exam, EVERYTHING, now=NOW)
    save_rules(exam, {'seb_options': {'quit_password': ''}, 'seb_exam_keys': ''}, now=NOW)
    assert (stored(exam).seb_options, stored(exam).seb_exam_keys) == ({'quit_password_hash': ''}, [])


def test_rules_are_removed(exam: ProctoredExam) -> None:
    save_rules(exam, EVERYTHING, now=NOW)
    for _each in range(2):
        delete_rules(exam, now=NOW)
        assert not EntryRules.objects.exists()
        assert not ProctoredExam.objects.get(id=exam.id).has_entry_rules


def test_a_network_of_the_site_needs_no_addresses(exam: ProctoredExam, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'EXAM_NETWORKS': {'Center': ['192.0.2.0/24']}}
    save_rules(exam, {'networks': [{'name': 'Center'}]}, now=NOW)
    assert stored(exam).networks == [{'name': 'Center'}]


@pytest.mark.parametrize(
    ('chosen', 'said'),
    [
        ({'starts_from': LATER, 'starts_until': NOW}, 'before it ends'),
        ({'starts_from': NOW, 'starts_until': NOW}, 'before it ends'),
        ({'starts_from': datetime(2030, 1, 1)}, 'time zone'),  # noqa: DTZ001 - that is the point
        ({'starts_from': '2030-01-01'}, 'time zone'),
        ({'needs_code': 1}, 'needs_code has to be true or false'),
        ({'needs_code': 'yes'}, 'true or false'),
        ({'networks': 'all'}, 'list of objects'),
        ({'networks': []}, 'at least one network'),
        ({'networks': [5]}, 'list of objects'),
        ({'networks': [{'name': 5}]}, 'list of objects'),
        ({'networks': [{'name': 'a\ud800'}]}, 'list of objects'),
        ({'networks': [{'name': 'a', 'cidrs': '192.0.2.0/24'}]}, 'list of objects'),
        ({'networks': [{'name': ' ', 'cidrs': ['192.0.2.0/24']}]}, 'needs a name'),
        ({'networks': [{'name': 'x' * 256, 'cidrs': ['192.0.2.0/24']}]}, 'needs a name'),
        ({'networks': [{'name': 'Unknown'}]}, 'has no addresses'),
        ({'networks': [{'name': 'a', 'cidrs': []}]}, 'has no addresses'),
        ({'networks': [{'name': 'a', 'cidrs': ['192.0.2.0/33']}]}, '“192.0.2.0/33” in the network “a”'),
        ({'networks': [{'name': 'a', 'cidrs': ['example.com']}]}, 'is not an address'),
        ({'networks': [{'name': 'a', 'cidrs': [3]}]}, 'is not an address'),
        ({'networks': [{'name': 'a', 'cidrs': ['192.0.2.0/24'] * 201}]}, 'at most 200'),
        ({'networks': [{'name': str(n), 'cidrs': ['::1']} for n in range(51)]}, 'at most 50'),
        ({'networks': [{'name': 'a', 'cidrs': ['::1']}] * 2}, 'two networks “a”'),
        ({'seb_options': []}, 'has to be an object'),
        ({'seb_options': {'start_url': 'https://example.com'}}, 'no option “start_url”'),
        ({'seb_options': {'quit_password_hash': KEY}}, 'no option “quit_password_hash”'),
        ({'seb_options': {'allow_quit': 'no'}}, 'allow_quit has to be true or false'),
        ({'seb_options': {'allowed_sites': 'example.com'}}, 'list of texts'),
        ({'seb_options': {'allowed_sites': ['https://example.com']}}, 'not the host'),
        ({'seb_options': {'allowed_sites': ['example.com'] * 201}}, 'No more than 200'),
        ({'seb_options': {'minimum_versions': ['3.9']}}, 'not a version'),
        ({'seb_options': {'minimum_versions': ['Win.3.9.min'] * 51}}, 'at most 50'),
        ({'seb_options': {'quit_password': 'x' * 129}}, 'at most 128'),
        ({'seb_options': {'quit_password': 5}}, 'at most 128'),
        ({'seb_exam_keys': 'abc'}, 'not a key'),
        ({'seb_exam_keys': [5]}, 'list of texts'),
        ({'seb_exam_keys': 5}, 'list of texts'),
        ({'released_at': NOW}, 'no entry rule “released_at”'),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(exam: ProctoredExam, chosen: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInputException) as refused:
        save_rules(exam, chosen, now=NOW)
    assert said in refused.value.detail
    assert not EntryRules.objects.exists()
    assert not ProctoredExam.objects.get(id=exam.id).has_entry_rules


def test_an_exam_that_is_gone_gets_none() -> None:
    exam = ExamFactory(timed=True)
    ProctoredExam.objects.filter(id=exam.id).delete()
    with pytest.raises(ProctoredExamNotFoundException):
        save_rules(ProctoredExam(id=10**6), {}, now=NOW)


def test_saving_an_exam_that_was_read_before_leaves_its_rules(exam: ProctoredExam) -> None:
    read_before = ProctoredExam.objects.get(id=exam.id)
    save_rules(exam, {'needs_code': True}, now=NOW)
    exams.update(read_before, exam_name='Other', now=NOW)
    read_before.save()
    found = ProctoredExam.objects.get(id=exam.id)
    assert (found.exam_name, found.has_entry_rules) == ('Other', True)


def test_the_password_of_configurations_is_sealed_and_stays(exam: ProctoredExam) -> None:
    save_rules(exam, {'needs_seb': True, 'seb_password': 'told in the room'}, now=NOW)
    before = stored(exam)
    assert 'told' not in before.seb_password
    assert unseal(before.seb_password) == 'told in the room'
    save_rules(exam, {'needs_seb': True, 'seb_password': 'told in the room'}, now=LATER)
    save_rules(exam, {'needs_seb': True}, now=LATER)
    after = stored(exam)
    assert (after.seb_password, after.modified_at) == (before.seb_password, NOW)
    save_rules(exam, {'needs_seb': True, 'seb_password': ''}, now=LATER)
    assert (stored(exam).seb_password, stored(exam).modified_at) == ('', LATER)


def test_a_password_that_cannot_be_read_any_more_is_replaced(exam: ProctoredExam, settings: Any) -> None:
    save_rules(exam, {'needs_seb': True, 'seb_password': 'told'}, now=NOW)
    settings.SECRET_KEY = 'a new one'
    save_rules(exam, {'needs_seb': True, 'seb_password': 'told'}, now=LATER)
    assert unseal(stored(exam).seb_password) == 'told'


@pytest.mark.parametrize('password', ['x' * 129, 'a\nb', 'a\0b', 5, ['a'], True])
def test_a_password_of_configurations_is_one_line(exam: ProctoredExam, password: Any) -> None:
    with pytest.raises(InvalidInputException, match='one line'):
        save_rules(exam, {'seb_password': password}, now=NOW)
    assert not EntryRules.objects.exists()
