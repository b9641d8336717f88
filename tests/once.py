"""What takes long to make is made once in a run of the tests, whichever of its workers asks first."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path

import pytest


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder ``name`` of this run, which ``make`` has filled; the others wait for whoever is at it.

    Where it fails, the next one who asks tries again, in another folder.
    """
    of_worker = factory.getbasetemp()
    of_run = of_worker.parent if of_worker.name.startswith('popen-') else of_worker
    note = of_run / f'{name}.made'
    with (of_run / f'{name}.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            folder = factory.mktemp(name)
            make(folder)
            note.write_text(str(folder))
    return Path(note.read_text())
