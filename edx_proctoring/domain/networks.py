"""Addresses, and the networks in CIDR notation that they are in."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_WITH_PORT: Final = re.compile(r'\[(?P<v6>[^]]*)\](?::\d+)?|(?P<v4>[\d.]+):\d+')


def is_in(networks: Iterable[str], address: Address | str) -> bool:
    """Return whether the address is in one of the networks; what is neither counts for nothing."""
    sender = parse_address(address) if isinstance(address, str) else address
    return sender is not None and any(_holds(network, sender) for network in networks)


def is_network(text: object) -> bool:
    """Return whether it is a network such as ``203.0.113.0/24``."""
    try:
        ipaddress.ip_network(text, strict=False)  # type: ignore[arg-type]  # anything may have been stored
    except ValueError:
        return False
    return isinstance(text, str)


def parse_address(text: str) -> Address | None:
    """Return the address, as IPv4 if it is one that is written as IPv6; None for anything else.

    The zone of an IPv6 address, such as ``%eth0``, is left out: it says how its sender is reached, in any words.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        return address.ipv4_mapped or ipaddress.IPv6Address(int(address))
    return address


def parse_hop(text: str) -> Address | None:
    """Return the address of one entry in ``X-Forwarded-For``; some proxies add the port, and write IPv6 in brackets."""
    entry = text.strip()
    found = _WITH_PORT.fullmatch(entry)
    return parse_address((found['v6'] or found['v4'] or '') if found else entry)


def neighborhood(text: str) -> str:
    """Return what stays the same while a computer stays in its network: the IPv4 address, or 64 bits of an IPv6 one."""
    address = parse_address(text)
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(address), 64), strict=False))
    return str(address)


def _holds(network: str, sender: Address) -> bool:
    try:
        return sender in ipaddress.ip_network(network, strict=False)
    except ValueError:  # a system check says so
        return False
