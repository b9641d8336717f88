"""A file with accommodations: how it is read, and what is wrong with its rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext

from edx_proctoring.actions.accommodations import refuse_faulty
from edx_proctoring.domain.accommodations import find_overlap
from edx_proctoring.exceptions import InvalidInputException, RequestTooLargeException
from edx_proctoring.models import Accommodation
from edx_proctoring.queries.learners import map_learners, only_known
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import accommodation_fields, request_data

MOST_ROWS: Final = 5000
MOST_BYTES: Final = 1_000_000
NAMES: Final = ('username', 'email')
FIELDS: Final[Mapping[str, Any]] = {
    'multiplier': accommodation_fields.multiplier,
    'extra_minutes': accommodation_fields.extra_minutes,
    'unlimited': accommodation_fields.unlimited,
    'valid_from': accommodation_fields.first_moment,
    'valid_until': accommodation_fields.moment_after,
    'approved_by': request_data.text,
    'reason': request_data.text,
}
TIMES: Final = ('multiplier', 'extra_minutes', 'unlimited')
ATTRIBUTES: Final[Mapping[str, str]] = {'unlimited': 'is_unlimited'}  # where it is not the column's name


@dataclass(slots=True)
class Row:
    """A row of the file; ``number`` is the one that spreadsheets show, where the header is row 1."""

    number: int
    cells: Mapping[str, str]
    faults: list[str] = field(default_factory=list)
    accommodation: Accommodation | None = None

    @property
    def user_info(self) -> str:
        """The learner's username or email address; '' if it has neither."""
        return next((self.cells[name] for name in NAMES if self.cells.get(name)), '')


def read_rows(raw: bytes) -> list[Row]:
    """Return the rows of a CSV file in UTF-8 that are not empty, unchecked.

    Values are separated by commas, or by semicolons if the header has no comma. Raises :class:`InvalidInputException`
    for a file that cannot be read as a whole, and :class:`RequestTooLargeException`.
    """
    if len(raw) > MOST_BYTES:
        raise RequestTooLargeException(_('The file is too large.'))
    try:
        text = raw.decode('utf-8-sig')
    except UnicodeDecodeError as error:
        raise InvalidInputException(_('The file has to be in UTF-8.')) from error
    lines = io.StringIO(text, newline='')
    separator = ';' if ',' not in text.partition('\n')[0] else ','
    try:
        header, *body = list(csv.reader(lines, delimiter=separator, strict=True)) or [[]]
    except csv.Error as error:
        raise InvalidInputException(_('The file cannot be read as CSV.')) from error
    columns = _columns(header)
    rows = list(_rows(columns, body))
    if not rows:
        raise InvalidInputException(_('The file has no rows.'))
    if len(rows) > MOST_ROWS:
        raise InvalidInputException(_('The file has to have at most %(most)s rows.'), most=MOST_ROWS)
    return rows


def check(rows: Sequence[Row], *, course_id: str, among_course: str | None) -> None:
    """Note what is wrong with each row, and the accommodation of every one with which nothing is.

    ``course_id`` is '' for all courses. With ``among_course``, only learners whom that course knows are found.
    """
    learners = map_learners(list({row.user_info for row in rows} - {''}))
    if among_course is not None and learners:
        learners = only_known(among_course, learners)
    for row in rows:
        _check(row, learners.get(row.user_info), course_id)
    _refuse_overlaps([row for row in rows if row.accommodation])


def _columns(header: Sequence[str]) -> list[str]:
    columns = [name.strip().lower() for name in header]
    named = [name for name in columns if name]
    unknown = [name for name in named if name not in FIELDS and name not in NAMES]
    if unknown:
        raise InvalidInputException(_('The file has an unknown column: %(name)s.'), name=unknown[0][:100])
    if len(named) != len(set(named)):
        raise InvalidInputException(_('A column is in the file twice.'))
    if not {*NAMES}.intersection(named):
        raise InvalidInputException(_('The file needs a column named username or email.'))
    if not {*TIMES}.intersection(named):
        raise InvalidInputException(_('The file needs a column named multiplier, extra_minutes, or unlimited.'))
    return columns


def _rows(columns: Sequence[str], body: Sequence[Sequence[str]]) -> Iterator[Row]:
    for number, values in enumerate(body, start=2):
        cells = [value.strip() for value in values]
        if not any(cells):
            continue
        row = Row(number, {name: value for name, value in zip(columns, cells, strict=False) if name})
        unnamed = [value for name, value in zip(columns, cells, strict=False) if not name] + cells[len(columns) :]
        if any(unnamed):
            row.faults.append(gettext('The row has more values than the file has columns.'))
        yield row


def _check(row: Row, learner: Any, course_id: str) -> None:
    if learner is None:
        row.faults.append(
            gettext('There is no such learner.') if row.user_info else gettext('The row names no learner.')
        )
    values = {}
    for name, read in FIELDS.items():
        try:
            values[ATTRIBUTES.get(name, name)] = read(row.cells.get(name, ''), name)
        except InvalidInputException as error:
            row.faults.append(error.detail)
    if row.faults:
        return
    accommodation = Accommodation(user=learner, course_id=course_id, **values)
    try:
        refuse_faulty(accommodation)
    except InvalidInputException as error:
        row.faults.append(error.detail)
    else:
        row.accommodation = accommodation


def _refuse_overlaps(rows: Sequence[Row]) -> None:
    """Refuse a second row for one learner and the same time: it is not clear which one is meant."""
    of_learner: dict[int, list[Row]] = {}
    for row in rows:
        if row.accommodation:
            of_learner.setdefault(row.accommodation.user_id, []).append(row)
    for several in of_learner.values():
        found = find_overlap([row.accommodation for row in several if row.accommodation])
        if found:
            first, second = sorted((several[index] for index in found), key=lambda row: row.number)
            # Translators: The number of a row in a file.
            fault = gettext('Row %(row)s is for the same learner at the same time.') % {'row': first.number}
            second.faults.append(fault)
