"""SoftwareSecure, today PSI's RPNow: learners supervise themselves with a program that records them.

The attempt is registered over HTTP, the learner types the attempt code into the program, and the program's browser
opens the launch callback when recording runs. Reviews are posted to the anonymous review callback.

The wire format is theirs and frozen: tests/contract/vectors.json has examples of every byte of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

import requests
from crum import get_current_request
from django.core import checks

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.backends.external_ids import id_text
from edx_proctoring.backends.http.outgoing import guarded_session
from edx_proctoring.conf import conf
from edx_proctoring.conf.conversions import as_tuple
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    InvalidInputException,
    ProctoredExamSuspiciousLookup,
)
from edx_proctoring.launch_links import launch_url
from edx_proctoring.security.crypto import decode_and_decrypt, des3, is_key_for_aes, is_key_for_des
from edx_proctoring.security.web_addresses import is_web_address
from edx_proctoring.statuses import SoftwareSecureReviewStatus
from edx_proctoring.texts import gettext_noop as _

log = logging.getLogger(__name__)

SOFTWARE_SECURE_INVALID_CHARS = '[]<>#:|!?/\'"*\\'

# Signed cookie that the launch callback sets in the program's browser; its value is the attempt code.
EXAM_COOKIE = 'exam'

_CONTENT_TYPE = 'application/json'
_DES_BLOCK_SIZE = 8
_COMMENT_KEYS = {
    'eventStart': 'start',
    'eventFinish': 'stop',
    'duration': 'duration',
    'comments': 'comment',
    'eventStatus': 'status',
}


class SoftwareSecureBackendProvider(ProctoringBackendProvider):
    """Registers attempts with RPNow and reads its reviews. Rule violations that it tolerates are passing."""

    verbose_name = 'RPNow'
    uses_launch_link = True
    is_given_launch_link = True
    posts_reviews_anonymously = True
    hides_external_id = True
    passing_statuses = [
        SoftwareSecureReviewStatus.clean,
        SoftwareSecureReviewStatus.violation,
    ]
    timeout: float | tuple[float, float] = 10
    """Seconds, as ``requests`` takes them."""

    def __init__(
        self,
        organization: str,
        exam_sponsor: str,
        exam_register_endpoint: str,
        secret_key_id: str,
        secret_key: str,
        crypto_key: str | bytes,
        software_download_url: str,
        video_review_aes_key: str | Sequence[str] | None = None,
        send_email: bool = False,
        **kwargs: Any,
    ) -> None:
        """Keep the options; PSI provides all but the last two.

        ``video_review_aes_key`` (hex) encrypts the links of recordings; without it, they are not stored. In a list, the
        first key encrypts and all decrypt, so that keys can be rotated. ``send_email`` adds the learner's email address
        to the registration.
        """
        super().__init__(**kwargs)
        self.organization = organization
        self.exam_sponsor = exam_sponsor
        self.exam_register_endpoint = exam_register_endpoint
        self.secret_key_id = secret_key_id
        self.secret_key = secret_key
        self.crypto_key = crypto_key.encode('utf-8') if isinstance(crypto_key, str) else crypto_key
        self.software_download_url = software_download_url
        self.video_review_aes_keys: tuple[str, ...] = as_tuple(video_review_aes_key)
        self.video_review_aes_key = next(iter(self.video_review_aes_keys), None)
        self.send_email = send_email

    def check_options(self, name: str) -> list[checks.CheckMessage]:
        """Return warnings about keys that can't encrypt."""
        place, messages = f'PROCTORING_BACKENDS[{name!r}]', []
        if not is_key_for_des(self.crypto_key):
            problem = f"{place}['crypto_key'] is no key for triple DES: no attempt can be registered."
            hint = "Paste the key that PSI handed out: 'crypto_key': '<16 or 24 characters>'."
            messages.append(checks.Warning(problem, hint=hint, id='edx_proctoring.W110'))
        if not all(map(is_key_for_aes, self.video_review_aes_keys)):
            problem = f"{place}['video_review_aes_key'] is no key: no review can be stored."
            hint = "Use 'video_review_aes_key': '<32, 48 or 64 hex digits>', or remove it to store no video links."
            messages.append(checks.Warning(problem, hint=hint, id='edx_proctoring.W111'))
        return [*messages]

    # -- attempts -------------------------------------------------------------------------------------------------

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str:
        """Register the attempt and return its record locator.

        :raises BackendProviderCannotRegisterAttempt: the service refused (its status), or its answer has no locator
            (502).
        :raises requests.RequestException: the service could not be reached in time.
        """
        now = datetime.now(UTC)
        payload = self._registration(exam, context, now)
        date = _http_date(now)
        with guarded_session() as session:
            response = session.post(
                self.exam_register_endpoint,
                data=json.dumps(payload),
                headers={'Content-Type': _CONTENT_TYPE, 'Authorization': self.sign(payload, date), 'Date': date},
                timeout=self.timeout,
            )
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.CREATED):
            log.error('SoftwareSecure refused to register an attempt at exam %s: %s', exam['id'], response.status_code)
            raise BackendProviderCannotRegisterAttempt(response.text, response.status_code)
        return _record_locator(response)

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing: the learner starts the recording."""

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing: the learner stops the recording."""

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> None:
        """Do nothing: the service is not interested."""

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Return True: the service has no such call."""
        return True

    def _registration(self, exam: JSONObject, context: JSONObject, now: datetime) -> JSONObject:
        attempt_code: str = context['attempt_code']
        minutes: int = context['time_limit_mins']
        first_name, _blank, last_name = (context['full_name'] or '').partition(' ')
        org_extra: JSONObject = {
            'examStartDate': _http_date(now),
            'examEndDate': _http_date(now + timedelta(minutes=minutes)),
            'noOfStudents': 1,
            'examID': exam['id'],
            'courseID': exam['course_id'],
            'firstName': first_name,
            'lastName': last_name,
        }
        if self.send_email:
            org_extra['email'] = context['email']
        return {
            'examCode': attempt_code,
            'organization': self.organization,
            'duration': minutes,
            'reviewedExam': not context['is_sample_attempt'],
            'reviewerNotes': _reviewer_notes(context),
            'examPassword': self.encrypt_password(attempt_code),
            'examSponsor': self.exam_sponsor,
            'examName': clean_exam_name(exam['exam_name']),
            'ssiProduct': 'rp-now',
            'examUrl': launch_url(attempt_code),
            'orgExtra': org_extra,
        }

    def encrypt_password(self, attempt_code: str) -> str:
        """Return the code as the program expects it: triple DES, ECB, Base64."""
        count = _DES_BLOCK_SIZE - len(attempt_code) % _DES_BLOCK_SIZE
        padded = (attempt_code + chr(count) * count).encode('utf-8')
        return base64.b64encode(des3().new(self.crypto_key, des3().MODE_ECB).encrypt(padded)).decode('ascii')

    def sign(self, payload: JSONObject, date: str) -> str:
        """Return the ``Authorization`` header of a registration that is sent with this ``Date`` header."""
        message = f'POST\n\n{_CONTENT_TYPE}\n{date}\n{canonical_form(payload)}'
        digest = hmac.new(self.secret_key.encode('ascii'), message.encode('utf-8'), hashlib.sha256).digest()
        return f'SSI {self.secret_key_id}:{base64.b64encode(digest).decode("ascii")}'

    # -- reviews --------------------------------------------------------------------------------------------------

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject:
        """Translate a delivered review.

        Nothing in it is signed, so it must at least name the locator that only the registration's answer told us.

        :raises ProctoredExamSuspiciousLookup: the locator is another attempt's, or the attempt was never registered.
        :raises ProctoredExamBadReviewStatus: the verdict is missing or unknown.
        :raises InvalidInputException: the payload has another shape.
        """
        if not isinstance(payload, Mapping):
            raise InvalidInputException(_('A review must be a JSON object.'))
        _check_record_locator(attempt, payload)
        status: Any = payload.get('reviewStatus')
        SoftwareSecureReviewStatus.validate(status)
        return {
            'status': SoftwareSecureReviewStatus.to_standard_status[status],
            'comments': [*_comments(payload, 'webCamComments'), *_comments(payload, 'desktopComments')],
            'payload': payload,
            'reviewed_by': None,
        }

    # -- exams and pages ------------------------------------------------------------------------------------------

    def on_exam_saved(self, exam: JSONObject) -> None:
        """Do nothing: the service learns about an exam with each attempt."""

    def get_software_download_url(self) -> str:
        """Return where to download the program."""
        return self.software_download_url

    def get_proctoring_config(self) -> JSONObject:
        """Return what the service would say if it had such a call."""
        return {'download_url': self.software_download_url, 'name': self.verbose_name, 'rules': {}, 'instructions': []}

    def should_block_access_to_exam_material(self) -> bool:
        """Return whether the current request comes from a browser other than the program's.

        A browser that is not blocked here was at the launch callback of *some* attempt: see
        ``blocks_access_to_attempt``.
        """
        return _launched_attempt_code() is None

    def blocks_access_to_attempt(self, attempt: JSONObject) -> bool:
        """Return whether the current request comes from a browser that was not launched for this attempt."""
        launched = _launched_attempt_code()
        return launched is None or not _same_text(launched, attempt['attempt_code'])

    def get_video_review_aes_key(self) -> str | None:
        """Return the option, or the key of a list that encrypts."""
        return self.video_review_aes_key

    def get_instructor_url(
        self,
        course_id: str,
        user: JSONObject,
        exam_id: str | None = None,
        attempt_id: str | None = None,
        show_configuration_dashboard: bool = False,
        encrypted_video_review_url: bytes | None = None,
    ) -> str | None:
        """Return the recording of an attempt in the player that needs no plug-in; None if it can't be decrypted."""
        if not encrypted_video_review_url or not self.video_review_aes_keys:
            return None
        url = self._decrypt_link(encrypted_video_review_url)
        if url is None:
            log.error('The stored video link of attempt %s cannot be decrypted', attempt_id)
            return None
        if not is_web_address(url):  # not even a page of this site: whoever could post the review chose it
            log.error('The stored video link of attempt %s is not a web URL', attempt_id)
            return None
        return url.replace('DirectLink-Generic', 'DirectLink-HTML5')

    def _decrypt_link(self, stored: bytes) -> str | None:
        """Return the link, decrypted with the first key that makes text of it; None if none of them does."""
        for key in self.video_review_aes_keys:
            try:
                return decode_and_decrypt(stored, bytes.fromhex(key)).decode('utf-8')
            except ValueError:
                continue
        return None


