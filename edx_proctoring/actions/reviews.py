"""Storing reviews and drawing the consequences for the attempt."""

from copy import copy
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from edx_proctoring import events, lms, metrics, provider_gateway
from edx_proctoring.actions.attempt_effects import demand, find_learner
from edx_proctoring.actions.attempt_status import Held, change_held, hold
from edx_proctoring.actions.deliveries import Errand, kind
from edx_proctoring.actions.deliveries import record as record_demands
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.backends.review import Review
from edx_proctoring.conf import conf
from edx_proctoring.correlation import correlated, get_logger
from edx_proctoring.crypto import decode_and_decrypt, encrypt_and_encode
from edx_proctoring.domain.review_outcome import ReviewedAttempt, Verdict, outcome
from edx_proctoring.exceptions import ProctoredExamReviewAlreadyExists, StudentExamAttemptDoesNotExistsException
from edx_proctoring.lms import instructor, requests
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

log = get_logger(__name__)


@correlated
def record(
    attempt: ProctoredExamStudentAttempt, review: Review, *, is_archived: bool, reviewed_by: Any, now: datetime
) -> ProctoredExamSoftwareSecureReview:
    """Store the provider's review of an attempt, live or removed, and draw its consequences.

    Call it in a transaction. The same review once more changes nothing. A changed one replaces verdict and comments;
    the old row is archived. ``reviewed_by`` is the member of the staff who decided, None for the provider alone.

    Raises :class:`ProctoredExamReviewAlreadyExists` where the site does not let reviews be changed.
    """
    held = _hold(attempt, is_archived=is_archived)
    stored = ProctoredExamSoftwareSecureReview.objects.filter(attempt_code=attempt.attempt_code).first()
    if stored and not conf.allow_review_updates:
        raise ProctoredExamReviewAlreadyExists(_('There is a review of this attempt already.'))
    key = provider_gateway.video_review_key(attempt.proctored_exam) if review.video_url else None
    if stored and _says_the_same(stored, review, reviewed_by, key):
        log_intake(attempt, 'repeated')
        return stored
    row = stored or ProctoredExamSoftwareSecureReview(is_attempt_active=held is not None)
    _fill(row, attempt, review, reviewed_by, key)
    row.save_only()
    _replace_comments(row, review, is_new=stored is None)
    _draw_consequences(row, attempt, held, now=now)
    _notify_support(row, attempt, now=now)
    transaction.on_commit(partial(log_intake, attempt, 'changed' if stored else 'stored'))
    return row


@transactional
def decide(review: ProctoredExamSoftwareSecureReview, *, reviewed_by: Any, now: datetime) -> None:
    """A member of the staff decides: stores ``review`` as changed by him and draws the consequences."""
    review.reviewed_by = reviewed_by
    review.save_only()
    draw_consequences(review, now=now)


@correlated
@transactional
def draw_consequences(review: ProctoredExamSoftwareSecureReview, *, now: datetime, again: bool = False) -> None:
    """Bring the reviewed attempt to the status that the stored review makes of it, and announce the review.

    ``again``: also when it has that status already, so that all that follows from it is done once more.
    """
    attempt, is_archived = locate_attempt_by_code(review.attempt_code)
    if attempt is not None:
        _draw_consequences(review, attempt, _hold(attempt, is_archived=is_archived), now=now, again=again)


def _draw_consequences(
    review: ProctoredExamSoftwareSecureReview,
    archived: ProctoredExamStudentAttempt,
    held: Held | None,
    *,
    now: datetime,
    again: bool = False,
) -> None:
    """Do so for the attempt that the transaction holds, or for an archived one, of which nothing changes any more."""
    # parity: the event tells the attempt as the review found it.
    found = copy(held.attempt) if held else archived
    status = _outcome(review, found, is_archived=held is None)
    if held and status and (again or status != found.status):
        change_held(held, status, attributed_to=review.reviewed_by, now=now)
    facts = {'review_attempt_code': review.attempt_code, 'review_status': review.review_status}
    transaction.on_commit(partial(events.attempt_event, found, 'review_received', now=now, extra=facts))


