"""The base class of providers that speak the REST protocol for proctoring services.

A plug-in derives from ``BaseRestProctoringProvider``, sets ``base_url`` and what else differs, and is done. It needs
the extra: ``pip install edx-proctoring[openedx]``.
"""

from __future__ import annotations

import logging
import time
import uuid
from http import HTTPStatus
from string import Formatter
from typing import Any
from urllib.parse import urlencode, urlparse

import jwt
import requests
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import get_language

from edx_proctoring.backends.backend import JSONObject, ProctoringBackendProvider
from edx_proctoring.backends.external_ids import id_text
from edx_proctoring.backends.http import idempotency
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderCannotRetireUser,
    BackendProviderNeverToldException,
    BackendProviderOnboardingException,
    BackendProviderOnboardingProfilesException,
    BackendProviderSentNoAttemptID,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus, SoftwareSecureReviewStatus
from edx_proctoring.texts import gettext_noop as _

try:
    from edx_proctoring.backends.http.session import ProviderSession
except ImportError as error:
    # A host without REST providers has no need of it; the constructor tells one that has.
    MISSING_PACKAGE: str | None = error.name
else:
    MISSING_PACKAGE = None

try:
    from webpack_loader.exceptions import BaseWebpackLoaderException, WebpackBundleLookupError
    from webpack_loader.utils import get_files
except ImportError:  # a host that builds no worker bundles
    get_files = None

log = logging.getLogger(__name__)

_WEBPACK_CONFIG = 'WORKERS'
# Answers that blame our credentials or the moment, not what was sent: a delivery is kept and tried again.
_NOT_NOW = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_EARLY,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)

# Answers to a removal: there is no such attempt (any more), or the service removes none.
_NOTHING_THERE = frozenset(
    {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE, HTTPStatus.NOT_IMPLEMENTED}
)


