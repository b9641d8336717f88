"""What the page about one review shows: the evidence, the recording, the learner's history, and what can be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from edx_proctoring import constants, provider_gateway
from edx_proctoring.actions import reviews
from edx_proctoring.actions.attempt_status import Foreseen
from edx_proctoring.actions.second_review import Decision, verdict_after
from edx_proctoring.domain.rejection_reasons import REASONS, Told
from edx_proctoring.exam_room.addresses import timeline_path
from edx_proctoring.exam_room.consequences import Consequence, consequences, status_label
from edx_proctoring.exam_room.removed import removed_sentence
from edx_proctoring.lms import switches
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    SetAside,
)
from edx_proctoring.queries.attempts import list_attempts_of_learner, list_removed_attempts, list_status_changes
from edx_proctoring.queries.reviews import LocatedReview, list_archived, list_findings, state_of
from edx_proctoring.statuses import SoftwareSecureReviewStatus

MOST_FINDINGS: Final = 200
MOST_ATTEMPTS: Final = 20
MOST_EARLIER: Final = 20
MOST_CHANGES: Final = 50

VERDICTS: Final[dict[str, Promise]] = {
    # Translators: The verdict of a proctoring provider about an exam session.
    SoftwareSecureReviewStatus.clean: gettext_lazy('Clean'),
    # Translators: The verdict of a proctoring provider about an exam session.
    SoftwareSecureReviewStatus.violation: gettext_lazy('Rules violation'),
    # Translators: The verdict of a proctoring provider about an exam session.
    SoftwareSecureReviewStatus.suspicious: gettext_lazy('Suspicious'),
    # Translators: The verdict of a proctoring provider about an exam session.
    SoftwareSecureReviewStatus.not_reviewed: gettext_lazy('Not reviewed'),
}


class Finding(NamedTuple):
    """One finding. The positions are texts such as ``1:05:09``; empty if the provider gave none."""

    start: str
    stop: str
    text: str
    status: str
    unread: str


class Recording(NamedTuple):
    """The way to the recording, or a text that says why there is none."""

    url: str
    text: str


class Attempt(NamedTuple):
    """An attempt of the learner at the exam."""

    created: datetime
    started_at: datetime | None
    completed_at: datetime | None
    status: str
    is_reviewed_one: bool
    removed_at: datetime | None


class Change(NamedTuple):
    """A new status of the attempt; ``by`` is empty if no user of the site made the change."""

    at: datetime
    status: str
    by: str


class EarlierReview(NamedTuple):
    """A review that was replaced, or that never counted."""

    at: datetime
    verdict: str
    by: str
    reason: str
    set_aside: str


class Option(NamedTuple):
    """One of the two decisions, and what follows from it."""

    decision: Decision
    heading: str
    button: str
    consequences: list[Consequence]
    note: str
    """Why less follows than one might expect; mostly empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewPage:
    """Everything that the page shows."""

    course_id: str
    exam_name: str
    learner: str
    provider: str
    verdict: str
    decided_by: str
    decided_at: datetime | None
    reason: str
    told: Told
    """What the learner is told: the label of the reason, and the text."""
    attempt_status: str
    timeline_url: str
    """Empty if nothing is left of the attempt."""
    is_removed: bool
    received_at: datetime
    findings: list[Finding]
    findings_count: int
    findings_removed: str
    """When the descriptions were removed; mostly empty."""
    recording: Recording
    attempts: list[Attempt]
    changes: list[Change]
    earlier: list[EarlierReview]
    is_own: bool
    """Whether the reader is the learner, who decides nothing about themself."""
    options: list[Option]
    """Empty if there is nothing to decide."""
    state: str
    """Sent back with the decision, so that nobody decides about something that they have not read."""


def read_review(located: LocatedReview, user: Any, *, now: datetime) -> ReviewPage:
    """Return the page as this member of the staff sees it."""
    review, exam, attempt = located.review, located.exam, located.attempt
    learner = attempt.user if attempt else review.student
    findings = list_findings(review)
    shown = [_finding(row) for row in findings[:MOST_FINDINGS]]
    is_own = learner is not None and learner.id == user.id
    return ReviewPage(
        course_id=exam.course_id,
        exam_name=exam.exam_name,
        learner=learner.get_username() if learner else '',
        provider=_provider_name(exam),
        verdict=verdict_label(review.review_status),
        decided_by=review.reviewed_by.get_username() if review.reviewed_by else '',
        decided_at=review.modified if review.reviewed_by else None,
        reason=review.decision_reason or '',
        told=Told(reason_label(review.learner_reason or ''), review.learner_text or ''),
        attempt_status=status_label(attempt.status) if attempt else '',
        timeline_url=timeline_path(exam.course_id, attempt.id) if attempt else '',
        is_removed=located.is_archived or attempt is None,
        received_at=review.created,
        findings=shown,
        findings_count=findings.count(),
        findings_removed=_findings_removed(shown, review, now=now),
        recording=_recording(located, now=now),
        attempts=_attempts(learner, exam, attempt) if learner else [],
        changes=_changes(attempt) if attempt else [],
        earlier=[_earlier(row) for row in list_archived(review.attempt_code)[:MOST_EARLIER]],
        is_own=is_own,
        options=[] if is_own else _options(located, user, now=now),
        state=state_of(review, located.live_attempt),
    )


