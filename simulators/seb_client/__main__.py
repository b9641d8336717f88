"""Print what a client of Safe Exam Browser would send."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from simulators.seb_client.client import Fault, SebClient
from simulators.seb_client.config_keys import NoKeyError
from simulators.seb_client.files import FileError, open_file
from simulators.seb_client.profiles import PROFILES
from simulators.seb_client.versions import EntryError


def main(arguments: Sequence[str] | None = None) -> None:
    """Print it. Raises SystemExit, with a message and status 1, for a file that cannot be opened."""
    options = _options().parse_args(arguments)
    try:
        configuration = open_file(options.file.read_bytes(), options.password)
        client = SebClient(configuration, PROFILES[options.client], options.fault)
        lines = list(_lines(client, options))
    except OSError as error:
        raise SystemExit(f'{options.file}: {error.strerror}') from None
    except EntryError as error:
        raise SystemExit(f'{options.file}: not a version of Safe Exam Browser: {error}') from None
    except (FileError, NoKeyError) as error:
        raise SystemExit(f'{options.file}: {error}') from None
    for name, value in lines:
        sys.stdout.write(f'{name}: {value}\n')


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog='python -m simulators.seb_client', description=__doc__)
    parser.add_argument('file', type=Path, help='a .seb file')
    parser.add_argument('--url', help='the address that is asked for; otherwise the start URL')
    parser.add_argument('--page', help='the address of the page that is open; otherwise the browser has just started')
    parser.add_argument('--frame', action='store_true', help='asked for by that page, not instead of it')
    parser.add_argument('--client', choices=PROFILES, default='windows-3.9')
    parser.add_argument('--password', help="the file's password")
    parser.add_argument('--fault', type=Fault, choices=list(Fault), help='something that the client does wrong')
    parser.add_argument('--show-key', action='store_true', help='print the config key: who knows it can imitate SEB')
    return parser


def _lines(client: SebClient, options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    configuration = client.configuration
    url = options.url or configuration.start_url
    yield 'Kind of file', configuration.kind
    yield 'Start URL', configuration.start_url
    yield 'Quit URL', configuration.quit_url
    yield 'Allowed versions', ', '.join(configuration.allowed_versions)
    yield 'This version is allowed', 'yes' if client.lets_itself_be_used() else 'no'
    yield 'Address', url
    yield 'User-Agent', client.user_agent
    yield from client.headers_for(url, page=options.page, main_frame=not options.frame).items()
    if values := client.script_values_for(url):
        yield 'SafeExamBrowser.version', client.profile.script_version
        yield 'SafeExamBrowser.security.configKey', values.config
        yield 'SafeExamBrowser.security.browserExamKey', values.exam
    if options.show_key:
        yield 'Config key', client.config_key


if __name__ == '__main__':
    main()
