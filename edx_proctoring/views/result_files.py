"""The results of a course as a file, made piece by piece: CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Annotated, Any, Final, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from edx_proctoring.exam_room.consequences import status_label
from edx_proctoring.exam_room.review import VERDICTS, position
from edx_proctoring.queries.results import FindingDict, ResultDict
from edx_proctoring.security.spreadsheet_cells import plain_text
from edx_proctoring.statuses import STATUSES

UTF8_MARK: Final = '\ufeff'  # by which spreadsheets know the encoding
ROWS_AT_ONCE: Final = 500
LONGEST_NAME: Final = 100


class LinkedResultDict(ResultDict):
    """An attempt with its review and the way to its timeline.

    What has no value is null, and without a review there are no findings. Times are ISO 8601 text in UTC.
    """

    timeline_url: Annotated[str, 'The page with everything that happened to the attempt.']


Results = Iterable[LinkedResultDict]
Cell = str | int | None


KINDS: Final = {
    # Translators: Types of exams, in a column of a table.
    'practice': _('Practice'),
    # Translators: Types of exams, in a column of a table.
    'proctored': _('Proctored'),
    # Translators: Types of exams, in a column of a table.
    'timed': _('Timed'),
}


SOURCES: Final = {
    # Translators: Where extra time comes from, in a column of a table.
    'allowance': _('Allowance'),
    # Translators: Where extra time comes from, in a column of a table.
    'accommodation': _('Accommodation'),
}


class Words(NamedTuple):
    """Those of the reader's language. A file is written when the request's language may no longer be the active one."""

    headers: list[str]
    statuses: Mapping[str, str]
    verdicts: Mapping[str, str]
    kinds: Mapping[str, str]
    sources: Mapping[str, str]
    truth: tuple[str, str]


class Column(NamedTuple):
    """A column of the CSV file."""

    header: Promise
    cell: Callable[[Any, Words], Cell]


def csv_file(results: Results) -> Iterator[str]:
    """Return the pieces of a CSV file (RFC 4180) with headers and words in the active language."""
    return _csv_pieces(results, _words())


def json_file(results: Results) -> Iterator[str]:
    """Yield the pieces of a JSON list. It has no end if reading the results fails."""
    before = '[\n'
    for rows in _portions(results):
        yield before + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows)
        before = ',\n'
    yield '\n]\n' if before == ',\n' else '[]\n'


def file_name(course_id: str, day: date, extension: str) -> str:
    """Return a name of ASCII characters that all file systems take."""
    course = re.sub(r'[^A-Za-z0-9.-]+', '_', course_id).strip('._-')[:LONGEST_NAME]
    return f'{course or "course"}-results-{day.isoformat()}.{extension}'


def _csv_pieces(results: Results, words: Words) -> Iterator[str]:
    yield UTF8_MARK + _lines([words.headers])
    for rows in _portions(results):
        yield _lines([column.cell(row, words) for column in COLUMNS] for row in rows)


def _portions(results: Results) -> Iterator[list[LinkedResultDict]]:
    """Yield them in lists: a piece of a response for each would be slow."""
    rest = iter(results)
    while portion := list(islice(rest, ROWS_AT_ONCE)):
        yield portion


def _lines(rows: Iterable[Iterable[Cell]]) -> str:
    text = io.StringIO(newline='')
    csv.writer(text).writerows([plain_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return text.getvalue()


def _words() -> Words:
    return Words(
        headers=[str(column.header) for column in COLUMNS],
        statuses={status: status_label(status) for status in STATUSES},
        verdicts={verdict: str(word) for verdict, word in VERDICTS.items()},
        kinds={kind: str(word) for kind, word in KINDS.items()},
        sources={source: str(word) for source, word in SOURCES.items()},
        truth=(gettext('No'), gettext('Yes')),
    )


def _value(key: str) -> Callable[[Any, Words], Cell]:
    return lambda row, words: row[key]


def _truth(key: str) -> Callable[[Any, Words], Cell]:
    return lambda row, words: words.truth[row[key]]


def _findings(row: ResultDict, words: Words) -> str:
    return '\n'.join(_finding(finding, words) for finding in row['findings'])


def _finding(finding: FindingDict, words: Words) -> str:
    """Return a line such as ``1:05–1:10 Suspicious: looked away``, without what there is not."""
    times = [position(each) for each in dict.fromkeys((finding['start'], finding['stop'])) if each is not None]
    head = ' '.join(filter(None, ['–'.join(times), words.verdicts.get(finding['status'], finding['status'])]))
    comment = ' '.join(finding['comment'].split())
    return ': '.join(filter(None, [head, comment]))


COLUMNS: Final = (
    Column(_('Attempt'), _value('attempt_id')),
    Column(_('Learner'), _value('username')),
    Column(_('Full name'), _value('full_name')),
    Column(_('Email'), _value('email')),
    Column(_('Exam'), _value('exam_name')),
    # Translators: The identifier of the section of a course that is an exam.
    Column(_('Content ID'), _value('content_id')),
    Column(_('Type'), lambda row, words: words.kinds[row['kind']]),
    Column(_('Status'), lambda row, words: words.statuses.get(row['status'], row['status'])),
    # Translators: The status as programs write it, such as "ready_to_start".
    Column(_('Status code'), _value('status')),
    # Translators: Whether the attempt is the learner's newest at the exam.
    Column(_('Current'), _truth('is_current')),
    Column(_('Created'), _value('created')),
    Column(_('Started'), _value('started_at')),
    Column(_('Completed'), _value('completed_at')),
    # Translators: What a learner has at an exam beyond its time limit.
    Column(_('Entitled to extra time (minutes)'), _value('extra_minutes')),
    # Translators: Where the extra time comes from: an allowance or an accommodation.
    Column(_('Extra time from'), lambda row, words: words.sources.get(row['extra_minutes_from'])),
    Column(_('Time limit (minutes)'), _value('minutes_allowed')),
    Column(_('Time used (minutes)'), _value('minutes_used')),
    Column(_('Ready to resume'), _truth('ready_to_resume')),
    Column(_('Provider'), _value('provider')),
    Column(_('Verdict'), lambda row, words: words.verdicts.get(row['verdict'], row['verdict'])),
    Column(_('Decided by'), _value('reviewer')),
    Column(_('Reason for the decision'), _value('decision_reason')),
    Column(_('Number of findings'), _value('number_of_findings')),
    Column(_('Findings'), _findings),
    # Translators: Addresses of pages that show what happened to an attempt, in a column of a table.
    Column(_('Timeline'), _value('timeline_url')),
)
