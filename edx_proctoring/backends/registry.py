"""Making the providers that a site has configured, and finding them by name.

The providers live in ``EdxProctoringConfig.backends``, a plain dict that hosts' tests change.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, NamedTuple, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.former_names import former_translation_names
from edx_proctoring.conf import conf

log = logging.getLogger(__name__)

ENTRY_POINT_GROUP = 'openedx.proctoring'

BACKEND_CONFIGURATION_ALLOW_LIST = [
    'base_url',
    'client_id',
    'client_secret',
    'crypto_key',
    'default_rules',
    'exam_register_endpoint',
    'exam_sponsor',
    'has_dashboard',
    'help_center_article_url',
    'integration_specific_email',
    'learner_notification_from_email',
    'needs_oauth',
    'organization',
    'passing_statuses',
    'ping_interval',
    'secret_key',
    'secret_key_id',
    'send_email',
    'software_download_url',
    'supports_onboarding',
    'tech_support_email',
    'tech_support_phone',
    'timeout',
    'token_expiration_time',
    'verbose_name',
    'video_review_aes_key',
]
"""Options that reach a provider's constructor. The host reads others from the same dicts."""


class LoadedProviders(NamedTuple):
    """Outcome of ``load_providers``: what can be used, and why the rest cannot."""

    providers: dict[str, ProctoringBackendProvider]
    failures: dict[str, str]


def load_providers() -> LoadedProviders:
    """Make a provider for every entry point whose name is configured.

    One that fails is left out and its failure logged: a wrong option of one provider must not stop a site.
    """
    loaded = LoadedProviders({}, {})
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        name = entry_point.name
        if name == 'DEFAULT' or name not in conf.backends:
            continue
        try:
            loaded.providers[name] = _make_provider(entry_point)
        except Exception as error:  # a plug-in may raise anything
            loaded.failures[name] = str(error) or type(error).__name__
            log.exception('Proctoring provider %s is left out: %s', name, loaded.failures[name])
    return loaded


def find_provider(name: str | None) -> ProctoringBackendProvider | None:
    """Return the provider of that name, or None if it is not configured or failed to load."""
    return _providers().get(name) if name else None


def get_provider(name: str | None = None) -> ProctoringBackendProvider:
    """Return the provider of that name, without a name the default one.

    :raises ImproperlyConfigured: no name was given and the settings name no default.
    :raises NotImplementedError: the name is not configured or failed to load.
    """
    if name is None:
        name = conf.default_backend_name
        if not name:
            raise ImproperlyConfigured("PROCTORING_BACKENDS names no default provider. Add 'DEFAULT': '<name>' to it.")
    provider = find_provider(name)
    if provider is None:
        raise NotImplementedError(f'There is no proctoring provider {name!r}; this site has {sorted(_providers())}.')
    return provider


def list_failures() -> Mapping[str, str]:
    """Return why providers were left out, by name."""
    return cast('Mapping[str, str]', getattr(_app_config(), 'backend_failures', {}))


def _app_config() -> Any:
    return apps.get_app_config('edx_proctoring')


def _providers() -> dict[str, ProctoringBackendProvider]:
    return cast('dict[str, ProctoringBackendProvider]', _app_config().backends)


def _make_provider(entry_point: EntryPoint) -> ProctoringBackendProvider:
    if not isinstance(conf.backends[entry_point.name], dict):
        raise ImproperlyConfigured(f'PROCTORING_BACKENDS[{entry_point.name!r}] must be a dict of options.')
    options = {
        option: value
        for option, value in conf.options_of(entry_point.name).items()
        if option in BACKEND_CONFIGURATION_ALLOW_LIST
    }
    with former_translation_names():
        provider_class: type[ProctoringBackendProvider] = entry_point.load()
    missing = list_missing_options(provider_class, options)
    if missing:
        raise ImproperlyConfigured(f'PROCTORING_BACKENDS[{entry_point.name!r}] lacks {", ".join(missing)}.')
    return provider_class(**options)


def list_missing_options(provider_class: type[ProctoringBackendProvider], options: Mapping[str, Any]) -> list[str]:
    """Return the options without which the class cannot be made."""
    return [
        parameter.name
        for parameter in inspect.signature(provider_class).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and parameter.name not in options
    ]
