"""Reviews as they come in: stored first, and made a review of exactly once.

:func:`take` commits the payload under a digest of its content, then processes it. Making the review and marking the
payload as processed are one transaction, which begins by claiming the payload's row. So the same payload has one
effect, however often, late or simultaneously it comes: whoever comes second finds the row claimed, or waits for it.

What a failure or a crash leaves behind is a row that is not marked, which :func:`finish_pending` takes up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import Error
from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from edx_proctoring import provider_gateway
from edx_proctoring.actions import reviews
from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.backends.review import Review
from edx_proctoring.conf import conf
from edx_proctoring.correlation import correlated, get_logger
from edx_proctoring.exceptions import (
    InvalidInputException,
    ProctoredBaseException,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.models import ProctoredExamStudentAttempt, ReceivedReview
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.queries.reviews import find_trusted_reviewer

log = get_logger(__name__)

LEASE: Final = timedelta(minutes=1)  # who received a payload has it for that long before another takes it up
LONGEST_ERROR: Final = 2000  # characters
FIRST_SERVER_ERROR: Final = 500


def canonical_json(payload: Mapping[str, Any]) -> str:
    """The payload as text that is the same for the same content, whatever the order of its keys.

    :raises InvalidInputException: it holds what JSON has no form for, such as an uploaded file, or is nested too deep.
    """
    try:
        return json.dumps(payload, sort_keys=True, separators=(',', ':'))
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidInputException(_('A review is a JSON object of texts, numbers, lists and objects.')) from error


def digest_of(attempt_code: str | None, text: str) -> str:
    """What a payload about an attempt is known by: 64 hex digits."""
    return hashlib.sha256(f'{attempt_code}\n{text}'.encode()).hexdigest()


@correlated
def take(
    attempt: ProctoredExamStudentAttempt,
    payload: Mapping[str, Any],
    *,
    is_anonymous: bool,
    is_archived: bool,
    now: datetime,
) -> None:
    """Store the payload, and make the review of it if that was not done yet.

    Call it outside a transaction: afterwards the payload is there, unless it is refused.

    :raises ProctoredBaseException: with a 4xx, for a payload that is no review of this attempt; nothing is kept then.
        All other exceptions are failures after which the payload is pending.
    """
    text = canonical_json(payload)
    received = ReceivedReview(
        digest=digest_of(attempt.attempt_code, text),
        attempt_code=attempt.attempt_code or '',
        is_anonymous=is_anonymous,
        payload=text,
        received_at=now,
    )
    ReceivedReview.objects.bulk_create([received], ignore_conflicts=True)
    try:
        _make_review(received, attempt, payload, is_archived=is_archived, now=now)
    except ProctoredBaseException as error:
        if error.http_status < FIRST_SERVER_ERROR:
            _unprocessed(received).delete()
            reviews.log_intake(attempt, 'refused')
        else:
            _note(received, error)
        raise
    except Exception as error:
        _note(received, error)
        raise


def finish_pending(*, failed: bool, now: datetime, limit: int = 1000) -> tuple[int, int]:
    """Process what was received and not processed, oldest first; how many became reviews and how many did not.

    ``failed``: those that failed before; otherwise those that nobody came to process, because the process was killed.
    One that is refused now counts as failed and stays, with the reason, for a person to read.
    """
    rows = ReceivedReview.objects.pending()
    rows = rows.exclude(error='') if failed else rows.filter(error='', received_at__lt=now - LEASE)
    return _try_all(rows[:limit], now=now)


def finish_selected(rows: QuerySet[ReceivedReview], *, now: datetime) -> tuple[int, int]:
    """The same for those of these rows that are pending."""
    return _try_all(rows.filter(pk__in=ReceivedReview.objects.pending().values('pk')), now=now)


def count_pending() -> tuple[int, int]:
    """How many payloads are pending, and how many of them failed."""
    pending = ReceivedReview.objects.pending()
    return pending.count(), pending.exclude(error='').count()


def forget_processed(*, now: datetime) -> int:
    """Delete the rows of payloads that became reviews longer ago than the site wants to know them; how many."""
    days = conf.received_review_days
    if days is None:
        return 0
    return ReceivedReview.objects.done_before(now - timedelta(days=days)).delete()[0]


def _try_all(rows: Iterable[ReceivedReview], *, now: datetime) -> tuple[int, int]:
    results = [_try_again(received, now=now) for received in rows]
    return results.count(True), results.count(False)


def _try_again(received: ReceivedReview, *, now: datetime) -> bool:
    attempt, is_archived = locate_attempt_by_code(received.attempt_code)
    try:
        if attempt is None:
            raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt any more.'))
        _make_review(received, attempt, json.loads(received.payload), is_archived=is_archived, now=now)
    except Exception as error:  # best effort: the row stays, with the reason
        log.exception('Received review %s could not be processed', received.digest)
        _note(received, error)
        return False
    return True


def _make_review(
    received: ReceivedReview,
    attempt: ProctoredExamStudentAttempt,
    payload: Mapping[str, Any],
    *,
    is_archived: bool,
    now: datetime,
) -> None:
    """Make the review and mark the payload, both or neither; nothing if it is marked already."""
    # Only providers that deliver without signing in are told whether the attempt was removed.
    told = is_archived if received.is_anonymous else None
    review = provider_gateway.read_review(attempt, payload, is_archived=told)
    reviewed_by = None
    if not received.is_anonymous:
        reviewed_by = find_trusted_reviewer(review.reviewed_by_email, attempt.proctored_exam.course_id)
        if not is_archived:
            attempt = settle(attempt, now=now)
    if not _record_once(received, attempt, review, is_archived=is_archived, reviewed_by=reviewed_by, now=now):
        reviews.log_intake(attempt, 'repeated')


@transactional
def _record_once(
    received: ReceivedReview,
    attempt: ProctoredExamStudentAttempt,
    review: Review,
    *,
    is_archived: bool,
    reviewed_by: Any,
    now: datetime,
) -> bool:
    """Whether the review was stored; it was before if the payload is marked already."""
    if not _unprocessed(received).update(processed_at=now, payload='', error=''):
        return False
    reviews.record(attempt, review, is_archived=is_archived, reviewed_by=reviewed_by, now=now)
    return True


def _unprocessed(received: ReceivedReview) -> Any:
    return ReceivedReview.objects.filter(digest=received.digest, processed_at=None)


def _note(received: ReceivedReview, error: Exception) -> None:
    """Write down why the payload is still pending; where even that fails, it is pending without a reason."""
    try:
        _unprocessed(received).update(error=f'{type(error).__name__}: {error}'[:LONGEST_ERROR] or 'failed')
    except Error:
        log.exception('Why received review %s failed could not be stored', received.digest)
