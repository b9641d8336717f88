"""A stand-in for PSI's RPNow service. It speaks the wire protocol that the SoftwareSecure provider speaks.

As a process: ``python -m simulators.rpnow --port 18110 --lms-url http://127.0.0.1:8000``.
In a test: ``with RpnowSimulator(lms_url=live_server.url) as rpnow: ...``.
"""

import argparse
from collections.abc import Sequence

from simulators.reviews import LmsAnswer
from simulators.rpnow_inbox import Inbox, Registration
from simulators.rpnow_reviews import SessionReview
from simulators.rpnow_service import RpnowService
from simulators.rpnow_signature import Account
from simulators.running import SimulatorThread, option_parser, serve
from simulators.switches import Switches


class RpnowSimulator(SimulatorThread):
    """RPNow on a free port of this machine, in a thread, for as long as the ``with`` block runs."""

    def __init__(self, *, lms_url: str, account: Account | None = None) -> None:
        self.account = account or Account()
        self._service = RpnowService(lms_url=lms_url, account=self.account, inbox=Inbox())
        super().__init__(self._service)

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
    try:
        account = Account(
            options.organization, options.key_id, options.secret_key, options.crypto_key, options.signature_key
        )
        service = RpnowService(lms_url=options.lms_url, account=account, inbox=Inbox(options.state))
    except ValueError as error:
        raise SystemExit(f'rpnow: cannot start: {error}') from None
    pages = 'learner: /learner, reviewer: /reviewer, faults: /control'
    serve(service, name='rpnow', host=options.host, port=options.port, pages=pages)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    account = Account()
    parser = option_parser('rpnow', description='A stand-in for the proctoring service RPNow.', port=18110)
    parser.add_argument('--organization', default=account.organization)
    parser.add_argument('--key-id', default=account.key_id)
    parser.add_argument('--secret-key', default=account.secret_key)
    parser.add_argument('--crypto-key', default=account.crypto_key, help='a 3DES key of 16 or 24 ASCII characters')
    parser.add_argument('--signature-key', default=account.signature_key, help='signs reviews, if there is one')
    return parser.parse_args(arguments)


if __name__ == '__main__':
    main()
