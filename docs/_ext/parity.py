"""The directive ``deviations``: the deliberate differences of docs/deviations.json, one row per deviation."""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from rst_tables import table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

SOURCE = Path(__file__).resolve().parent.parent / 'deviations.json'
PLACE_KEYS = ('op', 'label', 'scenario', 'kind', 'path')


def place(entry: dict[str, Any]) -> str:
    """Return where an entry applies, as one line."""
    found = ', '.join(f'{key} {entry[key]}' for key in PLACE_KEYS if key in entry)
    change = [str(entry.get(key, '')) for key in ('peer_status', 'ours_status')]
    return found + (f' ({" → ".join(change)})' if all(change) else '')


class Deviations(SphinxDirective):
    """A table of all deviations; says so where there is none."""

    def run(self) -> list[nodes.Node]:
        """Build the table."""
        self.env.note_dependency(str(SOURCE))
        allowed = json.loads(SOURCE.read_text(encoding='utf-8'))['allow']
        if not allowed:
            return [nodes.paragraph('', 'None is recorded so far.')]
        entries = sorted(allowed, key=lambda entry: str(entry['id']))
        rows = [
            (
                name,
                '; '.join(dict.fromkeys(entry['reason'] for entry in group)),
                '; '.join(filter(None, map(place, group))),
            )
            for name, group in (
                (name, list(found)) for name, found in groupby(entries, key=lambda entry: str(entry['id']))
            )
        ]
        return [table(('Id', 'What ours does, and why', 'Where it shows'), rows, widths=(1, 5, 5))]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive('deviations', Deviations)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
