"""What docs/provider-protocol.rst shows: requests and answers, read from the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / 'docs' / 'provider-protocol.rst'
SERVICE, LMS = 'proctoring.example.com', 'lms.example.com'

# Stands for a value that differs every time, such as ATTEMPT-ID.
PLACEHOLDER = re.compile(r'\b[A-Z]+(?:-[A-Z]+)+\b')

_BLOCK = re.compile(
    r'^\.\. code-block:: (?P<language>\w+)\n\n(?P<code>(?:   .*\n|\n)+)|^\.\. given: (?P<given>.+)$', re.MULTILINE
)


@dataclass(frozen=True)
class Message:
    """One request or answer. ``first_line`` is split at its blanks; names of headers are in lower case."""

    line: int
    first_line: list[str]
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        """The value in the body; None without one."""
        return json.loads(self.body) if self.body else None


@dataclass(frozen=True)
class Example:
    """A request and its answer; ``given`` is what has to be the case before."""

    request: Message
    answer: Message
    given: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f'line {self.request.line}: {self.method} {self.target}'

    @property
    def method(self) -> str:
        return self.request.first_line[0]

    @property
    def target(self) -> str:
        """Path and query."""
        return self.request.first_line[1]

    @property
    def host(self) -> str:
        return self.request.headers['host']

    @property
    def status(self) -> int:
        return int(self.answer.first_line[1])


def read_examples(text: str) -> list[Example]:
    """All examples of the page, in its order. Raises AssertionError for a request without an answer."""
    examples: list[Example] = []
    given: list[str] = []
    request: Message | None = None
    for block in _BLOCK.finditer(text):
        if block['given']:
            assert request is None, f'{block[0]!r} stands between a request and its answer'
            given.append(block['given'])
        elif block['language'] == 'http':
            line = text.count('\n', 0, block.start()) + 1
            message = _read_message(block['code'], line=line)
            is_answer = message.first_line[0].startswith('HTTP/')
            assert is_answer == (request is not None), f'line {line}: requests and answers have to alternate'
            if request is None:
                request = message
            else:
                examples.append(Example(request, message, given))
                request, given = None, []
    assert request is None, 'The last request has no answer'
    assert not given, f'Nothing follows {given}'
    return examples


def read_claims(text: str) -> dict[str, Any]:
    """The claims of a link to the dashboard, which are the page's only block of JSON."""
    [block] = [found['code'] for found in _BLOCK.finditer(text) if found['language'] == 'json']
    claims: dict[str, Any] = json.loads(block)
    return claims


def _read_message(code: str, *, line: int) -> Message:
    lines = [each[3:] for each in code.rstrip('\n').split('\n')]
    end = lines.index('') if '' in lines else len(lines)
    headers = dict(_read_header(each) for each in lines[1:end])
    return Message(line, lines[0].split(' ', 2), headers, '\n'.join(lines[end + 1 :]))


def _read_header(line: str) -> tuple[str, str]:
    name, _, value = line.partition(': ')
    return name.lower(), value


# ── placeholders ──────────────────────────────────────────────────────────────────────────────────────────────────────


class Values:
    """What the placeholders stand for, as far as that is known."""

    def __init__(self, **known: str) -> None:
        self.known = {name.replace('_', '-'): value for name, value in known.items()}

    def fill(self, text: str) -> str:
        """The text with values instead of placeholders. Raises KeyError for one that is not known yet."""
        return PLACEHOLDER.sub(lambda found: self.known[found[0]], text)

    def differences(self, expected: Any, found: Any, where: str = 'body') -> Iterator[str]:
        """Where two JSON values differ; placeholders that were not known stand for what was found from now on.

        Of an ``id`` that is a number only the type is compared: a database may count from anywhere.
        """
        if isinstance(expected, dict) and isinstance(found, dict):
            if expected.keys() != found.keys():
                yield f'{where} has the keys {sorted(found)}, not {sorted(expected)}'
            for key in expected.keys() & found.keys():
                yield from self.differences(expected[key], found[key], f'{where}.{key}')
        elif isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
            for index, (one, other) in enumerate(zip(expected, found, strict=True)):
                yield from self.differences(one, other, f'{where}.{index}')
        elif isinstance(expected, str) and isinstance(found, str):
            if not self.match(expected, found):
                yield f'{where} is {found!r}, not {self._shown(expected)!r}'
        elif type(expected) is not type(found) or (expected != found and not where.endswith('.id')):
            yield f'{where} is {found!r}, not {expected!r}'

    def match(self, expected: str, found: str) -> bool:
        """Whether the texts agree; what unknown placeholders stand for is kept if they do."""
        pattern, unknown, end = '', [], 0
        for each in PLACEHOLDER.finditer(expected):
            pattern += re.escape(expected[end : each.start()])
            known = self.known.get(each[0])
            pattern += re.escape(known) if known is not None else '([^/?&]+)'
            unknown += [each[0]] if known is None else []
            end = each.end()
        matched = re.fullmatch(pattern + re.escape(expected[end:]), found)
        if matched:
            self.known.update(zip(unknown, matched.groups(), strict=True))
        return matched is not None

    def _shown(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: self.known.get(found[0], found[0]), text)
