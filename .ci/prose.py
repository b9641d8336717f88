"""prose [FILE ...] - runs proselint over what people read: documents, docstrings, and comments (``make prose``).

It uses some of proselint's own checks, listed below, and our word list, ``prose.toml``. Markup, code, and addresses are
blanked out first.
"""

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from proselint import checks
from proselint.config import Config
from proselint.registry import CheckRegistry
from proselint.registry.checks import Check, CheckFlags, Padding, types
from proselint.tools import LintFile

ROOT = Path(__file__).resolve().parent.parent
OUR_LIST = Path(__file__).with_suffix('.toml')
# Of proselint's own checks: what has a right and a wrong. Matters of taste and typography are left out.
ENABLED = (
    'cliches',
    'malapropisms',
    'misc.back_formations',
    'misc.debased',
    'misc.illogic',
    'misc.many_a',
    'misc.pretension',
    'misc.waxed',
    'mixed_metaphors',
    'mondegreens',
    'needless_variants',
    'nonwords',
    'oxymorons',
    'psychology',
    'redundancy',
    'social_awareness',
    'terms',
    'uncomparables',
)
FIRST_LINE = 1
# The change log describes versions in the words that they were published with.
FILES = ('*.rst', '*.py', '*.js', '*.mjs', '*.sh', 'Makefile', '.ci/*', 'docs/openapi.yaml')
LEFT_OUT = {'CHANGELOG.rst', '.ci/prose.py', '.ci/prose.toml'}

MARKUP = re.compile(
    r'``.+?``|`[^`\n]+(?:\n[^`\n]+)?`_?|:[\w:+-]+:`[^`]+`'  # literals, links, roles
    r'|https?://\S+|\S+@\S+\.\w+'
    r'|^[ \t]*\.\. [\w:-]+::[^\n]*|^[ \t]*:[\w-]+:(?=\s)',  # directives, and the names of their options
    re.DOTALL | re.MULTILINE,
)
LITERAL_BLOCK = re.compile(r'::\n((?:[ \t]*\n)+)(?P<indent>[ \t]+)\S.*\n(?:(?:(?P=indent).*|[ \t]*)\n)*')
CODE_BLOCK = re.compile(r'^\.\. code-block::.*\n((?:[ \t]+.*|[ \t]*)\n)*', re.MULTILINE)
# A docstring is a string that begins its line; one inside of a call is taken for one, too.
TOKEN_OF_PYTHON = re.compile(
    r'(?P<remark>\#[^\n]*|^[ \t]*r?"""(?:[^\\]|\\.)*?""")'
    r"""|\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'""",
    re.DOTALL | re.MULTILINE,
)
COMMENT_OF_SCRIPTS = re.compile(r'/\*.*?\*/|(?<![:\'"`\w])//[^\n]*', re.DOTALL)
COMMENT_OF_SHELLS = re.compile(r'(?:^|\s)#+ [^\n]*')


def blank(text: str) -> str:
    """Return only the line breaks, and a placeholder on each line, so that no phrase spans several lines."""
    return re.sub(r'[^\n]+', '|', text)


def only(text: str, spans: Iterator[tuple[int, int]]) -> str:
    """Blank out everything outside the spans."""
    parts, end = [], 0
    for start, stop in spans:
        parts += [blank(text[end:start]), text[start:stop]]
        end = stop
    return ''.join(parts) + blank(text[end:])


def remarks(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the docstrings and comments of a Python module, but not of other strings."""
    return (found.span('remark') for found in TOKEN_OF_PYTHON.finditer(text) if found['remark'])


def prose_of(path: Path) -> str:
    """Return the text of a file with everything but prose blanked out, and with the same number of lines."""
    text = path.read_text(encoding='utf-8')
    if path.suffix == '.py':
        text = re.sub(r'(?m)^\|?[ \t]*#:?|r?"""', '', only(text, remarks(text)))
    elif path.suffix in ('.js', '.mjs'):
        comments = only(text, (found.span() for found in COMMENT_OF_SCRIPTS.finditer(text)))
        text = re.sub(r'(?m)^\|?[ \t]*(?:/?\*+/?|//)', '', comments)
    elif path.suffix == '.yaml':
        text = re.sub(r"""(?m)^\s*(?:- )*(?:[\w'"/{}.-]+:(?: |$))?""", '|', text)
    elif path.suffix != '.rst':
        comments = only(text, (found.span() for found in COMMENT_OF_SHELLS.finditer(text)))
        text = re.sub(r'(?m)^\|?[ \t]*#+', '', comments)
    for pattern in (CODE_BLOCK, LITERAL_BLOCK, MARKUP):
        text = pattern.sub(lambda found: blank(found[0]), text)
    return text


def our_checks() -> Iterator[Check]:
    """Yield the checks of the word list, one for each section."""
    for section, forms in tomllib.loads(OUR_LIST.read_text(encoding='utf-8')).items():
        items = {f'(?:{pattern})'.replace(' ', r'\s+'): instead for pattern, instead in forms.items()}
        yield Check(
            check_type=types.PreferredForms(items=items, padding=Padding.WORDS_IN_TEXT),
            path=f'ours.{section}',
            message="'{1}': write {0}.",
            flags=CheckFlags(allow_quotes=True),
        )


def files() -> list[Path]:
    """Return the files to check that are in git, or about to be."""
    listed = subprocess.run(  # noqa: S603 - no shell
        [shutil.which('git') or 'git', 'ls-files', '--cached', '--others', '--exclude-standard', *FILES],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return [ROOT / name for name in listed if name not in LEFT_OUT and (ROOT / name).is_file()]


def main() -> int:
    """Print ``file:line: check: message`` for each finding; fail if there is one."""
    CheckRegistry().register_many((*checks.__register__, *our_checks()))
    paths = [Path(name).resolve() for name in sys.argv[1:]] or files()
    # One text of them all: proselint compiles its patterns again for each text, which takes seconds.
    places, lines = [], []
    for path in paths:
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        for number, line in enumerate([*prose_of(path).split('\n'), '|'], start=1):
            if line != '|' or lines[-1:] != ['|']:
                places.append(f'{name}:{number}')
                lines.append(line)
    config: Config = {'max_errors': 1000, 'checks': dict.fromkeys((*ENABLED, 'ours'), True)}
    findings = LintFile(source='prose', content='\n'.join(lines)).lint(config)
    for finding in findings:
        message = ' '.join(finding.check_result.message.split())
        # Lines are counted from 1, and proselint puts an empty one in front.
        place = places[finding.pos[0] - FIRST_LINE]
        sys.stdout.write(f'{place}: {finding.check_result.check_path}: {message}\n')
    return 1 if findings else 0


if __name__ == '__main__':
    sys.exit(main())
