"""Reviews as RPNow delivers them, and what becomes of the attempt."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core import mail
from django.test import Client

from edx_proctoring.actions import received_reviews
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory

Attempt = ProctoredExamStudentAttempt
FINDING = {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
# The effects of one review that finds nothing.
ONCE = (Status.verified, 1, 1, 0, 2, 1)


def submitted_attempt() -> Attempt:
    """An attempt at RPNow that waits for its review."""
    fields = {'status': Status.submitted, 'completed_at': '2030-01-15T11:00:00Z', 'external_id': 'L-1'}
    return AttemptFactory(proctored_exam__backend='rpnow4', **fields)


def payload_of(attempt: Attempt, status: str = 'Clean', **changes: Any) -> dict[str, Any]:
    """What RPNow posts."""
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1'},
        'reviewStatus': status,
        'webCamComments': [FINDING],
        'videoReviewLink': 'https://video.example.com/1',
        **changes,
    }


def take(attempt: Attempt, payload: dict[str, Any], *, now: datetime) -> None:
    """As the anonymous address does."""
    received_reviews.take(attempt, payload, is_anonymous=True, is_archived=False, now=now)


def post(payload: dict[str, Any]) -> int:
    """Through that address."""
    address = '/api/edx_proctoring/proctoring_review_callback/'
    return Client(raise_request_exception=False).post(address, payload, content_type='application/json').status_code


def effects(attempt: Attempt) -> tuple[str, int, int, int, int, int]:
    """Status, reviews, findings, archived reviews, changes of the attempt, mails."""
    attempt.refresh_from_db()
    return (
        attempt.status,
        ProctoredExamSoftwareSecureReview.objects.count(),
        ProctoredExamSoftwareSecureComment.objects.count(),
        ProctoredExamSoftwareSecureReviewHistory.objects.count(),
        HistoricalProctoredExamStudentAttempt.objects.filter(id=attempt.id).count(),
        len(mail.outbox),
    )
