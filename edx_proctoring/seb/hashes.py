"""What Safe Exam Browser presents: SHA-256 of the page's address and a key.

Two values exist, one with the config key and one with a browser exam key, each in a header of the request or from the
browser's JavaScript API. They prove that somebody knows the key and the address. Whoever has the configuration can
compute the config key.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.seb.values import is_key
from edx_proctoring.texts import gettext_noop as _

CONFIG_KEY_HEADER: Final = 'X-SafeExamBrowser-ConfigKeyHash'
EXAM_KEY_HEADER: Final = 'X-SafeExamBrowser-RequestHash'
MOST_KEYS: Final = 100
SHOWN: Final = 8
"""So many characters of a hash are shown to staff."""

_SEPARATORS: Final = re.compile(r'[\s,;]+')
_ANY_CASE: Final = re.compile('[0-9a-fA-F]{64}')
_NO_KEY: Final = _('Each key has 64 hex digits. This is not a key: %(key)s')
_MANY_KEYS: Final = _('No more than %(most)s keys are taken.')


class Verdict(StrEnum):
    """What came of a check of keys or of a challenge; after OK, in the order in which it is found out."""

    OK = 'ok'
    UNKNOWN = 'unknown'  # of challenges only, as the next five
    WRONG_USER = 'wrong_user'
    WRONG_SESSION = 'wrong_session'
    WRONG_ATTEMPT = 'wrong_attempt'
    REPLAYED = 'replayed'
    EXPIRED = 'expired'
    NOT_CONFIGURED = 'not_configured'  # there are no keys to compare with: nobody gets in
    MISSING = 'missing'
    MALFORMED = 'malformed'
    WRONG_CONFIG_KEY = 'wrong_config_key'
    WRONG_EXAM_KEY = 'wrong_exam_key'


@dataclass(frozen=True, slots=True)
class Presented:
    """The values that a browser presents, of either kind; one that is there was presented, even an empty one."""

    config: tuple[str, ...] = ()
    exam: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, headers: Mapping[str, str], *, config_script: str | None = None, exam_script: str | None = None
    ) -> Presented:
        """Return the values of a request's headers, whose names are in the usual case, and of the page's script.

        An empty text from a script is no value: on macOS and iOS, the API has empty texts until the page is loaded.
        """
        config = (headers.get(CONFIG_KEY_HEADER), config_script or None)
        exam = (headers.get(EXAM_KEY_HEADER), exam_script or None)
        return cls(*(tuple(value for value in values if value is not None) for values in (config, exam)))


@dataclass(frozen=True, slots=True)
class AcceptedKeys:
    """The keys of an exam: of configurations that were handed out, and of browsers that may be used."""

    config: Sequence[str] = ()
    exam: Sequence[str] = ()


def hash_of(address: str, key: str) -> str:
    """Return what a browser presents on the page with that address: 64 hex digits. A fragment is not part of it.

    *Uncertain*: of an address that ends with ``#``, macOS keeps that sign. Addresses that are checked have none.
    """
    return hashlib.sha256(f'{without_fragment(address)}{key}'.encode('utf-8', 'surrogatepass')).hexdigest()


def without_fragment(address: str) -> str:
    """Return what the browser hashes of an address."""
    return address.partition('#')[0]


def judge(presented: Presented, keys: AcceptedKeys, address: str) -> Verdict:
    """Return whether the values fit the address and the keys.

    All values that are presented have to be right. Where exam keys are listed, one of them has to be presented: the
    config key alone would let in who can compute it. Where none are listed, exam keys are not looked at, since browsers
    send both. Every value is compared with every key, in constant time.

    A server that lists no keys lets nobody in, and neither does one that lists anything else than keys: what fits an
    empty key can be computed by everybody.
    """
    config, exam = presented.config, presented.exam
    needed = exam if keys.exam else config
    listed = (*keys.config, *keys.exam)
    verdicts = {
        Verdict.NOT_CONFIGURED: not listed or not all(is_key(key) for key in listed),
        Verdict.MISSING: not needed,
        Verdict.MALFORMED: not all(is_key(value) for value in config + exam),
        Verdict.WRONG_CONFIG_KEY: bool(keys.config) and not _all_known(config, keys.config, address),
        Verdict.WRONG_EXAM_KEY: bool(keys.exam) and not _all_known(exam, keys.exam, address),
    }
    return next((verdict for verdict, applies in verdicts.items() if applies), Verdict.OK)


def compared(values: Sequence[str], keys: Sequence[str], address: str) -> dict[str, str]:
    """Return the first :data:`SHOWN` characters of a value that fits none of the keys, and of what the last key would
    give, for people who look for the reason; empty texts for what is not there."""
    known = {hash_of(address, key) for key in keys}
    received = next((value for value in values if value not in known), '')
    expected = hash_of(address, keys[-1]) if keys else ''
    return {'received': received[:SHOWN] if is_key(received) else '', 'expected': expected[:SHOWN]}


def read_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a list that a person filled in, separated by white space, commas, or semicolons.

    Upper-case digits are taken; repeated keys are left out. Raises ``InvalidInputException`` for anything else.
    """
    found = [each for each in _SEPARATORS.split(text) if each]
    if len(found) > MOST_KEYS:
        raise InvalidInputException(_MANY_KEYS, most=MOST_KEYS)
    for each in found:
        if not _ANY_CASE.fullmatch(each):
            raise InvalidInputException(_NO_KEY, key=f'{each[:8]}…' if len(each) > 8 else each)
    return tuple(dict.fromkeys(each.lower() for each in found))


def _all_known(values: Sequence[str], keys: Sequence[str], address: str) -> bool:
    """Return whether each value is the hash of one of the keys. The time it takes depends on the numbers only."""
    expected = [hash_of(address, key).encode() for key in keys]
    given = [value.encode('utf-8', 'surrogatepass') for value in values]
    matches = [[hmac.compare_digest(value, each) for each in expected] for value in given]
    return all(any(row) for row in matches)
