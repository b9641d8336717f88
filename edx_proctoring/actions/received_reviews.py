"""Reviews as they come in: stored first, and made a review of exactly once.

:func:`take` commits the payload under a digest of its content, then processes it. Making the review and marking the
payload as processed are one transaction, which begins by claiming the payload's row. So the same payload has one
effect, however often, late or simultaneously it comes: whoever comes second finds the row claimed, or waits for it.

What a failure or a crash leaves behind is a row that is not marked, which :func:`finish_pending` takes up. The order is
that of arrival: what came before something that was processed already is kept without effect (``actions.reviews``).
Where nothing can become of a payload any more it is given up: marked, with the reason, and the payload stays for a
person until :func:`forget_payloads`. The rows themselves, which are the memory of what came, are never deleted.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import Error, transaction
from django.db.models import QuerySet

from edx_proctoring import provider_gateway
from edx_proctoring.actions import reviews
from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.actions.statements import fits
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.backends.review import Review
from edx_proctoring.conf import conf
from edx_proctoring.domain.backoff import LEASE
from edx_proctoring.domain.nesting import is_too_deep
from edx_proctoring.exceptions import (
    InvalidInputException,
    ProctoredBaseException,
    ReviewTooLarge,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.models import ProctoredExamStudentAttempt, ReceivedReview
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.queries.reviews import find_trusted_reviewer
from edx_proctoring.telemetry.correlation import correlated, get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

LONGEST_ERROR: Final = 2000  # characters
FIRST_SERVER_ERROR: Final = 500


def canonical_json(payload: Mapping[str, Any]) -> str:
    """Return the payload as text that is the same for the same content, whatever the order of its keys.

    :raises InvalidInputException: it contains what JSON can't represent, such as an uploaded file, or is nested too
        deeply.
    """
    if is_too_deep(payload):
        raise InvalidInputException(_('The review is nested too deeply.'))
    try:
        return json.dumps(payload, sort_keys=True, separators=(',', ':'))
    except (TypeError, ValueError) as error:
        raise InvalidInputException(
            _('A review must be a JSON object of strings, numbers, lists, and objects.')
        ) from error


def digest_of(attempt_code: str | None, text: str) -> str:
    """Return the digest that identifies a payload about an attempt: 64 hex digits."""
    return hashlib.sha256(f'{attempt_code}\n{text}'.encode()).hexdigest()


@correlated
def take(
    attempt: ProctoredExamStudentAttempt,
    payload: Mapping[str, Any],
    *,
    is_anonymous: bool,
    is_archived: bool,
    now: datetime,
    sender_id: int | None = None,
) -> None:
    """Store the payload, and create the review unless that was already done. ``sender_id`` is the user who posted it.

    The payload is stored before it is processed. No transaction may be open that could undo that: Django raises
    ``RuntimeError``.

    :raises ProctoredBaseException: with a 4xx, for a payload that is not a review of this attempt; then nothing is
        stored. All other exceptions are failures after which the payload is pending.
    """
    text = canonical_json(payload)
    if len(text) > conf.review_most_bytes:
        raise ReviewTooLarge(_('The review is too large.'))
    _require_storable(text)
    received = ReceivedReview(
        digest=digest_of(attempt.attempt_code, text),
        attempt_code=attempt.attempt_code or '',
        is_anonymous=is_anonymous,
        sender_id=sender_id,
        payload=text,
        received_at=now,
    )
    with transaction.atomic(durable=True):
        ReceivedReview.objects.bulk_create([received], ignore_conflicts=True)
    try:
        _make_review(received, attempt, payload, is_archived=is_archived, now=now)
    except ProctoredBaseException as error:
        if error.http_status < FIRST_SERVER_ERROR:
            _waiting(received).filter(processed_at=None).delete()
            reviews.log_intake(attempt, 'refused')
        else:
            _note(received, error)
        raise
    except Exception as error:
        _note(received, error)
        raise


def finish_pending(*, failed: bool, now: datetime, limit: int = 1000) -> tuple[int, int]:
    """Process what was received and not processed, oldest first; return how many became reviews and how many did not.

    ``failed``: those that failed before; otherwise those that nobody processed, because the process was killed.
    """
    rows = ReceivedReview.objects.pending()
    rows = rows.exclude(error='') if failed else rows.filter(error='', received_at__lt=now - LEASE)
    return _try_all(rows[:limit], now=now)


def finish_selected(rows: QuerySet[ReceivedReview], *, now: datetime) -> tuple[int, int]:
    """Process those of the rows that are pending, or given up but not cleared; return both counts."""
    chosen = rows.order_by().values('pk')
    return _try_all(ReceivedReview.objects.exclude(payload='').filter(pk__in=chosen).order_by('id'), now=now)


def forget_payloads(*, now: datetime) -> int:
    """Clear payloads that did not become reviews, once they are older than the site keeps them; return how many.

    Payloads that are still waiting are given up. The rows are kept, so that what is sent again is recognized.
    """
    days = conf.received_review_days
    if days is None:
        return 0
    old = ReceivedReview.objects.came_before(now - timedelta(days=days))
    old.filter(processed_at=None).update(processed_at=now)
    return old.update(payload='', error='')


def _try_all(rows: Iterable[ReceivedReview], *, now: datetime) -> tuple[int, int]:
    results = [_try_again(received, now=now) for received in rows]
    return results.count(True), results.count(False)


def _try_again(received: ReceivedReview, *, now: datetime) -> bool:
    """Return whether it became a review. If it never can, it is given up; after any other failure it stays pending."""
    attempt, is_archived = locate_attempt_by_code(received.attempt_code)
    try:
        if attempt is None:
            raise StudentExamAttemptDoesNotExistsException(_('The attempt no longer exists.'))
        _make_review(received, attempt, json.loads(received.payload), is_archived=is_archived, now=now)
    except Exception as error:  # best effort: the row stays, with the reason
        log.exception('Received review %s could not be processed', received.digest)
        is_final = isinstance(error, ProctoredBaseException) and error.http_status < FIRST_SERVER_ERROR
        _note(received, error, given_up_at=now if is_final else None)
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
    """Create the review and mark the payload, both or neither; do nothing if it is marked already."""
    # Only providers that deliver without signing in are told whether the attempt was removed.
    archived = is_archived if received.is_anonymous else None
    review = provider_gateway.read_review(attempt, payload, is_archived=archived)
    _require_storable(review.raw_data)
    reviewed_by = None
    if not received.is_anonymous:
        named = review.reviewed_by_email
        reviewed_by = find_trusted_reviewer(named, attempt.proctored_exam, sender_id=received.sender_id)
        if not is_archived:
            attempt = _settled(attempt, now=now)
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
    """Store the review and return True, or return False if it was stored before, that is, its payload is cleared."""
    if not _waiting(received).update(processed_at=now, payload='', error=''):
        return False
    reviews.record(attempt, review, is_archived=is_archived, reviewed_by=reviewed_by, now=now, digest=received.digest)
    return True


def _settled(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> ProctoredExamStudentAttempt:
    """Return the attempt, ended if its time is over, or unchanged if it was removed: its review is kept, too."""
    try:
        return settle(attempt, now=now)
    except StudentExamAttemptDoesNotExistsException:
        return attempt


def _require_storable(text: str) -> None:
    if not fits(text):
        raise ReviewTooLarge(_('The review is too large for the database of this site.'))


def _waiting(received: ReceivedReview) -> Any:
    """Return the row as a queryset, empty if its payload was processed or cleared."""
    return ReceivedReview.objects.filter(digest=received.digest).exclude(payload='')


def _note(received: ReceivedReview, error: Exception, *, given_up_at: datetime | None = None) -> None:
    """Record why the payload did not become a review; if even that fails, it is pending without a reason."""
    reason = f'{type(error).__name__}: {error}'[:LONGEST_ERROR]
    try:
        _waiting(received).update(error=reason, processed_at=given_up_at)
    except Error:
        log.exception('The error of received review %s could not be stored', received.digest)