class BaseRestProctoringProvider(ProctoringBackendProvider):
    """Speaks the REST protocol.

    ``self.session`` authenticates with OAuth client credentials and may be configured further after
    ``super().__init__()``, for example its ``oauth_uri``.
    """

    base_url: str | None = None
    """URL of the service without a trailing slash; a subclass or an option must set it."""

    token_expiration_time: float = 60
    """Seconds for which a link to the dashboard works."""

    needs_oauth = True
    """Not read; plug-ins set it."""

    has_dashboard = True
    supports_onboarding = True
    passing_statuses = (SoftwareSecureReviewStatus.clean,)

    timeout: float | tuple[float, float] = 30
    """Seconds that every call may take, as ``requests`` takes them: a number, or connect and read time-outs."""

    default_rules: JSONObject | None = None
    """Rules that are sent with exams that have none."""

    def __init__(self, client_id: str | None = None, client_secret: str | None = None, **kwargs: Any) -> None:
        """Keep the options and prepare the session; nothing is sent yet.

        :raises ImproperlyConfigured: the extra is not installed, or there is no ``base_url``.
        """
        if MISSING_PACKAGE:
            raise ImproperlyConfigured(
                f'{type(self).__name__} needs the package {MISSING_PACKAGE}: pip install "edx-proctoring[openedx]".'
            )
        super().__init__(**kwargs)
        if not self.base_url:
            raise ImproperlyConfigured(f'{type(self).__name__} has no base_url: add it to its options.')
        self.client_id = client_id
        self.client_secret = client_secret
        self.session: requests.Session = ProviderSession(self.base_url, client_id, client_secret)

    # -- URLs, to be overridden: format strings with the fields they show -------------------------------------------

    @property
    def exam_attempt_url(self) -> str:
        """One attempt."""
        return f'{self.base_url}/api/v1/exam/{{exam_id}}/attempt/{{attempt_id}}/'

    @property
    def create_exam_attempt_url(self) -> str:
        """The attempts at an exam."""
        return f'{self.base_url}/api/v1/exam/{{exam_id}}/attempt/'

    @property
    def create_exam_url(self) -> str:
        """All exams."""
        return f'{self.base_url}/api/v1/exam/'

    @property
    def exam_url(self) -> str:
        """One exam."""
        return f'{self.base_url}/api/v1/exam/{{exam_id}}/'

    @property
    def config_url(self) -> str:
        """The service's general configuration."""
        return f'{self.base_url}/api/v1/config/'

    @property
    def instructor_url(self) -> str:
        """The dashboard."""
        return f'{self.base_url}/api/v1/instructor/{{client_id}}/?jwt={{jwt}}'

    @property
    def user_info_url(self) -> str:
        """One learner."""
        return f'{self.base_url}/api/v1/user/{{user_id}}/'

    @property
    def onboarding_statuses_url(self) -> str:
        """The onboarding profiles of a course."""
        return f'{self.base_url}/api/v1/courses/{{course_id}}/onboarding_statuses'

    @property
    def proctoring_instructions(self) -> list[str]:
        """Instructions that replace the service's own, unless empty."""
        return []

    @property
    def names_exams(self) -> bool:
        """Whether attempts can only be registered at exams to which the service gave an id."""
        return _has_place_for('exam_id', self.create_exam_attempt_url)

    # -- attempts -------------------------------------------------------------------------------------------------

    def register_exam_attempt(self, exam: JSONObject, context: JSONObject) -> str:
        """Post the context, without the attempt code, and return the id in the answer.

        parity: only 200 counts as success, also 201 is a refusal.
        """
        url = _address(self.create_exam_attempt_url, exam_id=exam['external_id'])
        context['status'] = ProctoredExamStudentAttemptStatus.created
        context.pop('attempt_code', None)
        response = self._send('post', url, json=context)
        if response.status_code != HTTPStatus.OK:
            raise BackendProviderCannotRegisterAttempt(response.text, response.status_code)
        answer = _as_object(response.json())
        status = answer.get('status')
        if status in ProctoredExamStudentAttemptStatus.onboarding_errors:
            raise BackendProviderOnboardingException(status)
        attempt_id = id_text(answer.get('id'))
        if attempt_id is None:
            raise BackendProviderSentNoAttemptID(answer, response.status_code)
        return attempt_id

    def start_exam_attempt(self, exam: str | None, attempt: str | None) -> str | None:
        """Patch the attempt's status and return the one in the answer."""
        return self._patch_attempt(exam, attempt, ProctoredExamStudentAttemptStatus.started)

    def stop_exam_attempt(self, exam: str | None, attempt: str | None) -> str | None:
        """Patch the attempt's status and return the one in the answer."""
        return self._patch_attempt(exam, attempt, ProctoredExamStudentAttemptStatus.submitted)

    def mark_erroneous_exam_attempt(self, exam: str | None, attempt: str | None) -> str | None:
        """Patch the attempt's status and return the one in the answer."""
        return self._patch_attempt(exam, attempt, ProctoredExamStudentAttemptStatus.error)

    def remove_exam_attempt(self, exam: str | None, attempt: str | None) -> bool:
        """Delete the attempt; return True if it is gone, or the service has nothing to delete.

        :raises requests.RequestException: the service could not be reached, or responded with another error.
        """
        if not attempt:
            return False
        if not exam and _has_place_for('exam_id', self.exam_attempt_url):
            log.warning('The proctoring service never returned an id for the exam: there is nothing to remove')
            return True
        response = self._send('delete', _address(self.exam_attempt_url, exam_id=exam, attempt_id=attempt))
        if response.status_code in _NOTHING_THERE:
            return True
        response.raise_for_status()
        return _json_object_or_empty(response).get('status') == 'deleted'

    def get_attempt(self, attempt: JSONObject) -> JSONObject:
        """Return what the service says about the attempt, always including ``instructions``."""
        if not attempt['external_id']:
            return {'instructions': []}
        exam_id = attempt['proctored_exam']['external_id']
        url = _address(self.exam_attempt_url, exam_id=exam_id, attempt_id=attempt['external_id'])
        answer = _json_object_or_empty(self._send('get', url, headers=_language_headers()))
        answer['instructions'] = self.proctoring_instructions or answer.get('instructions') or []
        return answer

    def on_review_callback(self, attempt: JSONObject, payload: JSONObject) -> JSONObject:
        """Return the payload: it is in the standard form."""
        return payload

    # -- exams ----------------------------------------------------------------------------------------------------

    def on_exam_saved(self, exam: JSONObject) -> str | None:
        """Post the exam and return the id in the response; log an error and return None if anything fails."""
        external_id = exam['external_id']
        url = _address(self.exam_url, exam_id=external_id) if external_id else self.create_exam_url
        body = exam if 'rules' in exam or not self.default_rules else {**exam, 'rules': self.default_rules}
        try:
            answer = self._send('post', url, json=body).json()
        except (requests.RequestException, ValueError) as error:
            if idempotency.delivery_key() and not isinstance(error, ValueError):
                raise
            # parity: an exam must not fail to be saved because the service is down.
            log.exception('Exam %s could not be saved at the proctoring service', exam['id'])
            return None
        return id_text(_as_object(answer).get('id'))

    def get_exam(self, exam: JSONObject) -> JSONObject:
        """Return what the service says about the exam."""
        response = self._send('get', _address(self.exam_url, exam_id=exam['external_id']))
        return response.json()  # type: ignore[no-any-return]

    # -- pages ----------------------------------------------------------------------------------------------------

    def get_software_download_url(self) -> str | None:
        """Return the URL in the service's configuration."""
        return self.get_proctoring_config().get('download_url')

    def get_proctoring_config(self) -> JSONObject:
        """Return the service's configuration, in the current language.

        :raises requests.RequestException: the service could not be reached, or its answer is not JSON.
        """
        return self._send('get', self.config_url, headers=_language_headers()).json()  # type: ignore[no-any-return]

    def get_javascript(self) -> str:
        """Return the URL of the worker's bundle that the host has built, ``''`` if there is none."""
        if get_files is None:
            return ''
        bundle_name = getattr(self, 'npm_module', None) or type(self).__module__.split('.', 1)[0]
        try:
            chunks = get_files(bundle_name, config=_WEBPACK_CONFIG)
        except (BaseWebpackLoaderException, WebpackBundleLookupError, OSError, ValueError, KeyError) as error:
            log.warning('Worker bundle %s not found (%s)', bundle_name, type(error).__name__)
            return ''
        url: str = chunks[0]['url'] if chunks else ''
        if url and conf.lms_root_url and not urlparse(url).netloc:
            return conf.lms_root_url + url
        return url

    def get_instructor_url(
        self,
        course_id: str,
        user: JSONObject,
        exam_id: str | None = None,
        attempt_id: str | None = None,
        show_configuration_dashboard: bool = False,
        encrypted_video_review_url: bytes | None = None,
    ) -> str | None:
        """Return the dashboard with a signed claim of who views what; None if there is no key to sign it with."""
        if not self.client_id or not self.client_secret:
            log.error('%s has no client_id or client_secret: its dashboard is unavailable', type(self).__name__)
            return None
        claims: JSONObject = {
            'course_id': course_id,
            'user': user,
            'iss': self.client_id,
            'jti': uuid.uuid4().hex,
            'exp': time.time() + self.token_expiration_time,
        }
        if exam_id:
            claims['exam_id'] = exam_id
            if show_configuration_dashboard:
                claims['config'] = True
            if attempt_id:
                claims['attempt_id'] = attempt_id
        token = jwt.encode(claims, self.client_secret)
        return _address(self.instructor_url, client_id=self.client_id, jwt=token)

    # -- profiles and privacy -------------------------------------------------------------------------------------

    def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> JSONObject:
        """Return the profiles that the service lists; ``kwargs`` become the query."""
        url = _address(self.onboarding_statuses_url, course_id=course_id)
        if kwargs:
            url = f'{url}?{urlencode(kwargs)}'
        response = self._send('get', url)
        if response.status_code != HTTPStatus.OK:
            raise BackendProviderOnboardingProfilesException(response.text, response.status_code)
        return response.json()  # type: ignore[no-any-return]

    def retire_user(self, user_id: str) -> bool:
        """Delete the learner; the answer must be ``true`` or ``false``."""
        try:
            answer = self._send('delete', _address(self.user_info_url, user_id=user_id)).json()
        except requests.RequestException as error:
            raise BackendProviderCannotRetireUser(_('The proctoring service could not be reached.')) from error
        if not isinstance(answer, bool):
            raise BackendProviderCannotRetireUser(
                _('The proctoring service did not confirm whether it retired the learner.')
            )
        return answer

    # -- the network ----------------------------------------------------------------------------------------------

    def _patch_attempt(self, exam: str | None, attempt: str | None, status: str) -> str | None:
        if not attempt:
            return None
        url = _address(self.exam_attempt_url, exam_id=exam, attempt_id=attempt)
        response = self._send('patch', url, json={'status': status})
        # parity: an answer that refuses is not an error; only a service that cannot be reached, or not serve, is.
        return _json_object_or_empty(response).get('status')

    def _send(self, method: str, url: str, **kwargs: Any) -> requests.Response:
        key = idempotency.delivery_key()
        if key:
            kwargs['headers'] = {**kwargs.get('headers', {}), idempotency.HEADER: key}
        response: requests.Response = getattr(self.session, method)(url, timeout=self.timeout, **kwargs)
        if not response.ok:
            log.warning('The proctoring service responded with %s to a %s', response.status_code, method.upper())
        if key and _is_passing(response.status_code):
            response.raise_for_status()
        return response


