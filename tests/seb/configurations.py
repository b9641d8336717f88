"""Configurations for properties: values that all clients treat in the same way, and values that nobody checks."""

from __future__ import annotations

from typing import Any, Final

from hypothesis import strategies as st

from edx_proctoring.seb.settings_table import KIND_OF
from edx_proctoring.seb.values import Settings

START: Final[Settings] = {'startURL': 'https://lms.example/exam'}

_NOT_IN_TEXT: Final = [*map(chr, range(32)), *map(chr, range(127, 160)), '\ufffe', '\uffff']
_TAKEN: Final = {'originatorversion', *(name.lower() for name in KIND_OF)}

names = st.from_regex('[A-Za-z_][A-Za-z0-9_]{0,8}', fullmatch=True).filter(lambda name: name.lower() not in _TAKEN)
texts = st.text(
    st.characters(exclude_characters=_NOT_IN_TEXT, exclude_categories=['Cs']) | st.sampled_from('\t\n"<&>\\'),
    max_size=9,
)
scalars = (
    st.booleans()
    | st.integers(-(2**31), 2**31 - 1)
    | texts
    | st.binary(max_size=90)
    | st.integers(-9999, 9999).map(lambda number: number / 1000 or 0.0)
)


def dictionaries(values: st.SearchStrategy[Any], least: int) -> st.SearchStrategy[dict[str, Any]]:
    """Dictionaries without twins."""
    pairs = st.lists(st.tuples(names, values), min_size=least, max_size=5, unique_by=lambda pair: pair[0].lower())
    return pairs.map(dict)


configurations: st.SearchStrategy[Settings] = dictionaries(
    scalars
    | st.lists(dictionaries(scalars, 1) | scalars.filter(lambda value: value not in ('', b'')), max_size=3)
    | dictionaries(scalars, 1),
    0,
).map(lambda settings: {**settings, **START})
