"""The prose linter of ``make prose`` reads prose only, and knows our word list."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip('proselint', reason='the prose linter is one of the checkers (requirements/quality.txt)')

LINTER = Path(__file__).resolve().parent.parent / '.ci' / 'prose.py'


@pytest.fixture(scope='module')
def linter() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location('prose', LINTER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ('name', 'text', 'kept'),
    [
        ('page.rst', 'We read ``his`` of :doc:`his`.\n\n::\n\n    his = 1\n\nThe end.\n', ['We read', 'The end.']),
        ('page.rst', '.. image:: his.webp\n   :alt: A page\n', ['A page']),
        ('module.py', '"""What it is."""\nx = \'his\'  # why\n', ['What it is.', 'why']),
        (
            'module.py',
            'def f():\n    """:class:`His` is read.\n\n    Twice."""\n    return "his"\n',
            ['is read.', 'Twice.'],
        ),
        ('script.js', "/** What it is. */\nconst x = 'his'; // why\n", ['What it is.', 'why']),
        ('Makefile', 'help: ## Show it\n\t@his\n', ['Show it']),
    ],
)
def test_only_prose_is_read(linter: ModuleType, tmp_path: Path, name: str, text: str, kept: list[str]) -> None:
    path = tmp_path / name
    path.write_text(text, encoding='utf-8')

    prose = linter.prose_of(path)

    assert [each for each in kept if each not in prose] == []
    assert 'his' not in prose.lower().replace('this', '')
    assert prose.count('\n') == text.count('\n'), 'a finding has the number of its line'


def test_findings_are_printed_and_fail(tmp_path: Path) -> None:
    """Each with its line; phrases are found across a line break."""
    path = tmp_path / 'page.rst'
    path.write_text('A learner opens\nhis exam.\n\nThe text can\nnot be read, its colour neither.\n', encoding='utf-8')

    ran = subprocess.run([sys.executable, str(LINTER), str(path)], capture_output=True, text=True, check=False)

    assert ran.returncode == 1
    assert [line.rpartition(': write')[0] for line in ran.stdout.splitlines()] == [
        f"{path}:2: ours.learners: 'his'",
        f"{path}:4: ours.spelling: 'can not'",
        f"{path}:5: ours.spelling: 'colour'",
    ]
