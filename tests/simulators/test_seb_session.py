"""A simulated Safe Exam Browser browses over HTTP."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from edx_proctoring.seb.hashes import hash_of
from edx_proctoring.seb.links import seb_link
from simulators.seb_client.client import SebClient
from simulators.seb_client.files import open_file
from simulators.seb_client.profiles import PROFILES
from simulators.seb_client.session import SebSession, download
from tests.simulators.seb_sites import Site, running_site, seb_file


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


def session_of(profile: str, file: bytes | None = None) -> SebSession:
    """A browser that has just started."""
    return SebSession(SebClient(open_file(file or seb_file()), PROFILES[profile]))


def test_a_page_is_asked_for_with_both_values(site: Site) -> None:
    with session_of('windows-3.9') as session:
        session.visit(f'{site.url}/seb/check/a')

    asked, client = site.of('/seb/check/a'), session.client
    assert asked.config == hash_of(f'{site.url}/seb/check/a', client.config_key)
    assert asked.exam == hash_of(f'{site.url}/seb/check/a', client.exam_key)
    assert asked.agent == client.user_agent


def test_a_redirect_gets_the_values_of_its_own_address_or_none(site: Site) -> None:
    for profile in ('windows-3.9', 'windows-3.3.1'):
        with session_of(profile) as session:
            session.visit(f'{site.url}/away/{profile}')
            assert session.page == f'{site.url}/{profile}'

    key = open_file(seb_file()).config_key
    assert site.of('/away/windows-3.9').config == hash_of(f'{site.url}/away/windows-3.9', key)
    assert site.of('/windows-3.9').config == hash_of(f'{site.url}/windows-3.9', key)
    assert site.of('/away/windows-3.3.1').config is not None
    assert site.of('/windows-3.3.1').config is None


@pytest.mark.parametrize(
    ('profile', 'same_host', 'other_host'),
    [
        ('windows-3.3.1', True, False),
        ('windows-3.9', True, False),
        ('macos-3.6-classic', True, True),
        ('macos-3.6-modern', False, False),
        ('ios-3.6', False, False),
    ],
)
def test_what_a_page_loads_from_another_host(site: Site, profile: str, same_host: bool, other_host: bool) -> None:
    with session_of(profile) as session:
        session.visit(f'{site.url}/page')
        session.load('POST', f'{site.url}/same', json={})
        session.load('GET', f'{site.url_of_other_host}/other')

    assert [site.of(path).config is not None for path in ('/same', '/other')] == [same_host, other_host]


def test_a_request_can_be_repeated_as_it_was(site: Site) -> None:
    with session_of('windows-3.9') as session:
        session.visit(f'{site.url}/seb/check/a')
        session.visit(f'{site.url}/other')
        session.repeat(session.sent[0])

    assert [each.path for each in site.asked] == ['/seb/check/a', '/other', '/seb/check/a']
    assert site.asked[2] == site.asked[0]


def test_the_quit_link_ends_the_browser_even_after_a_redirect(site: Site) -> None:
    with session_of('ios-3.6', seb_file(quitURL=f'{site.url}/quit/a')) as session:
        session.visit(f'{site.url}/quit')
        assert not session.ended
        session.visit(f'{site.url}/away/quit/a')
        assert session.ended


@pytest.mark.parametrize(('profile', 'methods'), [('windows-3.9', ['HEAD', 'GET']), ('ios-3.6', ['GET'])])
def test_a_link_to_a_file(site: Site, profile: str, methods: list[str]) -> None:
    """Windows asks twice, and without cookies, so a token may not be spent by the first request."""
    link = seb_link(f'{site.url}/configuration.seb')
    assert link is not None

    got = download(link, PROFILES[profile], cookies={'sessionid': 'a'})

    assert got.file == site.file
    assert [each.method for each in site.asked] == methods
    assert {each.agent for each in site.asked} == {f'SEB/{PROFILES[profile].version}'}
    assert {each.cookie for each in site.asked} == {None if profile == 'windows-3.9' else 'sessionid=a'}


def test_a_link_that_leads_to_a_page_has_no_file(site: Site) -> None:
    got = download(f'{site.url}/login', PROFILES['windows-3.9'])

    assert (got.file, [each.method for each in site.asked]) == (None, ['HEAD'])
