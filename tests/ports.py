"""Ports for the servers that tests start.

They are below those that systems give to outgoing connections: a port from there may be free when it is
looked for, and belong to another test's connection a moment later.
"""

from __future__ import annotations

import random
import socket

LOWEST = 20_000
HIGHEST = 32_000
_CHANCE = random.SystemRandom()  # seeded generators give each worker of the tests the same ports


def free_port() -> int:
    """Return a port that nobody uses now, nor soon unless by an odd chance."""
    return free_ports_in_a_row(1)


def free_ports_in_a_row(number: int) -> int:
    """Return the first of some successive ports that nobody uses now."""
    while True:
        first = _CHANCE.randrange(LOWEST, HIGHEST - number)
        if all(is_free(port) for port in range(first, first + number)):
            return first


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(('127.0.0.1', port))
        except OSError:
            return False
        return True
