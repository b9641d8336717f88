"""How much of a request is read, and in what it may be written: bounds of time, memory and disk."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest
from rest_framework.test import APIClient

from edx_proctoring.exceptions import UnsupportedCharsetException
from edx_proctoring.models import ProctoredExam, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.request_charset import require_utf8
from edx_proctoring.testing.host import Host
from edx_proctoring.value_count import MOST_VALUES
from edx_proctoring.views.bodies import read_json
from tests.factories import AttemptFactory
from tests.views.conftest import Unchanged, url

ANONYMOUS = '/api/edx_proctoring/proctoring_review_callback/'
MEGABYTE = 2**20
MOST_MEMORY = 20 * MEGABYTE


@pytest.fixture(scope='module')
def bomb() -> Any:
    """Some hundred kilobytes that are 300 megabytes of blanks once they are decompressed."""
    packer = zlib.compressobj()
    return b''.join([packer.compress(b' ' * MEGABYTE) for _ in range(300)]) + packer.flush()


@pytest.mark.deviation('X70')
@pytest.mark.parametrize('media_type', ['application/json', 'application/x-www-form-urlencoded', 'text/plain'])
def test_a_megabyte_stays_one(
    media_type: str,
    bomb: Any,
    as_nobody: APIClient,
    as_learner: APIClient,
    as_reviewer: APIClient,
    attempt: ProctoredExamStudentAttempt,
    unchanged: Unchanged,
) -> None:
    rest = url('proctored_exam.attempt.callback', attempt.external_id)
    entrance = url('proctored_exam.attempt.collection')
    assert len(bomb) < MEGABYTE
    with unchanged():
        for client, address in ((as_nobody, ANONYMOUS), (as_learner, entrance), (as_reviewer, rest)):
            tracemalloc.start()
            answer: Any = client.generic('POST', address, bomb, content_type=f'{media_type}; charset=zlib')
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert (answer.status_code, answer.json()) == (415, {'detail': 'The charset of a request must be UTF-8.'})
            assert peak < MOST_MEMORY


@pytest.mark.parametrize('charset', ['utf-8', 'UTF-8', '"utf-8"', 'utf8', 'U8'])
def test_each_name_of_utf8_is_known(charset: str, as_staff: APIClient, exam: ProctoredExam) -> None:
    body: Any = json.dumps({'exam_id': exam.id, 'exam_name': 'Prüfung'}, ensure_ascii=False).encode()
    content_type = f'application/json; charset={charset}'
    assert as_staff.generic('PUT', url('proctored_exam.exam'), body, content_type=content_type).status_code == 200
    exam.refresh_from_db()
    assert exam.exam_name == 'Prüfung'


def test_what_comes_after_a_refusal_can_read_the_query() -> None:
    request = HttpRequest()
    request.content_params = {'charset': 'zlib'}
    request.encoding = 'zlib'
    with pytest.raises(UnsupportedCharsetException):
        require_utf8(request)
    assert request.encoding == 'utf-8'


@pytest.mark.deviation('X70')
def test_a_body_that_is_too_large_is_not_read(
    as_nobody: APIClient, as_learner: APIClient, as_staff: APIClient, settings: Any, unchanged: Unchanged
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REQUEST_MOST_BYTES': 100}
    with unchanged():
        for client in (as_nobody, as_learner, as_staff):
            for size in (100, 101):
                body: Any = json.dumps({'exam_id': 'x'}).encode().ljust(size)
                for content_type in ('application/json', 'application/x-www-form-urlencoded'):
                    answer: Any = client.generic('PUT', url('proctored_exam.exam'), body, content_type=content_type)
                    assert (answer.status_code == 413) == (size > 100)
                    assert list(answer.json()) == ['detail']


@pytest.mark.deviation('X70')
def test_many_small_values_are_not_read(
    as_nobody: APIClient,
    as_learner: APIClient,
    as_staff: APIClient,
    as_reviewer: APIClient,
    attempt: ProctoredExamStudentAttempt,
    unchanged: Unchanged,
) -> None:
    """A million empty objects take 23 times the memory of their text, in bodies of a size that is taken."""
    rest = url('proctored_exam.attempt.callback', attempt.external_id)
    doors = [
        (as_nobody, 'POST', ANONYMOUS),
        (as_reviewer, 'POST', rest),
        (as_learner, 'POST', url('proctored_exam.attempt.collection')),
        (as_staff, 'PUT', url('proctored_exam.exam')),
        (as_staff, 'PUT', url('proctored_exam.allowance')),
    ]
    with unchanged():
        for client, method, address in doors:
            for values, status in ((MOST_VALUES // 2, 400), (MOST_VALUES // 2 + 1, 413)):
                body: Any = b'[%s]' % b','.join([b'{}'] * values)
                answer: Any = client.generic(method, address, body, content_type='application/json')
                assert (address, answer.status_code, list(answer.json())) == (address, status, ['detail'])


def test_as_many_findings_as_any_review_has_are_read() -> None:
    finding = {'comment': 'A phone, a book, {a note}', 'status': 'Suspicious', 'start': 1, 'stop': 2, 'duration': 1}
    review = {'status': 'suspicious', 'comments': [finding] * 10_000}
    assert read_json(json.dumps(review).encode()) == review


def test_reviews_have_a_bound_of_their_own(
    as_nobody: APIClient, as_reviewer: APIClient, exam: ProctoredExam, learner: User, host: Host
) -> None:
    """More than Django takes into memory otherwise, for providers that log in and for those that do not."""
    attempt = AttemptFactory(proctored_exam=exam, user=learner, status='submitted')
    review = {'status': 'passed', 'comments': [], 'frames': 'x' * (5 * MEGABYTE)}
    address = url('proctored_exam.attempt.callback', attempt.external_id)
    assert as_reviewer.post(address, review, format='json').status_code == 200
    assert ProctoredExamSoftwareSecureReview.objects.get().attempt_code == attempt.attempt_code
    assert as_nobody.post(ANONYMOUS, review, format='json').status_code == 400, 'read, and of no attempt'


@pytest.mark.parametrize('content_type', ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
def test_a_limit_of_django_is_a_refusal_with_a_reason(
    content_type: str, as_staff: APIClient, settings: Any, unchanged: Unchanged
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    part = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
    is_multipart = content_type.startswith('multipart')
    large: Any = part + b'1' * 2000 + b'\r\n--x--\r\n' if is_multipart else b'a=' + b'1' * 2000
    many: Any = part * 6 + b'--x--\r\n' if is_multipart else b'a=1&' * 6
    with unchanged():
        for body, status in ((large, {400, 413}), (many, {400})):
            answer: Any = as_staff.generic('PUT', url('proctored_exam.exam'), body, content_type=content_type)
            assert answer.status_code in status
            assert list(answer.json()) == ['detail']


@pytest.mark.deviation('X70')
@pytest.mark.parametrize('name', ['proctored_exam.exam', 'proctored_exam.allowance'])
def test_no_file_is_taken(
    name: str, as_learner: APIClient, as_staff: APIClient, monkeypatch: pytest.MonkeyPatch, unchanged: Unchanged
) -> None:
    def write(*_: Any, **__: Any) -> None:
        raise AssertionError('a file is being kept')

    for handler in (MemoryFileUploadHandler, TemporaryFileUploadHandler):
        monkeypatch.setattr(handler, 'new_file', write)
    form = {'exam_id': '1', 'key': 'note', 'value': SimpleUploadedFile('note.txt', b'x' * MEGABYTE)}
    with unchanged():
        for client in (as_learner, as_staff):
            answer = client.put(url(name), form, format='multipart')
            assert answer.status_code == (403 if client is as_learner and name == 'proctored_exam.exam' else 400)
            assert list(answer.json()) == ['detail']


def test_fields_of_a_form_are_read_as_before(as_staff: APIClient, exam: ProctoredExam) -> None:
    for kind, name in (('multipart', 'Erste'), ('json', 'Zweite')):
        answer = as_staff.put(url('proctored_exam.exam'), {'exam_id': exam.id, 'exam_name': name}, format=kind)
        assert answer.status_code == 200
        exam.refresh_from_db()
        assert exam.exam_name == name
