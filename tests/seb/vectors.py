"""Facts about what clients of Safe Exam Browser do, as test vectors: ``seb_vectors.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

Case = dict[str, Any]

SECTIONS: Final[dict[str, list[Case]]] = {
    name: cases
    for name, cases in json.loads((Path(__file__).parent / 'seb_vectors.json').read_text(encoding='utf-8')).items()
    if isinstance(cases, list)
}


def cases(section: str) -> pytest.MarkDecorator:
    """Run a test with each vector of a section, as ``case``."""
    return pytest.mark.parametrize('case', SECTIONS[section], ids=lambda case: str(case['id']))


def the(section: str, vector: str) -> Case:
    """One vector."""
    (found,) = (case for case in SECTIONS[section] if case['id'] == vector)
    return found