def _hold(attempt: ProctoredExamStudentAttempt, *, is_archived: bool) -> Held | None:
    """Lock the attempt; None for one that is archived, or was removed and archived since it was read."""
    if is_archived:
        return None
    try:
        return hold(attempt)
    except StudentExamAttemptDoesNotExistsException:
        return None


@correlated
def log_intake(attempt: ProctoredExamStudentAttempt, outcome: metrics.ReviewOutcome) -> None:
    """Count a review that came in, and leave a line about it in the log."""
    metrics.review_came(backend=attempt.proctored_exam.backend, outcome=outcome)
    log.info('Review came: attempt=%s outcome=%s', attempt.id, outcome)


def _outcome(
    review: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt, *, is_archived: bool
) -> str | None:
    return outcome(
        ReviewedAttempt(
            status=attempt.status,
            is_archived=is_archived,
            is_sample=attempt.is_sample_attempt,
            was_submitted=attempt.completed_at is not None
            or ProctoredExamStudentAttempt.history.filter(id=attempt.id, status=Status.timed_out).exists(),
        ),
        Verdict(
            review_status=review.review_status,
            is_passing=review.is_passing,
            is_by_person=review.reviewed_by_id is not None,
            needs_second_review=conf.require_failure_second_reviews,
            supports_onboarding=bool(provider_gateway.supports_onboarding(attempt.proctored_exam)),
        ),
    )


def _says_the_same(
    stored: ProctoredExamSoftwareSecureReview, review: Review, reviewed_by: Any, video_key: str | None
) -> bool:
    return (
        stored.raw_data == review.raw_data
        and stored.review_status == review.status
        and stored.reviewed_by_id == (reviewed_by.id if reviewed_by else None)
        and (not video_key or _video_link(stored, video_key) == review.video_url)
    )


def _video_link(stored: ProctoredExamSoftwareSecureReview, key: str) -> str | None:
    """The link that is stored with a review; None without one, and where another key made it."""
    if not stored.encrypted_video_url:
        return None
    try:
        return decode_and_decrypt(bytes(stored.encrypted_video_url), bytes.fromhex(key)).decode()
    except ValueError:
        return None


def _fill(
    row: ProctoredExamSoftwareSecureReview,
    attempt: ProctoredExamStudentAttempt,
    review: Review,
    reviewed_by: Any,
    video_key: str | None,
) -> None:
    row.attempt_code = attempt.attempt_code or ''
    row.review_status = review.status
    row.raw_data = review.raw_data
    row.reviewed_by = reviewed_by
    row.student_id = attempt.user_id
    row.exam = attempt.proctored_exam
    if video_key and review.video_url:
        row.encrypted_video_url = encrypt_and_encode(review.video_url.encode(), bytes.fromhex(video_key))


def _replace_comments(row: ProctoredExamSoftwareSecureReview, review: Review, *, is_new: bool) -> None:
    if not is_new:
        row.proctoredexamsoftwaresecurecomment_set.all().delete()
    ProctoredExamSoftwareSecureComment.objects.bulk_create(
        ProctoredExamSoftwareSecureComment(
            review_id=row.id,
            start_time=finding.start,
            stop_time=finding.stop,
            duration=finding.duration,
            comment=finding.comment,
            status=finding.status,
        )
        for finding in review.comments
    )


def _notify_support(
    row: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt, *, now: datetime
) -> None:
    """Somebody must look at a suspicious session: support gets the address of the provider's dashboard for it."""
    request = requests.current_request()
    if not row.should_notify or request is None or not lms.is_offered('instructor'):
        return
    exam = attempt.proctored_exam
    path = reverse('edx_proctoring:instructor_dashboard_exam', args=(exam.course_id, exam.id))
    url = request.build_absolute_uri(f'{path}?{urlencode({"attempt": attempt.external_id or ""})}')
    facts = {'exam_name': exam.exam_name, 'review_status': row.review_status, 'review_url': url}
    record_demands([demand(attempt, 'notify_support', **facts)], now=now)


@kind('notify_support', 'lms', service='instructor')
def _send_support_notification(errand: Errand) -> None:
    learner = find_learner(errand)
    if learner is not None:
        instructor.notify_support(
            course_id=errand.payload['course_id'],
            exam_name=errand.payload['exam_name'],
            student_username=learner.username,
            review_status=errand.payload['review_status'],
            review_url=errand.payload['review_url'],
        )
