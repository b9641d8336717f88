"""Numbers as problems and learners write them in Open edX: ``9.3*10^7``, ``1/3``, ``sqrt(2)``, ``5k``, ``20%``.

The grammar, from loose to tight: sums, products, signs, powers (from right to left), and then numbers, names, function
calls, and parentheses. Names are read without regard to case. Complex numbers and variables are not supported.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

MAX_LENGTH = 500
MAX_DEPTH = 30
MAX_FACTORIAL = 170  # the largest one that fits into a float
TOKEN = re.compile(
    r'\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?P<suffix>[kMGTcmunp%](?!\w))?'
    r'|(?P<name>[A-Za-z_]\w*)|(?P<symbol>\*\*|[-+*/^()]))'
)
SUFFIXES = {
    '%': 1e-2,
    'k': 1e3,
    'M': 1e6,
    'G': 1e9,
    'T': 1e12,
    'c': 1e-2,
    'm': 1e-3,
    'u': 1e-6,
    'n': 1e-9,
    'p': 1e-12,
}
CONSTANTS = {'pi': math.pi, 'e': math.e}


def factorial(value: float) -> float:
    if value < 0 or value > MAX_FACTORIAL or value != int(value):
        raise ValueError('a factorial needs a whole number from 0 to 170')
    return float(math.factorial(int(value)))


FUNCTIONS: dict[str, Callable[[float], float]] = {
    'sqrt': math.sqrt,
    'abs': abs,
    'exp': math.exp,
    'ln': math.log,
    'log10': math.log10,
    'log2': math.log2,
    'sin': math.sin,
    'cos': math.cos,
    'tan': math.tan,
    'arcsin': math.asin,
    'arccos': math.acos,
    'arctan': math.atan,
    'sinh': math.sinh,
    'cosh': math.cosh,
    'tanh': math.tanh,
    'fact': factorial,
    'factorial': factorial,
}


def evaluate(text: str) -> float:
    """Return the value of a number or an expression, which is finite.

    Raises ``ValueError`` for anything else, such as words, variables, and a division by zero.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError('the expression is too long')
    written = text.replace('\N{MINUS SIGN}', '-').replace('\N{MULTIPLICATION SIGN}', '*').strip()
    try:
        value = Expression(written).value()
        # A root of a negative number is complex, which is refused with a TypeError.
        is_finite = math.isfinite(value)
    except (ArithmeticError, TypeError) as error:
        raise ValueError(f'"{text}" has no value') from error
    if not is_finite:
        raise ValueError(f'"{text}" is not finite')
    return value


def tokens_of(text: str) -> list[re.Match[str]]:
    """Return the parts of an expression. Raises ``ValueError`` for a character that no part begins with."""
    tokens, position = [], 0
    while position < len(text):
        token = TOKEN.match(text, position)
        if token is None:
            raise ValueError(f'"{text[position:]}" is not understood')
        tokens.append(token)
        position = token.end()
    return tokens


class Expression:
    """Evaluates one expression, from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens_of(text)
        self._next = 0
        self._depth = 0

    def value(self) -> float:
        result = self._sum()
        if self._next < len(self._tokens):
            raise ValueError(f'"{self._tokens[self._next].group().strip()}" is not expected')
        return result

    def _takes(self, *symbols: str) -> str:
        """Return the next token and go on if it is one of these symbols; otherwise, return an empty text."""
        if self._next < len(self._tokens) and self._tokens[self._next]['symbol'] in symbols:
            self._next += 1
            return self._tokens[self._next - 1]['symbol']
        return ''

    def _sum(self) -> float:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ValueError('the expression is nested too deeply')
        result = self._product()
        while symbol := self._takes('+', '-'):
            result += self._product() if symbol == '+' else -self._product()
        self._depth -= 1
        return result

    def _product(self) -> float:
        result = self._signed()
        while symbol := self._takes('*', '/'):
            result = result * self._signed() if symbol == '*' else result / self._signed()
        return result

    def _signed(self) -> float:
        sign = 1.0
        while symbol := self._takes('+', '-'):
            sign = -sign if symbol == '-' else sign
        return sign * self._power()

    def _power(self) -> float:
        bases = [self._single()]
        signs = [1.0]
        while self._takes('^', '**'):
            sign = 1.0
            while symbol := self._takes('+', '-'):
                sign = -sign if symbol == '-' else sign
            signs.append(sign)
            bases.append(self._single())
        result = signs.pop() * bases.pop()
        while bases:
            raised = bases.pop() ** result
            result = signs.pop() * raised
        return result

    def _single(self) -> float:
        if self._takes('('):
            return self._inside()
        if self._next == len(self._tokens):
            raise ValueError('a number is missing at the end')
        token = self._tokens[self._next]
        self._next += 1
        if token['number']:
            return float(token['number']) * SUFFIXES.get(token['suffix'], 1.0)
        name = (token['name'] or '').lower()
        if name in FUNCTIONS and self._takes('('):
            return FUNCTIONS[name](self._inside())
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise ValueError(f'"{token.group().strip()}" is not a number')

    def _inside(self) -> float:
        result = self._sum()
        if not self._takes(')'):
            raise ValueError('a ")" is missing')
        return result
