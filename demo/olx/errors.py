"""What is wrong with an export, and where."""

from __future__ import annotations


class OlxError(Exception):
    """The export can't be read; the text names the file, the line where one is known, and what is expected."""

    def __init__(self, message: str, *, file: str, line: int | None = None) -> None:
        place = file if line is None else f'{file}, line {line}'
        super().__init__(f'{place}: {message}')
        self.file = file
        self.line = line
