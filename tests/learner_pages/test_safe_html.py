"""Whatever a provider sends, its instructions do no harm."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.security.safe_html import ALLOWED_SCHEMES, ALLOWED_TAGS, safe_html


@pytest.mark.deviation('S17')
@pytest.mark.parametrize(
    ('markup', 'expected'),
    [
        ('Plain text', 'Plain text'),
        ('5 < 6 & 7 > 6', '5 &lt; 6 &amp; 7 &gt; 6'),
        ('<b>bold</b> and <em class="x" onclick="y()">kind</em>', '<b>bold</b> and <em>kind</em>'),
        ('<ul><li>one<li>two</ul>', '<ul><li>one</li><li>two</li></ul>'),
        ('line<br/>line<br>line', 'line<br>line<br>line'),
        ('<script>alert(1)</script>after', 'after'),
        ('<SCRIPT SRC=//x>alert(1)</SCRIPT >after', 'after'),
        ('<style>p{}</style><img src=x onerror=y>text', 'text'),
        ('<div><h1>Title</h1></div>', 'Title'),
        ('<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href=" java\tscript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="&#106;avascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="//evil.example.com">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href="http://[">x</a>', '<a rel="noopener noreferrer">x</a>'),
        ('<a href>x</a>', '<a rel="noopener noreferrer">x</a>'),
        (
            '<a href="https://example.com/?a=1&b=2" style="x">x</a>',
            '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">x</a>',
        ),
        (
            '<a href="mailto:help@example.com">x</a>',
            '<a href="mailto:help@example.com" rel="noopener noreferrer">x</a>',
        ),
        ('<b>open', '<b>open</b>'),
        ('</b></div>closed', 'closed'),
        ('<b><i>crossed</b></i>', '<b><i>crossed</i></b>'),
        ('<!-- comment --><!DOCTYPE html><?php x ?>text', 'text'),
        ('&lt;script&gt;', '&lt;script&gt;'),
        (12, '12'),
        (None, 'None'),
    ],
)
def test_examples(markup: object, expected: str) -> None:
    assert safe_html(markup) == expected


class _Audit(HTMLParser):
    """Reads HTML back and refuses what must not be in it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED_TAGS
        if attrs:
            assert tag == 'a'
            values = dict(attrs)
            assert values.pop('rel') == 'noopener noreferrer'
            assert urlsplit(values.pop('href', 'https:') or '').scheme in ALLOWED_SCHEMES
            assert not values
        if tag != 'br':
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)


MARKS = '< > " \' & / = <!-- --> <![CDATA[ ]]> <? </ /> &lt; &#60; &#x3c; &Tab; &colon; href= onclick='
WORDS = 'script style svg a b li br p textarea title noscript iframe plaintext java script: https://x data: mailto:a@b'
TAGS = '<a href=" <b> </b> <script> </script>'
PIECES = st.sampled_from([*MARKS.split(), *WORDS.split(), *TAGS.split(), ' ', '\t', '\0', '\u2028', '\ufeff'])


@pytest.mark.deviation('S17')
@given(st.lists(PIECES | st.text(max_size=4), max_size=25).map(''.join))
def test_nothing_but_the_allowed_markup_comes_out(markup: str) -> None:
    audit = _Audit()
    audit.feed(safe_html(markup))
    audit.close()

    assert audit.open == []


@given(st.lists(PIECES | st.text(max_size=4), max_size=25).map(''.join))
def test_cleaning_again_changes_nothing(markup: str) -> None:
    once = safe_html(markup.replace('\ufeff', ''))  # a byte order mark in front is not text

    assert safe_html(once) == once


@given(st.text(alphabet=st.characters(exclude_characters='<&\r\0', exclude_categories=['Cs'])))
def test_text_stays_as_it_is(text: str) -> None:
    audit = _Text()
    audit.feed(safe_html(text))
    audit.close()

    assert audit.text == text


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ''

    def handle_data(self, data: str) -> None:
        self.text += data
