"""Cells that no spreadsheet takes for formulas, which it would run when it opens the file."""

from __future__ import annotations

import unicodedata
from typing import Final

SIGNS: Final = frozenset('=+-@')
BREAKS: Final = ('\t', '\r', '\n')


def plain_text(text: str) -> str:
    """Return the text; with an apostrophe before it if a spreadsheet may take it for a formula."""
    return f"'{text}" if _is_formula(text) else text


def _is_formula(text: str) -> bool:
    """Return whether it begins with such a sign.

    Spreadsheets skip what is before it: blanks, line ends, characters that are not seen. Some read signs of full width
    as the others.
    """
    if text[:1].isascii() and text[:1].isalnum():  # as most do
        return False
    plain = text if text.isascii() else unicodedata.normalize('NFKC', text)
    first = next((char for char in plain if not _is_skipped(char)), '')
    return first in SIGNS or plain.startswith(BREAKS)


def _is_skipped(char: str) -> bool:
    return char.isspace() or unicodedata.category(char).startswith('C')
