"""Storing reviews and drawing the consequences for the attempt."""

from copy import copy
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.urls import NoReverseMatch, reverse

from edx_proctoring import events, lms, outbox, provider_gateway
from edx_proctoring.actions import attempt_status, rejections
from edx_proctoring.actions.attempt_effects import ids_of
from edx_proctoring.actions.attempt_status import Change, Decider, Foreseen, Held, change_held, hold
from edx_proctoring.actions.review_rows import fill, keep_aside, replace_comments, says_the_same
from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.backends.review import Review
from edx_proctoring.conf import conf
from edx_proctoring.domain import review_outcome
from edx_proctoring.domain.rejection_reasons import FOUND_IN_REVIEW, Told
from edx_proctoring.domain.review_outcome import ReviewedAttempt, Verdict, outcome
from edx_proctoring.exceptions import (
    ProctoredExamReviewAlreadyExists,
    ReviewChangedException,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.lms import requests
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt, SetAside
from edx_proctoring.outbox import NewJob
from edx_proctoring.outbox.payloads import NotifySupport
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.queries.reviews import is_outdated, state_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry import metrics
from edx_proctoring.telemetry.correlation import correlated, get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

OUTCOMES: Final[dict[SetAside, metrics.ReviewOutcome]] = {SetAside.DECIDED: 'decided', SetAside.OUTDATED: 'outdated'}


@correlated
def record(
    attempt: ProctoredExamStudentAttempt,
    review: Review,
    *,
    is_archived: bool,
    reviewed_by: Any,
    now: datetime,
    digest: str | None = None,
) -> ProctoredExamSoftwareSecureReview:
    """Store the provider's review of an attempt, live or removed, and draw the consequences.

    Return the review that counts. Call it in a transaction. The same review again changes nothing. A changed one
    replaces verdict and comments; the old row is archived. A review that may not replace the stored one is archived
    itself and has no effect: a provider's after a person's, and one that was received before the one that already
    counts.

    ``reviewed_by`` is the staff member who decided, or None if only the provider did. ``digest`` is that of the
    received payload; without it, the review is the newest.

    Raises :class:`ProctoredExamReviewAlreadyExists` if the site does not let reviews be changed.
    """
    require_transaction()
    held = _hold(attempt, is_archived=is_archived)
    stored = _find_stored(attempt, is_attempt_held=held is not None)
    if stored and not conf.allow_review_updates:
        raise ProctoredExamReviewAlreadyExists(_('There is a review of this attempt already.'))
    key = provider_gateway.video_review_key(attempt.proctored_exam) if review.video_url else None
    if stored and says_the_same(stored, review, reviewed_by, key):
        log_intake(attempt, 'repeated')
        return stored
    why = _why_not(stored, reviewed_by, digest) if stored else None
    if stored and why:
        keep_aside(attempt, review, reviewed_by, key, why=why, is_attempt_active=held is not None)
        transaction.on_commit(partial(log_intake, attempt, OUTCOMES[why]))
        return stored
    row = stored or ProctoredExamSoftwareSecureReview(is_attempt_active=held is not None)
    fill(row, attempt, review, reviewed_by, key)
    judged = _judge(row, attempt, held)
    row.learner_reason = FOUND_IN_REVIEW if judged.is_rejection else None
    row.save_only()
    replace_comments(row, review, is_new=stored is None)
    _draw_consequences(row, judged, now=now)
    _notify_support(row, attempt, now=now)
    transaction.on_commit(partial(log_intake, attempt, 'changed' if stored else 'stored'))
    return row


@transactional
def decide(
    review: ProctoredExamSoftwareSecureReview,
    *,
    reviewed_by: Any,
    now: datetime,
    reason: str | None = None,
    seen: str | None = None,
    told: Told | None = None,
) -> None:
    """Make the verdict in ``review`` the decision of a member of the staff, and draw the consequences.

    The verdict, who decided, why, and what the learner is told are stored; what the provider found stays as it is
    stored. The attempt is locked first, as it is when a review comes in: if a decision and a review coincide, the
    decision counts, unless ``seen`` (:func:`state_of`, as the person saw it) says that they decided about something
    else.

    Raises :class:`ReviewChangedException` for that, and if the review was deleted in the meantime.
    """
    attempt, is_archived = locate_attempt_by_code(review.attempt_code)
    held = _hold(attempt, is_archived=is_archived) if attempt else None
    stored = ProctoredExamSoftwareSecureReview.objects.select_for_update().filter(pk=review.pk).first()
    if stored is None or (seen and seen != state_of(stored, held.attempt if held else None)):
        raise ReviewChangedException(_('This review has changed since you opened it. Nothing was saved.'))
    stored.review_status = review.review_status
    stored.reviewed_by = reviewed_by
    stored.decision_reason = reason
    stored.learner_reason, stored.learner_text = told or (None, None)
    stored.save_only()
    review.reviewed_by, review.decision_reason = reviewed_by, reason
    review.learner_reason, review.learner_text = stored.learner_reason, stored.learner_text
    if attempt is not None:
        if told:
            rejections.withdraw(attempt.id, now=now)
        _draw_consequences(stored, _judge(stored, attempt, held), now=now)


def awaits_person(review: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether a person may confirm or overrule the provider's verdict about this attempt, which is not removed.

    The rule is ``domain.review_outcome.awaits_person``.
    """
    return review_outcome.awaits_person(_reviewed(attempt, is_archived=False), _verdict(review, attempt))


def foresee(
    review: ProctoredExamSoftwareSecureReview,
    attempt: ProctoredExamStudentAttempt,
    review_status: str,
    *,
    by: Any,
    now: datetime,
) -> Foreseen:
    """Return what :func:`decide` would make of the attempt, with this verdict, as the decision of the user ``by``."""
    judged = copy(review)
    judged.review_status, judged.reviewed_by_id = review_status, by.id
    status = _outcome(judged, attempt, is_archived=False)
    if status is None or status == attempt.status:
        return Foreseen(attempt.status, [])
    return attempt_status.foresee(attempt, status, now=now)


@correlated
@transactional
def draw_consequences(review: ProctoredExamSoftwareSecureReview, *, now: datetime, again: bool = False) -> None:
    """Set the reviewed attempt to the status that follows from the stored review, and announce the review.

    ``again``: even if it already has that status, so that everything that follows from it is repeated.
    """
    attempt, is_archived = locate_attempt_by_code(review.attempt_code)
    if attempt is not None:
        held = _hold(attempt, is_archived=is_archived)
        _draw_consequences(review, _judge(review, attempt, held), now=now, again=again)


class _Judged(NamedTuple):
    """An attempt as its review found it, and the status that follows, if any; only a held attempt may be changed."""

    found: ProctoredExamStudentAttempt
    held: Held | None
    status: str | None
    may_change: bool

    @property
    def is_rejection(self) -> bool:
        """Whether the attempt is rejected because of the review."""
        return self.may_change and self.status == Status.rejected


def _judge(
    review: ProctoredExamSoftwareSecureReview, archived: ProctoredExamStudentAttempt, held: Held | None
) -> _Judged:
    """Return what the review makes of the held attempt, or of an archived one, whose status no longer changes."""
    found = copy(held.attempt) if held else archived
    status = _outcome(review, found, is_archived=held is None)
    return _Judged(found, held, status, held is not None and _may_change(review, found))


def _draw_consequences(
    review: ProctoredExamSoftwareSecureReview, judged: _Judged, *, now: datetime, again: bool = False
) -> None:
    # parity: the event tells the attempt as the review found it.
    found, held, status, may_change = judged
    if held and status and (again if status == found.status else may_change):
        by: Decider = 'provider' if review.reviewed_by_id is None else 'person'
        change_held(held, Change(status, attributed_to=review.reviewed_by, decided_by=by), now=now)
    fields = {'review_attempt_code': review.attempt_code, 'review_status': review.review_status}
    transaction.on_commit(partial(events.attempt_event, found, 'review_received', now=now, extra=fields))


def _may_change(review: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether the review may change the attempt's status: only a person changes what a person decided."""
    return review.reviewed_by_id is not None or not attempt.decided_by_person


def _find_stored(
    attempt: ProctoredExamStudentAttempt, *, is_attempt_held: bool
) -> ProctoredExamSoftwareSecureReview | None:
    """Return the review that counts, locked; the lock of a held attempt locks it, too."""
    reviews = ProctoredExamSoftwareSecureReview.objects
    stored = reviews.filter(attempt_code=attempt.attempt_code).first()
    return stored if stored is None or is_attempt_held else reviews.select_for_update().filter(pk=stored.pk).first()


def _why_not(stored: ProctoredExamSoftwareSecureReview, reviewed_by: Any, digest: str | None) -> SetAside | None:
    """Return why a review may not replace the stored one, or None if it may."""
    if stored.reviewed_by_id is not None and reviewed_by is None:
        return SetAside.DECIDED
    return SetAside.OUTDATED if digest and is_outdated(stored.attempt_code, digest) else None


def _hold(attempt: ProctoredExamStudentAttempt, *, is_archived: bool) -> Held | None:
    """Lock the attempt; return None for one that is archived, or that was removed and archived since it was read."""
    if is_archived:
        return None
    try:
        return hold(attempt)
    except StudentExamAttemptDoesNotExistsException:
        return None


@correlated
def log_intake(attempt: ProctoredExamStudentAttempt, outcome: metrics.ReviewOutcome) -> None:
    """Count a received review, and log it."""
    metrics.review_came(backend=attempt.proctored_exam.backend, outcome=outcome)
    log.info('Review processed: attempt=%s outcome=%s', attempt.id, outcome)


def _outcome(
    review: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt, *, is_archived: bool
) -> str | None:
    return outcome(_reviewed(attempt, is_archived=is_archived), _verdict(review, attempt))


def _reviewed(attempt: ProctoredExamStudentAttempt, *, is_archived: bool) -> ReviewedAttempt:
    return ReviewedAttempt(
        status=attempt.status,
        is_archived=is_archived,
        is_sample=attempt.is_sample_attempt,
        was_submitted=attempt.completed_at is not None
        or ProctoredExamStudentAttempt.history.filter(id=attempt.id, status=Status.timed_out).exists(),
        was_decided=bool(attempt.decided_by_person),
    )


def _verdict(review: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt) -> Verdict:
    return Verdict(
        review_status=review.review_status,
        is_passing=review.is_passing,
        is_by_person=review.reviewed_by_id is not None,
        needs_second_review=conf.require_failure_second_reviews,
        supports_onboarding=bool(provider_gateway.supports_onboarding(attempt.proctored_exam)),
    )


def _notify_support(
    row: ProctoredExamSoftwareSecureReview, attempt: ProctoredExamStudentAttempt, *, now: datetime
) -> None:
    """Ask support to look at a suspicious session, with the URL of the page where the review is decided."""
    request = requests.current_request()
    if not row.should_notify or request is None or not lms.is_offered('instructor'):
        return
    exam = attempt.proctored_exam
    url = request.build_absolute_uri(_review_path(row, exam.course_id))
    payload = NotifySupport(
        **ids_of(attempt), exam_name=exam.exam_name, review_status=row.review_status, review_url=url
    )
    outbox.record([NewJob(payload, attempt)], now=now)


def _review_path(row: ProctoredExamSoftwareSecureReview, course_id: str) -> str:
    """Return the path of the review's page in the exam room, or of the front page if the exam's key is of no course."""
    try:
        return reverse('edx_proctoring:exam_room_review', args=(course_id, row.pk))
    except NoReverseMatch:
        return '/'
