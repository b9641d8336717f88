"""Requests to providers, and what comes back."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

OUTGOING: Final = 'edx_proctoring/backends/http/outgoing.py'
PUBLIC: Final = 'edx_proctoring/backends/http/public_addresses.py'
TESTS: Final = 'tests/backends/test_outgoing.py'

MUTANTS: Final = (
    Mutant(
        file=OUTGOING,
        before='(address, self.port),',
        after='(self.host, self.port),',
        breaks='the connection is made by the name, not by the address that was looked at',
        tests=(f'{TESTS}::test_a_name_that_changes_its_address_between_look_and_connection_leads_nowhere',),
    ),
    Mutant(
        file=OUTGOING,
        before='        if not permitted:\n',
        after='        permitted = permitted or addresses\n        if not permitted:\n',
        breaks='requests go to private addresses',
        tests=(f'{TESTS}::test_nothing_reaches_a_private_address_however_it_is_written',),
    ),
    Mutant(
        file=OUTGOING,
        before='connected = self._connect_to_first(permitted)',
        after='connected = self._connect_to_first(addresses)',
        breaks='of several addresses, a private one is connected to',
        tests=(f'{TESTS}::test_of_several_addresses_only_permitted_ones_are_connected_to',),
    ),
    Mutant(
        file=PUBLIC,
        before='and (address in MAPPED or address in TRANSLATED):',
        after='and address in MAPPED:',
        breaks='a public address behind a translator is refused',
        tests=('tests/backends/test_public_addresses.py::test_a_public_one_may_be_within_another',),
    ),
    Mutant(
        file=PUBLIC,
        before='return meant in _GLOBAL and not any(meant in each for each in _IPV6)',
        after='return meant in _GLOBAL',
        breaks='addresses with a purpose of their own count as public',
        tests=('tests/backends/test_public_addresses.py::test_nothing_in_a_block_with_a_purpose_is_public',),
    ),
    Mutant(
        file=OUTGOING,
        before='if not is_upgrade and _origin(before) != _origin(after):',
        after='if is_upgrade and _origin(before) != _origin(after):',
        breaks='a redirect to another host is followed',
        tests=(f'{TESTS}::test_a_redirect_to_another_host_is_not_followed',),
    ),
    Mutant(
        file=OUTGOING,
        before="{'http': 80, 'https': 443}.get(url.scheme)",
        after="{'http': 80, 'https': 80}.get(url.scheme)",
        breaks='ports of two schemes are mixed up',
        tests=(f'{TESTS}::test_what_counts_as_elsewhere',),
    ),
    Mutant(
        file='edx_proctoring/backends/answers.py',
        before='if len(body) > conf.provider_most_bytes:',
        after='if len(body) < 0:',
        breaks='an answer of any size is read',
        tests=('tests/backends/test_answers.py::test_an_answer_that_is_too_large_is_not_read',),
    ),
    Mutant(
        file='edx_proctoring/backends/http/deadline.py',
        before='connected.shutdown(socket.SHUT_RDWR)',
        after='connected.fileno()',
        breaks='a server that drips holds a learner',
        tests=(f'{TESTS}::test_a_server_that_drips_is_cut_off',),
    ),
    Mutant(
        file='edx_proctoring/security/web_addresses.py',
        before='host == each.lower() or',
        after='host != each.lower() or',
        breaks='staff are sent to any host',
        tests=('tests/test_web_addresses.py::test_where_staff_may_be_sent',),
    ),
    Mutant(
        file='edx_proctoring/security/web_addresses.py',
        before="parts.scheme.lower() in ('http', 'https')",
        after="parts.scheme.lower() != 'ftp'",
        breaks='an address runs a script in the page that shows it',
        tests=('tests/test_web_addresses.py::test_which_addresses_are_harmless',),
    ),
    Mutant(
        file='edx_proctoring/security/safe_html.py',
        before='urlsplit(value).scheme.lower() in ALLOWED_SCHEMES else None',
        after='urlsplit(value).scheme is not None else None',
        breaks='instructions of a provider lead to addresses of the site',
        tests=('tests/learner_pages/test_safe_html.py::test_examples',),
    ),
)
