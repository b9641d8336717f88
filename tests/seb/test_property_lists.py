"""XML property lists: ours are read by others, and theirs strictly."""

from __future__ import annotations

import plistlib
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidSebConfiguration, UnreadableSebFile
from edx_proctoring.seb.property_lists import MOST_BYTES, MOST_DEPTH, read_property_list, write_property_list
from tests.seb.configurations import START, configurations

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def read(inside: str) -> Any:
    """The value of a setting with this element, as we read it."""
    return read_property_list(f'{HEAD}<plist version="1.0"><dict><key>a</key>{inside}</dict></plist>'.encode())['a']


@given(configurations)
def test_what_we_write_is_read_by_us_and_by_the_standard_library(written: dict[str, Any]) -> None:
    xml = write_property_list(written)

    assert read_property_list(xml) == plistlib.loads(xml) == written
    assert xml.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC ')


@pytest.mark.parametrize(
    ('inside', 'value'),
    [
        ('<integer> +007\n</integer>', 7),
        ('<integer>-2147483648</integer>', -(2**31)),
        ('<real>-1.5e-2</real>', -0.015),
        ('<real>.5</real>', 0.5),
        ('<true />', True),
        ('<data>\n\tAAEC\n\tAw==\n</data>', b'\0\1\2\3'),
        ('<string>a<!-- no --><![CDATA[<b>]]>&amp;</string>', 'a<b>&'),
        ('<array><dict/><string> </string><array/></array>', [{}, ' ', []]),
    ],
)
def test_values(inside: str, value: object) -> None:
    found = read(inside)

    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    'inside',
    [
        *('<integer>1_000</integer>', '<integer>٣</integer>', '<integer>0x1F</integer>', '<integer></integer>'),
        *('<integer>1.0</integer>', f'<integer>{"9" * 5000}</integer>', '<integer>2147483648</integer>'),
        *('<real>1_0.5</real>', '<real>infinity</real>', '<real>nan</real>', '<real></real>', '<real>٣.5</real>'),
        *('<data>A</data>', '<data>AA*==</data>', '<data>ÄÖ==</data>', '<date>2030-01-15T12:00:00Z</date>', '<date/>'),
    ],
)
def test_values_that_not_all_clients_read_are_refused_with_their_path(inside: str) -> None:
    with pytest.raises(InvalidSebConfiguration, match=r'^a is '):
        read(inside)
    with pytest.raises(InvalidSebConfiguration, match=r'^a\[1\]\.b is '):
        read(f'<array><true/><dict><key>b</key>{inside}</dict></array>')


@pytest.mark.parametrize(
    'inside',
    [
        *('', '<true/><true/>', '<key>b</key>', '<key>b</key><key>c</key><true/>', 'x<true/>', '<true>x</true>'),
        *('<string><b/></string>', '<set/>', '<array><key>b</key></array>', '<array>x</array>', '<plist/>', '<true>'),
        *('<?php?><true/>', '<string>\x01</string>', '<string>&nbsp;</string>', '<uid>1</uid>'),
        '<array>' * MOST_DEPTH + '</array>' * MOST_DEPTH,
    ],
)
def test_what_is_no_property_list_is_refused(inside: str) -> None:
    with pytest.raises(UnreadableSebFile):
        read(inside)


LAUGHS = ''.join(f'<!ENTITY l{number} "{f"&l{number - 1};" * 10}">' for number in range(1, 10))
BODY = '<plist><dict><key>a</key><string>&e;</string></dict></plist>'


@pytest.mark.parametrize(
    'document',
    [
        f'<!DOCTYPE plist [<!ENTITY e "x">]>{BODY}',
        f'<!DOCTYPE plist [<!ENTITY e SYSTEM "file:///etc/hostname">]>{BODY}',
        f'<!DOCTYPE plist [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY e "&l9;">]>{BODY}',
        f'<!DOCTYPE plist [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd">%p;]>{BODY}',
        '<!DOCTYPE plist [<!ATTLIST dict x CDATA "y">]><plist><dict/></plist>',
        '<!DOCTYPE plist []><plist><dict/></plist>',
    ],
)
def test_entities_and_a_dtd_inside_are_refused_before_they_are_read(document: str) -> None:
    with pytest.raises(UnreadableSebFile, match='entities'):
        read_property_list(f'{HEAD}{document}'.encode())


@pytest.mark.parametrize(
    'xml',
    [
        b'',
        b'\xef\xbb\xbf' + write_property_list(START),
        b' ' + write_property_list(START),
        plistlib.dumps(START, fmt=plistlib.FMT_BINARY),
        HEAD.encode() + b'<plist/>',
        HEAD.encode() + b'<dict><key>a</key><true/></dict>',
        HEAD.encode() + b'<plist><dict/><dict/></plist>',
        HEAD.encode() + b'<plist><string>x</string></plist>',
        HEAD.encode() + b'<plist><dict><key>a</key><string>\xff</string></dict></plist>',
        write_property_list(START).replace(b'UTF-8', b'ISO-8859-1'),
        write_property_list(START)[:-5],
        write_property_list(START) + b'<plist/>',
    ],
    ids=range(12),
)
def test_other_documents_are_refused(xml: bytes) -> None:
    with pytest.raises(UnreadableSebFile):
        read_property_list(xml)


def test_the_largest_one_is_read_in_a_few_seconds() -> None:
    rows = (MOST_BYTES - 500) // len('<true/>')
    begin = time.process_time()

    assert len(read(f'<array>{"<true/>" * rows}</array>')) == rows
    assert time.process_time() - begin < 10

    with pytest.raises(UnreadableSebFile, match='too large') as refused:
        read(f'<string>{"x" * MOST_BYTES}</string>')
    assert refused.value.reason == 'too_large'


PIECES = [
    *(
        '<dict>',
        '</dict>',
        '<array>',
        '</array>',
        '<key>',
        '</key>',
        '<string>',
        '</string>',
        '<integer>',
        '</integer>',
    ),
    *('<true/>', '<data>', '</data>', '<real>', '</real>', '<date/>', '7', 'x', ' ', '&amp;', '<!--', '-->', '<plist>'),
    *('</plist>', '<!DOCTYPE plist [', ']>', '<![CDATA[', ']]>', '&#0;', '\ud800', '\x00', '<key>a</key>', '<dict/>'),
]


@settings(max_examples=2000, deadline=None)
@given(st.lists(st.sampled_from(PIECES)).map(''.join), st.booleans())
def test_nothing_else_is_raised_by_random_elements(inside: str, whole: bool) -> None:
    document = f'{HEAD}<plist><dict><key>a</key>{inside}</dict></plist>' if whole else HEAD + inside
    try:
        found = read_property_list(document.encode('utf-8', 'surrogatepass'))
    except (UnreadableSebFile, InvalidSebConfiguration):
        return
    assert isinstance(found, dict)
    assert plistlib.loads(document.encode()) == found
