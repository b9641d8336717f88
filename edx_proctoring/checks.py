"""What ``manage.py check`` says about the settings of this app.

An error (``E``) is a setting with which this process could serve no exam at all; it stops every command of the host.
Everything else is a warning: from ``W100`` on, one with which something does not work, which ``check --deploy`` counts
as an error; below, one that a site may have a reason for (docs/decisions/0015-what-a-check-may-stop.rst). Each hint
says what to put where; the value of a secret is never shown. ``NUMBERS`` lists what each number means, except for those
of single settings, which stand with their declarations in ``conf``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from django.apps import apps
from django.core import checks

from edx_proctoring import provider_gateway
from edx_proctoring.backends import list_provider_failures
from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.conf import SETTINGS, Configuration, conf
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS, Option
from edx_proctoring.conf.checks import (
    contradictions,
    message,
    nearest,
    shown,
    unknown_keys,
    unknown_kinds,
    wrong_values,
)
from edx_proctoring.conf.kinds import TEXTS
from edx_proctoring.conf.setting import REQUIRED
from edx_proctoring.lms import tokens
from edx_proctoring.lms.links import has_learner_addresses
from edx_proctoring.statuses import SoftwareSecureReviewStatus
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

NUMBERS: Final[Mapping[str, str]] = {
    'E001': 'A required setting is missing.',
    'E100': 'There are warnings from ``W100`` on (``check --deploy``).',
    'W102': 'A provider is configured, and ``PROCTORING_USER_OBFUSCATION_KEY`` is missing.',
    'W103': '``PROCTORING_BACKENDS`` has no default provider.',
    'W104': 'The default provider is not configured.',
    'W105': 'The default provider cannot be used.',
    'W108': "The timer's critical threshold is above its low threshold.",
    'W110': 'The ``crypto_key`` of a provider is not a valid triple DES key.',
    'W111': 'The ``video_review_aes_key`` of a provider is not a valid AES key.',
    'W113': 'A provider option has an invalid value.',
    'W114': '``passing_statuses`` contains an unknown review status.',
    'W119': 'The names of two providers give two learners the same id.',
    'W178': '``JWT_AUTH`` lacks public keys, or contains a secret key: tokens may not be verified.',
    'W180': 'Scripts or style sheets of the pages are missing: the app was installed without building them.',
    'W185': '``RETENTION`` has an unknown kind of data, which is therefore kept.',
    'W001': "A setting required by learners' pages is missing.",
    'W002': 'The site has no provider.',
    'W003': 'A provider that is not the default one cannot be used.',
    'W004': '``PROCTORING_SETTINGS`` has an unknown key.',
    'W005': '``ALLOW_CALLBACK_SIMULATION`` is on (``check --deploy``).',
    'W006': 'The default provider is for development, as the mock provider is (``check --deploy``).',
    'W007': 'A provider has a JavaScript worker, but ``ENV_ROOT`` or ``NODE_MODULES_ROOT`` is missing.',
    'W008': 'A provider has an unknown option.',
    'W009': 'Anonymous reviews are accepted from any address, without a secret or signature (``check --deploy``).',
    'W010': '``PROCTORING_USER_OBFUSCATION_KEY`` is missing, and no configured provider needs it yet.',
}
DIGITS: Final = '0123456789'
STATIC: Final = Path(__file__).parent / 'static' / 'proctoring'
# What pages load; built from ``frontend``, and therefore not in the repository.
BUNDLES: Final = (
    *('js/entry.js', 'js/exam_room.js', 'js/instructor.js', 'js/learner.js', 'js/seb_block.js', 'js/seb_check.js'),
    *('css/entry.css', 'css/exam_room.css', 'css/instructor.css', 'css/learner.css', 'css/tokens.css'),
)


@checks.register(checks.Tags.compatibility)
def check_settings(**_: Any) -> list[checks.CheckMessage]:
    """Check that required settings exist, that each value can be used, and that together they make sense."""
    return [*_missing_settings(), *wrong_values(), *unknown_keys(), *unknown_kinds(), *contradictions()]


@checks.register(checks.Tags.compatibility)
def check_providers(**_: Any) -> list[checks.CheckMessage]:
    """Check that the default provider and all other configured ones can be used."""
    if not isinstance(Configuration.backends.find() or {}, Mapping):
        return []  # check_settings says so
    if not conf.backends:
        return [
            message(
                'W002',
                'This site has no proctoring provider.',
                "Add PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}} to the settings.",
            )
        ]
    return [
        *_default_provider(),
        *_other_providers(),
        *_options(),
        *_own_options(),
        *_workers(),
        *_ids_of_learners(),
    ]


@checks.register(checks.Tags.security)
def check_tokens(**_: Any) -> list[checks.CheckMessage]:
    """Check that JWTs are verified with public keys.

    If they are not, this app refuses them, but other apps of the host may not.
    """
    problem = tokens.find_problem()
    if problem is None:
        return []
    hint = f"Put the authorization server's public keys there: '{tokens.PUBLIC_KEYS}': '{{\"keys\": [...]}}'."
    return [message('W178', f'{problem}.', hint)]


@checks.register(checks.Tags.staticfiles)
def check_bundles(**_: Any) -> list[checks.CheckMessage]:
    """Check that the scripts and style sheets of the pages were built before the app was installed."""
    absent = [name for name in BUNDLES if not (STATIC / name).exists()]
    if not absent:
        return []
    return [
        message(
            'W180',
            f'The pages do not work: the app was installed without {", ".join(absent)}.',
            'Install the wheel, or install from a checkout with Node.js; in a checkout itself, run "make install".',
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def check_deployment(**_: Any) -> list[checks.CheckMessage]:
    """Check that nothing meant for development is on, and that nothing is known not to work."""
    messages = [*_what_does_not_work()]
    if conf.allow_callback_simulation:
        messages.append(
            message(
                'W005',
                'Reviews are accepted without the record locator, so anyone can post them.',
                "Remove 'ALLOW_CALLBACK_SIMULATION' from PROCTORING_SETTINGS.",
            )
        )
    default = provider_gateway.describe_named(None)
    if default and default.is_for_development:
        messages.append(
            message(
                'W006',
                'The default provider is for development: exams appear to be proctored, but nobody supervises them.',
                "Set 'DEFAULT' in PROCTORING_BACKENDS to your provider's name, or to 'null'.",
            )
        )
    takes_reviews = any(provider.posts_reviews_anonymously for provider in _providers().values())
    asked_for = conf.review_callback_secrets or conf.review_signature_keys or conf.review_callback_networks
    if takes_reviews and not asked_for:
        messages.append(
            message(
                'W009',
                'Anyone who knows the ids of an attempt can post a review of it, from any address.',
                "Add 'REVIEW_CALLBACK_NETWORKS': ['<network of PSI>'], 'REVIEW_CALLBACK_SECRET': '<long random text>' "
                "or 'REVIEW_SIGNATURE_KEYS': '<long random text>' to PROCTORING_SETTINGS.",
            )
        )
    return messages


def _what_does_not_work() -> Iterator[checks.CheckMessage]:
    found = {
        str(each.id)
        for each in (*check_settings(), *check_providers(), *check_tokens(), *check_bundles())
        if not each.is_silenced()
    }
    serious = sorted(each.rpartition('.')[2] for each in found if each.startswith('edx_proctoring.W1'))
    if serious:
        yield message(
            'E100',
            f'Exams do not work as intended: see {", ".join(serious)}.',
            'Follow the hints of these warnings, or add those that you accept to SILENCED_SYSTEM_CHECKS.',
        )


# -- settings ---------------------------------------------------------------------------------------------------------


def _missing_settings() -> Iterator[checks.CheckMessage]:
    for setting in SETTINGS:
        if setting.missing is None or setting.find() not in (REQUIRED, None):
            continue
        if setting.missing == 'E001':
            yield message('E001', f'edx_proctoring needs the setting {setting.name}.', f'{setting.paste}.')
        elif setting.missing == 'W001':
            if has_learner_addresses():
                yield message('W001', f"Learners' pages need the setting {setting.name}.", f'{setting.paste}.')
        elif _has_service():
            yield message(
                'W102',
                f'Providers cannot be told about learners without {setting.name}.',
                f'{setting.paste}; never change it later.',
            )
        elif conf.backends:
            yield message(
                'W010',
                f'No provider with a service can be added without {setting.name}.',
                f'{setting.paste} before the first one is used; never change it later.',
            )


# -- providers --------------------------------------------------------------------------------------------------------


def _default_provider() -> Iterator[checks.CheckMessage]:
    name = conf.default_backend_name
    if not name:
        yield message(
            'W103',
            'PROCTORING_BACKENDS has no default provider.',
            "Add 'DEFAULT': '<name>' to it; 'null' if no service is used.",
        )
    elif name not in conf.backends:
        yield message(
            'W104',
            f'The default proctoring provider {name!r} is not configured.',
            f'Add {name!r}: {{}} with its options to PROCTORING_BACKENDS.',
        )
    elif name not in _providers():
        yield message('W105', f'The default proctoring provider {name!r} cannot be used: {_why(name)}.', _hint(name))


def _other_providers() -> Iterator[checks.CheckMessage]:
    for name in sorted(conf.backends.keys() - _providers().keys() - {'DEFAULT', conf.default_backend_name or ''}):
        yield message('W003', f'The proctoring provider {name!r} cannot be used: {_why(name)}.', _hint(name))


def _options() -> Iterator[checks.CheckMessage]:
    for name in conf.backends:
        for key, value in conf.options_of(name).items():
            place = f'PROCTORING_BACKENDS[{name!r}][{key!r}]'
            option = BACKEND_OPTIONS.get(key)
            if option is None:
                yield message('W008', f'{place} is unknown and ignored.', nearest(key, BACKEND_OPTIONS))
            elif value is not None:
                yield from _option_value(place, option, value)
                if key == 'passing_statuses':
                    yield from _passing_statuses(place, value)


def _option_value(place: str, option: Option, value: object) -> Iterator[checks.CheckMessage]:
    if not option.kind.accepts(option.read(value)):
        problem = f'{place} must be {option.kind.words}, not {shown(value, secret=option.secret)}.'
        yield message('W113', problem, f'Set it to {option.kind.words}, or remove it.')


def _passing_statuses(place: str, value: object) -> Iterator[checks.CheckMessage]:
    for status in value if isinstance(value, list | tuple) and TEXTS.accepts(value) else ():
        if status not in SoftwareSecureReviewStatus.to_standard_status:
            yield message(
                'W114',
                f'{place} contains {shown(status)}, which is not a review status.',
                f"Use '{SoftwareSecureReviewStatus.clean}' and '{SoftwareSecureReviewStatus.violation}', "
                'or one of them, or remove it.',
            )


def _ids_of_learners() -> Iterator[checks.CheckMessage]:
    """Yield a message for each pair of providers that could know two learners by the same id.

    A learner's id at a provider is made from their number and the provider's name, with nothing between them.
    """
    names = [name for name in map(str, conf.backends) if name != 'DEFAULT']
    for name in names:
        rest = name.lstrip(DIGITS)
        if rest != name and (rest in names or not rest):
            other = f'at {rest!r}' if rest else 'where no provider is named'
            digits = name.removesuffix(rest)
            yield message(
                'W119',
                f'Learner 1 at the provider {name!r} and learner 1{digits} {other} have the same id.',
                f'Choose a provider name that does not begin with digits, before the provider is used: {name!r} is '
                'part of every id that it has received.',
            )


def _workers() -> Iterator[checks.CheckMessage]:
    modules = {name: getattr(provider, 'npm_module', None) for name, provider in _providers().items()}
    for name, module in modules.items():
        if module and bool(conf.env_root) != bool(conf.node_modules_root):
            lacking = 'NODE_MODULES_ROOT' if conf.env_root else 'ENV_ROOT'
            yield message(
                'W007',
                f'The JavaScript worker of the provider {name!r} is not built: {lacking} is missing.',
                f"Add {lacking} = '<directory>' to the settings, or remove the other one, too.",
            )


def _own_options() -> Iterator[checks.CheckMessage]:
    """Yield the providers' messages about their options; a provider that fails at this stops no command."""
    for name, provider in _providers().items():
        try:
            yield from provider.check_options(name)
        except Exception:  # a plug-in may raise anything
            log.exception('The options of the proctoring provider %s could not be checked', name)


# -- what both ask ----------------------------------------------------------------------------------------------------


def _has_service() -> bool:
    described = [provider_gateway.describe_named(name) for name in conf.backends if name != 'DEFAULT']
    return any(each is None or each.has_service for each in described)  # what is not installed had better be


def _providers() -> dict[str, ProctoringBackendProvider]:
    app_config: Any = apps.get_app_config('edx_proctoring')
    return cast('dict[str, ProctoringBackendProvider]', app_config.backends)


def _why(name: str) -> str:
    return list_provider_failures().get(name, 'it is not in any installed package').removesuffix('.')


def _hint(name: str) -> str:
    if name not in list_provider_failures():
        return f'Install the package with the entry point {name!r} of the group openedx.proctoring, or remove it.'
    return f"Fix PROCTORING_BACKENDS[{name!r}], for example {name!r}: {{'<option>': '...'}}; see the log for more."
