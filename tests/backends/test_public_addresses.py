"""Which addresses requests go to: every block of the registries, its neighbors, and what carries an IPv4 address."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest

from edx_proctoring.backends.http.outgoing import is_permitted
from edx_proctoring.backends.http.public_addresses import is_public

# The registries, last changed on 2025-10-09: each block, and a word for what it is for.
IPV4_SPECIAL = [
    ('0.0.0.0/8', 'this network'),
    ('0.0.0.0/32', 'this host'),
    ('10.0.0.0/8', 'private'),
    ('100.64.0.0/10', 'shared'),
    ('127.0.0.0/8', 'loopback'),
    ('169.254.0.0/16', 'link-local'),
    ('172.16.0.0/12', 'private'),
    ('192.0.0.0/24', 'protocol assignments'),
    ('192.0.0.0/29', 'service continuity'),
    ('192.0.0.8/32', 'dummy'),
    ('192.0.0.9/32', 'port control'),
    ('192.0.0.10/32', 'traversal'),
    ('192.0.0.170/32', 'discovery of translators'),
    ('192.0.0.171/32', 'discovery of translators'),
    ('192.0.2.0/24', 'documentation'),
    ('192.31.196.0/24', 'AS112'),
    ('192.52.193.0/24', 'multicast relays'),
    ('192.88.99.0/24', '6to4 relays'),
    ('192.88.99.2/32', '6a44 relays'),
    ('192.168.0.0/16', 'private'),
    ('192.175.48.0/24', 'AS112'),
    ('198.18.0.0/15', 'benchmarks'),
    ('198.51.100.0/24', 'documentation'),
    ('203.0.113.0/24', 'documentation'),
    ('224.0.0.0/4', 'multicast'),
    ('240.0.0.0/4', 'reserved'),
    ('255.255.255.255/32', 'broadcast'),
]
IPV6_SPECIAL = [
    ('::1/128', 'loopback'),
    ('::/128', 'unspecified'),
    ('::/96', 'IPv4-compatible'),
    ('::ffff:0:0:0/96', 'IPv4-translated'),
    ('64:ff9b:1::/48', 'translation within a site'),
    ('100::/64', 'discard'),
    ('100:0:0:1::/64', 'dummy'),
    ('2001::/23', 'protocol assignments'),
    ('2001::/32', 'Teredo'),
    ('2001:1::1/128', 'port control'),
    ('2001:1::2/128', 'traversal'),
    ('2001:1::3/128', 'registration of services'),
    ('2001:2::/48', 'benchmarks'),
    ('2001:3::/32', 'multicast relays'),
    ('2001:4:112::/48', 'AS112'),
    ('2001:10::/28', 'ORCHID'),
    ('2001:20::/28', 'ORCHID 2'),
    ('2001:30::/28', 'drones'),
    ('2001:db8::/32', 'documentation'),
    ('2002::/16', '6to4'),
    ('2620:4f:8000::/48', 'AS112'),
    ('3fff::/20', 'documentation'),
    ('5f00::/16', 'segment routing'),
    ('fc00::/7', 'unique local'),
    ('fe80::/10', 'link-local'),
    ('fec0::/10', 'site-local'),
    ('ff00::/8', 'multicast'),
]
PUBLIC_NEIGHBORS = [
    '1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0',
    '169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0', '192.0.3.0',
    '192.31.195.255', '192.31.197.0', '192.52.192.255', '192.52.194.0', '192.88.98.255', '192.88.100.0',
    '192.167.255.255', '192.169.0.0', '192.175.47.255', '192.175.49.0', '198.17.255.255', '198.20.0.0',
    '198.51.99.255', '198.51.101.0', '203.0.112.255', '203.0.114.0', '223.255.255.255', '168.63.129.15',
    '168.63.129.17', '93.184.216.34',
    '2000::', '2001:200::', '2001:db7:ffff::', '2001:db9::', '2003::', '2606:2800:220:1:248:1893:25c8:1946',
    '2620:4f:7fff::', '2620:4f:8001::', '3ffe:ffff::', '3fff:1000::', '2a00:1450:4001:80b::200e',
]  # fmt: skip
FORBIDDEN_NEIGHBORS = ['1fff:ffff::', '4000::', '168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254']
WRAPPED = {
    'mapped': lambda address: int(address) | 0xFFFF << 32,
    'translated': lambda address: int(address) | int(ipaddress.ip_address('64:ff9b::')),
}


def ends_of(block: str) -> list[Any]:
    """The first and the last address of it, and one in the middle."""
    network = ipaddress.ip_network(block)
    return [network[0], network[-1], network[network.num_addresses // 2]]


@pytest.mark.parametrize('block', [block for block, _ in (*IPV4_SPECIAL, *IPV6_SPECIAL)])
def test_nothing_in_a_block_with_a_purpose_is_public(block: str) -> None:
    assert [each for each in ends_of(block) if is_public(each) or is_permitted(each)] == []


@pytest.mark.parametrize('address', PUBLIC_NEIGHBORS)
def test_what_lies_beside_it_is(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    assert is_permitted(ipaddress.ip_address(address))


@pytest.mark.parametrize('address', FORBIDDEN_NEIGHBORS)
def test_addresses_that_only_seem_public(address: str) -> None:
    assert not is_permitted(ipaddress.ip_address(address))


@pytest.mark.parametrize('form', WRAPPED)
@pytest.mark.parametrize('block', [block for block, _ in IPV4_SPECIAL])
def test_an_ipv4_address_within_another_is_judged(block: str, form: str) -> None:
    for address in ends_of(block):
        assert not is_permitted(ipaddress.IPv6Address(WRAPPED[form](address)))


@pytest.mark.parametrize('form', WRAPPED)
def test_a_public_one_may_be_within_another(form: str) -> None:
    assert is_permitted(ipaddress.IPv6Address(WRAPPED[form](ipaddress.ip_address('93.184.216.34'))))


@pytest.mark.parametrize(
    'address',
    [
        'fec0::1',
        '64:ff9b:1::a00:1',
        '64:ff9b::a00:1',
        '::ffff:0:10.0.0.1',
        '::ffff:10.0.0.1',
        '::10.0.0.1',
        '::93.184.216.34',
        '::ffff:0:93.184.216.34',
        '2002:a00:1::',
        '2002:5db8:d822::',
        '2001:0:5db8:d822::f5ff:fffe',
    ],
)
def test_forms_of_addresses_that_lead_elsewhere(address: str) -> None:
    assert not is_permitted(ipaddress.ip_address(address))


@pytest.mark.parametrize('version', [4, 6])
def test_it_is_never_laxer_than_python(version: int) -> None:
    """Python refuses no address that is permitted here, in any of its versions; the other way round it does."""
    addresses = [ipaddress.ip_address(each) for each in PUBLIC_NEIGHBORS]
    assert all(each.is_global for each in addresses if each.version == version)
