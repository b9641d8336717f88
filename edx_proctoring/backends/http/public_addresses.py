"""Which addresses are public, by the registries of the IANA, and not by the version of Python.

https://www.iana.org/assignments/iana-ipv4-special-registry and https://www.iana.org/assignments/iana-ipv6-special-registry
(RFC 6890) list what is set apart for a purpose; no service of a provider is at any of it, be it reachable from
everywhere or not. Of IPv6, RFC 4291 gives 2000::/3 to global addresses and nothing else. The module ``ipaddress`` has
another idea of it in each version of Python, and of some none at all.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

SPECIAL_IPV4: Final = (
    '0.0.0.0/8',  # this network
    '10.0.0.0/8',  # private
    '100.64.0.0/10',  # shared by customers of one carrier; here Alibaba's clouds tell their machines secrets
    '127.0.0.0/8',  # loopback
    '169.254.0.0/16',  # link-local; here most clouds tell their machines secrets
    '172.16.0.0/12',  # private
    '192.0.0.0/24',  # protocol assignments; here Oracle's cloud tells its machines secrets
    '192.0.2.0/24',  # documentation
    '192.31.196.0/24',  # AS112, which answers for private addresses
    '192.52.193.0/24',  # relays of multicast
    '192.88.99.0/24',  # relays of 6to4
    '192.168.0.0/16',  # private
    '192.175.48.0/24',  # AS112
    '198.18.0.0/15',  # benchmarks
    '198.51.100.0/24',  # documentation
    '203.0.113.0/24',  # documentation
    '224.0.0.0/4',  # multicast, from a registry of its own
    '240.0.0.0/4',  # reserved, and the limited broadcast
    '168.63.129.16/32',  # in no registry: Azure's host, which tells its machines secrets
)
GLOBAL_IPV6: Final = '2000::/3'
SPECIAL_IPV6: Final = (  # as far as it is in there
    '2001::/23',  # protocol assignments: Teredo, benchmarks, relays of multicast, AS112, ORCHID, drones
    '2001:db8::/32',  # documentation
    '2002::/16',  # 6to4, which carries an IPv4 address
    '2620:4f:8000::/48',  # AS112
    '3fff::/20',  # documentation
)
MAPPED: Final = ipaddress.ip_network('::ffff:0:0/96')  # an IPv4 address: systems connect to that one
TRANSLATED: Final = ipaddress.ip_network('64:ff9b::/96')  # an IPv4 address behind a translator (RFC 6052)

_IPV4 = [ipaddress.IPv4Network(each) for each in SPECIAL_IPV4]
_IPV6 = [ipaddress.IPv6Network(each) for each in SPECIAL_IPV6]
_GLOBAL = ipaddress.IPv6Network(GLOBAL_IPV6)


def is_public(address: Address) -> bool:
    """Return whether the address is public. An address that stands for an IPv4 one is as public as that one."""
    meant = meant_by(address)
    if isinstance(meant, ipaddress.IPv4Address):
        return not any(meant in each for each in _IPV4)
    return meant in _GLOBAL and not any(meant in each for each in _IPV6)


def is_within(address: Address, networks: Sequence[Network]) -> bool:
    """Return whether the address, or the IPv4 address that it stands for, is in one of the networks."""
    return any(each in network for each in {address, meant_by(address)} for network in networks)


def meant_by(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one stands for, if this is certain; otherwise the address itself."""
    if isinstance(address, ipaddress.IPv6Address) and (address in MAPPED or address in TRANSLATED):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
