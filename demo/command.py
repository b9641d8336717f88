"""``python -m demo``: prepares the LMS's data, starts the LMS and the simulators, and stops them."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from demo.exports import require_readable
from demo.server import Simulator, StartError, StopSignal, lms_server, require_free_port, simulator

HOST = '127.0.0.1'
DEFAULT_PORT = 8000
DEFAULT_SIMULATOR_PORT = 18110
DEFAULT_REST_SIMULATOR_PORT = 18111


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until asked to stop; return the exit status: 0, or 1 after a message about what is wrong."""
    options = read_options(arguments)
    stop = StopSignal()
    try:
        require_free_port(HOST, options.port, option='--port')
        require_free_port(HOST, options.simulator_port, option='--simulator-port')
        require_free_port(HOST, options.rest_simulator_port, option='--rest-simulator-port')
        configure(options)
        run(options, stop)
    except StartError as error:
        print(f'demo: {error}', file=sys.stderr)
        return 1
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python -m demo', description='A small LMS with edx-proctoring, and two simulated proctoring services.'
    )
    parser.add_argument('--olx', type=Path, help='an Open edX course export (folder, .tar.gz or .zip) to load as well')
    parser.add_argument('--reset', action='store_true', help='forget all courses, accounts and attempts first')
    parser.add_argument('--port', type=int, default=DEFAULT_PORT, help=f'of the LMS (default {DEFAULT_PORT})')
    parser.add_argument(
        '--simulator-port',
        type=int,
        default=DEFAULT_SIMULATOR_PORT,
        help=f'of the proctoring service RPNow (default {DEFAULT_SIMULATOR_PORT})',
    )
    parser.add_argument(
        '--rest-simulator-port',
        type=int,
        default=DEFAULT_REST_SIMULATOR_PORT,
        help=f'of the proctoring service REST Proctor (default {DEFAULT_REST_SIMULATOR_PORT})',
    )
    return parser.parse_args(arguments)


def configure(options: argparse.Namespace) -> None:
    """Set up Django for these URLs. ``demo.places`` reads the environment when it is imported."""
    os.environ['DJANGO_SETTINGS_MODULE'] = 'demo.settings'
    os.environ['DEMO_LMS_URL'] = f'http://localhost:{options.port}'
    os.environ['DEMO_SIMULATOR_URL'] = f'http://localhost:{options.simulator_port}'
    os.environ['DEMO_REST_SIMULATOR_URL'] = f'http://localhost:{options.rest_simulator_port}'


def run(options: argparse.Namespace, stop: StopSignal) -> None:
    # Modules that read the environment, or need Django to be set up, are imported only now.
    from demo import places  # noqa: PLC0415

    olx = None if options.olx is None else options.olx.expanduser().resolve()
    if olx is not None:
        # Before anything is deleted or started.
        require_readable(olx)
    prepare_folder(places.VAR, begin_anew=options.reset)
    # They start while Django does.
    with simulators(options) as (rpnow, rest):
        django.setup()
        call_command('migrate', verbosity=0)

        from demo.loading import load_courses  # noqa: PLC0415
        from demo.wsgi import application  # noqa: PLC0415

        # The REST provider hears of the exams of a course while it is loaded.
        rest.wait_until_it_listens(HOST)
        with quiet_app():
            load_courses(olx)
        rpnow.wait_until_it_listens(HOST)
        with lms_server(application, host=HOST, port=options.port):
            print_addresses()
            stop.wait_while_running((rpnow, rest))
            print('\nStopping.', flush=True)


@contextmanager
def quiet_app() -> Iterator[None]:
    """Show only warnings of the app during the block: it reports every exam that is registered."""
    log = logging.getLogger('edx_proctoring')
    level = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(level)


@contextmanager
def simulators(options: argparse.Namespace) -> Iterator[tuple[Simulator, Simulator]]:
    """Run RPNow and REST Proctor during the block."""
    from demo import places  # noqa: PLC0415

    with (
        simulator(
            'rpnow',
            name='RPNow',
            host=HOST,
            port=options.simulator_port,
            lms_url=places.LMS_URL,
            state=places.SIMULATOR_STATE,
        ) as rpnow,
        simulator(
            'rest',
            name='REST Proctor',
            host=HOST,
            port=options.rest_simulator_port,
            lms_url=places.LMS_URL,
            state=places.REST_SIMULATOR_STATE,
        ) as rest,
    ):
        yield rpnow, rest


def prepare_folder(folder: Path, *, begin_anew: bool) -> None:
    """Create the folder if it does not exist, so that git ignores its contents."""
    if begin_anew and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / '.gitignore').write_text('*\n', encoding='utf-8')


def print_addresses() -> None:
    from demo import places  # noqa: PLC0415
    from demo.accounts import ACCOUNTS  # noqa: PLC0415

    print('\nThe demo is running. Ctrl-C stops it; the next start goes on from here.\n')
    for name, address in (
        ('LMS', f'{places.LMS_URL}/'),
        ('Admin', f'{places.LMS_URL}/admin/'),
        ('API reference', f'{places.LMS_URL}/api/reference/'),
        ('Mail that it sent', f'{places.LMS_URL}/outbox/'),
        ('RPNow', f'{places.SIMULATOR_URL}/learner'),
        ('... its reviewers', f'{places.SIMULATOR_URL}/reviewer'),
        ('... its faults', f'{places.SIMULATOR_URL}/control'),
        ('REST Proctor', f'{places.REST_SIMULATOR_URL}/sessions'),
        ('... its reviewers', f'{places.REST_SIMULATOR_URL}/reviewer'),
        ('... profiles', f'{places.REST_SIMULATOR_URL}/profiles'),
        ('... its faults', f'{places.REST_SIMULATOR_URL}/control'),
    ):
        print(f'  {name:<20}  {address}')
    print('\nAccounts (one click on the LMS, no password):\n')
    for account in ACCOUNTS:
        print(f'  {account.username:<20}  {account.description}')
    print(flush=True)
