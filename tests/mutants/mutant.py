"""One mutation, and where it stands in the files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

ROOT: Final = Path(__file__).parents[2]

Kind = Literal['code', 'threat', 'drill']
Database = Literal['sqlite', 'postgres', 'mariadb']


class StaleError(Exception):
    """The text that a mutation changes is not in its file exactly once any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A change of one file that breaks something on purpose.

    ``file``: relative to the root. ``before`` stands there exactly once and becomes ``after``. ``breaks``: what no
    longer holds then, in a few words. ``tests``: ids of pytest (files or functions), one of which has to fail.
    ``database``: where they run, for what no other database shows. ``kind``: ``drill`` for what a drill proves,
    ``threat`` for what a row of docs/security.rst rests on.
    """

    file: str
    before: str
    after: str
    breaks: str
    tests: tuple[str, ...]
    database: Database = 'sqlite'
    kind: Kind = 'code'

    @property
    def title(self) -> str:
        """How it is named in the list of results, and what ``--only`` searches."""
        return f'{self.kind}: {self.file}: {self.breaks}'

    def mutated(self, text: str) -> str:
        """The text of the file with the mutation; :class:`StaleError` where it doesn't apply."""
        count = text.count(self.before)
        if count != 1:
            raise StaleError(f'{self.file} has {count} times: {self.before}')
        return text.replace(self.before, self.after)