def clean_exam_name(name: str) -> str:
    """Return the name as the service accepts it: ASCII without special characters, never empty."""
    ascii_name = unicodedata.normalize('NFKD', name).encode('ascii', 'ignore').decode('ascii')
    for character in SOFTWARE_SECURE_INVALID_CHARS:
        ascii_name = ascii_name.replace(character, '_')
    return ascii_name or 'Proctored Exam'


def canonical_form(body: Mapping[str, Any]) -> str:
    """Return the text of a JSON object that is signed: a line per value, in the order of the keys.

    parity: the service computes it in the same peculiar way, in which a deeper level forgets the keys above.
    """
    return ''.join(_canonical_lines(body, prefix=''))


def _canonical_lines(body: Mapping[str, Any], *, prefix: str) -> Iterator[str]:
    for key in sorted(body):
        value = body[key]
        if isinstance(value, list | tuple):
            for index, item in enumerate(value):
                if isinstance(item, Mapping):
                    yield from _canonical_lines(item, prefix=f'{key}.{index}.')
                else:
                    yield f'{key}.{index}:{item}\n'
        elif isinstance(value, Mapping):
            yield from _canonical_lines(value, prefix=f'{key}.')
        else:
            yield f'{prefix}{key}:{_canonical_scalar(value)}\n'


