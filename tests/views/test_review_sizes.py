"""Reviews that are large, deep, or begin with a mark, at both addresses and on every database."""

from __future__ import annotations

import codecs
import json
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from edx_proctoring.actions.statements import fits, in_short_statements
from edx_proctoring.domain.nesting import DEEPEST
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, url

CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
MEGABYTE = 1_000_000
STACK = [*range(900, 1000), 100_000]  # somewhere there, each function that recurses has its end
ADDRESSES = pytest.mark.parametrize('address', ['anonymous', 'rest'])


@pytest.fixture
def attempts(db: None) -> dict[str, ProctoredExamStudentAttempt]:
    """One for each address."""
    fields = {'status': 'submitted', 'completed_at': '2030-01-15T11:00:00Z'}
    return {
        'anonymous': AttemptFactory(proctored_exam__backend='rpnow4', external_id='L-1', **fields),
        'rest': AttemptFactory(**fields),
    }


@pytest.fixture
def send(attempts: dict[str, ProctoredExamStudentAttempt], as_nobody: APIClient, as_reviewer: APIClient) -> Any:
    """``send('rest', b'...')`` posts a body; what is answered."""

    def post(address: str, body: Any) -> Any:
        client = as_nobody if address == 'anonymous' else as_reviewer
        client.raise_request_exception = False
        path = (
            CALLBACK if address == 'anonymous' else url('proctored_exam.attempt.callback', attempts['rest'].external_id)
        )
        return client.generic('POST', path, body, content_type='application/json')

    return post


@pytest.fixture
def body_of(attempts: dict[str, ProctoredExamStudentAttempt]) -> Any:
    """``body_of('rest', comment='...')``: a review with one finding, and with what else is given."""

    def make(address: str, *, comment: str = 'A phone', **more: Any) -> dict[str, Any]:
        if address == 'rest':
            return {'status': 'passed', 'comments': [{'comment': comment, 'status': 's'}], **more}
        finding = {'comments': comment, 'eventStatus': 's', 'eventStart': 1, 'eventFinish': 2, 'duration': 1}
        names = {'examCode': attempts['anonymous'].attempt_code, 'ssiRecordLocator': 'L-1'}
        return {'examMetaData': names, 'reviewStatus': 'Clean', 'webCamComments': [finding], **more}

    return make


def utf8(review: dict[str, Any]) -> bytes:
    """The body without escapes."""
    return json.dumps(review, ensure_ascii=False).encode()


# ── depth ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('R9')
@ADDRESSES
def test_no_depth_is_an_error_of_the_server(address: str, send: Any, body_of: Any, unchanged: Unchanged) -> None:
    """Whichever function it is that would end there."""
    plain = utf8(body_of(address))[:-1]
    with unchanged():
        for depth in [DEEPEST, DEEPEST + 1, 300, *STACK]:
            answer = send(address, plain + b', "deep": ' + b'[' * depth + b']' * depth + b'}')
            assert (depth, answer.status_code, list(answer.json())) == (depth, 400, ['detail'])
    assert not ReceivedReview.objects.exists()


@ADDRESSES
def test_what_is_nested_as_deep_as_it_may_be_is_taken(address: str, send: Any, body_of: Any) -> None:
    deep = b'[' * (DEEPEST - 1) + b']' * (DEEPEST - 1)
    assert send(address, utf8(body_of(address))[:-1] + b', "deep": ' + deep + b'}').status_code == 200


@pytest.mark.deviation('R9')
def test_every_body_has_the_same_bound(as_staff: APIClient, db: None) -> None:
    """Here one that would do otherwise: what nobody reads is passed over."""
    exam = ExamFactory()
    path = url('proctored_exam.exam')
    for depth, status in ((DEEPEST + 1, 400), (940, 400), (DEEPEST - 1, 200)):
        more = b'[' * depth + b']' * depth
        body: Any = b'{"exam_id": %d, "exam_name": "Renamed", "more": %s}' % (exam.id, more)
        assert (depth, as_staff.generic('PUT', path, body, content_type='application/json').status_code) == (
            depth,
            status,
        )
    exam.refresh_from_db()
    assert exam.exam_name == 'Renamed'


# ── byte order mark ───────────────────────────────────────────────────────────────────────────────────────────────────


@ADDRESSES
def test_a_byte_order_mark_may_come_first(address: str, send: Any, body_of: Any) -> None:
    assert send(address, codecs.BOM_UTF8 + utf8(body_of(address, comment='é'))).status_code == 200
    assert ProctoredExamSoftwareSecureComment.objects.get().comment == 'é'


@ADDRESSES
@pytest.mark.parametrize('body', [codecs.BOM_UTF8, codecs.BOM_UTF8 * 2 + b'{}', codecs.BOM_UTF16 + b'{}'], ids=repr)
def test_a_mark_alone_is_no_review(address: str, body: bytes, send: Any, unchanged: Unchanged) -> None:
    with unchanged():
        assert send(address, body).status_code == 400


# ── bytes ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@ADDRESSES
@pytest.mark.parametrize('character', ['é', 'ж', '😀'])
def test_what_counts_are_the_bytes_that_are_stored(
    address: str, character: str, send: Any, body_of: Any, unchanged: Unchanged
) -> None:
    """JSON is stored with escapes: 9.8 megabytes of such letters become three times as many."""
    comment = character * (9_800_000 // len(character.encode()))
    with unchanged():
        answer = send(address, utf8(body_of(address, comment=comment)))
        assert (answer.status_code, list(answer.json())) == (413, ['detail'])


@ADDRESSES
def test_what_fits_when_it_is_stored_is_taken(address: str, send: Any, body_of: Any) -> None:
    assert send(address, utf8(body_of(address, comment='ж' * MEGABYTE))).status_code == 200
    assert len(ProctoredExamSoftwareSecureComment.objects.get().comment) == MEGABYTE


@ADDRESSES
def test_a_review_that_the_database_cannot_be_sent_is_too_large(
    address: str, send: Any, body_of: Any, unchanged: Unchanged
) -> None:
    """Quotation marks are escaped once more on the way to MariaDB, which has ``max_allowed_packet``."""
    body = utf8(body_of(address, comment='"' * 4_800_000))
    if fits(body.decode()):
        assert send(address, body).status_code == 200
        return
    with unchanged():
        answer = send(address, body)
        assert (answer.status_code, list(answer.json())) == (413, ['detail'])


def test_only_some_databases_have_such_a_bound(db: None) -> None:
    assert fits('"' * 1000)
    assert fits('"' * 500 * MEGABYTE) is (connection.vendor != 'mysql')


@ADDRESSES
def test_many_findings_are_stored_in_short_statements(address: str, send: Any, body_of: Any) -> None:
    name = 'comments' if address == 'rest' else 'webCamComments'
    review = body_of(address, comment='x' * 30_000)
    assert send(address, utf8({**review, name: review[name] * 300})).status_code == 200
    stored = ProctoredExamSoftwareSecureReview.objects.get().proctoredexamsoftwaresecurecomment_set
    assert stored.count() == 300


@pytest.mark.parametrize(
    ('sizes', 'lists'),
    [
        ([], []),
        ([1], [[1]]),
        ([200_000, 62_144, 1], [[200_000, 62_144], [1]]),
        ([9**9, 1, 9**9], [[9**9], [1], [9**9]]),
    ],
)
def test_rows_are_parted_by_their_bytes(sizes: list[int], lists: list[list[int]]) -> None:
    assert list(in_short_statements(sizes, int)) == lists
