"""What ``manage.py check`` finds wrong with settings."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

from edx_proctoring import checks
from edx_proctoring.backends import software_secure
from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.checks import NUMBERS
from edx_proctoring.conf import SETTINGS
from edx_proctoring.conf import checks as checks_of_settings
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS, Option
from edx_proctoring.conf.setting import Setting
from edx_proctoring.conf.site import SiteSettings
from edx_proctoring.conf.traffic import TrafficSettings
from edx_proctoring.testing.provider import RecordingProvider

OPTIONS: dict[str, Any] = django_settings.RPNOW_OPTIONS


@pytest.fixture(autouse=True)
def sound_site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site about whose settings there is nothing to say; the app config, to break it."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', {'null': NullBackendProvider()})
    monkeypatch.setattr(config, 'backend_failures', {})
    return config


def found(*, deploy: bool = False) -> dict[str, CheckMessage]:
    """The messages of this app by number."""
    messages = run_checks(app_configs=[apps.get_app_config('edx_proctoring')], include_deployment_checks=deploy)
    return {str(message.id): message for message in messages if str(message.id).startswith('edx_proctoring.')}


def only_message(*, deploy: bool = False) -> tuple[str, str, str]:
    """Number, text and hint of the one thing that is wrong."""
    ((number, message),) = found(deploy=deploy).items()
    return number.removeprefix('edx_proctoring.'), message.msg, message.hint or ''


def test_a_sound_site_passes() -> None:
    assert found(deploy=True) == {}


def test_the_required_setting_is_missed(settings: Settings) -> None:
    del settings.SITE_NAME
    settings.ALLOWED_HOSTS = ['*', '.example.com']
    number, text, hint = only_message()
    assert number == 'E001'
    assert 'SITE_NAME' in text
    assert 'Put SITE_NAME = ' in hint


@pytest.mark.parametrize('name', ['TECH_SUPPORT_EMAIL', 'LEARNING_MICROFRONTEND_URL'])
def test_settings_of_pages_are_missed_softly(settings: Settings, name: str) -> None:
    delattr(settings, name)
    number, text, _ = only_message()
    assert number == 'W001'
    assert name in text


def test_a_service_needs_the_obfuscation_key(settings: Settings, sound_site: Any) -> None:
    del settings.PROCTORING_USER_OBFUSCATION_KEY
    number, text, hint = only_message()
    assert (number, 'PROCTORING_USER_OBFUSCATION_KEY' in text) == ('W010', True)
    assert 'PROCTORING_USER_OBFUSCATION_KEY = ' in hint
    assert 'edx_proctoring.E100' not in found(deploy=True)
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'acme': {}}
    sound_site.backends['acme'] = RecordingProvider()
    number, _, hint = only_message()
    assert number == 'W102'
    assert 'PROCTORING_USER_OBFUSCATION_KEY = ' in hint


@pytest.mark.parametrize('backends', [None, {}], ids=['no setting', 'empty'])
def test_no_provider_at_all(settings: Settings, backends: dict[str, Any] | None) -> None:
    settings.PROCTORING_BACKENDS = backends
    number, _, hint = only_message()
    assert number == 'W002'
    assert "PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}" in hint


def test_no_default(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'null': {}}
    number, _, hint = only_message()
    assert number == 'W103'
    assert "'DEFAULT': " in hint


def test_a_default_without_options(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'null': {}}
    number, text, hint = only_message()
    assert number == 'W104'
    assert "'acme'" in text
    assert "'acme': {}" in hint


def test_a_default_that_is_not_installed(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'null': {}}
    number, text, hint = only_message()
    assert number == 'W105'
    assert 'not in any installed package' in text
    assert 'openedx.proctoring' in hint


@pytest.mark.deviation('R25')
def test_a_default_that_failed(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'null': {}}
    sound_site.backend_failures['acme'] = "PROCTORING_BACKENDS['acme'] lacks secret_key."
    number, text, hint = only_message()
    assert number == 'W105'
    assert 'lacks secret_key' in text
    assert "'acme': {" in hint


@pytest.mark.deviation('R25')
def test_another_provider_that_failed_is_a_warning(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'acme': {}}
    sound_site.backend_failures['acme'] = "PROCTORING_BACKENDS['acme'] lacks secret_key."
    number, text, _ = only_message()
    assert number == 'W003'
    assert "'acme'" in text
    assert 'lacks secret_key' in text


@pytest.mark.parametrize(
    ('values', 'number', 'pasted'),
    [
        ({'low_threshold_pct': 0.05, 'critically_low_threshold_pct': 0.2}, 'W108', "'low_threshold_pct': 0.2"),
        ({'critically_low_threshold_pct': 0.5}, 'W108', "'critically_low_threshold_pct': 0.05"),
        ({'REQUIRE_PROVIDERS_READY': False}, 'W004', "Use 'REQUIRE_PROVIDER_READY' instead"),
        ({'allow_timed_out_state': True}, 'W004', "Use 'ALLOW_TIMED_OUT_STATE' instead"),
        ({'colour': 'blue'}, 'W004', 'Remove it.'),
        ({1: 'one'}, 'W004', 'Remove it.'),
    ],
)
def test_contradictions_and_typing_errors(settings: Settings, values: dict[Any, Any], number: str, pasted: str) -> None:
    settings.PROCTORING_SETTINGS = values
    assert only_message()[0] == number
    assert pasted in only_message()[2]


# A value for each setting that it cannot have. The test below holds that none is left out.
WRONG = {
    'PROCTORING_SETTINGS': 'text',
    'PROCTORING_BACKENDS': ['null'],
    'PLATFORM_NAME': '',
    'SITE_NAME': 'https://lms.example.com',
    'COURSE_ID_PATTERN': '(?P<course_key>.+)',
    'PROCTORING_USER_OBFUSCATION_KEY': 'schlüssel',
    'CONTACT_EMAIL': 'nobody',
    'TECH_SUPPORT_EMAIL': 7,
    'LEARNING_MICROFRONTEND_URL': 'apps.example.com',
    'LMS_ROOT_URL': 'https://lms.example.com/',
    'HTTPS': True,
    'ENV_ROOT': 1,
    'ENABLE_SPECIAL_EXAMS': 'true',
    'NODE_MODULES_ROOT': ['node_modules'],
    'PROCTORED_EXAM_VIEWABLE_PAST_DUE': 'false',
}
WRONG_OWN = {
    'LINK_URLS': ['https://faq.example.com'],
    'low_threshold_pct': 20,
    'critically_low_threshold_pct': 'few',
    'ALLOW_TIMED_OUT_STATE': 'false',
    **dict.fromkeys(['EXAM_ROOM_TAB', 'REQUIRE_PROVIDER_READY'], 'no'),
    'DECLINE_CASCADES_FROM_PROCTORED_ONLY': None,
    'CHECK_EXAM_ACCESS': 2,
    'MINIMUM_TIME_TO_START': '1 minute',
    **dict.fromkeys(['PRACTICE_COUNTS_FOR_NOTHING', 'ALLOWANCES_REACH_RUNNING_ATTEMPTS'], 'yes'),
    'PRACTICE_ATTEMPTS_PER_DAY': 0,
    'LAUNCH_LINK_DAYS': 'a week',
    'DELIVERY': 'pigeon',
    'BULK_ALLOWANCE_MOST_PAIRS': 'many',
    'UPKEEP_AFTER_REQUESTS': 'sometimes',
    'VIDEO_LINK_CIPHER': 'rot13',
    'RETENTION': {'raw_reviews': 0},
    'ALLOW_CALLBACK_SIMULATION': 'off',
    'REVIEW_CALLBACK_SECRET': 4711,
    'REVIEW_CALLBACK_NETWORKS': ['psi.example.com'],
    'REVIEW_SIGNATURE_KEYS': ['right', 4711],
    'REVIEW_SIGNATURE_SECONDS': 0,
    'REVIEW_CALLBACK_RATE': 'often',
    'REVIEW_MOST_BYTES': '10M',
    'REQUEST_MOST_BYTES': '2M',
    **dict.fromkeys(['APPEAL_DAYS', 'RECEIVED_REVIEW_DAYS'], -1),
    'REVIEWERS': {'acme': 'ada@example.com'},
    'PROVIDER_NETWORKS': ['10.0.0.0/33'],
    'TRUSTED_PROXIES': ['the proxy'],
    'EXAM_NETWORKS': {'Exam center': '203.0.113.0/24'},
    **dict.fromkeys(['WRONG_CODES_PER_LEARNER', 'WRONG_CODES_PER_ADDRESS'], 0),
    'SEB_BASE_URL': 'lms.example.com',
    'PROVIDER_MOST_SECONDS': '1m',
    'PROVIDER_MOST_BYTES': 0,
    'REDIRECT_HOSTS': ['https://dashboard.example.com/'],
    'OPERATIONS_TOKEN': 4711,
    'OPERATIONS_NETWORKS': ['prometheus.example.com'],
    'LANGUAGE_OF_USER': 'a function',
    'SITE_NAME': 'lms.example.com/',
    'PLATFORM_NAME': 5,
    'STATUS_EMAIL_FROM_ADDRESS': 'the registrar',
    'CONTACT_EMAIL': 'nobody',
    **dict.fromkeys(['SIGNED_LAUNCH_LINKS', 'ALLOW_REVIEW_UPDATES'], 'yes'),
    'DEFAULT_REVIEW_POLICY': 1,
    'REQUIRE_FAILURE_SECOND_REVIEWS': 'True',
    'DESKTOP_APPLICATION_PING_INTERVAL_SECONDS': 0,
    'USE_ONBOARDING_PROFILE_API': 'True',
    'SOFTWARE_SECURE_CLIENT_TIMEOUT': '30',
    'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD': -1,
}


@pytest.mark.parametrize('setting', [each for each in SETTINGS if '.' not in each.check], ids=lambda each: each.place)
def test_a_wrong_value_is_refused_with_what_to_paste(settings: Settings, setting: Setting[Any]) -> None:
    wrong = WRONG_OWN[setting.name] if setting.own else WRONG[setting.name]
    if setting.own:
        settings.PROCTORING_SETTINGS = {setting.name: wrong}
    else:
        setattr(settings, setting.name, wrong)
    number, text, hint = only_message()
    assert number == setting.check
    assert setting.place in text
    assert setting.paste in hint
    assert (repr(wrong) in text) is not setting.secret


@pytest.mark.parametrize('setting', [each for each in SETTINGS if each.own and each.plain], ids=lambda each: each.place)
def test_the_plain_setting_behind_a_key_is_looked_at_too(settings: Settings, setting: Setting[Any]) -> None:
    assert setting.plain
    setattr(settings, setting.plain, WRONG_OWN[setting.name] or 0)
    number, text, _ = only_message()
    assert number in {each.check for each in SETTINGS if setting.plain in (each.plain, each.name)}
    assert text.startswith(f'{setting.plain} must be')


@pytest.mark.parametrize('setting', SETTINGS, ids=lambda each: each.place)
def test_what_is_to_be_pasted_is_accepted(setting: Setting[Any]) -> None:
    example = setting.example if '<' not in setting.example or setting.example[0] == 'r' else "'text'"
    assert setting.kind.accepts(ast.literal_eval(example))


def test_every_setting_has_a_number_of_its_own_and_a_meaning() -> None:
    numbers = [setting.check for setting in SETTINGS]
    assert len(set(numbers)) == len(numbers)
    assert not set(numbers) & set(NUMBERS)
    assert all(setting.meaning.endswith('.') for setting in SETTINGS)
    assert all(setting.missing is None or setting.missing in NUMBERS for setting in SETTINGS)


def test_every_attribute_of_the_configuration_is_declared() -> None:
    attributes = {**vars(SiteSettings), **vars(TrafficSettings)}
    read = {name for name in attributes if not name.startswith('_')}
    declared = {name for name, value in attributes.items() if isinstance(value, Setting)}
    assert read - declared == {'default_backend_name', 'options_of'}, 'both read PROCTORING_BACKENDS'


def test_every_number_is_used_and_described() -> None:
    modules = [Path(str(each.__file__)).read_text('utf-8') for each in (checks, checks_of_settings)]
    used = {number for text in modules for number in re.findall(r"message\(\s*'([EW]\d{3})'", text)}
    of_provider = set(re.findall(r"'edx_proctoring\.([EW]\d{3})'", Path(software_secure.__file__).read_text('utf-8')))
    assert used | of_provider == set(NUMBERS)


@pytest.mark.parametrize('key', ['MUST_BE_VERIFIED_TRACK', 'MUST_COMPLETE_ICRV'])
def test_former_keys_of_deployments_are_left_in_peace(settings: Settings, key: str) -> None:
    settings.PROCTORING_SETTINGS = {key: True}
    assert found() == {}


def test_none_counts_as_missing(settings: Settings) -> None:
    settings.LEARNING_MICROFRONTEND_URL = None
    assert only_message()[0] == 'W001'


@pytest.mark.parametrize(
    'values', [{'DELIVERY': 'celery'}, {'REVIEW_CALLBACK_NETWORKS': ['203.0.113.0/24', '2001:db8::/32', '203.0.113.7']}]
)
def test_sound_values(settings: Settings, values: dict[str, Any]) -> None:
    settings.PROCTORING_SETTINGS = values
    assert found() == {}


def sound_option(option: Option) -> Any:
    """A value that the option may have."""
    candidates = [True, 5, 'text', 'https://acme.example.com', {}, ['Clean'], b'key', 'verified']
    return next(value for value in candidates if option.kind.accepts(value))


@pytest.mark.parametrize('key', BACKEND_OPTIONS)
def test_options_of_a_provider(settings: Settings, key: str) -> None:
    option = BACKEND_OPTIONS[key]
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {key: sound_option(option)}}
    assert found() == {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {key: None}}
    assert found() == {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {key: object}}
    number, text, hint = only_message()
    assert number == 'W113'
    assert f"PROCTORING_BACKENDS['null'][{key!r}]" in text
    assert option.kind.words in hint
    assert ("<class 'object'>" in text) is not option.secret


@pytest.mark.parametrize(
    ('options', 'number', 'pasted'),
    [
        ({'secretkey': 'hush'}, 'W008', "Use 'secret_key' instead"),
        ({'unheard_of': 'hush'}, 'W008', 'Remove it.'),
        ({'passing_statuses': ['Clean', 'passed']}, 'W114', "'Clean'"),
        ({'timeout': (3.05, 27)}, None, ''),
        ({'timeout': 0}, 'W113', 'a number of seconds'),
        ({'base_url': 'https://acme.example.com/'}, None, ''),
        ({'client_id': 4711}, None, ''),
        ({'base_url': 'acme.example.com'}, 'W113', 'http'),
    ],
    ids=['misspelt', 'unknown', 'status', 'pair', 'no time', 'slash', 'number', 'no scheme'],
)
def test_options_with_a_catch(settings: Settings, options: dict[str, Any], number: str | None, pasted: str) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': options}
    if number is None:
        assert found() == {}
    else:
        assert only_message()[0] == number
        assert pasted in only_message()[2]
        assert 'hush' not in ''.join(only_message())


@pytest.mark.parametrize(
    ('env_root', 'node_modules_root', 'lacking'),
    [
        ('/srv', '/srv/node_modules', None),
        (None, None, None),
        ('/srv', None, 'NODE_MODULES_ROOT'),
        (None, '/srv/node_modules', 'ENV_ROOT'),
    ],
)
def test_a_worker_needs_both_directories(
    settings: Settings, sound_site: Any, env_root: str | None, node_modules_root: str | None, lacking: str | None
) -> None:
    settings.ENV_ROOT, settings.NODE_MODULES_ROOT = env_root, node_modules_root
    assert found() == {}
    sound_site.backends['null'].npm_module = '@acme/worker'
    if lacking is None:
        assert found() == {}
    else:
        number, text, hint = only_message()
        assert number == 'W007'
        assert f'{lacking} is missing' in text
        assert f'Add {lacking} = ' in hint


@pytest.mark.parametrize(
    ('values', 'is_open'),
    [
        ({}, True),
        ({'REVIEW_CALLBACK_SECRET': 'shared'}, False),
        ({'REVIEW_CALLBACK_NETWORKS': ['203.0.113.0/24']}, False),
        ({'REVIEW_SIGNATURE_KEYS': ['new', 'old']}, False),
    ],
    ids=['open', 'secret', 'networks', 'signature'],
)
def test_anonymous_reviews_should_not_come_from_everywhere(
    settings: Settings, sound_site: Any, values: dict[str, Any], is_open: bool
) -> None:
    settings.PROCTORING_SETTINGS = values
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'rpnow4': {}}
    sound_site.backends['rpnow4'] = SoftwareSecureBackendProvider(**OPTIONS)
    assert found() == {}
    assert set(found(deploy=True)) == ({'edx_proctoring.W009'} if is_open else set())


def test_simulated_callbacks_are_not_for_production(settings: Settings) -> None:
    settings.PROCTORING_SETTINGS = {'ALLOW_CALLBACK_SIMULATION': True}
    assert found() == {}
    assert only_message(deploy=True)[0] == 'W005'


def test_the_mock_provider_is_not_for_production(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'mock', 'mock': {}}
    sound_site.backends['mock'] = MockProctoringBackendProvider()
    assert found() == {}
    assert only_message(deploy=True)[0] == 'W006'
