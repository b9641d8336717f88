"""Access codes: what is told in a room to let learners in.

The site keeps a keyed digest of a code, never the code. One that changes is not kept at all: it is computed from the
site's secret key, a salt, and the time. So whoever reads the database knows none of them.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils.crypto import salted_hmac

ALPHABET: Final = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
"""Without signs that look like another one."""

LENGTH: Final = 8
SHORTEST: Final = 6
LONGEST: Final = 64
GRACE: Final = timedelta(seconds=30)
"""So long after a code has changed, the former one is still taken: somebody was typing it."""

_PURPOSE: Final = 'edx_proctoring.access_code'


def new_code() -> str:
    """Return a random code."""
    return ''.join(secrets.choice(ALPHABET) for _each in range(LENGTH))


def new_salt() -> str:
    """Return a random salt: 32 hex digits."""
    return secrets.token_hex(16)


def normalized(code: str) -> str:
    """Return the code as it is compared: without blanks and hyphens, in upper case."""
    return ''.join(code.split()).replace('-', '').upper()


def digest_of(code: str, salt: str) -> str:
    """Return what is stored of a code: 64 hex digits."""
    return _digest(normalized(code), salt, settings.SECRET_KEY)


def is_code(code: str, salt: str, digest: str) -> bool:
    """Return whether it is the code with the digest; ``SECRET_KEY_FALLBACKS`` count, too. It takes constant time."""
    expected = [_digest(normalized(code), salt, key) for key in _keys()]
    return sum(hmac.compare_digest(each, digest) for each in expected) > 0


def current_code(salt: str, *, minutes: int, now: datetime) -> str:
    """Return the code of this moment; it changes every so many minutes, counted from 1970."""
    return _changing_code(salt, minutes, _step(now, minutes), settings.SECRET_KEY)


def changes_at(*, minutes: int, now: datetime) -> datetime:
    """Return when the code of this moment changes."""
    seconds = minutes * 60
    return datetime.fromtimestamp((_step(now, minutes) + 1) * seconds, tz=now.tzinfo)


def is_current_code(code: str, salt: str, *, minutes: int, now: datetime) -> bool:
    """Return whether it is the code of this moment, or was until a moment ago. ``SECRET_KEY_FALLBACKS`` count, too: the
    page for the projector may have been opened before the key was changed."""
    steps = {_step(now, minutes), _step(now - GRACE, minutes)}
    given = normalized(code).encode('utf-8', 'surrogatepass')
    expected = [_changing_code(salt, minutes, step, key) for step in steps for key in _keys()]
    return sum(hmac.compare_digest(given, each.encode()) for each in expected) > 0


def _step(moment: datetime, minutes: int) -> int:
    return int(moment.timestamp()) // (minutes * 60)


def _keys() -> list[str | bytes]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _changing_code(salt: str, minutes: int, step: int, key: str | bytes) -> str:
    number = int(_digest(f'{minutes}.{step}', salt, key), 16)
    signs = []
    for _each in range(LENGTH):
        number, index = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[index])
    return ''.join(signs)


def _digest(text: str, salt: str, key: str | bytes) -> str:
    value = text.encode('utf-8', 'surrogatepass')
    return salted_hmac(f'{_PURPOSE}.{salt}', value, secret=key, algorithm='sha256').hexdigest()
