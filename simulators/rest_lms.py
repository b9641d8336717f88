"""What a REST provider calls at the LMS: a learner is ready, a session was reviewed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import requests

from simulators.rest_account import Account
from simulators.reviews import SHOWN_CHARACTERS, TIMEOUT_SECONDS, Finding, LmsAnswer

TOKEN_PATH = '/oauth2/access_token'  # noqa: S105 - an address
ATTEMPT_PATH = '/api/edx_proctoring/v1/proctored_exam/attempt'
REVIEW_STATUSES = ('passed', 'violation', 'suspicious', 'not_reviewed')


@dataclass(frozen=True)
class SessionReview:
    """A reviewer's verdict on one session. ``status`` is one of REVIEW_STATUSES; the LMS must refuse any other."""

    status: str
    findings: Sequence[Finding] = ()

    def as_json(self) -> dict[str, object]:
        """Return the body of the callback."""
        comments = [
            {
                'comment': finding.text,
                'status': self.status,
                'start': finding.start,
                'stop': finding.finish,
                'duration': finding.duration,
            }
            for finding in self.findings
        ]
        return {'status': self.status, 'comments': comments}


@dataclass(frozen=True)
class LmsClient:
    """Signs in at the LMS with client credentials, as a provider does at an Open edX LMS. Never raises."""

    lms_url: str
    account: Account

    def report_ready(self, attempt_id: str) -> LmsAnswer:
        """Report that the learner's setup is complete: the LMS may let them start."""
        return self._call(f'{ATTEMPT_PATH}/{attempt_id}/ready', {'status': 'ready'})

    def deliver_review(self, attempt_id: str, review: SessionReview) -> LmsAnswer:
        """Deliver a review once."""
        return self._call(f'{ATTEMPT_PATH}/{attempt_id}/reviewed', review.as_json())

    def _call(self, path: str, body: Mapping[str, object]) -> LmsAnswer:
        base = self.lms_url.rstrip('/')
        form = {
            'grant_type': 'client_credentials',
            'client_id': self.account.lms_client_id,
            'client_secret': self.account.lms_client_secret,
            'token_type': 'jwt',
        }
        try:
            granted = requests.post(f'{base}{TOKEN_PATH}', data=form, timeout=TIMEOUT_SECONDS)
            token = granted.json().get('access_token') if granted.ok else None
            if not token:
                return LmsAnswer(granted.status_code, f'The LMS gave no token: {granted.text[:SHOWN_CHARACTERS]}')
            headers = {'Authorization': f'JWT {token}'}
            response = requests.post(f'{base}{path}', json=body, headers=headers, timeout=TIMEOUT_SECONDS)
        except (requests.RequestException, AttributeError) as error:
            return LmsAnswer(None, f'The LMS cannot be reached: {error}')
        return LmsAnswer(response.status_code, response.text[:SHOWN_CHARACTERS])
