"""A file that staff upload: it is read, or refused with a sentence."""

from __future__ import annotations

import base64
import gzip
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidSebConfiguration, UnreadableSebFile
from edx_proctoring.seb.canonical_text import config_key
from edx_proctoring.seb.containers import open_seb_file, write_seb_file
from edx_proctoring.seb.hazards import MOST_CHARACTERS_OF_NAME, refuse_hazards
from edx_proctoring.seb.password_cipher import encrypt
from edx_proctoring.seb.property_lists import read_property_list, write_property_list
from edx_proctoring.seb.uploads import MOST_BYTES_OF_LAYER, MOST_BYTES_OF_UPLOAD, Upload, read_upload
from tests.seb.configurations import START, configurations
from tests.seb.vectors import SECTIONS, the

PASSWORD: Final = 'exam-2026'
XML: Final = write_property_list({**START, 'URLFilterRules': [{'action': 1}], 'sebAllowedVersions': ['Win.3.9.min']})
HEAD: Final = b'<?xml version="1.0"?><plist><dict><key>startURL</key><string>x</string>'
TAIL: Final = b'</dict></plist>'


def packed(xml: bytes) -> bytes:
    """A file with this property list."""
    return gzip.compress(b'plnd' + gzip.compress(xml, mtime=0), mtime=0)


@pytest.mark.parametrize('password', [None, PASSWORD])
def test_what_is_in_a_file(password: str | None) -> None:
    upload = read_upload(write_seb_file(START, password), password, hosts=('other.example',))

    assert upload.kind == ('plnd' if password is None else 'pswd')
    assert upload.settings == START
    assert upload.config_key == config_key(START)
    assert upload.weaknesses[0].setting == 'startURL'


def test_a_file_for_the_client_itself_is_a_problem() -> None:
    body = encrypt(gzip.compress(write_property_list({**START, 'sebConfigPurpose': 1})), '')

    upload = read_upload(gzip.compress(b'pwcc' + body))

    assert [each.setting for each in upload.weaknesses].count('sebConfigPurpose') == 1
    assert 'for good' in upload.weaknesses[0].text


@pytest.mark.parametrize(
    ('data', 'password', 'reason'),
    [
        (b'', None, 'unknown_format'),
        (write_seb_file(START, PASSWORD), None, 'password_needed'),
        (write_seb_file(START, PASSWORD), 'other', 'wrong_password'),
        (b'x' * (MOST_BYTES_OF_UPLOAD + 1), None, 'too_large'),
        (gzip.compress(b'plnd' + b'\0' * MOST_BYTES_OF_LAYER), None, 'too_large'),
        (gzip.compress(b'plnd' + gzip.compress(b'\0' * (MOST_BYTES_OF_LAYER + 1))), None, 'too_large'),
        (gzip.compress(b'pswd' + encrypt(gzip.compress(bytes(2**23)), PASSWORD)), PASSWORD, 'too_large'),
    ],
    ids=['empty', 'no password', 'wrong password', 'file', 'outer gzip', 'inner gzip', 'encrypted gzip'],
)
def test_a_file_that_cannot_be_opened(data: bytes, password: str | None, reason: str) -> None:
    with pytest.raises(UnreadableSebFile) as refused:
        read_upload(data, password)

    assert (refused.value.reason, refused.value.http_status) == (reason, 400)
    assert refused.value.detail


@pytest.mark.parametrize('case', [each for each in SECTIONS['config_key_hazard'] if each['id'] != 'hz-bom'])
def test_a_hazard_is_refused(case: dict[str, Any]) -> None:
    with pytest.raises((InvalidSebConfiguration, UnreadableSebFile)) as refused:
        read_upload(packed(case['plist'].encode()))

    assert refused.value.detail


def file_with_name(length: int) -> bytes:
    """One with 20,000 values below a name of that length."""
    children = b''.join(b'<key>k%d</key><true/>' % number for number in range(20_000))
    return packed(HEAD + b'<key>' + b'a' * length + b'</key><dict>' + children + b'</dict>' + TAIL)


def test_a_long_name_is_refused_before_paths_are_made_of_it() -> None:
    """With a name of a megabyte and many values below it, a file of 6 kB would keep a server busy for half a minute."""
    assert len(read_upload(file_with_name(MOST_CHARACTERS_OF_NAME)).settings) == 2

    for length in (MOST_CHARACTERS_OF_NAME + 1, 10**6):
        with pytest.raises(InvalidSebConfiguration) as refused:
            open_seb_file(file_with_name(length))
        assert refused.value.detail == f'{"a" * 20}…: the name of a setting is too long.'
        with pytest.raises(InvalidSebConfiguration, match='is too long'):
            refuse_hazards({**START, 'a' * length: 1})


def outcome(data: bytes, password: str | None = PASSWORD) -> Upload | None:
    """What is read; None if it is refused as it should be."""
    try:
        return read_upload(data, password, hosts=('lms.example',))
    except (UnreadableSebFile, InvalidSebConfiguration) as error:
        sentence = error.detail
    assert 0 < len(sentence) < 4000
    return None


PIECES: Final = [
    *(b'<dict>', b'</dict>', b'<array>', b'</array>', b'<key>', b'</key>', b'<true/>', b'<string/>', b'<date>'),
    *(b'<integer>99999999999</integer>', b'<real>nan</real>', b'<data>x</data>', b'<!-- x -->', b'<![CDATA[x]]>'),
    *(b'<!DOCTYPE a [<!ENTITY b "c">]>', b'&b;', b'&#0;', b'&#xd800;', b'\xff', b'\xef\xbb\xbf', b'\0', b'%s', b'%'),
    *(b'<key>URLFilterRules</key><string>x</string>', b'<key>sebAllowedVersions</key><array><true/></array>'),
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, len(XML)), st.integers(0, 40), st.sampled_from(PIECES) | st.binary(max_size=5)))
)
def test_a_changed_property_list_raises_nothing_else(changes: list[tuple[int, int, bytes]]) -> None:
    xml = XML
    for place, length, piece in changes:
        xml = xml[:place] + piece + xml[place + length :]

    upload = outcome(packed(xml), None)

    if upload:
        assert upload.config_key == config_key(read_property_list(xml))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans(), st.booleans())
def test_a_changed_file_raises_nothing_else(place: int, byte: int, encrypted: bool, inside: bool) -> None:
    data = bytearray(write_seb_file(START, PASSWORD if encrypted else None))
    if inside:
        data = bytearray(gzip.decompress(data))
    data[place % len(data)] = byte

    upload = outcome(gzip.compress(data) if inside else bytes(data))

    if upload:
        assert upload.settings == START or not encrypted


@settings(max_examples=50, deadline=None)
@given(configurations, st.none() | st.text(max_size=9))
def test_what_the_app_writes_can_be_uploaded(written: dict[str, Any], password: str | None) -> None:
    upload = outcome(write_seb_file(written, password), password)

    assert upload is not None
    assert upload.config_key == config_key(written)


def test_a_percent_sign_in_a_file_is_no_placeholder() -> None:
    for text in (b'%', b'%s', b'%(x)s', b'%(setting)s'):
        assert outcome(packed(HEAD + b'<key>' + text + b'</key><true/>' + TAIL)) is None
        assert (
            outcome(packed(HEAD + b'<key>sebAllowedVersions</key><array><string>' + text + b'</string></array>' + TAIL))
            is None
        )


def test_the_file_of_a_vector() -> None:
    case = the('container', 'ct-pswd-v2')

    assert read_upload(base64.b64decode(case['file']), case['password']).config_key == case['config_key']
