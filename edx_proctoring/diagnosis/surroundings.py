"""Diagnoses of the surroundings: the services of providers, and clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine
from edx_proctoring.queries import operations

TOLERATED: Final = timedelta(seconds=5)
# Signatures and links for providers are good for a minute.
HARMFUL: Final = timedelta(seconds=30)


def providers(circumstances: Circumstances) -> Iterator[Finding]:
    """Check whether the providers' services respond. Each is sent one HEAD request."""
    if circumstances.timeout is None:
        yield fine('Not asked.')
        return
    for answer in circumstances.answers:
        if answer.error is not None:
            yield Finding(
                Level.FAIL,
                f'{answer.backend}: {answer.host} does not respond ({answer.error}).',
                'Nobody can enter exams of this provider; its deliveries are pending.',
                'Check the URL in PROCTORING_BACKENDS, the name server, proxy, firewall, and certificate; ask the '
                "provider. A private address needs PROCTORING_SETTINGS['PROVIDER_NETWORKS'].",
            )
        elif (answer.status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR:
            yield Finding(
                Level.WARN,
                f'{answer.backend}: {answer.host} responds with {answer.status}.',
                'The service can be reached but does not work.',
                'Ask the provider. Its deliveries are retried.',
            )
        else:
            yield fine(f'{answer.backend}: {answer.host} responds.')
    if not circumstances.answers:
        yield fine('No provider has a service.')


def clocks(circumstances: Circumstances) -> Iterator[Finding]:
    """Check whether the clocks of this machine, the database, other web servers, and providers' services agree."""
    before = circumstances.clock()
    there = operations.clock_of_database()
    differences = {} if there is None else {'the database': there - (before + (circumstances.clock() - before) / 2)}
    latest = operations.latest_start()
    if latest is not None and latest > circumstances.clock():
        # No other way leads to the clocks of the other web servers; one that is behind is seen on that server.
        differences['the web server that started the last exam'] = latest - circumstances.clock()
    for answer in circumstances.answers:
        if answer.ahead is not None:
            differences[f'{answer.backend} ({answer.host})'] = answer.ahead
    wrong = {name: ahead for name, ahead in differences.items() if abs(ahead) > TOLERATED}
    for name, ahead in wrong.items():
        message = 'ahead of' if ahead > timedelta() else 'behind'
        yield Finding(
            Level.FAIL if abs(ahead) > HARMFUL else Level.WARN,
            f"The clock of {name} is {abs(ahead).total_seconds():.0f} seconds {message} this machine's clock.",
            'If this machine is wrong, attempts end too early or too late, and providers reject signed requests.',
            'Synchronize all machines with the same time server (NTP).',
        )
    if not wrong:
        yield fine(f'Clocks agree with {", ".join(differences) or "no others, as none were asked"}.')
