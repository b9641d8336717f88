"""The text that is hashed, and the config key."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.canonical_text import canonical_text, config_key, order_of
from edx_proctoring.seb.property_lists import read_property_list
from tests.seb.configurations import configurations
from tests.seb.vectors import Case, cases


@cases('config_key')
def test_all_clients_hash_this_text(case: Case) -> None:
    settings = read_property_list(case['plist'].encode())

    assert canonical_text(settings) == case['canonical']
    assert config_key(settings) == case['config_key']


@cases('key_order')
def test_names_are_sorted_as_clients_do(case: Case) -> None:
    assert sorted(case['given'], key=order_of) == case['sorted']
    backwards = case['sorted'][::-1]
    backwards.sort(key=order_of)
    assert backwards == case['sorted']


@given(configurations, st.randoms(use_true_random=False))
def test_the_order_of_names_does_not_count(settings: dict[str, Any], random: Any) -> None:
    def shuffled(value: Any) -> Any:
        if isinstance(value, list):
            return [shuffled(each) for each in value]
        if not isinstance(value, dict):
            return value
        pairs = list(value.items())
        random.shuffle(pairs)
        return {name: shuffled(each) for name, each in pairs}

    assert canonical_text(shuffled(settings)) == canonical_text(settings)


@given(configurations, configurations)
def test_a_setting_that_changes_changes_the_key(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert (config_key(one) == config_key(other)) is (canonical_text(one) == canonical_text(other))
    assert config_key({**one, 'startURL': 'https://lms.example/other'}) != config_key(one)


@pytest.mark.parametrize(
    ('value', 'text'),
    [(-0.0, '0'), (0.00001, '1E-05'), (1e15, '1E+15'), (3.14159265358979323846, '3.14159265358979'), ([{}], '[{}]')],
)
def test_values_that_are_never_written_have_the_text_of_windows(value: Any, text: str) -> None:
    """So that the key of a file from elsewhere is right on one platform at least."""
    assert canonical_text({'a': value}) == f'{{"a":{text}}}'


@pytest.mark.parametrize('value', [datetime(2030, 1, 15, tzinfo=UTC), math.nan, math.inf, None, {1}, (1,)], ids=repr)
def test_a_value_without_a_text_is_refused_with_its_path(value: Any) -> None:
    with pytest.raises(InvalidSebConfiguration, match=r'^a\[1\]\.b has a value that no configuration can have\.$'):
        canonical_text({'a': [True, {'b': value}]})
