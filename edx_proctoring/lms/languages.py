"""The language that a user has chosen on the host, for messages to somebody who is not the one making the request."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.utils import translation
from django.utils.module_loading import import_string

from edx_proctoring.conf import conf
from edx_proctoring.telemetry.correlation import get_logger

# Open edX keeps the language of an account as a user preference.
PLATFORM_APP: Final = 'openedx.core.djangoapps.user_api'
PLATFORM_PREFERENCES: Final = f'{PLATFORM_APP}.preferences.api.get_user_preference'
PLATFORM_KEY: Final = 'pref-lang'

log = get_logger(__name__)


def language_of(user: Any) -> str:
    """Return the language for messages to the user: the one that they chose on the host, else the site's.

    ``PROCTORING_SETTINGS['LANGUAGE_OF_USER']`` finds it; without that setting, Open edX's user preferences do. A
    language that is not among the site's ``LANGUAGES`` counts as none, and so does a failure, which is logged: a
    message must not be lost because of its language.
    """
    chosen = _chosen_language(user)
    if chosen:
        try:
            return translation.get_supported_language_variant(str(chosen).lower())
        except LookupError:
            log.info('Language not supported by the site: user=%s', user.pk)
    return conf.language_code


def writing_to(user: Any) -> translation.override:
    """Return a context manager that translates into the user's language."""
    return translation.override(language_of(user))


def writing_to_staff() -> translation.override:
    """Return a context manager that translates into the site's language.

    It is for texts that are stored, or that any member of the staff may read.
    """
    return translation.override(conf.language_code)


def _chosen_language(user: Any) -> str | None:
    try:
        language_of_user = conf.language_of_user
        if language_of_user is not None:
            return language_of_user(user)
        if apps.is_installed(PLATFORM_APP):
            chosen: str | None = import_string(PLATFORM_PREFERENCES)(user, PLATFORM_KEY)
            return chosen
    except Exception:
        log.exception('The language of a user could not be determined: user=%s', user.pk)
    return None
