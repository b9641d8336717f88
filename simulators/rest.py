"""A stand-in for a proctoring service that speaks the REST protocol, onboarding profiles included.

As a process: ``python -m simulators.rest --port 18111 --lms-url http://127.0.0.1:8000``.
In a test: ``with RestSimulator(lms_url=live_server.url) as proctor: ...``.
"""

import argparse
from collections.abc import Sequence

from simulators.rest_account import Account
from simulators.rest_api import TOKEN_SECONDS
from simulators.rest_lms import SessionReview
from simulators.rest_records import Attempt, Records
from simulators.rest_service import RestService
from simulators.rest_switches import RestSwitches
from simulators.reviews import LmsAnswer
from simulators.running import SimulatorThread, option_parser, serve


class RestSimulator(SimulatorThread):
    """The service on a free port of this machine, in a thread, for as long as the ``with`` block runs.

    ``url`` is what goes into the provider's option ``base_url``, the first pair of ``account`` into its ``client_id``
    and ``client_secret``.
    """

    def __init__(self, *, lms_url: str, account: Account | None = None, token_seconds: int = TOKEN_SECONDS) -> None:
        self.account = account or Account()
        self.records = Records()
        self._service = RestService(
            lms_url=lms_url, account=self.account, records=self.records, token_seconds=token_seconds
        )
        super().__init__(self._service)

    @property
    def switches(self) -> RestSwitches:
        return self._service.switches

    @switches.setter
    def switches(self, switches: RestSwitches) -> None:
        self._service.switches = switches

    def report_ready(self, attempt: Attempt) -> LmsAnswer:
        """Tell the LMS that the learner is ready, as the proctoring app does."""
        return self._service.report_ready(attempt)

    def send_review(self, attempt: Attempt, review: SessionReview) -> list[LmsAnswer]:
        """Post a review to the LMS, as the reviewer's page does. One answer a delivery."""
        return self._service.send_review(attempt, review)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until SIGTERM or SIGINT. Raises SystemExit, with a message and status 1, when it cannot start."""
    options = _read_options(arguments)
    account = Account(options.client_id, options.client_secret, options.lms_client_id, options.lms_client_secret)
    try:
        service = RestService(lms_url=options.lms_url, account=account, records=Records(options.state))
    except ValueError as error:
        raise SystemExit(f'rest-proctor: cannot start: {error}') from None
    pages = 'learner: /sessions, reviewer: /reviewer, profiles: /profiles, faults: /control'
    serve(service, name='rest-proctor', host=options.host, port=options.port, pages=pages)


def _read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    account = Account()
    parser = option_parser('rest-proctor', description='A stand-in for a REST proctoring service.', port=18111)
    parser.add_argument('--client-id', default=account.client_id, help='of the LMS at this service')
    parser.add_argument('--client-secret', default=account.client_secret)
    parser.add_argument('--lms-client-id', default=account.lms_client_id, help='of this service at the LMS')
    parser.add_argument('--lms-client-secret', default=account.lms_client_secret)
    return parser.parse_args(arguments)


if __name__ == '__main__':
    main()
