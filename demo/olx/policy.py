"""The JSON files of an export: ``policies/<run>/policy.json`` and ``grading_policy.json``. Both are optional."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from demo.olx.course import Grader
from demo.olx.errors import OlxError

DEFAULT_PASS_MARK = 0.5


def read_json_object(root: Path, file: str) -> dict[str, Any]:
    """Return the object in a file, or an empty one if there is no such file."""
    path = root / file
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding='utf-8'))
    except json.JSONDecodeError as error:
        raise OlxError(f'not JSON: {error.msg}', file=file, line=error.lineno) from error
    except UnicodeDecodeError as error:
        raise OlxError('not UTF-8 text', file=file) from error
    if not isinstance(content, dict):
        raise OlxError('a JSON object is expected', file=file, line=1)
    return content


def read_policies(root: Path, run: str) -> dict[str, dict[str, str]]:
    """Return attributes by block, such as ``{'course/2026': {'end': …}}``. They override those of the XML files."""
    file = f'policies/{run}/policy.json'
    policies: dict[str, dict[str, str]] = {}
    for block, attributes in read_json_object(root, file).items():
        if not isinstance(attributes, dict):
            raise OlxError(f'the value of "{block}" has to be an object', file=file)
        policies[block] = {name: as_attribute(value) for name, value in attributes.items()}
    return policies


def as_attribute(value: object) -> str:
    """Return a JSON value as it would be written in an XML attribute."""
    return value if isinstance(value, str) else json.dumps(value)


def read_grading(root: Path, run: str) -> tuple[tuple[Grader, ...], float]:
    """Return weights by assignment type, and the share of the course grade that passes (the lowest cutoff)."""
    file = f'policies/{run}/grading_policy.json'
    content = read_json_object(root, file)
    try:
        graders = tuple(
            Grader(assignment_type=str(entry['type']), weight=float(entry['weight']))
            for entry in content.get('GRADER', [])
        )
        cutoffs = [float(cutoff) for cutoff in content.get('GRADE_CUTOFFS', {}).values()]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise OlxError(f'GRADER or GRADE_CUTOFFS is not as Studio writes it: {error!r}', file=file) from error
    return graders, min(cutoffs, default=DEFAULT_PASS_MARK)
