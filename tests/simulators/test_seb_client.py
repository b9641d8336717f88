"""The simulated Safe Exam Browser has its own code for files, keys, and values. It comes to the same as the vectors."""

from __future__ import annotations

import base64
import hashlib

import pytest

from edx_proctoring.seb.canonical_text import config_key as config_key_of_the_app
from edx_proctoring.seb.clients import read_script_version, read_user_agent
from edx_proctoring.seb.hashes import AcceptedKeys, Presented, Verdict, hash_of, judge
from simulators.seb_client.client import Fault, SebClient
from simulators.seb_client.config_keys import NoKeyError, config_key, hashed_names, text_of
from simulators.seb_client.files import Configuration, FileError, open_file
from simulators.seb_client.profiles import PROFILES, Api, Headers
from simulators.seb_client.versions import EntryError, lets_itself_be_used
from tests.seb.vectors import Case, cases, the
from tests.simulators.seb_sites import seb_file

URL = 'https://lms.example/exam'
OTHER = 'https://other.example/x'


@cases('config_key')
def test_the_config_key(case: Case) -> None:
    configuration = open_file(case['plist'].encode())

    assert text_of(configuration.settings) == case['canonical']
    assert configuration.config_key == case['config_key']


@cases('exam_config')
def test_the_config_key_of_an_exam(case: Case) -> None:
    assert config_key(case['settings']) == case['config_key'] == open_file(case['plist'].encode()).config_key


@cases('key_order')
def test_the_order_of_names(case: Case) -> None:
    assert hashed_names(dict.fromkeys(case['given'], True)) == case['sorted']


def test_what_has_no_key_gets_none() -> None:
    with pytest.raises(NoKeyError, match='datetime'):
        _ = open_file(the('config_key_hazard', 'hz-date')['plist'].encode()).config_key


@cases('container')
def test_files(case: Case) -> None:
    data = base64.b64decode(case['file'])
    if not case['ok']:
        with pytest.raises(FileError) as refused:
            open_file(data, case['password'])
        assert refused.value.reason == case['error']
        return

    configuration = open_file(data, case['password'])

    assert (configuration.kind, configuration.config_key) == (case['kind'], case['config_key'])
    assert hashlib.sha256(configuration.xml).hexdigest() == case['xml_sha256']


@pytest.mark.parametrize('password', [None, '', 'exam-2026', 'Prüfung😀'])
def test_files_that_the_app_writes(password: str | None) -> None:
    configuration = open_file(seb_file(password, quitURL='https://lms.example/quit/a'), password)

    assert (configuration.start_url, configuration.quit_url) == (URL, 'https://lms.example/quit/a')
    assert configuration.config_key == config_key_of_the_app(configuration.settings)


@pytest.mark.parametrize(
    'xml', [b'<?xml version="1.0"?><plist><array/></plist>', b'<?xml', b'<?xml version="1.0"?><a/>']
)
def test_what_is_no_configuration(xml: bytes) -> None:
    with pytest.raises(FileError, match='damaged'):
        open_file(xml)


@cases('url')
def test_the_value_for_an_address(case: Case) -> None:
    client = keyed_client(case['config_key'])

    assert client.hashed_part(case['browser_url']) == case['hashed_url']
    assert client.values_for(case['browser_url']).config == case['header']


@pytest.mark.parametrize('vector', ['hd-config', 'hd-exam', 'hd-both', 'hd-fragment', 'hd-query'])
def test_the_headers(vector: str) -> None:
    """Those of the vectors that are right."""
    case = the('header', vector)
    client = keyed_client(*case['config_keys'][:1] or ['0' * 64], *case['exam_keys'][:1])

    headers = client.headers_for(case['server_url'])

    assert case['verdict'] == 'ok'
    assert case['headers'].items() <= headers.items()


@cases('allowed_versions')
def test_versions_that_may_be_used(case: Case) -> None:
    given = {'build': case['build'], 'alliance_edition': case['alliance_edition']}
    if case['allowed'] == 'error':
        with pytest.raises(EntryError):
            lets_itself_be_used(case['list'], case['platform'], case['version'], **given)
    else:
        assert lets_itself_be_used(case['list'], case['platform'], case['version'], **given) is case['allowed']


@cases('quit_url')
def test_the_quit_link(case: Case) -> None:
    configuration = Configuration('xml', b'', {'quitURL': case['quitURL']})
    seen = {
        platform: SebClient(configuration, PROFILES[profile]).quits_at(case['visited'])
        for platform, profile in {'windows': 'windows-3.9', 'macos': 'macos-3.6-modern'}.items()
    }

    assert seen == {platform: case[platform] for platform in seen}


def keyed_client(key: str, exam_key: str = '') -> SebClient:
    """A client that has a key without its configuration."""

    class Keyed(Configuration):
        @property
        def config_key(self) -> str:
            return key

    return SebClient(Keyed('xml', b'', {'sendBrowserExamKey': True}), own_exam_key=exam_key)


