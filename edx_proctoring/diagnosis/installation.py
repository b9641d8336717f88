"""Diagnoses of settings and installation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from django.core import checks

from edx_proctoring import provider_gateway
from edx_proctoring.backends import list_provider_failures
from edx_proctoring.conf import Configuration, conf
from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine
from edx_proctoring.models import ProctoredExamSoftwareSecureReview
from edx_proctoring.queries import operations
from edx_proctoring.security.crypto import decode_and_decrypt

OURS: Final = 'edx_proctoring.'
SHORTEST_SECRET: Final = 16  # characters
LINKS_TO_OPEN: Final = 20
# The page gives up after the interval, the provider's script ten seconds before, so that its own error is heard.
MARGIN: Final = 10  # seconds
LONGEST_PING: Final = 600  # seconds


def settings(_: Circumstances) -> Iterator[Finding]:
    """Run the system checks of this app, including those for deployments."""
    tags = [checks.Tags.compatibility, checks.Tags.security]
    found = [each for each in checks.run_checks(tags=tags, include_deployment_checks=True) if _is_ours(each)]
    for message in found:
        level = Level.FAIL if message.level >= checks.ERROR else Level.WARN
        yield Finding(level, message.msg, f'System check {message.id}.', message.hint or '')
    if not found:
        yield fine('The system checks found no problems.')


def keys(_: Circumstances) -> Iterator[Finding]:
    """Look for secrets that are too short, and stored video links that the current keys cannot decrypt."""
    short = [name for name, values in _secrets().items() if any(len(value) < SHORTEST_SECRET for value in values)]
    for name in short:
        yield Finding(
            Level.WARN,
            f'{name} has fewer than {SHORTEST_SECRET} characters.',
            'It can be guessed.',
            'Replace it with a long random string, unless it is the key for user ids, which must not change.',
        )
    closed = [review.id for review in operations.list_video_links(LINKS_TO_OPEN) if not _opens(review)]
    if closed:
        yield Finding(
            Level.FAIL,
            f'Video links of reviews cannot be opened: {", ".join(map(str, closed))}.',
            "The key in the settings is not the key that encrypted them; staff can't see the recordings.",
            "Restore the former 'video_review_aes_key' in the provider's options.",
        )
    if not short and not closed:
        yield fine('Secrets are long enough, and the newest video links can be opened.')


def backends(_: Circumstances) -> Iterator[Finding]:
    """Look for providers that could not be created, and exams whose provider the site does not have."""
    configured, reasons = provider_gateway.list_configured(), list_provider_failures()
    for name in sorted(name for name, provider in configured.items() if provider is None):
        yield Finding(
            Level.FAIL if name == conf.default_backend_name else Level.WARN,
            f'The provider {name!r} cannot be used: {reasons.get(name, "it is not in any installed package")}',
            'Its exams cannot be supervised.',
            'Fix its options in PROCTORING_BACKENDS or install its package, then restart.',
        )
    usable = {name for name, provider in configured.items() if provider is not None}
    for backend, count in operations.count_active_exams_by_backend().items():
        requested = backend or conf.default_backend_name
        if requested not in usable:
            yield Finding(
                Level.FAIL,
                f'{count} active exams are supervised by {requested!r}, which this site does not have.',
                'Learners cannot enter these exams.',
                f'Configure {requested!r} in PROCTORING_BACKENDS, or assign another provider to the exams.',
            )
    if usable:
        yield fine(f'Usable providers: {", ".join(sorted(usable))}.')
    else:
        yield Finding(
            Level.WARN,
            'There is no usable provider.',
            'Only timed exams can be taken.',
            "Add PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}} to the settings, or a provider that supervises.",
        )


def pings(_: Circumstances) -> Iterator[Finding]:
    """Look for ping intervals that leave a provider's script no time to respond, or learners unsupervised for long."""
    default = conf.ping_interval
    intervals = {"PROCTORING_SETTINGS['DESKTOP_APPLICATION_PING_INTERVAL_SECONDS']": default}
    for name, provider in provider_gateway.list_configured().items():
        own = getattr(provider, 'ping_interval', default)
        if own != default:
            intervals[f'The ping interval of the provider {name!r}'] = own
    wrong = [finding for name, seconds in intervals.items() for finding in _judge_interval(name, seconds)]
    yield from wrong or [fine(f'Providers are pinged every {default} seconds, or as they specify.')]


def migrations(_: Circumstances) -> Iterator[Finding]:
    """Look for migrations that have not been applied."""
    missing = operations.list_missing_migrations()
    if missing:
        yield Finding(
            Level.FAIL,
            f'Unapplied migrations: {", ".join(missing)}.',
            'The code uses columns that do not exist.',
            'Run: manage.py migrate edx_proctoring',
        )
    else:
        yield fine('All migrations are applied.')


def _secrets() -> dict[str, Sequence[str]]:
    """Return the secrets by their names in the settings.

    What is missing or is no text is left out: the system checks report it.
    """
    secrets = {
        'PROCTORING_USER_OBFUSCATION_KEY': [Configuration.obfuscation_key.find()] if conf.backends else [],
        "PROCTORING_SETTINGS['REVIEW_CALLBACK_SECRET']": conf.review_callback_secrets,
        "PROCTORING_SETTINGS['REVIEW_SIGNATURE_KEYS']": conf.review_signature_keys,
        "PROCTORING_SETTINGS['OPERATIONS_TOKEN']": [conf.operations_token],
    }
    return {name: [value for value in values if isinstance(value, str)] for name, values in secrets.items()}


def _is_ours(message: checks.CheckMessage) -> bool:
    return (message.id or '').startswith(OURS) and not message.is_silenced()


def _opens(review: ProctoredExamSoftwareSecureReview) -> bool:
    """Return whether the link can be decrypted; True if its exam has no provider with a key."""
    key = provider_gateway.video_review_key(review.exam) if review.exam else None
    if not key or not review.encrypted_video_url:
        return True
    try:
        decode_and_decrypt(review.find_video_link() or b'', bytes.fromhex(key))
    except ValueError:
        return False
    return True


def _judge_interval(name: str, seconds: float) -> Iterator[Finding]:
    if seconds <= MARGIN:
        yield Finding(
            Level.FAIL,
            f'{name} is {seconds} seconds.',
            f"A provider's script times out {MARGIN} seconds before the interval ends, so it has no time, and "
            'attempts end in an error although the software is running.',
            f'Set more than {MARGIN} seconds, for example 60.',
        )
    elif seconds > LONGEST_PING:
        yield Finding(
            Level.WARN,
            f'{name} is {seconds} seconds.',
            'A learner whose software has stopped continues without supervision until the next ping.',
            f'Set at most {LONGEST_PING} seconds, for example 60.',
        )
