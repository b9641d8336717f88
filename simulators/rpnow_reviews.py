"""The review of a session, as RPNow posts it to the LMS."""

import json
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import requests

from edx_proctoring.security.crypto import review_signature
from simulators.reviews import SHOWN_CHARACTERS, TIMEOUT_SECONDS, Finding, LmsAnswer
from simulators.rpnow_inbox import Registration

REVIEW_STATUSES = ('Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed')
CALLBACK_PATH = '/api/edx_proctoring/proctoring_review_callback/'


@dataclass(frozen=True)
class SessionReview:
    """A reviewer's verdict on one session. ``status`` is one of REVIEW_STATUSES; the LMS must refuse any other."""

    status: str
    web_cam_findings: Sequence[Finding] = ()
    desktop_findings: Sequence[Finding] = ()
    overall_comments: str = ''
    video_link: str = ''


def review_payload(registration: Registration, review: SessionReview) -> dict[str, object]:
    """Return the body of the callback: the keys that the LMS reads, and the others that RPNow is known to send."""
    body = registration.body
    payload: dict[str, object] = {
        'examDate': registration.received_at,
        'examProcessingStatus': 'Review Completed',
        'examTakerEmail': registration.extra_value('email') or '',
        'examTakerFirstName': registration.extra_value('firstName'),
        'examTakerLastName': registration.extra_value('lastName'),
        'keySetVersion': '',
        'examApiData': body,
        'overAllComments': review.overall_comments,
        'reviewStatus': review.status,
        'userPhotoBase64String': '',
        'examMetaData': {
            'examCode': registration.exam_code,
            'examName': body['examName'],
            'examSponsor': body['examSponsor'],
            'organization': body['organization'],
            'reviewedExam': str(body['reviewedExam']).lower(),
            'reviewerNotes': body['reviewerNotes'],
            'simulatedExam': 'true',
            'ssiExamToken': uuid.uuid4().hex.upper(),
            'ssiProduct': body['ssiProduct'],
            'ssiRecordLocator': registration.locator,
        },
        'desktopComments': _comments(review.desktop_findings, status=review.status),
        'webCamComments': _comments(review.web_cam_findings, status=review.status),
    }
    if review.video_link:
        payload['videoReviewLink'] = review.video_link
    return payload


def _comments(findings: Sequence[Finding], *, status: str) -> list[dict[str, object]]:
    return [
        {
            'comments': finding.text,
            'duration': finding.duration,
            'eventStart': finding.start,
            'eventFinish': finding.finish,
            'eventStatus': status,
        }
        for finding in findings
    ]


def post_review(lms_url: str, payload: dict[str, object], *, signature_key: str = '') -> LmsAnswer:
    """Deliver a review once, signed if there is a key. Never raises for what the LMS or the network does."""
    body = json.dumps(payload).encode()
    headers = {'Content-Type': 'application/json'}
    if signature_key:
        headers['X-Proctoring-Signature'] = review_signature(body, signature_key, signed_at=int(time.time()))
    try:
        response = requests.post(
            lms_url.rstrip('/') + CALLBACK_PATH, data=body, headers=headers, timeout=TIMEOUT_SECONDS
        )
    except requests.RequestException as error:
        return LmsAnswer(status=None, text=f'The LMS cannot be reached: {error}')
    return LmsAnswer(status=response.status_code, text=response.text[:SHOWN_CHARACTERS])
