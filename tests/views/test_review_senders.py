"""Whose reviews are taken without a login, and how a signature is compared."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.models import ProctoredExamSoftwareSecureReview
from edx_proctoring.security.crypto import is_review_signature, review_signature
from tests.factories import AttemptFactory
from tests.views.conftest import Unchanged

CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
SIGNED_AT = 1_893_499_200
FACTS = {'now': SIGNED_AT, 'seconds': 300}


@pytest.mark.deviation('S7')
@pytest.mark.parametrize('backend', ['test', 'mock', 'null', 'unknown'])
def test_a_learner_does_not_verify_their_own_attempt_at_another_kind_of_provider(
    backend: str, learner: User, as_nobody: APIClient, unchanged: Unchanged
) -> None:
    """Only providers whose service can't log in post without one; the learner reads the code in their own JSON."""
    attempt = AttemptFactory(
        user=learner, proctored_exam__backend=backend, status='submitted', completed_at='2030-01-15T11:00:00Z'
    )
    metadata = {'examCode': attempt.attempt_code, 'ssiRecordLocator': attempt.external_id}
    forms: list[dict[str, Any]] = [
        {'reviewStatus': 'Clean', 'webCamComments': []},
        {'status': 'passed', 'comments': []},
    ]
    for form in forms:
        body = json.dumps({'examMetaData': metadata, **form})
        with unchanged():
            answer: Any = as_nobody.generic('POST', CALLBACK, body, content_type='application/json')
            assert answer.status_code == 400
    attempt.refresh_from_db()
    assert attempt.status == 'submitted'


class Claiming(SoftwareSecureBackendProvider):
    """A plug-in of the kind whose service says who of the staff has reviewed."""

    def on_review_callback(self, attempt: Any, payload: Any) -> Any:
        return {**super().on_review_callback(attempt, payload), 'reviewed_by': payload['reviewer']}


@pytest.mark.deviation('S8')
def test_without_a_login_nobody_is_believed_to_have_reviewed_whatever_the_plug_in_reads(
    learner: User, staff: User, as_nobody: APIClient, backends: dict[str, Any], settings: Any
) -> None:
    """Also where the site lists for that provider who may review: a name in a body is no login."""
    listed = {'REVIEWERS': {'claiming': [staff.email]}}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **listed}
    options: dict[str, Any] = settings.RPNOW_OPTIONS
    backends['claiming'] = Claiming(**options)
    attempt = AttemptFactory(
        user=learner, proctored_exam__backend='claiming', status='submitted', completed_at='2030-01-15T11:00:00Z'
    )
    metadata = {'examCode': attempt.attempt_code, 'ssiRecordLocator': attempt.external_id}
    body = {'examMetaData': metadata, 'reviewStatus': 'Suspicious', 'webCamComments': [], 'reviewer': staff.email}
    answer: Any = as_nobody.generic('POST', CALLBACK, json.dumps(body), content_type='application/json')
    assert answer.status_code == 200
    assert ProctoredExamSoftwareSecureReview.objects.get().reviewed_by is None
    attempt.refresh_from_db()
    assert attempt.status == 'second_review_required'


def test_signatures_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """How long the answer takes must tell neither how much of a guess was right nor with which key."""
    compared: set[tuple[Any, Any]] = set()
    compare = hmac.compare_digest

    def watch(one: Any, other: Any) -> bool:
        compared.add((one, other))
        return compare(one, other)

    monkeypatch.setattr('hmac.compare_digest', watch)
    right = review_signature(b'{}', 'first', signed_at=SIGNED_AT)
    other = review_signature(b'{}', 'second', signed_at=SIGNED_AT)
    guess = 'f' * 64
    for header in (right, f'{right},v1={guess}', f't={SIGNED_AT},v1={guess}'):
        is_right = header.startswith(right)
        assert is_review_signature(header, b'{}', ['first', 'second'], **FACTS) is is_right
    digests = [each.partition('v1=')[2] for each in (right, other)]
    assert compared == {(digest, presented) for digest in digests for presented in (digests[0], guess)}
