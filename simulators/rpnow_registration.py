"""What RPNow asks of a registration before it accepts it."""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from simulators.rpnow_signature import (
    Account,
    RegistrationRefusedError,
    check_date,
    check_signature,
    decrypt_password,
)

# Types are exact: JSON true is not a number here.
REQUIRED_KEYS: Mapping[str, type] = {
    'examCode': str,
    'organization': str,
    'duration': int,
    'reviewedExam': bool,
    'reviewerNotes': str,
    'examPassword': str,
    'examSponsor': str,
    'examName': str,
    'ssiProduct': str,
    'examUrl': str,
    'orgExtra': dict,
}
REQUIRED_EXTRA_KEYS: Mapping[str, type] = {
    'examStartDate': str,
    'examEndDate': str,
    'noOfStudents': int,
    'examID': int,
    'courseID': str,
    'firstName': str,
    'lastName': str,
}


def check_registration(
    body: Mapping[str, object], *, authorization: str, date: str, account: Account, now: datetime
) -> None:
    """Raise RegistrationRefusedError, with the reason, unless RPNow would accept this registration at ``now``."""
    check_date(date, now=now)
    check_signature(authorization, body=body, date=date, account=account)
    _check_keys(body)
    if body['organization'] != account.organization:
        raise RegistrationRefusedError(403, 'The organization does not belong to this key.')
    if decrypt_password(str(body['examPassword']), account=account) != body['examCode']:
        raise RegistrationRefusedError(400, 'examPassword is not the encrypted examCode.')
    if urlsplit(str(body['examUrl'])).scheme not in ('http', 'https'):
        raise RegistrationRefusedError(400, 'examUrl is not a web address.')


def _check_keys(body: Mapping[str, object]) -> None:
    wrong = _wrong_keys(body, REQUIRED_KEYS)
    extra = body.get('orgExtra')
    if isinstance(extra, Mapping):
        wrong += [f'orgExtra.{key}' for key in _wrong_keys(extra, REQUIRED_EXTRA_KEYS)]
    if wrong:
        raise RegistrationRefusedError(400, f'Missing or of a wrong type: {", ".join(wrong)}.')


def _wrong_keys(body: Mapping[str, object], required: Mapping[str, type]) -> list[str]:
    return [key for key, kind in required.items() if type(body.get(key)) is not kind]
