"""Helpers of the commands that change many rows: checked numbers, batches, and pauses between them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.core.management.base import CommandError, CommandParser

from edx_proctoring.queries.exams import LARGEST_ID

T = TypeVar('T')


def whole_number(value: Any, name: str, *, least: int, most: int = LARGEST_ID) -> int:
    """Return ``value`` as a number from ``least`` to ``most``, or raise ``CommandError`` with the argument's name.

    ``call_command`` passes keyword arguments on as they are, whatever type the parser would have made of them.
    """
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = least - 1
    if not least <= number <= most:
        raise CommandError(f'{name} must be a whole number from {least} to {most}.')
    return number


def add_batch_arguments(parser: CommandParser) -> None:
    """Add the arguments of a command that works in batches."""
    parser.add_argument('--batch_size', type=int, default=300, help='number of rows to change per batch (default 300)')
    parser.add_argument('--sleep_time', type=int, default=10, help='seconds to pause between batches (default 10)')
    parser.add_argument('--dry-run', action='store_true', help='only report what would be changed')


@dataclass(frozen=True, slots=True)
class Pace:
    """The pace of a command: the size of batches, and the pause between them."""

    batch_size: int
    pause: int  # seconds

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Return the pace that the command's arguments ask for."""
        return cls(
            batch_size=whole_number(options['batch_size'], '--batch_size', least=1),
            pause=whole_number(options['sleep_time'], '--sleep_time', least=0),
        )

    def batches(self, items: Sequence[T]) -> Iterator[Sequence[T]]:
        """Yield the items in batches, with a pause before each but the first."""
        for start in range(0, len(items), self.batch_size):
            if start and self.pause:
                time.sleep(self.pause)
            yield items[start : start + self.batch_size]
