"""Whether somebody calls from one of the networks that a site names."""

import ipaddress
from collections.abc import Sequence


def is_in(networks: Sequence[str], address: str) -> bool:
    """Return whether the address is in one of the networks; what is neither counts for nothing."""
    try:
        sender = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(_holds(network, sender) for network in networks)


def _holds(network: str, sender: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return sender in ipaddress.ip_network(network, strict=False)
    except ValueError:  # a system check says so
        return False
