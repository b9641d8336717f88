"""The simulated Safe Exam Browser in a real browser: what a page's script finds there, and what its requests have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from edx_proctoring.seb.hashes import hash_of
from simulators.seb_client.client import Fault, SebClient
from simulators.seb_client.files import open_file
from simulators.seb_client.playwright_pages import new_context
from simulators.seb_client.profiles import PROFILES
from tests.simulators.seb_sites import Site, running_site, seb_file

DELAY_MILLISECONDS = 60
API = 'window.SafeExamBrowser'
FILLED = f'() => ({API}?.security.configKey ?? "").length > 0'
ASKING = '() => { window.keysReady = function keysReady() { window.called = true; }; %s.updateKeys(keysReady); }'
ASK = ASKING % f'{API}.security'


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        running.pages['/outer'] = f'<iframe src="{running.url}/inner"></iframe>'
        yield running


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Any]:
    """Opens an address in a client."""
    contexts = []

    def opened(url: str, profile: str, fault: Fault | None = None, *, delay: int = DELAY_MILLISECONDS) -> Any:
        client = SebClient(open_file(seb_file()), PROFILES[profile], fault, delay_milliseconds=delay)
        contexts.append(new_context(chromium, client))
        page = contexts[-1].new_page()
        page.goto(url)
        return page, client

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize('profile', ['windows-3.9', 'macos-3.6-modern'])
def test_a_script_finds_the_values_of_its_page(site: Site, open_page: Any, profile: str) -> None:
    url = f'{site.url}/seb/check/a?x=it%27s'
    page, client = open_page(f'{url}#top', profile)
    page.wait_for_function(FILLED)

    found = page.evaluate(f'() => ({{version: {API}.version, ...{API}.security}})')

    assert found['version'] == client.profile.script_version
    assert found['configKey'] == hash_of(url, client.config_key)
    assert found['browserExamKey'] == hash_of(url, client.exam_key)
    assert page.evaluate('() => navigator.userAgent') == client.user_agent


@pytest.mark.parametrize('length', [0, 1, 54, 55, 56, 63, 64, 65, 119, 120, 500])
def test_the_hash_is_right_for_any_length(site: Site, open_page: Any, length: int) -> None:
    url = f'{site.url}/{"é" * (length % 3)}{"x" * length}'
    page, client = open_page(url, 'windows-3.9', delay=0)
    page.wait_for_function(FILLED)

    found = page.evaluate(f'() => [location.href, {API}.security.configKey]')

    assert found[1] == hash_of(found[0], client.config_key)


def test_on_windows_the_object_comes_late(site: Site, open_page: Any) -> None:
    page, _ = open_page(f'{site.url}/page', 'windows-3.9', delay=10_000)

    assert page.evaluate(f'() => {API} === undefined')


def test_on_ios_the_object_is_empty_until_a_function_with_a_name_is_given(site: Site, open_page: Any) -> None:
    site.pages['/page'] = f'<script>window.first = {API}.security.configKey;</script>'
    page, client = open_page(f'{site.url}/page', 'ios-3.6')
    assert page.evaluate('() => window.first') == ''
    page.wait_for_timeout(3 * DELAY_MILLISECONDS)
    assert page.evaluate(f'() => {API}.security.configKey') == ''

    page.evaluate(ASK)
    page.wait_for_function('() => window.called === true')

    assert page.evaluate(f'() => {API}.security.configKey') == hash_of(f'{site.url}/page', client.config_key)


def test_on_macos_a_function_without_a_name_is_never_called(site: Site, open_page: Any) -> None:
    page, _ = open_page(f'{site.url}/page', 'macos-3.6-modern')

    page.evaluate(f'() => {API}.security.updateKeys(() => {{ window.called = true; }})')
    page.wait_for_timeout(3 * DELAY_MILLISECONDS)

    assert page.evaluate('() => window.called') is None
    with pytest.raises(Exception, match='undefined'):
        page.evaluate(f'() => {API}.security.updateKeys()')


@pytest.mark.parametrize(('profile', 'preset'), [('windows-3.9', True), ('macos-3.6-modern', False)])
def test_a_frame_has_the_values_of_its_own_address(site: Site, open_page: Any, profile: str, preset: bool) -> None:
    page, client = open_page(f'{site.url_of_other_host}/outer', profile)
    frame = page.frame(url=f'{site.url}/inner')
    frame.wait_for_timeout(3 * DELAY_MILLISECONDS)
    assert bool(frame.evaluate(f'() => {API}.security.configKey')) is preset

    frame.evaluate(ASK)
    frame.wait_for_function('() => window.called === true')

    assert frame.evaluate(f'() => {API}.security.configKey') == hash_of(f'{site.url}/inner', client.config_key)


@pytest.mark.parametrize(
    ('profile', 'outer', 'inner'),
    [
        ('windows-3.3.1', True, False),
        ('windows-3.9', True, False),
        ('macos-3.6-classic', True, True),
        ('macos-3.6-modern', False, False),
    ],
)
def test_the_headers_of_a_page_and_of_a_frame_from_another_host(
    site: Site, open_page: Any, profile: str, outer: bool, inner: bool
) -> None:
    page, client = open_page(f'{site.url_of_other_host}/outer', profile)
    page.wait_for_load_state('load')

    expected = {
        '/outer': hash_of(f'{site.url_of_other_host}/outer', client.config_key) if outer else None,
        '/inner': hash_of(f'{site.url}/inner', client.config_key) if inner else None,
    }
    assert {path: site.of(path).config for path in expected} == expected


@pytest.mark.parametrize('profile', ['windows-3.9', 'macos-3.6-modern'])
def test_faults(site: Site, open_page: Any, profile: str) -> None:
    url, values = f'{site.url}/page', {}
    for fault in (None, Fault.WRONG_KEY, Fault.MALFORMED, Fault.RECORDED):
        page, client = open_page(url, profile, fault)
        page.wait_for_function(FILLED)
        values[fault] = page.evaluate(f'() => {API}.security.configKey')
        assert values[fault] == client.values_for(url).config

    assert len(set(values.values())) == len(values)
    assert values[Fault.MALFORMED] == values[None][1:]


@pytest.mark.parametrize(
    ('profile', 'fault'), [('windows-3.3.1', None), ('macos-3.6-classic', None), ('ios-3.6', Fault.NO_VALUES)]
)
def test_there_may_be_no_api(site: Site, open_page: Any, profile: str, fault: Fault | None) -> None:
    page, _ = open_page(f'{site.url}/page', profile, fault, delay=0)
    page.wait_for_timeout(DELAY_MILLISECONDS)

    assert page.evaluate(f'() => {API} === undefined')
