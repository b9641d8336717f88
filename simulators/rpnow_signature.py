"""How RPNow recognizes an LMS: the signature over a registration, its ``Date`` header and the exam password.

Written from the description of the protocol, independently of ``edx_proctoring.backends.software_secure``:
the two agree only if both are right.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from Crypto.Cipher import DES3
from Crypto.Util.Padding import unpad

DATE_FORMAT = '%a, %d %b %Y %H:%M:%S GMT'
DATE_TOLERANCE = timedelta(minutes=5)


class RegistrationRefusedError(Exception):
    """RPNow does not accept a registration."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


@dataclass(frozen=True)
class Account:
    """What RPNow and one LMS have agreed on. ``crypto_key`` is a 3DES key of 16 or 24 ASCII characters.
    ``signature_key`` signs reviews, if there is one: the first of the LMS's ``REVIEW_SIGNATURE_KEYS``.

    Raises ValueError for a key that 3DES cannot use.
    """

    organization: str = 'demo-org'
    key_id: str = 'demo-key-id'
    secret_key: str = 'rpnow-simulator-shared-secret-key-000001'  # noqa: S105 - opens nothing but the simulator
    crypto_key: str = 'rpnowSimulatorCryptoKey1'
    signature_key: str = ''

    def __post_init__(self) -> None:
        DES3.adjust_key_parity(self.crypto_key.encode('ascii'))


def canonical_form(body: Mapping[str, object]) -> str:
    """Return the text that is signed: one line per value, in the order of the keys' code points."""
    return ''.join(f'{line}\n' for line in _lines(body, prefix=''))


def _lines(body: Mapping[str, object], *, prefix: str) -> Iterator[str]:
    for key in sorted(body):
        value = body[key]
        # parity: what stands inside an object or a list is prefixed with its own key alone, not with the outer ones.
        if isinstance(value, Mapping):
            yield from _lines(value, prefix=f'{key}.')
        elif isinstance(value, Sequence) and not isinstance(value, str):
            yield from _item_lines(key, value)
        else:
            yield f'{prefix}{key}:{_scalar_text(value)}'


def _item_lines(key: str, items: Sequence[object]) -> Iterator[str]:
    for index, item in enumerate(items):
        if isinstance(item, Mapping):
            yield from _lines(item, prefix=f'{key}.{index}.')
        else:
            yield f'{key}.{index}:{item}'


def _scalar_text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if value == '':
        return ''
    return str(value) if value else 'null'


def sign(body: Mapping[str, object], *, date: str, account: Account) -> str:
    """Return the ``Authorization`` header that belongs to a registration sent with this ``Date`` header."""
    message = f'POST\n\napplication/json\n{date}\n{canonical_form(body)}'
    digest = hmac.new(account.secret_key.encode('ascii'), message.encode('utf-8'), hashlib.sha256).digest()
    return f'SSI {account.key_id}:{base64.b64encode(digest).decode("ascii")}'


def check_signature(authorization: str, *, body: Mapping[str, object], date: str, account: Account) -> None:
    """Raise RegistrationRefusedError (401) unless the header was made with the account's key over this very body."""
    if not authorization.startswith(f'SSI {account.key_id}:'):
        raise RegistrationRefusedError(
            401, "The Authorization header must read 'SSI <key id>:<signature>' with a known key id."
        )
    expected = sign(body, date=date, account=account)
    if not hmac.compare_digest(authorization.encode('utf-8'), expected.encode('utf-8')):
        raise RegistrationRefusedError(401, 'The signature does not match the registration.')


def check_date(date: str, *, now: datetime) -> None:
    """Raise RegistrationRefusedError unless the ``Date`` header is an HTTP date within five minutes of ``now``."""
    try:
        sent_at = datetime.strptime(date, DATE_FORMAT).replace(tzinfo=UTC)
    except ValueError:
        raise RegistrationRefusedError(400, 'The Date header is not an HTTP date.') from None
    if abs(now - sent_at) > DATE_TOLERANCE:
        raise RegistrationRefusedError(401, "The Date header is more than five minutes away from this server's clock.")


def decrypt_password(cipher_text: str, *, account: Account) -> str:
    """Decrypt the exam password. Raises RegistrationRefusedError (400) if it was not made with the account's key."""
    cipher = DES3.new(account.crypto_key.encode('ascii'), DES3.MODE_ECB)
    try:
        encrypted = base64.b64decode(cipher_text, validate=True)
        return unpad(cipher.decrypt(encrypted), DES3.block_size).decode('utf-8')
    except (binascii.Error, ValueError):
        raise RegistrationRefusedError(400, "examPassword cannot be decrypted with the account's key.") from None
