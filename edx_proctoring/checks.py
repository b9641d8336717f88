"""What ``manage.py check`` says about the settings of this app.

Errors are settings with which proctored exams cannot work; warnings are ones that a site may have a reason for. Each
hint says what to put where.
"""

from __future__ import annotations

import importlib.util
import ipaddress
from collections.abc import Callable, Iterator
from typing import Any, cast

from Crypto.Cipher import AES, DES3
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from edx_proctoring.backends import list_provider_failures
from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.conf import conf

REQUIRED_SETTINGS = ('PLATFORM_NAME', 'SITE_NAME', 'COURSE_ID_PATTERN')
LEARNER_PAGE_SETTINGS = ('CONTACT_EMAIL', 'TECH_SUPPORT_EMAIL', 'LEARNING_MICROFRONTEND_URL')
PROVIDERS_WITHOUT_SERVICE = frozenset({'null', 'mock'})


@checks.register(checks.Tags.compatibility)
def check_settings(**_: Any) -> list[checks.CheckMessage]:
    """Required settings are there, and those of ``PROCTORING_SETTINGS`` make sense."""
    return [*_missing_settings(), *_choices(), *_thresholds(), *_networks()]


@checks.register(checks.Tags.compatibility)
def check_providers(**_: Any) -> list[checks.CheckMessage]:
    """The default provider can be used, and so can the others that are configured."""
    if not conf.backends:
        return [
            checks.Warning(
                'This site has no proctoring provider.',
                hint="Add PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}} to the settings.",
                id='edx_proctoring.W002',
            )
        ]
    return [*_default_provider(), *_other_providers(), *_software_secure_keys()]


@checks.register(checks.Tags.security, deploy=True)
def check_deployment(**_: Any) -> list[checks.CheckMessage]:
    """Nothing that is meant for development is on."""
    messages: list[checks.CheckMessage] = []
    if conf.allow_callback_simulation:
        messages.append(
            checks.Warning(
                'Reviews are accepted without knowing the record locator, so anyone can write them.',
                hint="Remove 'ALLOW_CALLBACK_SIMULATION' from PROCTORING_SETTINGS.",
                id='edx_proctoring.W005',
            )
        )
    if conf.default_backend_name == 'mock':
        messages.append(
            checks.Warning(
                'The mock provider is the default one: exams are called proctored and nobody watches.',
                hint="Set 'DEFAULT' in PROCTORING_BACKENDS to your provider's name, or to 'null'.",
                id='edx_proctoring.W006',
            )
        )
    return messages


def _missing_settings() -> Iterator[checks.CheckMessage]:
    for name in REQUIRED_SETTINGS:
        if not hasattr(settings, name):
            yield checks.Error(
                f'edx_proctoring needs the setting {name}.',
                hint=f"Add {name} = '...' to the settings.",
                id='edx_proctoring.E001',
            )
    for name in LEARNER_PAGE_SETTINGS:
        if not hasattr(settings, name):
            yield checks.Warning(
                f'Pages for learners need the setting {name}.',
                hint=f"Add {name} = '...' to the settings, unless this process shows no exams to learners.",
                id='edx_proctoring.W001',
            )
    services = conf.backends.keys() - PROVIDERS_WITHOUT_SERVICE - {'DEFAULT'}
    if services and not getattr(settings, 'PROCTORING_USER_OBFUSCATION_KEY', None):
        yield checks.Error(
            'Providers cannot be told about learners without PROCTORING_USER_OBFUSCATION_KEY.',
            hint="Add PROCTORING_USER_OBFUSCATION_KEY = '<long random text>' to the settings; never change it later.",
            id='edx_proctoring.E002',
        )


def _choices() -> Iterator[checks.CheckMessage]:
    for key, default, read in _CHOICES:
        try:
            read()
        except ImproperlyConfigured as error:
            yield checks.Error(str(error), hint=f"Set {key!r} to '{default}', or remove it.", id='edx_proctoring.E006')
    if conf.proctoring_settings.get('DELIVERY') == 'celery' and importlib.util.find_spec('celery') is None:
        yield checks.Error(
            "PROCTORING_SETTINGS['DELIVERY'] is 'celery', and Celery is not installed.",
            hint="Run: pip install celery. Or set 'DELIVERY' to 'inline'.",
            id='edx_proctoring.E007',
        )


