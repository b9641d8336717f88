"""What clients treat differently is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given

from edx_proctoring.exceptions import InvalidSebConfiguration, UnreadableSebFile
from edx_proctoring.seb.hazards import MOST_NESTED, refuse_hazards
from edx_proctoring.seb.property_lists import read_property_list, write_property_list
from tests.seb.configurations import START, configurations
from tests.seb.vectors import SECTIONS, Case, cases

# What each vector's refusal names.
REFUSALS: Final = {
    'hz-date': 'a is a date.',
    'hz-int64': 'a is not a decimal number of at most 32 bits.',
    'hz-int-hex': 'a is not a decimal number of at most 32 bits.',
    'hz-last-key-originator': 'needs the setting startURL',
    'hz-last-key-empty-dict': 'b is an empty dictionary',
    'hz-last-key-empty-dict-nested': 'a.c is an empty dictionary',
    'hz-dict-of-empty-dict': 'a.b is an empty dictionary',
    'hz-array-empty-dict': 'a[1] is an empty dictionary',
    'hz-array-empty-strings': 'a has an empty text in a list',
    'hz-array-of-arrays': 'a has a list in a list',
    'hz-real-exponent': 'a is too small or too large a number',
    'hz-real-digits': 'a has more than 6 significant digits',
    'hz-real-minus-zero': 'a is minus zero',
    'hz-real-nan': 'a is not a decimal number.',
    'hz-empty-config': 'needs the setting startURL',
    'hz-numeric-keys': '10: names of settings have only ASCII letters',
    'hz-key-hyphen': 'a-b: names of settings',
    'hz-key-quote': 'a"b: names of settings',
    'hz-originator-case': 'OriginatorVersion: originatorVersion may only be at the top',
    'hz-bom': 'not an XML property list',
    'hz-entity': 'declares XML entities',
    'hz-array-root': 'not a dictionary',
}


@cases('config_key_hazard')
def test_a_hazard_is_refused(case: Case) -> None:
    with pytest.raises((InvalidSebConfiguration, UnreadableSebFile)) as refused:
        refuse_hazards(read_property_list(case['plist'].encode()))

    assert REFUSALS[case['id']] in str(refused.value)
    assert len({text.removesuffix(' (read)') for text in case['seen'].values()}) > 1, 'clients do not agree on it'


@pytest.mark.parametrize(
    ('settings', 'refusal'),
    [
        ({'a': datetime(2030, 1, 15, tzinfo=UTC)}, 'a is neither true'),
        ({'a': None}, 'a is neither true'),
        ({'a': (1,)}, 'a is neither true'),
        ({'a': 2**31}, 'a has more than 32 bits'),
        ({'a': [-(2**31) - 1]}, 'a[0] has more than 32 bits'),
        ({'a': float('nan')}, 'a is too small or too large'),
        ({'a': float('inf')}, 'a is too small or too large'),
        ({'a': 1e15}, 'a is too small or too large'),
        ({'a': -0.0}, 'a is minus zero'),
        ({'a': 0.1234567}, 'a has more than 6'),
        ({'a': 'x\r'}, 'a has a control character'),
        ({'a': 'x\x85'}, 'a has a control character'),
        ({'a': '\ud800'}, 'a has a control character'),
        ({'a': [b'']}, 'a has an empty text in a list'),
        ({'a': {'b': [{'c': {}}]}}, 'a.b[0].c is an empty dictionary'),
        ({'allowWLAN': True, 'allowWlan': True}, 'allowWlan: another setting has the same name'),
        ({'a': {'x': 1, 'X': 1}}, 'a.X: another setting has the same name'),
        ({'a': {'originatorVersion': 'x'}}, 'a.originatorVersion: originatorVersion may only'),
        ({'ä': 1}, 'ä: names of settings'),
        ({'a\n': 1}, 'a\n: names of settings'),
        ({1: 1}, '1: names of settings'),
        ({'allowQuit': 1}, 'allowQuit has to be of the type boolean'),
        ({'sebMode': True}, 'sebMode has to be of the type integer'),
        ({'quitURL': b'x'}, 'quitURL has to be of the type string'),
        ({'URLFilterRules': 'x'}, 'URLFilterRules has to be of the type array'),
        ({'examKeySalt': 'x'}, 'examKeySalt has to be of the type data'),
        (
            {'sebAllowedVersions': ['Mac.3.6', 'Win.x.9']},
            'such as Win.3.9.min: Win.x.9',
        ),
        ({'sebAllowedVersions': [True]}, 'not a version of Safe Exam Browser'),
        ({'browserUserAgentWinDesktopMode': 2}, 'needs the setting browserUserAgentWinDesktopModeCustom'),
        ({'startURL': ''}, 'needs the setting startURL'),
        ({'startURL': 1}, 'startURL has to be of the type string'),
    ],
)
def test_a_value_is_refused_when_a_configuration_is_written(settings: dict[Any, Any], refusal: str) -> None:
    with pytest.raises(InvalidSebConfiguration) as refused:
        write_property_list({**START, **settings})

    assert refusal in refused.value.detail


def test_a_user_agent_of_its_own_is_taken_with_its_text() -> None:
    refuse_hazards({**START, 'browserUserAgentWinDesktopMode': 0})
    refuse_hazards({**START, 'browserUserAgentWinDesktopMode': 1, 'browserUserAgentWinDesktopModeCustom': 'x'})


def nested(depth: int) -> Any:
    """Dictionaries in each other."""
    return {'x': nested(depth - 1)} if depth else 1


def test_nesting_has_an_end() -> None:
    refuse_hazards({**START, 'a': nested(MOST_NESTED - 1)})

    for depth in (MOST_NESTED, MOST_NESTED + 1, 900):
        with pytest.raises(InvalidSebConfiguration, match='nested too deeply'):
            refuse_hazards({**START, 'a': nested(depth)})


@given(configurations)
def test_what_clients_agree_on_is_not_refused(settings: dict[str, Any]) -> None:
    refuse_hazards(settings)
    refuse_hazards({'originatorVersion': 'SEB_Win_3.9.0', **settings})


# Vectors on which clients agree, and which are refused all the same: their makers say to avoid them.
AVOIDED: Final = {
    *('ck-reals', 'ck-crlf', 'ck-empty-dict', 'ck-empty-dict-nested', 'ck-originator-nested', 'ck-case-tie'),
    *('ck-key-ampersand', 'ck-order'),
}


def test_what_is_refused_although_clients_agree() -> None:
    refused = set()
    for case in SECTIONS['config_key']:
        try:
            refuse_hazards(read_property_list(case['plist'].encode()))
        except InvalidSebConfiguration:
            refused.add(case['id'])

    assert refused == AVOIDED
