"""Settings: defaults, precedence, and what the host's plugin machinery is given."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from edx_proctoring import constants
from edx_proctoring.conf import conf
from edx_proctoring.conf.setting import Setting
from edx_proctoring.conf.site import SiteSettings
from edx_proctoring.conf.traffic import TrafficSettings
from edx_proctoring.settings import common, production
from edx_proctoring.settings import test as test_settings

CONF_SETTINGS = [
    (name, each)
    for part in (SiteSettings, TrafficSettings)
    for name, each in vars(part).items()
    if isinstance(each, Setting)
]


@pytest.mark.parametrize(
    ('name', 'expected'),
    [
        ('backends', {}),
        ('default_backend_name', None),
        ('link_urls', {}),
        ('allow_timed_out_state', False),
        ('allow_callback_simulation', False),
        ('low_threshold_fraction', 0.2),
        ('critically_low_threshold_fraction', 0.05),
        ('require_provider_ready', True),
        ('decline_cascades_from_proctored_only', True),
        ('check_exam_access', True),
        ('viewable_past_due', False),
        ('delivery_mode', 'inline'),
        ('video_link_cipher', 'cbc'),
        ('review_callback_secrets', ()),
        ('review_callback_networks', ()),
        ('url_scheme', 'https'),
        ('lms_root_url', None),
        ('env_root', None),
        ('node_modules_root', None),
    ],
)
def test_defaults_of_a_site_that_sets_nothing(settings: Settings, name: str, expected: Any) -> None:
    for setting in (
        'PROCTORING_SETTINGS',
        'PROCTORING_BACKENDS',
        'PROCTORED_EXAM_VIEWABLE_PAST_DUE',
        'HTTPS',
        'LMS_ROOT_URL',
        'ENV_ROOT',
        'NODE_MODULES_ROOT',
    ):
        if hasattr(settings, setting):
            delattr(settings, setting)
    assert getattr(conf, name) == expected


@pytest.mark.parametrize(
    ('name', 'key', 'value', 'expected'),
    [
        ('link_urls', 'LINK_URLS', {'faq': 'https://faq.example.com'}, {'faq': 'https://faq.example.com'}),
        ('link_urls', 'LINK_URLS', None, {}),
        ('allow_timed_out_state', 'ALLOW_TIMED_OUT_STATE', True, True),
        ('allow_callback_simulation', 'ALLOW_CALLBACK_SIMULATION', True, True),
        ('low_threshold_fraction', 'low_threshold_pct', 0.5, 0.5),
        ('critically_low_threshold_fraction', 'critically_low_threshold_pct', 0.1, 0.1),
        ('require_provider_ready', 'REQUIRE_PROVIDER_READY', False, False),
        ('decline_cascades_from_proctored_only', 'DECLINE_CASCADES_FROM_PROCTORED_ONLY', False, False),
        ('check_exam_access', 'CHECK_EXAM_ACCESS', False, False),
        ('delivery_mode', 'DELIVERY', 'celery', 'celery'),
        ('video_link_cipher', 'VIDEO_LINK_CIPHER', 'gcm', 'gcm'),
        ('operations_token', 'OPERATIONS_TOKEN', 'shared', 'shared'),
        ('operations_networks', 'OPERATIONS_NETWORKS', ['10.20.0.0/16'], ('10.20.0.0/16',)),
        ('review_callback_secrets', 'REVIEW_CALLBACK_SECRET', 'shared', ('shared',)),
        ('review_callback_networks', 'REVIEW_CALLBACK_NETWORKS', ['203.0.113.0/24'], ('203.0.113.0/24',)),
    ],
)
def test_keys_of_proctoring_settings(settings: Settings, name: str, key: str, value: Any, expected: Any) -> None:
    settings.PROCTORING_SETTINGS = {key: value}
    assert getattr(conf, name) == expected


@pytest.mark.parametrize(
    ('name', 'setting'),
    [
        ('site_name', 'SITE_NAME'),
        ('tech_support_email', 'TECH_SUPPORT_EMAIL'),
        ('obfuscation_key', 'PROCTORING_USER_OBFUSCATION_KEY'),
        ('learning_mfe_url', 'LEARNING_MICROFRONTEND_URL'),
    ],
)
def test_a_required_setting_is_read_or_named(settings: Settings, name: str, setting: str) -> None:
    setattr(settings, setting, 'the value')
    assert getattr(conf, name) == 'the value'
    settings.ALLOWED_HOSTS = ['*']
    delattr(settings, setting)
    with pytest.raises(ImproperlyConfigured, match=setting):
        getattr(conf, name)


@pytest.mark.parametrize(
    ('hosts', 'is_debugged', 'expected'),
    [
        (['*', '.example.com', 'lms.example.com', 'other.example.com'], False, 'lms.example.com'),
        (['lms.example.com'], True, 'lms.example.com'),
        ([], True, 'localhost:8000'),
    ],
)
def test_the_name_of_the_site_is_that_of_its_host(
    settings: Settings, hosts: list[str], is_debugged: bool, expected: str
) -> None:
    del settings.SITE_NAME
    del settings.PLATFORM_NAME
    settings.ALLOWED_HOSTS = hosts
    settings.DEBUG = is_debugged
    assert conf.site_name == expected
    assert conf.platform_name == expected


@pytest.mark.parametrize(
    ('name', 'key', 'default'),
    [('delivery_mode', 'DELIVERY', 'inline'), ('video_link_cipher', 'VIDEO_LINK_CIPHER', 'cbc')],
)
def test_an_unknown_choice_counts_as_the_default(settings: Settings, name: str, key: str, default: str) -> None:
    """A check reports it. No attempt is lost because of a misspelled setting."""
    settings.PROCTORING_SETTINGS = {key: 'pigeon'}
    assert getattr(conf, name) == default


@pytest.mark.parametrize(('https', 'scheme'), [('on', 'https'), ('off', 'http'), (True, 'http')])
def test_only_the_word_on_means_https(settings: Settings, https: Any, scheme: str) -> None:
    settings.HTTPS = https
    assert conf.url_scheme == scheme


@pytest.mark.parametrize(('name', 'options'), [('acme', {'a': 1}), ('unknown', {}), ('DEFAULT', {})])
def test_options_of_a_backend(settings: Settings, name: str, options: dict[str, Any]) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {'a': 1}}
    assert conf.options_of(name) == options


@pytest.mark.parametrize(
    ('key', 'name', 'value', 'expected'),
    [
        ('REDIRECT_HOSTS', 'redirect_hosts', '.example.com', ('.example.com',)),
        ('REVIEW_CALLBACK_NETWORKS', 'review_callback_networks', '203.0.113.0/24', ('203.0.113.0/24',)),
        ('REVIEW_CALLBACK_NETWORKS', 'review_callback_networks', '', ('',)),
        ('REDIRECT_HOSTS', 'redirect_hosts', '', ('',)),
        ('OPERATIONS_NETWORKS', 'operations_networks', 5, (5,)),
        ('low_threshold_pct', 'low_threshold_fraction', '20%', 0.2),
        ('critically_low_threshold_pct', 'critically_low_threshold_fraction', None, 0.05),
    ],
)
def test_what_is_written_wrongly_opens_nothing(
    settings: Settings, key: str, name: str, value: Any, expected: Any
) -> None:
    settings.PROCTORING_SETTINGS = {key: value}
    assert getattr(conf, name) == expected


def test_null_without_quotation_marks_is_a_name(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', None: {}, 5: {'a': 1}}
    assert conf.backends == {'DEFAULT': 'null', 'null': {}, '5': {'a': 1}}


# -- constants ---------------------------------------------------------------------------------------------------


# Each: constant, its key, its plain setting, the default, and two other values.
CONSTANTS: list[tuple[str, str, str, Any, Any, Any]] = [
    ('ALLOW_REVIEW_UPDATES', 'ALLOW_REVIEW_UPDATES', 'ALLOW_REVIEW_UPDATES', True, False, True),
    ('CONTENT_VIEWABLE_PAST_DUE_DATE', '', 'PROCTORED_EXAM_VIEWABLE_PAST_DUE', False, True, True),
    ('DEFAULT_CONTACT_EMAIL', 'CONTACT_EMAIL', 'CONTACT_EMAIL', 'from@lms.example.com', 'key@x.org', 'setting@x.org'),
    (
        'DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        'DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        'DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
        60,
        5,
        7,
    ),
    (
        'DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY',
        'DEFAULT_REVIEW_POLICY',
        'DEFAULT_REVIEW_POLICY',
        'Closed Book',
        'a',
        'b',
    ),
    ('FROM_EMAIL', 'STATUS_EMAIL_FROM_ADDRESS', 'DEFAULT_FROM_EMAIL', 'webmaster@localhost', 'key@x.org', 'set@x.org'),
    ('ONBOARDING_PROFILE_API', 'USE_ONBOARDING_PROFILE_API', 'USE_ONBOARDING_PROFILE_API', False, True, True),
    ('PLATFORM_NAME', 'PLATFORM_NAME', 'PLATFORM_NAME', 'lms.example.com', 'Key', 'Setting'),
    (
        'REQUIRE_FAILURE_SECOND_REVIEWS',
        'REQUIRE_FAILURE_SECOND_REVIEWS',
        'REQUIRE_FAILURE_SECOND_REVIEWS',
        True,
        False,
        False,
    ),
    ('SITE_NAME', 'SITE_NAME', 'SITE_NAME', ImproperlyConfigured, 'key.example.com', 'setting.example.com'),
    ('SOFTWARE_SECURE_CLIENT_TIMEOUT', 'SOFTWARE_SECURE_CLIENT_TIMEOUT', 'SOFTWARE_SECURE_CLIENT_TIMEOUT', 30, 5, 7),
    (
        'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
        10,
        5,
        7,
    ),
]


@pytest.mark.parametrize('case', CONSTANTS, ids=[case[0] for case in CONSTANTS])
def test_a_constant_is_its_key_else_its_setting_else_its_default(settings: Settings, case: tuple[Any, ...]) -> None:
    constant, key, setting, default, of_key, of_setting = case
    attribute = next(name for name, each in CONF_SETTINGS if each.constant == constant)
    settings.DEFAULT_FROM_EMAIL = 'from@lms.example.com'
    settings.PROCTORING_SETTINGS = {}
    setattr(settings, setting, of_setting)
    assert getattr(constants, constant) == getattr(conf, attribute) == of_setting
    if key:
        settings.PROCTORING_SETTINGS = {key: of_key}
        assert getattr(constants, constant) == getattr(conf, attribute) == of_key
    settings.PROCTORING_SETTINGS = {}
    settings.ALLOWED_HOSTS = ['*']
    delattr(settings, setting)
    if default is ImproperlyConfigured:
        with pytest.raises(ImproperlyConfigured, match=setting):
            getattr(constants, constant)
    elif setting != 'DEFAULT_FROM_EMAIL':  # Django has a default for this one
        assert getattr(constants, constant) == getattr(conf, attribute) == default


def test_every_constant_of_a_setting_is_tested() -> None:
    named = {each.constant for _, each in CONF_SETTINGS if each.constant}
    assert {case[0] for case in CONSTANTS} == named
    assert named <= set(dir(constants))


def test_all_constants_can_be_imported_at_once() -> None:
    names: dict[str, Any] = {}
    exec('from edx_proctoring.constants import *', names)
    assert names['SITE_NAME'] == constants.SITE_NAME
    assert names['VERIFICATION_DAYS_VALID'] == 365


def test_an_unknown_constant_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match='NO_SUCH_NAME'):
        constants.NO_SUCH_NAME  # noqa: B018


def test_constants_do_without_proctoring_settings(settings: Settings) -> None:
    del settings.PROCTORING_SETTINGS
    assert settings.PLATFORM_NAME == constants.PLATFORM_NAME


def test_a_patched_constant_wins_and_is_gone_afterwards(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with mock.patch('edx_proctoring.constants.SITE_NAME', 'patched.example.com'):
        assert conf.site_name == constants.SITE_NAME == 'patched.example.com'
        settings.SITE_NAME = 'other.example.com'
        assert conf.site_name == 'patched.example.com'
    assert conf.site_name == constants.SITE_NAME == 'other.example.com'
    with mock.patch('edx_proctoring.constants.SITE_NAME', 'other.example.com'):  # what it is anyway
        assert conf.site_name == 'other.example.com'
    del settings.PLATFORM_NAME
    constants.PLATFORM_NAME = 'Patched'
    assert conf.platform_name == 'Patched'
    del constants.PLATFORM_NAME
    with monkeypatch.context() as patched:
        patched.setattr(constants, 'SITE_NAME', 'patched.example.com')
        assert conf.site_name == 'patched.example.com'
    settings.SITE_NAME = 'third.example.com'
    assert conf.site_name == constants.SITE_NAME == 'third.example.com'


# -- plugin settings ---------------------------------------------------------------------------------------------


def test_a_host_starts_with_the_null_provider() -> None:
    host: Any = SimpleNamespace(PIPELINE={'JAVASCRIPT': {'main': {}}})
    common.plugin_settings(host)
    assert host.PROCTORING_SETTINGS == {}
    assert host.PROCTORING_BACKENDS == {'DEFAULT': 'null', 'null': {}}
    assert set(host.PIPELINE['JAVASCRIPT']) == {'main', 'proctoring'}
    assert host.PIPELINE['JAVASCRIPT']['proctoring']['output_filename'] == 'js/lms-proctoring.js'
    assert host.PIPELINE['JAVASCRIPT']['proctoring']['source_filenames'] == [
        'proctoring/js/learner.js',
        'proctoring/js/instructor.js',
    ]


@pytest.mark.parametrize('pipeline', [{'PIPELINE_JS': {}}, {}], ids=['old pipeline', 'no pipeline'])
def test_other_hosts_get_scripts_where_they_want_them(pipeline: dict[str, Any]) -> None:
    host: Any = SimpleNamespace(**pipeline)
    common.plugin_settings(host)
    assert not hasattr(host, 'PIPELINE')
    assert [set(value) for value in pipeline.values()] == [{'proctoring'} for _ in pipeline]


@pytest.mark.parametrize(
    ('tokens', 'expected'),
    [
        ({}, ('settings', 'backends')),
        ({'ENV_TOKENS': {}, 'AUTH_TOKENS': {}}, ('settings', 'backends')),
        ({'ENV_TOKENS': {'PROCTORING_SETTINGS': {}, 'PROCTORING_BACKENDS': {}}}, ('settings', 'backends')),
        ({'ENV_TOKENS': {'PROCTORING_SETTINGS': 's', 'PROCTORING_BACKENDS': 'e'}}, ('s', 'e')),
        ({'ENV_TOKENS': {'PROCTORING_BACKENDS': 'e'}, 'AUTH_TOKENS': {'PROCTORING_BACKENDS': 'a'}}, ('settings', 'a')),
        ({'ENV_TOKENS': {'PROCTORING_BACKENDS': 'e'}, 'AUTH_TOKENS': {'PROCTORING_BACKENDS': {}}}, ('settings', 'e')),
    ],
    ids=['no tokens', 'no such tokens', 'empty tokens', 'environment', 'authentication first', 'empty authentication'],
)
def test_tokens_replace_the_defaults(tokens: dict[str, Any], expected: tuple[str, str]) -> None:
    host: Any = SimpleNamespace(PROCTORING_SETTINGS='settings', PROCTORING_BACKENDS='backends', **tokens)
    production.plugin_settings(host)
    outcome = (host.PROCTORING_SETTINGS, host.PROCTORING_BACKENDS)
    assert outcome == expected


def test_test_runs_of_a_host_use_the_mock_provider() -> None:
    host: Any = SimpleNamespace()
    test_settings.plugin_settings(host)
    assert host.PROCTORING_BACKENDS['DEFAULT'] == 'mock'
