"""What reviewers write, and what the LMS says to it."""

import re
from dataclasses import dataclass

TIMEOUT_SECONDS = 30
SHOWN_CHARACTERS = 2000
# What an LMS makes of verdicts, in the words of the review forms.
FAILS_OR_WAITS = 'The learner fails, or the LMS asks its staff for a second review first.'
NO_VERDICT = 'There is no result: the LMS shows the attempt as failed with an error.'
COMMENT_LINE = re.compile(r'(?:(?P<start>\d+)\s*-\s*(?P<finish>\d+)\s+)?(?P<comment>.+)')


@dataclass(frozen=True)
class Finding:
    """What the reviewer saw, from second ``start`` to second ``finish`` of the recording."""

    text: str
    start: int = 0
    finish: int = 0

    @property
    def duration(self) -> int:
        """Seconds."""
        return self.finish - self.start


@dataclass(frozen=True)
class LmsAnswer:
    """What the LMS said to a call. ``status`` is None when the LMS could not be reached."""

    status: int | None
    text: str


def read_findings(lines: str) -> list[Finding]:
    """Parse findings, one a line: ``12-20 looked away`` (seconds), or the text alone."""
    matches = [COMMENT_LINE.fullmatch(line.strip()) for line in lines.splitlines()]
    return [
        Finding(text=found['comment'], start=int(found['start'] or 0), finish=int(found['finish'] or 0))
        for found in matches
        if found
    ]