def verdict_label(verdict: str) -> str:
    """Return the verdict in the reader's language; one that is not known as it is."""
    return str(VERDICTS.get(verdict, verdict))


def reason_label(key: str) -> str:
    """Return the label of a reason for learners in the reader's language; one that is not known as it is."""
    return _(REASONS[key].label) if key in REASONS else key


def position(seconds: int) -> str:
    """Return a position in a recording, such as ``0:07`` or ``1:05:09``."""
    minutes, rest = divmod(max(seconds, 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02}:{rest:02}' if hours else f'{minutes}:{rest:02}'


def _provider_name(exam: Any) -> str:
    provider = provider_gateway.find_provider(exam)
    return provider.verbose_name if provider else exam.backend or ''


def _finding(row: ProctoredExamSoftwareSecureComment) -> Finding:
    is_timed = bool(row.start_time or row.stop_time or row.duration)
    stop = row.stop_time or row.start_time + row.duration
    return Finding(
        start=position(row.start_time) if is_timed else '',
        stop=position(stop) if is_timed and stop > row.start_time else '',
        text=row.comment,
        status=row.status,
        unread=row.unread or '',
    )


def _findings_removed(findings: Sequence[Finding], review: Any, *, now: datetime) -> str:
    if not findings or any(finding.text or finding.unread for finding in findings):
        return ''
    return removed_sentence('review_comments', review.created, now=now)


def _recording(located: LocatedReview, *, now: datetime) -> Recording:
    """Return the way to the recording, which leads through the provider's dashboard: the link itself is never shown."""
    review, exam, attempt = located.review, located.exam, located.attempt
    provider = provider_gateway.find_provider(exam)
    external_id = attempt.external_id if attempt else None
    if provider is None or not external_id:
        return Recording('', _('There is no recording to open.'))
    is_stored = review.find_video_link() is not None
    if is_stored and not switches.is_on(constants.REDS_API_REDIRECT) and not provider.has_dashboard:
        text = _(
            'A recording is stored. This site has not turned on the switch {switch}, which lets course staff open it.'
        )
        return Recording('', text.format(switch=constants.REDS_API_REDIRECT))
    if not (is_stored or provider.has_dashboard):
        is_emptied = review.is_video_link_emptied
        removed = removed_sentence('recording_links', review.modified, now=now) if is_emptied else ''
        return Recording('', removed or _('The provider has sent no link to a recording.'))
    try:
        path = reverse('edx_proctoring:instructor_dashboard_exam', args=[exam.course_id, exam.id])
    except NoReverseMatch:
        return Recording('', _('There is no recording to open.'))
    text = _("Open the session in the provider's dashboard") if provider.has_dashboard else _('Watch the recording')
    return Recording(f'{path}?{urlencode({"attempt": external_id})}', text)


def _attempts(learner: Any, exam: Any, reviewed: ProctoredExamStudentAttempt | None) -> list[Attempt]:
    live = [(row, None) for row in list_attempts_of_learner(learner.id, exam.id)[:MOST_ATTEMPTS]]
    removed = [(row, row.history_date) for row in list_removed_attempts(learner.id, exam.id)[:MOST_ATTEMPTS]]
    return [
        Attempt(
            created=row.created,
            started_at=row.started_at,
            completed_at=row.completed_at,
            status=status_label(row.status),
            is_reviewed_one=reviewed is not None and row.id == reviewed.id,
            removed_at=removed_at,
        )
        for row, removed_at in [*live, *removed]
    ]


def _changes(attempt: ProctoredExamStudentAttempt) -> list[Change]:
    return [
        Change(row.history_date, status_label(row.status), row.history_user.get_username() if row.history_user else '')
        for row in list_status_changes(attempt.id)[-MOST_CHANGES:]
    ]


def _earlier(row: ProctoredExamSoftwareSecureReviewHistory) -> EarlierReview:
    return EarlierReview(
        at=row.created,
        verdict=verdict_label(row.review_status),
        by=row.reviewed_by.get_username() if row.reviewed_by else '',
        reason=row.decision_reason or '',
        set_aside=str(SetAside(row.set_aside).label) if row.set_aside in SetAside.values else row.set_aside or '',
    )


def _options(located: LocatedReview, user: Any, *, now: datetime) -> list[Option]:
    review, attempt = located.review, located.live_attempt
    if attempt is None or not reviews.awaits_person(review, attempt):
        return []
    texts = {
        Decision.CONFIRM: (_('Confirm the verdict'), _('Confirm: the session did not pass')),
        Decision.OVERRULE: (_('Overrule the verdict'), _('Overrule: the session passed')),
    }
    options = []
    for decision in Decision:
        foreseen = reviews.foresee(review, attempt, verdict_after(review, decision), by=user, now=now)
        options.append(Option(decision, *texts[decision], consequences(attempt, foreseen), _note(foreseen)))
    return options


def _note(foreseen: Foreseen) -> str:
    if foreseen.counts:
        return ''
    return _("The learner's other attempts at this exam keep this one from changing more.")
