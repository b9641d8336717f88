"""Numbers and expressions, as problems and learners write them."""

from __future__ import annotations

import math

import pytest

from demo.olx.numbers import evaluate

VALUES = {
    '3.5': 3.5,
    ' -.5e2 ': -50,
    '9.3*10^7': 93_000_000,
    '9.3 * 10**7': 93_000_000,
    '1/3': 1 / 3,
    '2+3*4-6/2': 11,
    '-2^2': -4,
    '2^-1': 0.5,
    '2^3^2': 512,
    '2^-3^2': 2**-9,
    '(1+2)*(3-5)': -6,
    'sqrt(2)': math.sqrt(2),
    '2*PI': math.tau,
    'ln(e)': 1,
    'log10(1000)': 3,
    'fact(5)': 120,
    '5k': 5000,
    '3m': 0.003,
    '2M': 2_000_000,
    '20%': 0.2,
    '\N{MINUS SIGN}4': -4,
}
NOT_NUMBERS = [
    '',
    'ten',
    '1,000',
    '1..2',
    '1 2',
    '2*',
    '(1',
    '1)',
    'x+1',
    '1/0',
    'sqrt(-1)',
    '(-8)^(1/3)',
    '9^9^9^9',
    'ln(0)',
    'fact(0.5)',
    'fact(1e9)',
    'nan',
    'inf',
    'sqrt',
    '1e999',
    '(' * 100 + '1' + ')' * 100,
    '1+' * 400 + '1',
    '__import__("os")',
]


@pytest.mark.parametrize('text', VALUES)
def test_value(text: str) -> None:
    assert evaluate(text) == pytest.approx(VALUES[text])


@pytest.mark.parametrize('text', NOT_NUMBERS)
def test_no_value(text: str) -> None:
    with pytest.raises(ValueError, match=r'.'):
        evaluate(text)
