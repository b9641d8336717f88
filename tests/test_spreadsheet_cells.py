"""What spreadsheets would take for a formula; frontend/test/csv.test.js has the same for the files of the browser."""

from __future__ import annotations

import pytest

from edx_proctoring.security.spreadsheet_cells import plain_text


@pytest.mark.parametrize(
    'text',
    [
        '=1+1',
        '+1',
        '-1',
        '@SUM(A1)',
        '\tx',
        '\rx',
        '\nx',
        '\r=x',
        '\n=1+1',
        ' =1+1',
        '\u00a0=1+1',
        '\u200b=1+1',
        '\ufeff@x',
        '\x00=1+1',
        '\u202e=1+1',
        '＝1+1',
        '＋1',
        '－1',
        '＠SUM(A1)',
        '﹦1',
        '⁼1',
        ' \u3000＝1',
        '=HYPERLINK("https://example.com","x")',
    ],
)
def test_a_formula_becomes_text(text: str) -> None:
    assert plain_text(text) == f"'{text}"


@pytest.mark.parametrize(
    'text', ['', ' ', 'a=b', ' a', '1-1', 'é=1', '"=1"', "'=1", '–1', '😀=1', 'עברית', '你好', 'user@x']
)
def test_other_texts_stay(text: str) -> None:
    assert plain_text(text) == text
