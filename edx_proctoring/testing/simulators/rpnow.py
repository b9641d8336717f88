"""A stand-in for PSI's RPNow service. It speaks the wire protocol that the SoftwareSecure provider speaks.

As a process: ``python -m edx_proctoring.testing.simulators.rpnow --port 18110 --lms-url http://127.0.0.1:8000``.
In a test: ``with RpnowSimulator(lms_url=live_server.url) as rpnow: ...``.
"""

import argparse
import contextlib
import logging
import signal
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from edx_proctoring.testing.simulators.rpnow_inbox import Inbox, Registration
from edx_proctoring.testing.simulators.rpnow_reviews import LmsAnswer, SessionReview
from edx_proctoring.testing.simulators.rpnow_server import RpnowServer
from edx_proctoring.testing.simulators.rpnow_service import RpnowService
from edx_proctoring.testing.simulators.rpnow_signature import Account
from edx_proctoring.testing.simulators.rpnow_switches import Switches

log = logging.getLogger(__name__)


class RpnowSimulator:
    """RPNow on a free port of this machine, in a thread, for as long as the ``with`` block runs."""

    def __init__(self, *, lms_url: str, account: Account | None = None) -> None:
        self.account = account or Account()
        self._service = RpnowService(lms_url=lms_url, account=self.account, inbox=Inbox())
        self._server = RpnowServer(self._service)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._service.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def registration_url(self) -> str:
        """What goes into the provider's option ``exam_register_endpoint``."""
        return f'{self.url}/registration'

    @property
    def learner_url(self) -> str:
        """What goes into the provider's option ``software_download_url``."""
        return f'{self.url}/learner'

    @property
    def registrations(self) -> list[Registration]:
        """What has been accepted, oldest first."""
        return self._service.inbox.list_registrations()

    @property
    def switches(self) -> Switches:
        return self._service.switches

    @switches.setter
    def switches(self, switches: Switches) -> None:
        self._service.switches = switches

    def send_review(self, registration: Registration, review: SessionReview) -> list[LmsAnswer]:
        """Post a review to the LMS, as the reviewer's page does. One answer a delivery."""
        return self._service.send_review(registration, review)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Raises SystemExit, with a message and status 1, when it cannot start."""
    options = _read_options(arguments)
    logging.basicConfig(level=logging.INFO, format='rpnow: %(message)s')
    try:
        account = Account(options.organization, options.key_id, options.secret_key, options.crypto_key)
        service = RpnowService(lms_url=options.lms_url, account=account, inbox=Inbox(options.state))
    except ValueError as error:
        raise SystemExit(f'rpnow: cannot start: {error}') from None
    try:
        server = RpnowServer(service, host=options.host, port=options.port)
    except OSError as error:
        raise SystemExit(
            f'rpnow: cannot listen on {options.host} port {options.port}: {error.strerror}.\n'
            'rpnow: end the process that uses the port, or choose another one with --port.'
        ) from None
    log.info('%s (learner: /learner, reviewer: /reviewer, faults: /control)', server.url)
    _serve(server)


def _serve(server: RpnowServer) -> None:
    # SIGTERM ends the process the way that Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    server.service.stop()


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    account = Account()
    parser = argparse.ArgumentParser(prog='rpnow', description='A stand-in for the proctoring service RPNow.')
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=18110)
    parser.add_argument('--lms-url', required=True, help='where reviews are posted, for example http://127.0.0.1:8000')
    parser.add_argument('--organization', default=account.organization)
    parser.add_argument('--key-id', default=account.key_id)
    parser.add_argument('--secret-key', default=account.secret_key)
    parser.add_argument('--crypto-key', default=account.crypto_key, help='a 3DES key of 16 or 24 ASCII characters')
    parser.add_argument('--state', type=Path, help='JSON file that keeps the registrations for the next start')
    return parser.parse_args(arguments)


if __name__ == '__main__':
    main()