def _address(template: str, **values: str | None) -> str:
    """Return the URL with these values filled in.

    :raises BackendProviderNeverToldException: a value that the URL needs is missing or empty.
    """
    missing = sorted(name for name, value in values.items() if not value and _has_place_for(name, template))
    if missing:
        log.error('Nothing is sent to the proctoring service: the URL needs %s', ', '.join(missing))
        message = _('The proctoring service never provided the id that this request needs.')
        raise BackendProviderNeverToldException(message, HTTPStatus.SERVICE_UNAVAILABLE)
    return template.format(**values)


def _has_place_for(name: str, template: str) -> bool:
    """Return whether the URL template has a placeholder with this name."""
    return any(field == name for _text, field, _spec, _conversion in Formatter().parse(template))


def _is_passing(status: int) -> bool:
    """Return whether another try may succeed. What is not implemented (501) will not be implemented then, either."""
    is_fault = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.NOT_IMPLEMENTED
    return is_fault or status in _NOT_NOW


def _language_headers() -> dict[str, str]:
    site, current = conf.language_code, get_language()
    return {'Accept-Language': site if not current or current == site else f'{current}, {site};q=0.5'}


def _as_object(answer: Any) -> JSONObject:
    return answer if isinstance(answer, dict) else {}


def _json_object_or_empty(response: requests.Response) -> JSONObject:
    try:
        return _as_object(response.json())
    except (ValueError, RecursionError):
        return {}
