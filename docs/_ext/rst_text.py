"""Pieces of reStructuredText, for directives that write more than one table."""

from collections.abc import Iterable, Sequence


def heading(text: str, sign: str) -> str:
    """Return a heading with its line."""
    return f'\n{text}\n{sign * len(text)}\n'


def list_table(header: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[int]) -> str:
    """Return a table; cells are reStructuredText of one paragraph."""
    lines = ['', '.. list-table::', '   :header-rows: 1', f'   :widths: {" ".join(map(str, widths))}', '']
    for row in (header, *rows):
        lines += [f'   {"*" if place == 0 else " "} - {cell}'.rstrip() for place, cell in enumerate(row)]
    return '\n'.join([*lines, ''])


def literal(text: str) -> str:
    """Return text as code; an empty text stays empty."""
    return f'``{text}``' if text else ''
