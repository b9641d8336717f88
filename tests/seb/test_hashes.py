"""What a browser presents is compared with what the server expects."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.seb.hashes import MOST_KEYS, AcceptedKeys, Presented, Verdict, hash_of, judge, read_keys
from tests.seb.vectors import Case, cases

ADDRESS = 'https://lms.example/seb/check/abc'
A, B, C = (hashlib.sha256(name.encode()).hexdigest() for name in 'ABC')


@cases('header')
def test_headers_are_judged(case: Case) -> None:
    keys = AcceptedKeys(case['config_keys'], case['exam_keys'])

    assert judge(Presented.of(case['headers']), keys, case['server_url']) == case['verdict']


def verdict(config: str | None, exam: str | None, keys: AcceptedKeys) -> Verdict:
    """What headers with hashes of these keys come to."""
    values = {'X-SafeExamBrowser-ConfigKeyHash': config, 'X-SafeExamBrowser-RequestHash': exam}
    headers = {name: hash_of(ADDRESS, key) for name, key in values.items() if key}
    return judge(Presented.of(headers), keys, ADDRESS)


@pytest.mark.parametrize(
    ('config', 'exam', 'keys', 'expected'),
    [
        (A, B, AcceptedKeys(), 'not_configured'),
        (A, C, AcceptedKeys(config=[A]), 'ok'),
        (A, C, AcceptedKeys(config=[B, A]), 'ok'),
        (None, B, AcceptedKeys(config=[A]), 'missing'),
        (A, None, AcceptedKeys(exam=[B]), 'missing'),
        (A, None, AcceptedKeys([A], [B]), 'missing'),
        (A, C, AcceptedKeys([A], [B]), 'wrong_exam_key'),
        (C, B, AcceptedKeys([A], [B]), 'wrong_config_key'),
        (C, B, AcceptedKeys(exam=[B]), 'ok'),
        (None, B, AcceptedKeys([A], [C, B]), 'ok'),
    ],
)
def test_which_keys_are_needed(config: str | None, exam: str | None, keys: AcceptedKeys, expected: str) -> None:
    assert verdict(config, exam, keys) == expected


def test_values_from_a_script_count_as_those_of_headers() -> None:
    keys, value = AcceptedKeys([A], [B]), hash_of(ADDRESS, A)

    def judged(**scripts: Any) -> Verdict:
        return judge(Presented.of({}, **scripts), keys, ADDRESS)

    assert judged(config_script=value, exam_script=hash_of(ADDRESS, B)) == 'ok'
    assert judged(config_script=value, exam_script=value) == 'wrong_exam_key'
    assert judged(config_script='', exam_script='') == 'missing'
    assert judged(config_script=value, exam_script=':') == 'malformed'


@given(st.text() | st.from_regex('[0-9a-f]{64}', fullmatch=True), st.text())
def test_nobody_guesses_a_value(value: str, address: str) -> None:
    presented = Presented(config=(value,))

    assert judge(presented, AcceptedKeys([A]), address) in ('malformed', 'wrong_config_key')


@pytest.mark.parametrize('key', ['', 'x', A.upper(), f'{A}\n', A[:-1]])
def test_what_is_no_key_opens_nothing(key: str) -> None:
    """Everybody can compute what would fit an empty key."""
    presented = Presented(config=(hash_of(ADDRESS, key),), exam=(hash_of(ADDRESS, key),))

    assert judge(presented, AcceptedKeys(config=[key]), ADDRESS) == 'not_configured'
    assert judge(presented, AcceptedKeys(exam=[key]), ADDRESS) == 'not_configured'
    assert judge(presented, AcceptedKeys([A], [key]), ADDRESS) == 'not_configured'


@pytest.mark.parametrize('value', [f'{A}\n', f' {A}', A.upper(), A[:-1], f'{A}0', 'é' * 64, '٣' * 64, '', '\ud800'])
def test_a_value_that_is_no_hash_is_malformed(value: str) -> None:
    assert judge(Presented(config=(value,)), AcceptedKeys([A]), ADDRESS) == 'malformed'


@pytest.mark.parametrize(
    ('text', 'keys'),
    [
        ('', ()),
        (' ,;\n', ()),
        (A, (A,)),
        (f'{A} {B}', (A, B)),
        (f'\n{A},{B};{C}\t', (A, B, C)),
        (f'{A}\r\n\r\n{B} , ; {A}', (A, B)),
        (A.upper(), (A,)),
        (f'{A}\u00a0{B}', (A, B)),
    ],
)
def test_lists_of_keys(text: str, keys: tuple[str, ...]) -> None:
    assert read_keys(text) == keys


@pytest.mark.parametrize('text', [A[:-1], f'{A}0', f'{A}{B}', f'{A}|{B}', f'"{A}"', 'g' * 64, '٣' * 64, f'{A} x'])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputException, match='not a key'):
        read_keys(text)


def test_no_more_than_the_beginning_of_it_is_said() -> None:
    """It may be most of a key, and errors are logged."""
    with pytest.raises(InvalidInputException) as refused:
        read_keys(A[:-1])
    assert A[:8] in str(refused.value)
    assert A[:9] not in str(refused.value)


def test_lists_of_keys_have_an_end() -> None:
    many = [f'{number:064x}' for number in range(MOST_KEYS + 1)]

    assert len(read_keys(' '.join(many[:-1]))) == MOST_KEYS
    with pytest.raises(InvalidInputException, match='No more than 100'):
        read_keys(' '.join(many))


@given(st.text())
def test_nothing_else_is_raised_by_other_texts(text: str) -> None:
    try:
        keys = read_keys(text)
    except InvalidInputException:
        return
    assert keys == ()
