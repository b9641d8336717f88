"""A table from rows of text, for the directives beside this module."""

from collections.abc import Iterable, Sequence

from docutils import nodes


def table(header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int]) -> nodes.table:
    """Build a table; ``widths`` are proportions, one per column. Cells are plain text."""
    group = nodes.tgroup('', *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    group += nodes.thead('', _row(header))
    group += nodes.tbody('', *(_row(row) for row in rows))
    return nodes.table('', group)


def _row(cells: Sequence[str]) -> nodes.row:
    return nodes.row('', *(nodes.entry('', nodes.paragraph('', cell)) for cell in cells))
