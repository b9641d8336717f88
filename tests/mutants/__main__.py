"""``python -m tests.mutants``: whether each mutant is killed. Exit status 1 when one is not, or no longer applies."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.mutants.tables import MUTANTS
from tests.mutants.trial import Bench, try_all


def say(text: str) -> None:
    """Tell whoever started this."""
    sys.stdout.write(f'{text}\n')
    sys.stdout.flush()


def main() -> int:
    """Try what is asked for, print a line for each and the total."""
    parser = argparse.ArgumentParser(prog='make mutants', description=__doc__)
    parser.add_argument('--only', default='', help='those whose kind, file or description contains this text')
    parser.add_argument('--list', action='store_true', help='only name them')
    arguments = parser.parse_args()
    chosen = [mutant for mutant in MUTANTS if arguments.only in mutant.title]
    if arguments.list or not chosen:
        say('\n'.join(mutant.title for mutant in chosen) or 'There is no such mutant.')
        return 0 if chosen else 1
    began, verdicts = time.monotonic(), Counter[str]()
    with tempfile.TemporaryDirectory(prefix='mutants-') as folder, Bench(Path(folder)) as bench:
        for mutant, verdict, text, seconds in try_all(chosen, bench):
            verdicts[verdict] += 1
            say(f'{verdict:9}{seconds:5.0f} s  {mutant.title}' + ('' if verdict == 'killed' else f'\n{text}\n'))
    minutes, seconds = divmod(int(time.monotonic() - began), 60)
    others = ', '.join(f'{count} {verdict}' for verdict, count in sorted(verdicts.items()) if verdict != 'killed')
    say(
        f'{verdicts["killed"]} of {len(chosen)} killed in {minutes} min {seconds} s'
        + (f' ({others})' if others else '')
    )
    return 0 if set(verdicts) <= {'killed', 'skipped'} else 1


if __name__ == '__main__':
    raise SystemExit(main())
