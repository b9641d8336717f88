"""How many values JSON may have."""

from __future__ import annotations

import json
import re
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.conf.traffic import TrafficSettings
from edx_proctoring.value_count import MOST_VALUES, has_too_many_values

DOCS = Path(__file__).resolve().parents[1] / 'docs'
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
HOSTILE = [b'"', b'\\"', b'\\', b'"\\', b'{', b'[', b',', b' ', b'1', b'"a']


def count(value: object) -> int:
    """Texts and names, commas, objects and lists in a value."""
    if isinstance(value, dict):
        return 1 + max(len(value) - 1, 0) + len(value) + sum(map(count, value.values()))
    if isinstance(value, list):
        return 1 + max(len(value) - 1, 0) + sum(map(count, value))
    return int(isinstance(value, str))


@given(value=VALUES)
def test_what_json_says_is_counted(value: object) -> None:
    for raw in (json.dumps(value).encode(), json.dumps(value, ensure_ascii=False, indent=1).encode()):
        number = count(value)
        assert not has_too_many_values(raw, most=number)
        assert number == 0 or has_too_many_values(raw, most=number - 1)


@pytest.mark.parametrize('text', ['{},' * 9, '\\', '\\"', '"[', '\n,', 'ü,'])
def test_what_stands_in_a_text_does_not_count(text: str) -> None:
    raw = json.dumps({'comment': text}).encode()
    assert not has_too_many_values(raw, most=3)
    assert has_too_many_values(raw, most=2)


@pytest.mark.parametrize('piece', HOSTILE, ids=repr)
def test_no_body_takes_long(piece: bytes) -> None:
    """Each byte is looked at once, also where a text never ends: twice over would take hours."""
    raw = piece * (10_000_000 // len(piece))
    began = monotonic()
    for before in (b'', b'"'):
        has_too_many_values(before + raw)
    assert monotonic() - began < 20


def test_the_bound_is_documented() -> None:
    told = (DOCS / 'provider-protocol.rst').read_text(encoding='utf-8') + TrafficSettings.request_most_bytes.meaning
    assert set(re.findall(r'([0-9,]+) (?:values|texts)', told)) == {f'{MOST_VALUES:,}'}
