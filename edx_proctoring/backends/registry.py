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
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS

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
OWN_OPTIONS = ('after_submission',)
"""Options that are passed on, too, and are not in the published list."""
"""Options that reach a provider's constructor. The host reads others from the same dicts."""


class LoadedProviders(NamedTuple):
    """The outcome of ``load_providers``: what can be used, why the rest cannot, and the class of each installed one."""

    providers: dict[str, ProctoringBackendProvider]
    failures: dict[str, str]
    classes: dict[str, type[ProctoringBackendProvider]]


class Description(NamedTuple):
    """What is known about a provider even if its options don't suffice to create it, as in a build of static assets."""

    verbose_name: str
    npm_module: str | None
    has_dashboard: bool
    supports_onboarding: bool
    has_ready_callback: bool
    uses_launch_link: bool
    is_given_launch_link: bool
    has_service: bool
    is_for_development: bool
    sends_reviews: bool
    needs_seb: bool


def load_providers() -> LoadedProviders:
    """Create a provider for every entry point whose name is configured.

    One that fails is left out, and its failure is logged: a wrong option of one provider must not stop a site.
    """
    loaded = LoadedProviders({}, {}, {})
    for entry_point in entry_points(group=ENTRY_POINT_GROUP):
        name = entry_point.name
        if name == 'DEFAULT' or name not in conf.backends:
            continue
        try:
            loaded.classes[name] = _load_class(entry_point)
            loaded.providers[name] = _make_provider(name, loaded.classes[name])
        except Exception as error:  # a plug-in may raise anything
            loaded.failures[name] = str(error) or type(error).__name__
            log.exception('Proctoring provider %s is skipped: %s', name, loaded.failures[name])
    return loaded


def find_provider(name: str | None) -> ProctoringBackendProvider | None:
    """Return the provider with this name, or None if it is not configured or failed to load."""
    return _providers().get(name) if name else None


def get_provider(name: str | None = None) -> ProctoringBackendProvider:
    """Return the provider with this name, or the default one.

    :raises ImproperlyConfigured: no name was given and the settings name no default.
    :raises NotImplementedError: the name is not configured or failed to load.
    """
    if name is None:
        name = conf.default_backend_name
        if not name:
            raise ImproperlyConfigured("PROCTORING_BACKENDS has no default provider. Add 'DEFAULT': '<name>' to it.")
    provider = find_provider(name)
    if provider is None:
        raise NotImplementedError(f'There is no proctoring provider {name!r}; this site has {sorted(_providers())}.')
    return provider


def describe(name: str | None) -> Description | None:
    """Return what is known about a provider, even if it was not created; None if no installed package has it.

    An option in the settings overrides the class, as it does for a provider that was created.
    """
    provider = find_provider(name)
    if provider is not None:
        return _description(provider, {})
    provider_class = getattr(_app_config(), 'backend_classes', {}).get(name)
    return _description(provider_class, conf.options_of(name)) if name and provider_class else None


def list_failures() -> Mapping[str, str]:
    """Return why providers were left out, by name."""
    return cast('Mapping[str, str]', getattr(_app_config(), 'backend_failures', {}))


def _app_config() -> Any:
    return apps.get_app_config('edx_proctoring')


def _providers() -> dict[str, ProctoringBackendProvider]:
    return cast('dict[str, ProctoringBackendProvider]', _app_config().backends)


def _description(source: object, options: Mapping[str, Any]) -> Description:
    fields = {name: options.get(name, getattr(source, name, None)) for name in Description._fields}
    return Description(
        verbose_name=fields['verbose_name'] or 'Unknown',
        npm_module=fields['npm_module'],
        has_dashboard=bool(fields['has_dashboard']),
        supports_onboarding=bool(fields['supports_onboarding']),
        has_ready_callback=fields['has_ready_callback'] is not False,
        uses_launch_link=bool(fields['uses_launch_link']),
        is_given_launch_link=bool(fields['is_given_launch_link']),
        has_service=fields['has_service'] is not False,
        is_for_development=bool(fields['is_for_development']),
        sends_reviews=fields['sends_reviews'] is not False,
        needs_seb=bool(fields['needs_seb']),
    )


def _load_class(entry_point: EntryPoint) -> type[ProctoringBackendProvider]:
    with former_translation_names():
        provider_class: type[ProctoringBackendProvider] = entry_point.load()
    return provider_class


def _make_provider(name: str, provider_class: type[ProctoringBackendProvider]) -> ProctoringBackendProvider:
    if not isinstance(conf.backends[name], dict):
        raise ImproperlyConfigured(f'PROCTORING_BACKENDS[{name!r}] must be a dict of options.')
    options: dict[str, Any] = {}
    for option, value in conf.options_of(name).items():
        if option not in (*BACKEND_CONFIGURATION_ALLOW_LIST, *OWN_OPTIONS):
            continue
        known = BACKEND_OPTIONS.get(option)  # a site may have added options of its own plug-in
        if known is None or not known.is_left_out(value):
            options[option] = known.read(value) if known else value
    missing = list_missing_options(provider_class, options)
    if missing:
        raise ImproperlyConfigured(f'PROCTORING_BACKENDS[{name!r}] lacks {", ".join(missing)}.')
    return provider_class(**options)


def list_missing_options(provider_class: type[ProctoringBackendProvider], options: Mapping[str, Any]) -> list[str]:
    """Return the missing options without which the class cannot be instantiated."""
    return [
        parameter.name
        for parameter in inspect.signature(provider_class).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        and parameter.name not in options
    ]
