"""The link by which a provider's browser launches an exam.

The published address holds nothing but the attempt's code, which the learner reads in their own JSON. Where the
provider is given the address at registration, the code is *sealed*: its first two groups say so to us and nobody else,
and the address carries a signature that only the provider gets to see. A code without a seal is one that was registered
with the published address, before this or by choice, and opens it as ever.
"""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from edx_proctoring.conf import conf, site_url

SIGNATURE: Final = 'signature'  # the parameter of the address
_PURPOSE: Final = 'edx_proctoring.launch_link'
# The seal is the first two groups of a UUID, 12 hex digits and a dash. They are the ones to spare: tests of hosts that
# count UUIDs up count at the end, and their codes must stay apart.
_SEAL_LENGTH: Final = 13


def new_attempt_code(*, sealed: bool = False) -> str:
    """Return a new attempt code, an upper-case UUID; ``sealed`` if its launch link is to be signed."""
    code = str(uuid.uuid4()).upper()
    return next(_seals(code)) + code[_SEAL_LENGTH:] if sealed else code


def is_sealed(attempt_code: str) -> bool:
    """Return whether the attempt was registered with a signed link.

    By chance, one other code in 280 trillion looks the same.
    """
    return any(constant_time_compare(attempt_code[:_SEAL_LENGTH], seal) for seal in _seals(attempt_code))


def launch_url(attempt_code: str) -> str:
    """Return the absolute URL that a provider opens for the attempt; signed if the code is sealed."""
    path = reverse('edx_proctoring:anonymous.proctoring_launch_callback.start_exam', args=[attempt_code])
    signature = f'?{urlencode({SIGNATURE: _sign(attempt_code)})}' if is_sealed(attempt_code) else ''
    return f'{site_url()}{path}{signature}'


def opens(attempt_code: str, signature: str | None) -> bool:
    """Return whether a URL with this signature, or without one, launches the attempt."""
    if not conf.signed_launch_links or not is_sealed(attempt_code):
        return True
    days = conf.launch_link_days
    try:
        _signer().unsign(f'{attempt_code}:{signature}', max_age=None if days is None else timedelta(days=days))
    except BadSignature:
        return False
    return True


def _sign(attempt_code: str) -> str:
    return _signer().sign(attempt_code).removeprefix(f'{attempt_code}:')


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=_PURPOSE)


def _seals(attempt_code: str) -> Iterator[str]:
    """Yield the seals that the code may have: from the site's key, and from its former keys."""
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        digest = salted_hmac(_PURPOSE, attempt_code[_SEAL_LENGTH:], key).hexdigest().upper()
        yield f'{digest[:8]}-{digest[8:12]}'
