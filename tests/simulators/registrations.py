"""Registrations as an LMS sends them, for the tests of the simulator."""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import requests
from Crypto.Cipher import DES3
from Crypto.Util.Padding import pad

from simulators.rpnow import RpnowSimulator
from simulators.rpnow_signature import Account, sign

EXAM_CODE = '0F3A2B1C-1111-4222-8333-444455556666'
TIMEOUT_SECONDS = 10


def exam_password(exam_code: str, *, account: Account) -> str:
    """The exam code, enciphered with the account's key."""
    cipher = DES3.new(account.crypto_key.encode('ascii'), DES3.MODE_ECB)
    return base64.b64encode(cipher.encrypt(pad(exam_code.encode('ascii'), DES3.block_size))).decode('ascii')


def registration_body(
    *, exam_code: str = EXAM_CODE, account: Account | None = None, **changes: object
) -> dict[str, object]:
    """A body that RPNow accepts, but for the ``changes``."""
    account = account or Account()
    return {
        'examCode': exam_code,
        'organization': account.organization,
        'duration': 90,
        'reviewedExam': True,
        'reviewerNotes': 'Closed book',
        'examPassword': exam_password(exam_code, account=account),
        'examSponsor': 'The Sponsor',
        'examName': 'Midterm',
        'ssiProduct': 'rp-now',
        'examUrl': f'https://lms.example.com/start_exam/{exam_code}',
        'orgExtra': {
            'examStartDate': 'Thu, 29 Feb 2024 23:30:05 GMT',
            'examEndDate': 'Fri, 01 Mar 2024 01:00:05 GMT',
            'noOfStudents': 1,
            'examID': 7,
            'courseID': 'course-v1:Org+Num+Run',
            'firstName': 'Ada',
            'lastName': 'Lovelace',
        },
    } | changes


def date_header(*, seconds_ago: float = 0) -> str:
    """A ``Date`` header of now, or of a while ago."""
    return (datetime.now(UTC) - timedelta(seconds=seconds_ago)).strftime('%a, %d %b %Y %H:%M:%S GMT')


def register(
    rpnow: RpnowSimulator,
    body: Mapping[str, object],
    *,
    signed_body: Mapping[str, object] | None = None,
    date: str | None = None,
    account: Account | None = None,
    timeout: float = TIMEOUT_SECONDS,
) -> requests.Response:
    """Register over HTTP. The signature is over ``signed_body`` (by default the body) and the ``Date`` header."""
    date = date or date_header()
    authorization = sign(signed_body or body, date=date, account=account or rpnow.account)
    return requests.post(
        rpnow.registration_url, json=body, headers={'Date': date, 'Authorization': authorization}, timeout=timeout
    )
