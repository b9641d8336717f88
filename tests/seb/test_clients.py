"""What clients say of themselves, which versions they allow, and which pages they open."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.allowed_versions import NAMES, Client, allows, read_entry
from edx_proctoring.seb.clients import Platform, read_script_version, read_user_agent
from edx_proctoring.seb.url_filter import FilterRule, opens
from tests.seb.vectors import Case, cases

PLATFORMS = {name: platform for platform, name in NAMES.items()}


@cases('user_agent')
def test_a_user_agent(case: Case) -> None:
    found = read_user_agent(case['value'])

    assert {'seb': bool(found.versions), 'platform': found.platform, 'versions': list(found.versions)} == case['parsed']


@cases('js_version')
def test_a_version_from_a_script(case: Case) -> None:
    found, parsed = read_script_version(case['value']), case['parsed']

    if parsed is None:
        assert found is None
    else:
        assert found is not None
        assert (found.product, found.version, found.build, found.bundle) == tuple(
            parsed[name] for name in ('product', 'version', 'build', 'bundle')
        )
        assert found.platform == parsed['os'].lower()


@given(st.text())
def test_any_text_may_be_said(text: str) -> None:
    assert read_user_agent(f'xSEB/3.9 {text}/SEB/1 SEB/x').versions == read_user_agent(text + '/SEB/1 SEB/x').versions
    assert read_script_version(text) is None


def test_a_text_without_end_is_cut() -> None:
    assert len(read_user_agent('SEB/3.9 ' * 10**6).versions) == 250
    assert read_script_version('SEB_Windows_' + '1.' * 10**6) is None


@cases('allowed_versions')
def test_versions(case: Case) -> None:
    version = tuple(int(part) for part in case['version'].split('.'))
    client = Client(PLATFORMS[case['platform']], version, case['build'], case['alliance_edition'])

    if case['allowed'] == 'error':
        with pytest.raises(InvalidSebConfiguration, match=r'Win\.x\.9\.min$'):
            allows(case['list'], client)
    else:
        assert allows(case['list'], client) is case['allowed']


def test_a_version_with_fewer_numbers_is_filled_up() -> None:
    assert allows(['Mac.3.6.0.min'], Client(Platform.MACOS, (3, 6), 0))
    assert not allows(['Mac.3.6.1.min'], Client(Platform.MACOS, (3, 6), 9))


@pytest.mark.parametrize(
    'entry',
    [
        '',
        'Win',
        'Win.3',
        'Linux.3.9',
        'win.3.9',
        'Win.3.9.1.2.3',
        'Win.3.9.Min',
        'Win.3.9.min.AE',
        'Win.3.٣',
        'Win.3.9\n',
    ],
)
def test_entries_that_clients_read_differently_are_refused(entry: str) -> None:
    with pytest.raises(InvalidSebConfiguration, match='not a version of Safe Exam Browser'):
        read_entry(entry)


def rule(row: dict[str, str]) -> FilterRule:
    """A rule of a vector."""
    return FilterRule(row['expression'], allow=row['action'] == 'allow', regex=row['type'] == 'regex')


@cases('url_filter')
def test_pages(case: Case) -> None:
    rules = [rule(row) for row in case['rules']]

    assert opens(rules, case['url']) is (case['windows'] == 'allow')
    assert opens(reversed(rules), case['url']) is (case['windows'] == 'allow')


@pytest.mark.parametrize(
    ('expression', 'address', 'opened'),
    [
        ('[2001:db8::1]:8443', 'https://[2001:db8::1]:8443/x', True),
        ('[2001:db8::1]', 'https://[2001:db8::2]/x', False),
        ('u:p@lms.example', 'https://u:p@lms.example/', True),
        ('u:p@lms.example', 'https://lms.example/', False),
        ('lms.example/a(b', 'https://lms.example/a(b', True),
        ('lms.example#x', 'https://lms.example/#x', True),
        ('lms.example#x', 'https://lms.example/#y', False),
        ('lms.example:*', 'https://lms.example:9/', True),
        ('lms.example', 'https://lms.example:x/', False),
        ('lms.example', 'https://[/', False),
        ('lms.example', 'about:blank', False),
    ],
)
def test_parts_of_an_expression(expression: str, address: str, opened: bool) -> None:
    assert opens([FilterRule(expression)], address) is opened


@pytest.mark.parametrize(
    'bad', [FilterRule(''), FilterRule('a b'), FilterRule('https://'), FilterRule('(', regex=True)]
)
def test_expressions_that_are_none(bad: FilterRule) -> None:
    with pytest.raises(
        InvalidSebConfiguration, match=f'not an expression of the URL filter: {re.escape(bad.expression)}$'
    ):
        opens([bad], 'https://lms.example/')


@given(st.text(), st.text())
def test_nothing_else_is_raised_by_other_expressions(expression: str, address: str) -> None:
    with suppress(InvalidSebConfiguration):
        assert opens([FilterRule(expression)], address) in (True, False)
