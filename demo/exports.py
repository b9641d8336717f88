"""Course exports, before anything is done with them. Needs no Django."""

from __future__ import annotations

from pathlib import Path

from demo.olx import OlxError, read_course, unpacked
from demo.server import StartError


def require_readable(olx: Path) -> None:
    """Read an export without keeping it. Raises ``StartError``, which names all of its errors."""
    try:
        with unpacked(olx) as folder:
            read_course(folder)
    except OlxError as error:
        raise refusal(error) from error


def refusal(error: OlxError) -> StartError:
    """Return the error that says that an export can't be loaded, and why."""
    reasons = str(error).replace('\n', '\n  ')
    return StartError(f"The course export can't be loaded.\n  {reasons}")
