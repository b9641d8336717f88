"""What people read is plain American English: spellings, and no turns of phrase that are not English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
CALLS = {'_', 'gettext', 'gettext_lazy', 'gettext_noop', 'ngettext', 'ngettext_lazy', 'pgettext'}
OF_TEMPLATES = re.compile(
    r'\{%\s*(?:trans|translate)\s+(?:"([^"]*)"|\'([^\']*)\')'
    r'|\{%\s*blocktrans[^%]*%\}(.*?)\{%\s*endblocktrans'
    r'|_\("([^"]*)"\)',
    re.DOTALL,
)
OF_SCRIPTS = re.compile(r"gettext\(\s*((?:(?:'[^']*'|\"[^\"]*\")\s*[+,]?\s*)+)")
WRONG = re.compile(
    r'\bcan not\b|\bprogramme|\bpractis|\bcancelled\b|\benrolment|\bcolour|\bbehaviour|\bcentre\b|\borganis|\brecognis'
    r'|\bof now\b|nested too deep\b|\bby mail\b|\byour mail\b|^Name (?:a|an|the|at)\b|\blook after\b'
    r'|\bthe course your\b|\beverything is fine\b'
    r'|\be-mail|\buser names?\b|\bset-up\b|\bby (?:itself|themselves|ourselves)\b|\bgo(?:es)? on with\b'
    r'|\bworking days?\b|\bonce more\b|\banew\b|\bgives? up what\b|^not done\b',
    re.IGNORECASE,
)


def texts() -> Iterator[tuple[str, str]]:
    """Where it stands, and the text, of everything that is marked for translation."""
    for path in sorted((ROOT / 'edx_proctoring').rglob('*.py')):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.Call) and getattr(node.func, 'id', getattr(node.func, 'attr', '')) in CALLS:
                for argument in node.args:
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                        yield str(path.relative_to(ROOT)), argument.value
    for folder, ending, pattern in (('edx_proctoring', 'html', OF_TEMPLATES), ('frontend/src', 'js', OF_SCRIPTS)):
        for path in sorted((ROOT / folder).rglob(f'*.{ending}')):
            for match in pattern.finditer(path.read_text(encoding='utf-8')):
                yield str(path.relative_to(ROOT)), ' '.join(''.join(filter(None, match.groups())).split())


def test_all_kinds_of_texts_are_found() -> None:
    found = [text for _, text in texts()]

    assert len(found) > 500
    assert any('Your answers are saved' in text for text in found)
    assert any('Hide time' in text for text in found)
    assert any('cannot be taken as proctored' in text for text in found)


def test_american_english() -> None:
    assert [(place, text) for place, text in texts() if WRONG.search(text)] == []


@pytest.mark.parametrize(
    'text', ['This can not be.', 'nested too deep.', 'Name a course.', 'a practised hand', 'E-mails of your own']
)
def test_what_is_looked_for(text: str) -> None:
    assert WRONG.search(text)
