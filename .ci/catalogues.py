"""catalogues.py FRESH STORED [--check]: takes fresh catalogues over into the project and compiles them, or compares."""

from __future__ import annotations

import sys
from pathlib import Path

import polib

# The languages and how they count; https://cldr.unicode.org/index/cldr-spec/plural-rules
PLURALS = {
    'ar': 'nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;',
    'de': 'nplurals=2; plural=(n != 1);',
    'es_419': 'nplurals=2; plural=(n != 1);',
    'fr': 'nplurals=2; plural=(n > 1);',
}
SHOWN = 5  # texts that are named of those without a translation


def main(fresh: Path, stored: Path, *, check: bool) -> int:
    """Return the exit status."""
    problems: list[str] = []
    for path in sorted(fresh.glob('*/LC_MESSAGES/*.po')):
        catalogue = polib.pofile(str(path), wrapwidth=0)
        tidy(catalogue, path.parts[-3])
        place = stored / path.relative_to(fresh)
        if not check:
            place.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(place))
            catalogue.save_as_mofile(str(place.with_suffix('.mo')))
        elif not place.exists() or place.read_text(encoding='utf-8') != str(catalogue):
            problems.append(f'{place} is not what the texts make of it: make translations')
        missing = [entry.msgid for entry in catalogue if not entry.translated() or entry.fuzzy]
        problems += [f'{place}: not translated: {text[:70]!r}' for text in missing[:SHOWN]]
        say(f'{place}: {len(catalogue) - len(missing)} of {len(catalogue)} texts translated')
    for problem in problems:
        say(problem)
    return 1 if problems and check else 0


def say(line: str) -> None:
    """Print the line."""
    sys.stdout.write(f'{line}\n')


def tidy(catalogue: polib.POFile, language: str) -> None:
    """The head says what matters and nothing that changes by itself."""
    catalogue.header = ''
    catalogue.metadata_is_fuzzy = None
    catalogue.metadata = {
        'Project-Id-Version': 'edx-proctoring',
        'Language': language,
        'MIME-Version': '1.0',
        'Content-Type': 'text/plain; charset=UTF-8',
        'Content-Transfer-Encoding': '8bit',
        'Plural-Forms': PLURALS[language],
    }
    forms = int(PLURALS[language][len('nplurals=')])
    for entry in catalogue:
        if entry.msgid_plural:
            entry.msgstr_plural = {number: entry.msgstr_plural.get(number, '') for number in range(forms)}


if __name__ == '__main__':
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]), check='--check' in sys.argv))
