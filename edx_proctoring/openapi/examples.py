"""Requests and what was answered to them, out of ``examples.json``.

The requests in that file are written by hand, the answers are recorded: tests/views/test_openapi_examples.py sends
every request and compares the answer with the recorded one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

FILE: Final = Path(__file__).with_name('examples.json')


@dataclass(frozen=True, kw_only=True)
class Example:
    """One request and its answer; ``parameters`` are values by place (``path``, ``query``, ``header``) and name."""

    summary: str
    caller: str
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    body: Any = None
    status: int = 0
    answer: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict)

    def shown(self, value: Any) -> dict[str, Any]:
        """Return a part of it as an Example Object of the document."""
        return {'summary': self.summary, 'value': value}

    def as_json(self) -> dict[str, Any]:
        """Return the entry of the file, without what it does not have."""
        empty: dict[str, Any] = {'parameters': {}, 'body': None, 'answer': None, 'answer_headers': {}}
        return {name: value for name, value in asdict(self).items() if name not in empty or value != empty[name]}


def examples_of(operation: str) -> Mapping[str, Example]:
    """Return the examples of an operation by their names."""
    return all_examples().get(operation, {})


@cache
def all_examples() -> Mapping[str, Mapping[str, Example]]:
    """All examples by the name of their operation and their own."""
    entries = json.loads(FILE.read_text(encoding='utf-8'))
    return {
        operation: {name: Example(**entry) for name, entry in examples.items()}
        for operation, examples in entries.items()
    }
