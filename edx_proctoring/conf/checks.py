"""What is wrong with the values of the settings, each looked at on its own and together; ``checks`` registers it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Final

from django.core import checks

from edx_proctoring.conf import SETTINGS, conf
from edx_proctoring.conf.kinds import FRACTION, RETENTION, RETENTION_KINDS
from edx_proctoring.conf.setting import OWN

LONGEST_SHOWN: Final = 60  # characters of a wrong value in a message
# Deployments have these; no version reads them any more.
FORMER_KEYS: Final = frozenset({'MUST_BE_VERIFIED_TRACK', 'MUST_COMPLETE_ICRV'})


def wrong_values() -> Iterator[checks.CheckMessage]:
    """Yield a message for each value that its setting does not accept, and that is not used or does not work."""
    read_elsewhere = {setting.name for setting in SETTINGS if not setting.own}
    for setting in SETTINGS:
        is_own = setting.own and setting.name in conf.proctoring_settings
        if setting.own and not is_own and setting.plain in read_elsewhere:
            continue  # its plain setting has a declaration of its own
        if '.' in setting.check:
            continue  # Django looks at this one
        value = setting.find()
        if not setting.is_written() or (value is None and setting.missing) or setting.kind.accepts(value):
            continue
        place = setting.place if is_own or not setting.plain else setting.plain
        problem = f'{place} must be {setting.kind.words}, not {shown(value, secret=setting.secret)}.'
        yield message(setting.check, problem, f'{setting.paste}{"" if setting.missing else ", or remove it"}.')


def unknown_keys() -> Iterator[checks.CheckMessage]:
    """Yield a message for each key of ``PROCTORING_SETTINGS`` that nothing reads."""
    known = {setting.name for setting in SETTINGS if setting.own}
    for key in conf.proctoring_settings:
        if key not in known and key not in FORMER_KEYS:
            yield message('W004', f'PROCTORING_SETTINGS[{key!r}] is unknown and ignored.', nearest(key, known))


def contradictions() -> Iterator[checks.CheckMessage]:
    """Yield a message for each combination of values that makes no sense."""
    own = conf.proctoring_settings
    low, critical = own.get('low_threshold_pct', 0.2), own.get('critically_low_threshold_pct', 0.05)
    if FRACTION.accepts(low) and FRACTION.accepts(critical) and critical > low:
        yield message(
            'W108',
            f"The timer's critical threshold, {critical}, is above its low threshold, {low}.",
            f"Put 'low_threshold_pct': 0.2, 'critically_low_threshold_pct': 0.05 into {OWN}.",
        )


def unknown_kinds() -> Iterator[checks.CheckMessage]:
    """Yield a message for each key of ``RETENTION`` that is no kind of data: nothing is emptied for it."""
    value = conf.proctoring_settings.get('RETENTION', {})
    for key in value if RETENTION.accepts(value) else ():
        if key not in RETENTION_KINDS:
            problem = f"{OWN}['RETENTION'][{key!r}] is unknown, and nothing is emptied for it."
            yield message('W185', problem, nearest(key, RETENTION_KINDS))


def shown(value: object, *, secret: bool = False) -> str:
    """Return a wrong value for a message; for secrets, only its type."""
    if secret:
        return f'a value of the type {type(value).__name__}'
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f'{text[:LONGEST_SHOWN]}...'


def nearest(key: object, known: Iterable[str]) -> str:
    """Return what to do about a key that nothing reads."""
    by_lower_case = {name.lower(): name for name in known}
    found = get_close_matches(str(key).lower(), by_lower_case, n=1)
    return f'Use {by_lower_case[found[0]]!r} instead, or remove it.' if found else 'Remove it.'


def message(number: str, text: str, hint: str) -> checks.CheckMessage:
    """Return an error or a warning, according to the first letter of its number."""
    kind = checks.Error if number.startswith('E') else checks.Warning
    return kind(text, hint=hint, id=f'edx_proctoring.{number}')