def client_of(profile: str, fault: Fault | None = None) -> SebClient:
    """A client with a usual configuration."""
    return SebClient(open_file(seb_file()), PROFILES[profile], fault)


@pytest.mark.parametrize('profile', PROFILES)
def test_the_app_reads_what_a_client_says_of_itself(profile: str) -> None:
    client = client_of(profile)
    names = {'Win': 'windows', 'Mac': 'macos', 'iOS': 'ios'}

    agent, script = read_user_agent(client.user_agent), read_script_version(client.profile.script_version)

    assert script is not None
    assert (agent.platform, script.platform) == (names[client.profile.platform],) * 2
    assert agent.versions[0] == client.profile.version
    assert script.version.startswith(client.profile.version)


def test_the_configuration_adds_to_the_user_agent() -> None:
    client = SebClient(open_file(seb_file(browserUserAgent='exam-42')))

    assert client.user_agent.endswith(' SEB/3.9.0 (x64) exam-42')


@pytest.mark.parametrize(
    ('headers', 'asked', 'sent'),
    [
        *((Headers.NEVER, {'page': page}, False) for page in (None, URL, OTHER)),
        *((Headers.ALL, {'page': page, 'main_frame': False, 'redirected': True}, True) for page in (None, URL, OTHER)),
        (Headers.SAME_HOST, {'page': None}, True),
        (Headers.SAME_HOST, {'page': 'about:blank'}, True),
        (Headers.SAME_HOST, {'page': f'{URL}:8000/x'}, True),
        (Headers.SAME_HOST, {'page': OTHER}, False),
        (Headers.SAME_HOST, {'page': URL, 'main_frame': False}, True),
        (Headers.SAME_HOST, {'page': URL, 'redirected': True}, False),
        (Headers.SAME_HOST_OR_MAIN_FRAME, {'page': OTHER}, True),
        (Headers.SAME_HOST_OR_MAIN_FRAME, {'page': OTHER, 'redirected': True}, True),
        (Headers.SAME_HOST_OR_MAIN_FRAME, {'page': OTHER, 'main_frame': False}, False),
        (Headers.SAME_HOST_OR_MAIN_FRAME, {'page': URL, 'main_frame': False}, True),
    ],
)
def test_which_requests_have_headers(headers: Headers, asked: dict[str, str | bool], sent: bool) -> None:
    (client, *_) = (client_of(name) for name, profile in PROFILES.items() if profile.headers is headers)

    assert bool(client.headers_for(URL, **asked)) is sent  # type: ignore[arg-type]


def test_headers_have_to_be_configured_and_the_api_does_not() -> None:
    configuration = open_file(seb_file(sendBrowserExamKey=False))

    for profile in PROFILES.values():
        client = SebClient(configuration, profile)
        assert client.headers_for(URL) == {}
        assert bool(client.api_script()) is (profile.api is not Api.NONE) is (client.script_values_for(URL) is not None)


def verdict_on(client: SebClient) -> Verdict:
    """What the app says to the headers of a client with the usual configuration."""
    url = 'https://lms.example/seb/check/a'
    return judge(Presented.of(client.headers_for(url)), AcceptedKeys([open_file(seb_file()).config_key]), url)


@pytest.mark.parametrize(
    ('fault', 'verdict'),
    [
        (None, 'ok'),
        (Fault.WRONG_KEY, 'wrong_config_key'),
        (Fault.OTHER_CONFIGURATION, 'wrong_config_key'),
        (Fault.RECORDED, 'wrong_config_key'),
        (Fault.NO_VALUES, 'missing'),
        (Fault.MALFORMED, 'malformed'),
    ],
)
def test_what_the_app_says_to_a_fault(fault: Fault | None, verdict: str) -> None:
    assert verdict_on(client_of('windows-3.9', fault)) == verdict


def test_every_fault_is_tried() -> None:
    marks = test_what_the_app_says_to_a_fault.pytestmark  # type: ignore[attr-defined]
    assert {row[0] for row in marks[0].args[1]} == {None, *Fault}


def test_what_was_recorded_was_right_once() -> None:
    client = client_of('windows-3.9', Fault.RECORDED)

    assert client.values_for(OTHER).config == hash_of(URL, client.config_key)


def test_each_client_has_an_exam_key_of_its_own() -> None:
    keys = [client_of(name).exam_key for name in PROFILES]

    assert len({*keys, SebClient(open_file(seb_file(allowQuit=False))).exam_key}) == len(PROFILES) + 1
    assert keyed_client('0' * 64, 'f' * 64).exam_key == 'f' * 64


def test_an_empty_fragment_is_kept_by_some() -> None:
    assert {client_of(name).hashed_part(f'{URL}#') for name in PROFILES} == {URL, f'{URL}#'}
    assert {client_of(name).hashed_part(f'{URL}#x') for name in PROFILES} == {URL}
