"""The recorded facts of the wire formats, as data for tests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_DIRECTORY = Path(__file__).parent


def read(name: str) -> Any:
    """Return the content of a JSON file of this directory."""
    return json.loads((_DIRECTORY / name).read_text(encoding='utf-8'))
