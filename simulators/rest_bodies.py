"""What a REST provider asks of the JSON objects that an LMS posts."""

from collections.abc import Mapping
from typing import Any

from simulators.http_messages import BadRequestError

# Types are exact: JSON true is not a number here.
EXAM_KEYS: Mapping[str, type] = {
    'id': int,
    'course_id': str,
    'content_id': str,
    'exam_name': str,
    'time_limit_mins': int,
    'is_proctored': bool,
    'is_practice_exam': bool,
    'is_active': bool,
}
ATTEMPT_KEYS: Mapping[str, type] = {
    'lms_host': str,
    'time_limit_mins': int,
    'is_sample_attempt': bool,
    'user_id': str,
    'status': str,
}
STATUSES = ('started', 'submitted', 'error')


def check_exam(body: Mapping[str, Any]) -> None:
    """Raise BadRequestError for what is no exam."""
    _check_types(body, EXAM_KEYS)


def check_attempt(body: Mapping[str, Any]) -> None:
    """Raise BadRequestError for what is no new attempt."""
    _check_types(body, ATTEMPT_KEYS)
    if body['status'] != 'created':
        raise BadRequestError('The status of a new attempt is "created".')
    if body['time_limit_mins'] < 1:
        raise BadRequestError('time_limit_mins must be above 0.')
    if 'attempt_code' in body:
        raise BadRequestError('The attempt code stays in the LMS.')


def read_status(body: Mapping[str, Any]) -> str:
    """Return the new status of an attempt. Raises BadRequestError for none that an LMS sets."""
    status = body.get('status')
    if status not in STATUSES:
        raise BadRequestError(f'status must be one of: {", ".join(STATUSES)}.')
    return str(status)


def _check_types(body: Mapping[str, Any], required: Mapping[str, type]) -> None:
    wrong = [key for key, kind in required.items() if type(body.get(key)) is not kind]
    if wrong:
        raise BadRequestError(f'Missing or of a wrong type: {", ".join(wrong)}.')
