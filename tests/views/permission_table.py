"""The rows of ``permission_matrix.txt``, by group, and the bodies that are sent to every address."""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import pytest
from django.db import connection
from rest_framework.test import APIClient

from tests.factories import COURSE_ID

PREFIX = '/api/edx_proctoring/'
TAKES_ANY_METHOD = 'proctoring_launch_callback/'
ANONYMOUS = (
    TAKES_ANY_METHOD,
    'proctoring_review_callback/',
    'health',
    'v1/javascript_catalog/',
    'v1/proctored_exam/entrance_signal/',
    'v1/seb/configuration/',
    'v1/seb/quit/',
)
PAGES = re.compile(r'v1/instructor/.*/exam_room|v1/entry/')

NEW_EXAM = {
    'course_id': COURSE_ID,
    'content_id': 'new',
    'exam_name': 'New',
    'time_limit_mins': 30,
    'external_id': 'new',
    **dict.fromkeys(('is_proctored', 'is_practice_exam', 'is_active', 'hide_after_due'), False),
}
# Bodies, or parts of some, that are the same in several rows.
BODIES = {
    'new_exam': json.dumps(NEW_EXAM),
    'grant': '"user_info": "learner", "key": "additional_time_granted", "value": "5"',
    'bulk': '"user_ids": "learner", "allowance_type": "additional_time_granted", "value": "5"',
    'file': '{"file": "username,extra_minutes\\nlearner,5"}',
    'verdict': '"reviewStatus": "Clean", "webCamComments": []',
}

# Characters of other codecs, and codecs that are not for characters: these decompress, transcode or do not exist.
OTHER_CHARSETS = [
    f'{media_type}; charset={charset}'
    for media_type, charsets in {
        'application/json': ('zlib', 'bz2', 'rot13', 'latin-1', '"UTF-16"', 'idna', 'utf-7', 'undefined', 'unheard-of'),
        'application/x-www-form-urlencoded': ('zlib', 'hex', 'unicode_escape'),
        'multipart/form-data; boundary=x': ('zlib', 'base64', 'raw-unicode-escape'),
        'text/plain': ('uu',),
    }.items()
    for charset in charsets
]
BOMB = zlib.compress(b' ' * 10_000_000)
FORM, MULTIPART = 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'
PART = b'--x\r\nContent-Disposition: form-data; name="exam_id"'
JSON = 'application/json'
# What reaches a database may crash it.
READABLE = [
    *(
        (body, JSON)
        for body in (b'null', b'"\\ud800"', b'{"exam_id": 1e400}', b'{"exam_id": NaN}', b'[{}]', b'9' * 9999)
    ),
    *((body, FORM) for body in (b'\xff=%ff&%00=%00', b'exam_id=' + b'9' * 9999, b'=&;')),
    (PART + b'\r\n\r\n1\r\n--x--\r\n', MULTIPART),
]
UNREADABLE = [
    *((body, JSON) for body in (b'', b'\xff\xfe', b'{"exam_id":', b'[' * 100_000, b'{"a":' * 100_000)),
    (b'&'.join([b'a=1'] * 2000), FORM),
    *((body, MULTIPART) for body in (b'', b'--x', b'--x--', PART)),
    (
        PART + b'; filename="a.txt"\r\nContent-Type: text/plain; charset=zlib\r\n\r\n' + BOMB + b'\r\n--x--\r\n',
        MULTIPART,
    ),
    (PART + b'\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n', MULTIPART),
    (b'x', 'multipart/form-data'),
    (b'{}', 'multipart/mixed; boundary=x'),
    (b'{}', 'nonsense'),
    (b'{}', 'application/json; charset='),
    (b'<a/>', 'application/xml'),
]
# On the servers only what gets that far.
GARBAGE = READABLE + UNREADABLE if connection.vendor == 'sqlite' else READABLE

World = dict[str, str]


class Row(NamedTuple):
    """One line of the table: a request, and the status for each caller."""

    group: str  # the heading above it
    method: str
    path: str
    body: str
    statuses: dict[str, int]

    @property
    def address(self) -> str:
        """The path without its query."""
        return self.path.split('?')[0]

    @property
    def title(self) -> str:
        """What it is called when something is wrong with it."""
        return ' '.join(filter(None, [self.method, self.path, self.body]))

    def send(self, client: APIClient, world: World, method: str | None = None) -> int:
        """Make the request, or one with another method; the status of the answer."""
        return int(self.ask(client, world, method).status_code)

    def ask(
        self,
        client: APIClient,
        world: World,
        method: str | None = None,
        *,
        body: bytes | None = None,
        content_type: str = 'application/json',
    ) -> Any:
        """The same, or one with another body; the answer."""
        path, own = (Template(text).substitute(world) for text in (self.path, self.body))
        sent: Any = own if body is None else body
        try:
            return client.generic(method or self.method, PREFIX + path, sent, content_type=content_type)
        except Exception as crash:
            crash.add_note(f'Asked: {method or self.method} {path}, {content_type}: {sent[:80]!r}')
            raise


def read_table() -> Iterator[Row]:
    """The rows of the table."""
    callers: list[str] = []
    group = ''
    for line in Path(__file__).with_name('permission_matrix.txt').read_text(encoding='utf-8').splitlines():
        if line.startswith('#'):
            group = line.removeprefix('# ')
        if not line or line.startswith('#'):
            continue
        if not callers:
            callers = line.split()
            continue
        request, *statuses = line.rsplit(maxsplit=len(callers))
        method, path, body = [*request.split(maxsplit=2), ''][:3]
        yield Row(group, method, path, body, dict(zip(callers, map(int, statuses), strict=True)))


ROWS = list(read_table())
FIRST_ROWS = {row.address: row for row in reversed(ROWS)}
ONE_OF_EACH = list({(row.method, row.address): row for row in reversed(ROWS)}.values())
READING = [row for row in ROWS if row.method == 'GET']
LISTED = {(row.address, row.method) for row in ROWS}


def by_group(rows: Iterable[Row]) -> pytest.MarkDecorator:
    """The test is run once for each group of these rows, as ``rows``, with a world of its own."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.group, []).append(row)
    return pytest.mark.parametrize('rows', groups.values(), ids=groups)


def is_for_nobody(address: str) -> bool:
    """Whether nobody has to be logged in."""
    return address.startswith(ANONYMOUS)


def is_page(address: str) -> bool:
    """Whether it is a page that sends whoever is not logged in to the login."""
    return PAGES.match(address) is not None


def is_for_sessions(address: str) -> bool:
    """Whether it is a page, for which a token is not enough."""
    return is_page(address) or re.fullmatch('v1/seb/check/[^/]+', address) is not None