def _canonical_scalar(value: object) -> str:
    if isinstance(value, bool):
        return 'true' if value else 'false'
    if not value and value != '':
        return 'null'
    return str(value)


def _http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


def _reviewer_notes(context: JSONObject) -> str:
    notes: str | None = context.get('review_policy')
    if notes is None:
        notes = conf.default_review_policy
    exception = context.get('review_policy_exception')
    return f'{notes}; {exception}' if exception else notes


def _record_locator(response: requests.Response) -> str:
    try:
        locator = id_text(response.json()['ssiRecordLocator'])
    except (ValueError, KeyError, TypeError):
        locator = None
    if locator is None:
        log.error(
            'SoftwareSecure responded to a registration with %s but without a record locator', response.status_code
        )
        raise BackendProviderCannotRegisterAttempt(
            _('The proctoring service accepted the attempt without providing a record locator.'), HTTPStatus.BAD_GATEWAY
        )
    return locator


def _launched_attempt_code() -> str | None:
    request = get_current_request()
    if request is None:
        return None
    code: str | None = request.get_signed_cookie(EXAM_COOKIE, default=None)
    return code


def _same_text(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode('utf-8'), other.encode('utf-8'))


def _check_record_locator(attempt: JSONObject, payload: Mapping[str, Any]) -> None:
    meta_data = payload.get('examMetaData')
    locator = meta_data.get('ssiRecordLocator') if isinstance(meta_data, Mapping) else None
    if not isinstance(locator, str):
        raise InvalidInputException(_('A review needs examMetaData.ssiRecordLocator.'))
    if conf.allow_callback_simulation:
        return
    expected = attempt['external_id']
    if not expected or not _same_text(expected.lower(), locator.lower()):
        raise ProctoredExamSuspiciousLookup(_('The record locator of the review does not match its attempt.'))


def _comments(payload: Mapping[str, Any], key: str) -> list[Any]:
    items = payload.get(key) or []
    return [_comment(item) for item in (items if isinstance(items, list) else [items])]


def _comment(item: object) -> object:
    """Return the finding in our terms. One with another shape is returned as it is, and stored as unreadable."""
    if not isinstance(item, Mapping):
        return item
    return {ours: item[theirs] for theirs, ours in _COMMENT_KEYS.items() if theirs in item}
