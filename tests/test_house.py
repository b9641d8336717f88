"""The rules of the house that no other tool holds: sizes, names, and where certain words may stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ('edx_proctoring', 'tests', 'demo', 'benchmarks', 'docs/_ext')
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob('*.py') if 'migrations' not in path.parts)
TEMPLATES = sorted((ROOT / 'edx_proctoring' / 'templates').rglob('*.html'))
SCRIPTS = sorted((ROOT / 'frontend' / 'src').rglob('*.js'))
MIGRATIONS = sorted((ROOT / 'edx_proctoring' / 'migrations').glob('0*.py'))

MOST_LINES_OF_FILE = 399
MOST_LINES_OF_FUNCTION = 49
# Published import paths, see docs/decisions/0005-published-facades.rst.
NAMED_BY_OTHERS = {ROOT / 'edx_proctoring' / 'utils.py', ROOT / 'edx_proctoring' / 'tests' / 'test_utils' / 'utils.py'}
# Published or DRF's names that we have to define, and what html.parser calls.
FUNCTIONS_NAMED_BY_OTHERS = {'handle_exception', 'handle_proctored_exception', *dir(HTMLParser)}
FORBIDDEN_FILE = re.compile(r'(utils?|helpers?|managers?|misc|common_functions)(_|$)|_(utils?|helpers?)$')
FORBIDDEN_FUNCTION = re.compile(r'_*(process|handle)_|.*_helper$')


def shown(path: Path) -> str:
    """The name of a case."""
    return str(path.relative_to(ROOT))


def package(*names: str) -> list[Path]:
    """Our files below these modules of the package."""
    roots = [ROOT / 'edx_proctoring' / name for name in names]
    return [path for path in SOURCES if any(path == root.with_suffix('.py') or root in path.parents for root in roots)]


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def lines_with(path: Path, pattern: str) -> list[str]:
    """Where a pattern stands in a file."""
    lines = path.read_text(encoding='utf-8').splitlines()
    return [
        f'{shown(path)}:{number}: {line.strip()}' for number, line in enumerate(lines, 1) if re.search(pattern, line)
    ]


@pytest.mark.parametrize('path', SOURCES + SCRIPTS, ids=shown)
def test_a_file_stays_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding='utf-8').splitlines()) <= MOST_LINES_OF_FILE


@pytest.mark.parametrize('path', SOURCES, ids=shown)
def test_a_function_stays_under_50_lines(path: Path) -> None:
    sizes = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions(path)}
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_FUNCTION} == {}


@pytest.mark.parametrize('path', SOURCES, ids=shown)
def test_names_use_the_terms_of_the_field(path: Path) -> None:
    assert path in NAMED_BY_OTHERS or not FORBIDDEN_FILE.match(path.stem)
    names = {node.name for node in functions(path)} - FUNCTIONS_NAMED_BY_OTHERS
    assert [name for name in sorted(names) if FORBIDDEN_FUNCTION.match(name)] == []


@pytest.mark.parametrize('path', package('actions', 'learner_pages', 'queries', 'domain', 'serializers'), ids=shown)
def test_below_the_doors_the_time_is_an_argument(path: Path) -> None:
    assert lines_with(path, r'\b(timezone|datetime)\.(now|utcnow|today)\(|\btime\.time\(|localtime\(\)') == []


def test_transactions_and_locks_are_in_the_actions_only() -> None:
    allowed = set(package('actions'))
    others = [path for path in package('') if path not in allowed and not {'tests', 'testing'} & set(path.parts)]
    assert [line for path in others for line in lines_with(path, r'\batomic\(|select_for_update\(')] == []


def test_only_one_module_assigns_the_status_of_an_attempt() -> None:
    paths = package('actions', 'api', 'views', 'admin', 'management', 'tasks', 'receivers', 'learner_pages', 'queries')
    found = [line for path in paths for line in lines_with(path, r'\b(\w*attempt|locked)\.status = ')]
    assert {line.split(':')[0] for line in found} == {'edx_proctoring/actions/attempt_status.py'}


# Mails are no pages: a mail program knows no policy, and needs the style in the mail.
@pytest.mark.parametrize('path', [path for path in TEMPLATES if 'emails' not in path.parts], ids=shown)
def test_a_page_works_with_a_strict_content_security_policy(path: Path) -> None:
    assert lines_with(path, r'(?i)<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:') == []


@pytest.mark.parametrize('path', MIGRATIONS, ids=shown)
def test_a_migration_imports_no_application_code(path: Path) -> None:
    assert lines_with(path, r'^\s*(from|import) edx_proctoring') == []
    assert not re.search(r'_auto_\d', path.stem), 'name it for its intent'


def test_no_date_is_cut_by_the_database() -> None:
    """MySQL and MariaDB need their tables of time zones for it, which a site's server often lacks: NULL comes back."""
    words = r'date_hierarchy|\bTrunc(Date|Day|Hour|Month|Week|Year|\b)|\bExtract|\.datetimes\(|\.dates\('
    lookups = r'__(date|time|year|iso_year|quarter|month|week|week_day|day|hour|minute|second)(__\w+)?\s*='
    assert [line for path in package('') for line in lines_with(path, f'{words}|{lookups}')] == []


def test_files_name_no_place_of_one_machine() -> None:
    texts = [*SOURCES, *SCRIPTS, *TEMPLATES, *(ROOT / 'docs').rglob('*.rst'), *(ROOT / 'requirements').iterdir()]
    unwanted = r'(?<![\w.])/(home|root|work|Users)/|(extra-)?index-url|find-links'
    assert [line for path in texts if path != Path(__file__) for line in lines_with(path, unwanted)] == []


@pytest.mark.parametrize('path', SCRIPTS, ids=shown)
def test_a_script_writes_text_and_never_markup_s17(path: Path) -> None:
    assert lines_with(path, r'(inner|outer)HTML|insertAdjacentHTML|document\.write|\.html\(|\beval\(') == []
