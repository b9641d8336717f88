"""Answers of providers are read within their bounds. The servers here are real."""

from __future__ import annotations

import codecs
import gzip
import tracemalloc
import zlib
from typing import Any

import pytest

from edx_proctoring.backends.http.outgoing import AnswerRefused, guarded_session
from edx_proctoring.value_count import MOST_VALUES
from tests.backends.provider_server import WAIT, Provider


@pytest.mark.parametrize('is_packed', [False, True])
def test_an_answer_that_is_too_large_is_not_read(is_packed: bool, service: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_BYTES=100_000)
    body = b' ' * 50_000_000 if is_packed else b' ' * 100_001
    if is_packed:
        body = gzip.compress(body)
        assert len(body) < 100_000
    headers = {'Content_Encoding': 'gzip'} if is_packed else {}
    service.reply = lambda handler: handler.answer(200, body, **headers)
    with pytest.raises(AnswerRefused):
        guarded_session().get(service.url, timeout=WAIT)


MEGABYTES = 40


def raw(body: bytes) -> bytes:
    """Deflate as some servers send it."""
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ('packing', 'pack'),
    [
        ('gzip', gzip.compress),
        ('x-gzip', gzip.compress),
        ('deflate', zlib.compress),
        ('deflate', raw),
    ],
    ids=['gzip', 'x-gzip', 'deflate', 'deflate without header'],
)
def test_an_answer_is_unpacked_within_its_bound(packing: str, pack: Any, service: Provider, allow: Any) -> None:
    """Whatever it would become: memory is taken for what is read of it, and for one piece more."""
    allow(PROVIDER_MOST_BYTES=100_000)
    body = pack(b' ' * MEGABYTES * 2**20)
    service.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    tracemalloc.start()
    with pytest.raises(AnswerRefused, match='too large'):
        guarded_session().get(service.url, timeout=WAIT)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


@pytest.mark.parametrize('packing', ['gzip, gzip', 'gzip,gzip', 'br', 'zstd', 'deflate, gzip', 'pack200'])
def test_an_answer_that_is_packed_otherwise_is_not_unpacked(packing: str, service: Provider, allow: Any) -> None:
    allow()
    body = gzip.compress(gzip.compress(b' ' * 100))
    service.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    with pytest.raises(AnswerRefused, match='unsupported compression'):
        guarded_session().get(service.url, timeout=WAIT)


@pytest.mark.parametrize(
    ('packing', 'body'),
    [
        ('gzip', gzip.compress(b'{"id": 1}')),
        ('GZIP', gzip.compress(b'{"id"') + gzip.compress(b': 1}')),
        ('deflate', zlib.compress(b'{"id": 1}')),
        ('deflate', zlib.compress(b'{"id": 1}')[2:-4]),
        ('identity', b'{"id": 1}'),
        ('', b'{"id": 1}'),
        ('gzip', gzip.compress(b'{"id": 1' + b' ' * 300_000 + b'}')),
    ],
    ids=['gzip', 'two members', 'deflate', 'deflate without header', 'identity', 'nothing', 'longer than a piece'],
)
def test_a_packed_answer_is_read(packing: str, body: bytes, service: Provider, allow: Any) -> None:
    allow()
    service.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    assert guarded_session().get(service.url, timeout=WAIT).json() == {'id': 1}


def test_a_damaged_packed_answer_is_refused(service: Provider, allow: Any) -> None:
    allow()
    service.reply = lambda handler: handler.answer(200, b'{"id": 1}', Content_Encoding='gzip')
    with pytest.raises(AnswerRefused, match='corrupted'):
        guarded_session().get(service.url, timeout=WAIT)


def test_only_what_is_read_is_asked_for(service: Provider, allow: Any) -> None:
    allow()
    asked = []

    def reply(handler: Any) -> None:
        asked.append(handler.headers['Accept-Encoding'])
        handler.answer(200, b'{}')

    service.reply = reply
    guarded_session().get(service.url, timeout=WAIT)
    assert asked == ['gzip, deflate']


@pytest.mark.parametrize(
    ('kind', 'body', 'text'),
    [
        ('application/json', '{"a": "\u00e9"}'.encode(), '{"a": "\u00e9"}'),
        ('application/json', '\ufeff{"a": 1}'.encode(), '{"a": 1}'),
        ('application/json; charset=iso-8859-1', '{"a": "\u00e9"}'.encode('latin-1'), '{"a": "\u00e9"}'),
        ('application/json; charset=zlib', b'{"a": 1}', '{"a": 1}'),
        ('application/json; charset=punycode', b'{"a": 1}', '{"a": 1}'),
        ('application/json; charset="\x00"', b'{"a": 1}', '{"a": 1}'),
        ('application/octet-stream', b'\xff\xfe', '\ufffd\ufffd'),
    ],
)
def test_a_text_is_read_as_utf_8(kind: str, body: bytes, text: str, service: Provider, allow: Any) -> None:
    """Nobody guesses at it, and no header leads to a decoder that takes longer than the text is long."""
    allow()
    service.reply = lambda handler: handler.answer(200, body, Content_Type=kind)
    assert guarded_session().get(service.url, timeout=WAIT).text == text


def test_an_answer_of_just_that_size_is_read(service: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_BYTES=100_000)
    service.reply = lambda handler: handler.answer(200, b' ' * 100_000)
    assert len(guarded_session().get(service.url, timeout=WAIT).content) == 100_000


@pytest.mark.parametrize('before', [b'', codecs.BOM_UTF8, b' \r\n\t'], ids=repr)
def test_an_answer_of_many_small_values_is_not_read(before: bytes, service: Provider, allow: Any) -> None:
    allow()
    values = b','.join([b'{}'] * (MOST_VALUES // 2))
    service.reply = lambda handler: handler.answer(200, before + b'[%s]' % values)
    assert len(guarded_session().get(service.url, timeout=WAIT).json()) == MOST_VALUES // 2
    service.reply = lambda handler: handler.answer(200, before + b'[%s,0]' % values)
    with pytest.raises(AnswerRefused):
        guarded_session().get(service.url, timeout=WAIT)


def test_a_page_may_have_as_many_commas_as_it_likes(service: Provider, allow: Any) -> None:
    """What does not begin as JSON does is never read as such."""
    allow()
    service.reply = lambda handler: handler.answer(200, b'<p>' + b',' * (MOST_VALUES + 1))
    assert len(guarded_session().get(service.url, timeout=WAIT).content) == MOST_VALUES + 4
