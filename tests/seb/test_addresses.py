"""Addresses: which of them a browser and Django write alike, links, and the address that ends the browser."""

from __future__ import annotations

from urllib.parse import unquote_to_bytes, urlsplit

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory, override_settings
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.seb.clients import Platform
from edx_proctoring.seb.dedicated_addresses import dedicated_address, is_dedicated
from edx_proctoring.seb.hashes import hash_of, without_fragment
from edx_proctoring.seb.links import seb_link
from edx_proctoring.seb.quit_links import ends_browser
from tests.seb.vectors import SECTIONS, Case, cases


def django_address(address: str) -> str:
    """What Django makes of a request for an address, as a WSGI server hands it over."""
    parts = urlsplit(address)
    path = unquote_to_bytes(parts.path.encode()).decode('latin-1')
    environ = RequestFactory().get('/').environ
    environ.update({'PATH_INFO': path, 'SCRIPT_NAME': '', 'QUERY_STRING': parts.query, 'HTTP_HOST': parts.netloc})
    environ['wsgi.url_scheme'] = parts.scheme
    with override_settings(ALLOWED_HOSTS=['*']):
        return WSGIRequest(environ).build_absolute_uri()


@cases('url')
def test_a_browser_hashes_its_own_text_of_the_address(case: Case) -> None:
    assert without_fragment(case['browser_url']) == case['hashed_url']
    assert hash_of(case['browser_url'], case['config_key']) == case['header']


@cases('url')
def test_ours_are_never_those_that_django_writes_differently(case: Case) -> None:
    """This Django does what the vector says; addresses that it changes are none of ours."""
    rebuilt = django_address(case['browser_url'])

    assert rebuilt == case['django_build_absolute_uri']
    assert (rebuilt == case['hashed_url']) is case['django_same']
    if is_dedicated(case['browser_url']):
        assert rebuilt == case['browser_url'], 'sent and rebuilt alike'
    if is_dedicated(case['typed']):
        assert case['browser_url'] == case['typed'], 'a browser leaves it as it is'


def test_thirteen_are_written_differently_and_some_are_ours() -> None:
    """So that the test above says something."""
    rows = SECTIONS['url']

    assert sum(not case['django_same'] for case in rows) == 13
    assert [case['id'] for case in rows if is_dedicated(case['browser_url'])] == [
        *('url-01', 'url-02', 'url-03', 'url-04', 'url-05', 'url-06', 'url-07', 'url-08', 'url-15', 'url-17'),
        *('url-30', 'url-43', 'url-46', 'url-47', 'url-48', 'url-50'),
    ]


segments = st.text('ABCXYZabcxyz0189_-', min_size=1, max_size=30)
bases = st.sampled_from(['https://lms.example', 'http://localhost:8000/', 'https://127.0.0.1:8443/lms', 'http://a-b.c'])


@given(bases, st.lists(segments, min_size=1, max_size=4))
def test_an_address_that_is_made_here_is_rebuilt_by_django(base: str, parts: list[str]) -> None:
    address = dedicated_address(base, *parts)

    assert django_address(address) == address
    assert address == '/'.join([base.removesuffix('/'), *parts])


@pytest.mark.parametrize(
    'address',
    [
        *('', '/x', 'lms.example/x', '//lms.example/x', 'ftp://lms.example/x', 'https://lms.example', 'https:///x'),
        *('https://LMS.example/x', 'HTTPS://lms.example/x', 'https://lms.example:443/x', 'http://lms.example:80/x'),
        *('https://lms.example:0/x', 'https://lms.example:080/x', 'https://lms.example:65536/x', 'https://a@b.c/x'),
        *('https://lms.example./x', 'https://-a.example/x', 'https://a..b/x', 'https://müller.example/x'),
        *('https://127.1/x', 'https://0177.0.0.1/x', 'https://1.2.3/x', 'https://a.0x7f/x', 'https://256.0.0.1/x'),
        *('https://[2001:db8::1]/x', 'https://lms.example//x', 'https://lms.example/a/../b', 'https://lms.example/a.b'),
        *('https://lms.example/x?', 'https://lms.example/x?a=1', 'https://lms.example/x#', 'https://lms.example/x%20'),
        *('https://lms.example/x\n', ' https://lms.example/x', 'https://lms.example/ä', 'https://lms.example\\x'),
    ],
)
def test_other_addresses_are_not_dedicated(address: str) -> None:
    assert not is_dedicated(address)
    with pytest.raises(InvalidInputException, match='The address of a check'):
        dedicated_address(address + 'é', 'x')


@pytest.mark.parametrize('segment', ['', '/', 'a/b', '..', '.', 'a.b', 'a b', 'é', '%41', '?', '#', 'x\n', '٣'])
def test_a_segment_is_no_way_around(segment: str) -> None:
    with pytest.raises(InvalidInputException, match='The address of a check'):
        dedicated_address('https://lms.example', segment)
    with pytest.raises(InvalidInputException, match='The address of a check'):
        dedicated_address('https://lms.example', 'x', segment)


@cases('link')
def test_a_link_opens_the_browser(case: Case) -> None:
    assert seb_link(case['download']) == case['seb_link']


@pytest.mark.parametrize(
    ('download', 'link'),
    [
        ('HTTPS://lms.example/x', 'sebs://lms.example/x'),
        *[(other, None) for other in ('', '/x', 'javascript://x', ' https://x', 'seb://x', 'https:x', 'httpss://x')],
    ],
)
def test_other_links(download: str, link: str | None) -> None:
    assert seb_link(download) == link


def test_without_a_quit_link_nothing_ends_the_browser() -> None:
    for platform in Platform:
        assert not any(ends_browser('', visited, platform) for visited in ('', '/', '//'))


@cases('quit_url')
def test_an_address_ends_the_browser(case: Case) -> None:
    assert ends_browser(case['quitURL'], case['visited'], Platform.WINDOWS) is case['windows']
    assert ends_browser(case['quitURL'], case['visited'], Platform.MACOS) is case['macos']
    assert ends_browser(case['quitURL'], case['visited'], Platform.IOS) is case['macos']
