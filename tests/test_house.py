"""The rules of the house that no other tool holds: sizes, names, and where certain words may stand."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ('edx_proctoring', 'simulators', 'tests', 'demo', 'benchmarks', 'docs/_ext')
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


@cache
def text_of(path: Path) -> str:
    """What stands in a file; each is read once."""
    return path.read_text(encoding='utf-8')


def shown(path: Path) -> str:
    """What a file is called in messages."""
    return str(path.relative_to(ROOT))


def package(*names: str) -> list[Path]:
    """Our files below these modules of the package."""
    roots = [ROOT / 'edx_proctoring' / name for name in names]
    return [path for path in SOURCES if any(path == root.with_suffix('.py') or root in path.parents for root in roots)]


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    nodes = ast.walk(ast.parse(text_of(path)))
    return [node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def lines_with(path: Path, pattern: str) -> list[str]:
    """Where a pattern stands in a file."""
    lines = enumerate(text_of(path).splitlines(), 1)
    return [f'{shown(path)}:{number}: {line.strip()}' for number, line in lines if re.search(pattern, line)]


def lines_of_any(paths: Iterable[Path], pattern: str) -> list[str]:
    """Where a pattern stands in these files."""
    paths = list(paths)
    assert paths, 'nothing is searched'
    return [line for path in paths for line in lines_with(path, pattern)]


def test_a_file_stays_under_400_lines() -> None:
    sizes = {shown(path): len(text_of(path).splitlines()) for path in SOURCES + SCRIPTS}
    assert {path: size for path, size in sizes.items() if size > MOST_LINES_OF_FILE} == {}


def test_a_function_stays_under_50_lines() -> None:
    sizes = {
        f'{shown(path)}:{node.lineno} {node.name}': (node.end_lineno or 0) - node.lineno + 1
        for path in SOURCES
        for node in functions(path)
    }
    assert {name: size for name, size in sizes.items() if size > MOST_LINES_OF_FUNCTION} == {}


def test_files_use_the_terms_of_the_field() -> None:
    assert [shown(path) for path in SOURCES if path not in NAMED_BY_OTHERS and FORBIDDEN_FILE.match(path.stem)] == []


def test_functions_use_the_terms_of_the_field() -> None:
    names = [(shown(path), node.name) for path in SOURCES for node in functions(path)]
    assert [
        f'{path}: {name}'
        for path, name in names
        if name not in FUNCTIONS_NAMED_BY_OTHERS and FORBIDDEN_FUNCTION.match(name)
    ] == []


def test_below_the_doors_the_time_is_an_argument() -> None:
    paths = package('actions', 'learner_pages', 'queries', 'domain', 'serializers')
    words = r'\b(timezone|datetime)\.(now|utcnow|today)\(|\btime\.time\(|localtime\(\)'
    assert lines_of_any(paths, words) == []


def test_transactions_and_locks_are_in_the_actions_only() -> None:
    """The outbox has one transaction, around the services of the host."""
    allowed = {*package('actions'), *package('outbox')}
    others = [path for path in package('') if path not in allowed and not {'tests', 'testing'} & set(path.parts)]
    assert lines_of_any(others, r'\batomic\(|select_for_update\(') == []
    assert len(lines_of_any(package('outbox'), r'\batomic\(')) == 1
    assert lines_of_any(package('outbox'), r'select_for_update\(') == []


def test_only_one_module_assigns_the_status_of_an_attempt() -> None:
    paths = package('actions', 'api', 'views', 'admin', 'management', 'tasks', 'receivers', 'learner_pages', 'queries')
    found = lines_of_any(paths, r'\b(\w*attempt|locked)\.status = ')
    assert {line.split(':')[0] for line in found} == {'edx_proctoring/actions/attempt_status.py'}


def test_a_page_works_with_a_strict_content_security_policy() -> None:
    # Mails are no pages: a mail program knows no policy, and needs the style in the mail.
    pages = [path for path in TEMPLATES if 'emails' not in path.parts]
    assert lines_of_any(pages, r'(?i)<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:') == []


def test_migrations_import_no_application_code_and_are_named_for_their_intent() -> None:
    assert lines_of_any(MIGRATIONS, r'^\s*(from|import) edx_proctoring') == []
    assert [path.stem for path in MIGRATIONS if re.search(r'_auto_\d', path.stem)] == []


def test_no_date_is_cut_by_the_database() -> None:
    """MySQL and MariaDB need their tables of time zones for it, which a site's server often lacks: NULL comes back."""
    words = r'date_hierarchy|\bTrunc(Date|Day|Hour|Month|Week|Year|\b)|\bExtract|\.datetimes\(|\.dates\('
    lookups = r'__(date|time|year|iso_year|quarter|month|week|week_day|day|hour|minute|second)(__\w+)?\s*='
    assert lines_of_any(package(''), f'{words}|{lookups}') == []


def test_files_name_no_place_of_one_machine() -> None:
    texts = [*SOURCES, *SCRIPTS, *TEMPLATES, *(ROOT / 'docs').rglob('*.rst'), *(ROOT / 'requirements').iterdir()]
    unwanted = r'(?<![\w.])/(home|root|work|Users)/|(extra-)?index-url|find-links'
    assert lines_of_any((path for path in texts if path != Path(__file__)), unwanted) == []


@pytest.mark.deviation('S17')
def test_a_script_writes_text_and_never_markup() -> None:
    assert lines_of_any(SCRIPTS, r'(inner|outer)HTML|insertAdjacentHTML|document\.write|\.html\(|\beval\(') == []
