"""``python -m demo``: prepares the LMS's data, starts the LMS and the simulator, and stops both."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.management import call_command

from demo.server import StartError, StopSignal, lms_server, require_free_port, simulator

HOST = '127.0.0.1'
DEFAULT_PORT = 8000
DEFAULT_SIMULATOR_PORT = 18110


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until it is asked to end. The exit status: 0, or 1 with a message on what is wrong."""
    options = read_options(arguments)
    stop = StopSignal()
    try:
        require_free_port(HOST, options.port, option='--port')
        require_free_port(HOST, options.simulator_port, option='--simulator-port')
        configure(options)
        run(options, stop)
    except StartError as error:
        print(f'demo: {error}', file=sys.stderr)
        return 1
    return 0


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='python -m demo', description='A small LMS with edx-proctoring, and a simulated proctoring service.'
    )
    parser.add_argument('--olx', type=Path, help='an Open edX course export (folder or .tar.gz) to load as well')
    parser.add_argument('--reset', action='store_true', help='forget all courses, accounts and attempts first')
    parser.add_argument('--port', type=int, default=DEFAULT_PORT, help=f'of the LMS (default {DEFAULT_PORT})')
    parser.add_argument(
        '--simulator-port',
        type=int,
        default=DEFAULT_SIMULATOR_PORT,
        help=f'of the proctoring service (default {DEFAULT_SIMULATOR_PORT})',
    )
    return parser.parse_args(arguments)


def configure(options: argparse.Namespace) -> None:
    """Django is set up for these addresses. ``demo.places`` reads the environment when it is imported."""
    os.environ['DJANGO_SETTINGS_MODULE'] = 'demo.settings'
    os.environ['DEMO_LMS_URL'] = f'http://localhost:{options.port}'
    os.environ['DEMO_SIMULATOR_URL'] = f'http://localhost:{options.simulator_port}'


def run(options: argparse.Namespace, stop: StopSignal) -> None:
    # Modules that read the environment, or need Django to be set up, are imported only now.
    from demo import places  # noqa: PLC0415

    prepare_folder(places.VAR, begin_anew=options.reset)
    django.setup()
    call_command('migrate', verbosity=0)

    from demo.loading import load_courses  # noqa: PLC0415
    from demo.wsgi import application  # noqa: PLC0415

    load_courses(options.olx)
    with (
        simulator(
            host=HOST, port=options.simulator_port, lms_url=places.LMS_URL, state=places.SIMULATOR_STATE
        ) as process,
        lms_server(application, host=HOST, port=options.port),
    ):
        print_addresses()
        stop.wait_while_running(process)
        print('\nStopping.', flush=True)


def prepare_folder(folder: Path, *, begin_anew: bool) -> None:
    """The folder exists; git ignores what is in it."""
    if begin_anew and folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / '.gitignore').write_text('*\n', encoding='utf-8')


def print_addresses() -> None:
    from demo import places  # noqa: PLC0415
    from demo.accounts import ACCOUNTS  # noqa: PLC0415

    print('\nThe demo is running. Ctrl-C stops it; the next start goes on from here.\n')
    print(f'  LMS                   {places.LMS_URL}/')
    print(f'  Mail that it sent     {places.LMS_URL}/outbox/')
    print(f'  Proctoring service    {places.SIMULATOR_URL}/learner')
    print(f'  ... its reviewers     {places.SIMULATOR_URL}/reviewer')
    print(f'  ... its faults        {places.SIMULATOR_URL}/control\n')
    print('Accounts (one click on the LMS, no password):\n')
    for account in ACCOUNTS:
        print(f'  {account.username:<20}  {account.description}')
    print(flush=True)