_CHOICES: tuple[tuple[str, str, Callable[[], str]], ...] = (
    ('DELIVERY', 'inline', lambda: conf.delivery_mode),
    ('VIDEO_LINK_CIPHER', 'cbc', lambda: conf.video_link_cipher),
)


def _thresholds() -> Iterator[checks.CheckMessage]:
    try:
        in_order = 0 <= conf.critically_low_threshold_fraction <= conf.low_threshold_fraction <= 1
    except (TypeError, ValueError):
        in_order = False
    if not in_order:
        yield checks.Error(
            'The timer thresholds must be fractions of the time, the critical one not above the other.',
            hint="Add 'low_threshold_pct': 0.2, 'critically_low_threshold_pct': 0.05 to PROCTORING_SETTINGS.",
            id='edx_proctoring.E008',
        )


def _networks() -> Iterator[checks.CheckMessage]:
    for network in conf.review_callback_networks:
        try:
            ipaddress.ip_network(network)
        except ValueError:
            yield checks.Error(
                f"{network!r} in PROCTORING_SETTINGS['REVIEW_CALLBACK_NETWORKS'] is not a network.",
                hint="Write networks like '203.0.113.0/24', as a list.",
                id='edx_proctoring.E009',
            )


def _default_provider() -> Iterator[checks.CheckMessage]:
    name = conf.default_backend_name
    if not name:
        yield checks.Error(
            'PROCTORING_BACKENDS names no default provider.',
            hint="Add 'DEFAULT': '<name>' to it; 'null' if no service is used.",
            id='edx_proctoring.E003',
        )
    elif name not in conf.backends:
        yield checks.Error(
            f'The default proctoring provider {name!r} is not configured.',
            hint=f'Add {name!r}: {{}} with its options to PROCTORING_BACKENDS.',
            id='edx_proctoring.E004',
        )
    elif name not in _providers():
        yield checks.Error(
            f'The default proctoring provider {name!r} cannot be used: {_why(name)}.',
            hint=_hint(name),
            id='edx_proctoring.E005',
        )


def _other_providers() -> Iterator[checks.CheckMessage]:
    for name in sorted(conf.backends.keys() - _providers().keys() - {'DEFAULT', conf.default_backend_name}):
        yield checks.Warning(
            f'The proctoring provider {name!r} cannot be used: {_why(name)}.',
            hint=_hint(name),
            id='edx_proctoring.W003',
        )


def _software_secure_keys() -> Iterator[checks.CheckMessage]:
    for name, provider in _providers().items():
        if not isinstance(provider, SoftwareSecureBackendProvider):
            continue
        if not _is_key_for_des(provider.crypto_key):
            yield checks.Error(
                f"PROCTORING_BACKENDS[{name!r}]['crypto_key'] is no key for triple DES: no attempt can be registered.",
                hint="Paste the key that PSI handed out: 'crypto_key': '<16 or 24 characters>'.",
                id='edx_proctoring.E010',
            )
        if not _is_key_for_aes(provider.video_review_aes_key):
            yield checks.Error(
                f"PROCTORING_BACKENDS[{name!r}]['video_review_aes_key'] is no key: no review can be stored.",
                hint="Use 'video_review_aes_key': '<32, 48 or 64 hex digits>', or remove it to store no video links.",
                id='edx_proctoring.E011',
            )


def _providers() -> dict[str, ProctoringBackendProvider]:
    app_config: Any = apps.get_app_config('edx_proctoring')
    return cast('dict[str, ProctoringBackendProvider]', app_config.backends)


def _why(name: str) -> str:
    return list_provider_failures().get(name, 'no installed package has it').removesuffix('.')


def _hint(name: str) -> str:
    if name not in list_provider_failures():
        return f'Install the package that has the entry point {name!r} of the group openedx.proctoring, or remove it.'
    return f"Correct PROCTORING_BACKENDS[{name!r}], for example {name!r}: {{'<option>': '...'}}; see the log for more."


def _is_key_for_des(key: bytes) -> bool:
    try:
        DES3.new(key, DES3.MODE_ECB)
    except ValueError:
        return False
    return True


def _is_key_for_aes(key: str | None) -> bool:
    try:
        return not key or len(bytes.fromhex(key)) in AES.key_size
    except ValueError:
        return False
