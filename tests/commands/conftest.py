"""How tests run a command, and how they see that nothing happened."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from edx_proctoring import models

Run = Callable[..., str]
Finding = dict[str, str]
Doctor = Callable[..., tuple[int, list[Finding]]]
Snapshot = Callable[[], dict[str, list[dict[str, Any]]]]

TABLES: tuple[type[Model], ...] = (
    models.ProctoredExamStudentAttempt,
    models.HistoricalProctoredExamStudentAttempt,
    models.ProctoredExamSoftwareSecureReview,
    models.ProctoredExamSoftwareSecureReviewHistory,
    models.Delivery,
    models.ReceivedReview,
)


@pytest.fixture
def run() -> Run:
    """Run a command as a shell or a scheduler would; what it wrote, errors after the rest."""

    def call(name: str, *arguments: str, **options: Any) -> str:
        out, err = StringIO(), StringIO()
        call_command(name, *arguments, stdout=out, stderr=err, **options)
        return out.getvalue() + err.getvalue()

    return call


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    """All rows that a command could touch."""

    def rows() -> dict[str, list[dict[str, Any]]]:
        return {table.__name__: list(table._default_manager.order_by('pk').values()) for table in TABLES}

    return rows


@pytest.fixture
def listing(tmp_path: Path) -> Callable[..., str]:
    """The path of a file with these lines."""

    def write(*lines: object) -> str:
        path = tmp_path / 'attempts.txt'
        path.write_text(''.join(f'{line}\n' for line in lines), encoding='utf-8')
        return str(path)

    return write


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pauses that a command made, in seconds; they take no time."""
    made: list[int] = []
    monkeypatch.setattr('time.sleep', made.append)
    return made


def doctors_words(*arguments: str, **options: Any) -> tuple[str, int]:
    """What the command writes, and the code with which it ends."""
    out = StringIO()
    try:
        call_command('proctoring_doctor', *arguments, stdout=out, **options)
    except SystemExit as end:
        return out.getvalue(), int(str(end.code))
    return out.getvalue(), 0


@pytest.fixture
def doctor() -> Doctor:
    """Examine these things and return the exit code with the findings."""

    def examine(*only: str, **options: Any) -> tuple[int, list[Finding]]:
        text, code = doctors_words('--json', *(('--only', *only) if only else ()), **{'offline': True, **options})
        report = json.loads(text)
        assert report['status'] == ('OK', 'WARN', 'FAIL')[code]
        return code, report['findings']

    return examine
