"""The directive ``diagnoses``: what ``manage.py proctoring_doctor`` looks at, as its table has it."""

import inspect

from docutils import nodes
from rst_text import list_table, literal
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from edx_proctoring.diagnosis.table import DIAGNOSES


def text() -> str:
    """Return a table with one row for each diagnosis."""
    rows = [(literal(name), inspect.getdoc(diagnosis) or '') for name, diagnosis in DIAGNOSES.items()]
    return list_table(('Diagnosis', 'What it does'), rows, widths=(1, 4))


class Diagnoses(SphinxDirective):
    """The table."""

    def run(self) -> list[nodes.Node]:
        """Build it."""
        return self.parse_text_to_nodes(text())


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    app.add_directive('diagnoses', Diagnoses)
    return {'parallel_read_safe': True, 'parallel_write_safe': True}
