"""What is wrong with an export, and where."""

from __future__ import annotations

from collections.abc import Sequence


class OlxError(Exception):
    """The export can't be read; the text names the file, the line where one is known, and what is expected."""

    def __init__(self, message: str, *, file: str, line: int | None = None) -> None:
        super().__init__(f'{place(file, line)}: {message}')
        self.message = message
        self.file = file
        self.line = line

    @property
    def place(self) -> str:
        return place(self.file, self.line)


class CombinedOlxError(OlxError):
    """Several errors of one export, one per line of the text. ``file`` and ``line`` are those of the first."""

    def __init__(self, errors: Sequence[OlxError]) -> None:
        super().__init__(errors[0].message, file=errors[0].file, line=errors[0].line)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return '\n'.join(map(str, self.errors))


class ErrorList:
    """Collects the errors of an export, so that all of them are reported at once."""

    def __init__(self) -> None:
        self._errors: list[OlxError] = []

    def add(self, error: OlxError) -> None:
        """Keep an error; the same text is kept once."""
        if str(error) not in map(str, self._errors):
            self._errors.append(error)

    def raise_if_any(self) -> None:
        """Raise the error, or ``CombinedOlxError`` for several; do nothing without any."""
        if len(self._errors) == 1:
            raise self._errors[0]
        if self._errors:
            raise CombinedOlxError(self._errors)


def place(file: str, line: int | None) -> str:
    return file if line is None else f'{file}, line {line}'
