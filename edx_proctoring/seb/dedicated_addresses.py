"""Addresses that a browser and this server write in the same way, byte for byte.

A browser hashes the address of a page as it writes it. A web server hands over a decoded path, and Django encodes it by
rules of its own: ``%2F``, ``;``, ``=``, ``[``, lower-case percent codes, bytes that are not UTF-8, and an empty query
come out differently. So no arbitrary page is checked, only addresses that are made here of letters, digits, hyphens,
underscores, and slashes, on a base that is configured.
"""

from __future__ import annotations

import re
from ipaddress import AddressValueError, IPv4Address
from typing import Final

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.texts import gettext_noop as _

_LABEL: Final = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?'
_ADDRESS: Final = re.compile(
    rf'(?P<scheme>https?)://(?P<host>{_LABEL}(\.{_LABEL})*)(:(?P<port>[1-9][0-9]{{0,4}}))?(?P<path>(/[A-Za-z0-9_-]+)*/?)'
)
_SEGMENT: Final = re.compile('[A-Za-z0-9_-]+')
_DEFAULT_PORTS: Final = {'http': 80, 'https': 443}
_MOST_PORT: Final = 65_535
_REFUSED: Final = _(
    'The address of a check may have only ASCII letters, digits, hyphens, underscores, and slashes behind the host: '
    '%(address)s'
)


def is_dedicated(address: str) -> bool:
    """Return whether every browser and Django write the absolute http or https address as it stands here.

    The host is in lower case, as a name in ASCII or an IPv4 address; the port is given only where it is not the default
    one; there is a path, and neither a query nor a fragment.
    """
    found = _ADDRESS.fullmatch(address)
    if found is None or not found['path']:
        return False
    port = int(found['port'] or 0)
    return port <= _MOST_PORT and port != _DEFAULT_PORTS[found['scheme']] and _is_written_alike(found['host'])


def dedicated_address(base: str, *segments: str) -> str:
    """Return the address below ``base``, such as ``https://lms.example``, with one slash between its parts.

    Raises ``InvalidInputException`` for anything that would make it another one than :func:`is_dedicated` accepts.
    """
    address = '/'.join((base.removesuffix('/'), *segments))
    if not is_dedicated(address) or not all(_SEGMENT.fullmatch(each) for each in segments):
        raise InvalidInputException(_REFUSED, address=address)
    return address


def _is_written_alike(host: str) -> bool:
    """Return whether browsers leave the host as it is: they rewrite numbers, such as ``127.1``, to IPv4 addresses."""
    last = host.rsplit('.', 1)[-1]
    if not last[0].isdigit():
        return True
    try:
        IPv4Address(host)
    except AddressValueError:
        return False
    return True
