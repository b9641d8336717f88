"""What a simulator keeps for its next start."""

import json
from pathlib import Path
from typing import Any


def read_state(path: Path | None) -> Any:
    """Return the JSON value in the file; None where there is no file."""
    if path is None or not path.exists():
        return None
    return json.loads(path.read_text(encoding='utf-8'))


def write_state(path: Path | None, value: object) -> None:
    """Replace the file at once: a process that ends meanwhile leaves the old one. No path, nothing is written."""
    if path is None:
        return
    unfinished = path.with_suffix('.unfinished')
    unfinished.write_text(json.dumps(value, indent=1), encoding='utf-8')
    unfinished.replace(path)
