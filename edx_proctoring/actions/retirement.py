"""Forgetting a learner: our tables are emptied of what is personal, and the providers are told to do the same.

The rows themselves stay, for statistics. Nothing is drawn from the change: no review workflow, no mail.
"""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from edx_proctoring import mailbox, provider_gateway
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.models import (
    Accommodation,
    AttemptNote,
    Delivery,
    EntryEvent,
    EntryPass,
    HistoricalProctoredExamStudentAttempt,
    Incident,
    IncidentAttempt,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    Reopening,
    SebConfiguration,
    TimeGrant,
)

EMPTY_RECEIVED_REVIEW = {'payload': '', 'error': ''}
EMPTY_REVIEW = {
    'raw_data': '',
    'encrypted_video_url': b'',
    'decision_reason': None,
    'learner_reason': None,
    'learner_text': None,
}
EMPTY_COMMENT = {'comment': '', 'status': '', 'unread': None}


@transactional
def retire_learner(user_id: int, *, now: datetime) -> None:
    """Clear the learner's allowances, the reviews of their attempts, including removed ones, and all archives of these.

    The reasons for their extra time, for reopened attempts and of incidents that hit them are cleared, too, and who
    approved extra time, and what staff wrote about their attempts and to them. So are addresses at entrances, and
    configurations of Safe Exam Browser.

    Deliveries about the learner that are waiting are still carried out. The errors recorded so far are cleared, because
    they may name the learner.
    """
    ProctoredExamStudentAllowance.objects.filter(user_id=user_id).update(value='', modified=now)
    ProctoredExamStudentAllowanceHistory.objects.filter(user_id=user_id).update(value='')
    TimeGrant.objects.filter(user_id=user_id).update(reason='')
    Reopening.objects.filter(user_id=user_id).update(reason='')
    notes = AttemptNote.objects.filter(user_id=user_id, kind__in=AttemptNote.IN_WORDS)
    mailbox.empty(set(notes.filter(kind=AttemptNote.MESSAGE).order_by().values_list('attempt_id', flat=True)))
    notes.update(text='')
    Accommodation.objects.filter(user_id=user_id).update(reason='', approved_by='')
    hit_by = IncidentAttempt.objects.filter(user_id=user_id).order_by().values_list('incident_id', flat=True)
    Incident.objects.filter(id__in=list(hit_by)).update(reason='')
    # Reviews are found by learner, and those that don't name one by the codes of the attempts, past ones included.
    codes = _attempt_codes(user_id)
    # Before the reviews: whoever makes one locks in this order.
    ReceivedReview.objects.filter(attempt_code__in=codes).update(**EMPTY_RECEIVED_REVIEW)
    about_learner = Q(student_id=user_id) | Q(attempt_code__in=codes)
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(about_learner)
    ProctoredExamSoftwareSecureComment.objects.filter(review__in=reviews.values('id')).update(**EMPTY_COMMENT)
    reviews.update(**EMPTY_REVIEW)
    ProctoredExamSoftwareSecureReviewHistory.objects.filter(about_learner).update(**EMPTY_REVIEW)
    EntryPass.objects.filter(user_id=user_id).update(place_address='')
    EntryEvent.objects.filter(user_id=user_id).update(address='', detail={})
    SebConfiguration.objects.filter(user_id=user_id).update(settings=b'', token_digest='')  # nosec B106 - none
    Delivery.objects.filter(payload__user_id=user_id).update(last_error='')


def retire_at_providers(user_id: int) -> dict[str | None, bool]:
    """Ask every provider of the learner's supervised attempts, including removed ones, to delete their data.

    Return whether each did, by backend name (None: exams that use the site's default). Providers that never hold any
    data are left out.
    """
    results = {backend: provider_gateway.retire_learner(backend, user_id) for backend in _backends(user_id)}
    return {backend: result for backend, result in results.items() if result is not None}


def _attempt_codes(user_id: int) -> set[str]:
    return {
        code for attempts in _attempts_ever(user_id) for code in attempts.values_list('attempt_code', flat=True) if code
    }


def _backends(user_id: int) -> list[str | None]:
    """Return the backends of all exams that the learner ever took as proctored, in that order."""
    return list(
        dict.fromkeys(
            backend
            for attempts in _attempts_ever(user_id)
            for backend in attempts.filter(taking_as_proctored=True, proctored_exam__id__isnull=False)
            .order_by('id')
            .values_list('proctored_exam__backend', flat=True)
        )
    )


def _attempts_ever(user_id: int) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """Return the learner's attempts, and the history of these and of removed ones."""
    return (
        ProctoredExamStudentAttempt.objects.filter(user_id=user_id),
        HistoricalProctoredExamStudentAttempt.objects.filter(user_id=user_id),
    )
