"""Numbers of things."""

from __future__ import annotations

import pytest

from edx_proctoring.domain.counting import counted


@pytest.mark.parametrize(('number', 'text'), [(0, '0 reviews'), (1, '1 review'), (2, '2 reviews'), (21, '21 reviews')])
def test_the_noun_goes_with_the_number(number: int, text: str) -> None:
    assert counted(number, 'review', 'reviews') == text
