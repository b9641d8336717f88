"""Reading what happened to one attempt, also after it was removed."""

from typing import Any, NamedTuple

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from edx_proctoring.domain.timeline import (
    REMOVED,
    Entry,
    in_order,
    of_allowances,
    of_attempts,
    of_grants,
    of_incidents,
    of_received,
    of_reopenings,
    of_reviews,
)
from edx_proctoring.domain.timeline_notes import of_entry_events, of_jobs, of_notes
from edx_proctoring.models import (
    AttemptNote,
    Delivery,
    EntryEvent,
    IncidentAttempt,
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    Reopening,
    TimeGrant,
)
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.queries.usernames import username_of

Attempt = ProctoredExamStudentAttempt
UNREAD = ('raw_data', 'encrypted_video_url')  # of reviews


class LocatedAttempt(NamedTuple):
    """An attempt with its exam and learner; a removed one is in its last state, and is no row."""

    attempt: Attempt
    is_removed: bool

    @property
    def exam(self) -> ProctoredExam:
        """The exam."""
        return self.attempt.proctored_exam


def locate_attempt(attempt_id: int) -> LocatedAttempt | None:
    """Return the attempt with this id, or None.

    A removed attempt whose exam or learner was deleted is not found: their deletion removed the rest of its data.
    """
    attempt = find_attempt(attempt_id)
    if attempt is not None:
        return LocatedAttempt(attempt, is_removed=False)
    rows = Attempt.history.filter(id=attempt_id, history_type=REMOVED).select_related('proctored_exam', 'user')
    last = rows.order_by('-history_id').first()
    if last is None or last.proctored_exam is None or last.user is None:
        return None
    # Not ``last.instance``, which looks for what the history leaves out.
    attempt = Attempt(**{field.attname: getattr(last, field.attname) for field in last.tracked_fields})
    attempt.proctored_exam, attempt.user = last.proctored_exam, last.user
    return LocatedAttempt(attempt, is_removed=True)


def read_timeline(attempt: Attempt) -> list[Entry]:
    """Return everything that is stored about what happened to the attempt, oldest first, in twelve statements.

    The database compares no codes: its tables may have different collations.
    """
    learner_at_exam = {'user_id': attempt.user_id, 'proctored_exam_id': attempt.proctored_exam_id}
    history = list(Attempt.history.filter(**learner_at_exam).select_related('history_user').order_by('history_id'))
    codes = {row.attempt_code for row in history if row.id == attempt.id} | {attempt.attempt_code}
    of_codes = {'attempt_code__in': sorted(code for code in codes if code)}
    allowances = ProctoredExamStudentAllowance.objects.filter(**learner_at_exam)
    former_allowances = ProctoredExamStudentAllowanceHistory.objects.filter(**learner_at_exam).order_by('id')
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(**of_codes)
    archived = ProctoredExamSoftwareSecureReviewHistory.objects.filter(**of_codes).order_by('id')
    reopenings = list(_reopenings(attempt.id))
    current = {review.attempt_code: review for review in reviews.select_related('reviewed_by').defer(*UNREAD)}
    return in_order(
        [
            *of_attempts(history, attempt, reopenings),
            *of_allowances(allowances, former_allowances),
            *of_grants(_grants(attempt.id)),
            *of_incidents(_incidents(attempt.id)),
            *of_reopenings(reopenings),
            *of_notes(_notes(attempt.id)),
            *of_entry_events(_entry_events(attempt)),
            *of_received(_received(of_codes)),
            *of_reviews(current, archived.select_related('reviewed_by').defer(*UNREAD)),
            *of_jobs(_jobs(attempt.id)),
        ]
    )


def _grants(attempt_id: int) -> QuerySet[TimeGrant]:
    names = {'granter': username_of('granted_by_id'), 'reverter': username_of('reverted_by_id')}
    return TimeGrant.objects.filter(attempt_id=attempt_id).annotate(**names).order_by('id')


def _incidents(attempt_id: int) -> QuerySet[IncidentAttempt]:
    """Return what was done for the attempt because of incidents."""
    names = {
        'recorder': username_of('incident__recorded_by_id'),
        'reverter': username_of('incident__reverted_by_id'),
    }
    rows = IncidentAttempt.objects.filter(attempt_id=attempt_id, treated_at__isnull=False, refusal='')
    return rows.select_related('incident').annotate(**names).order_by('id')


def _reopenings(attempt_id: int) -> QuerySet[Reopening]:
    names = {'reopener': username_of('reopened_by_id'), 'reverter': username_of('reverted_by_id')}
    return Reopening.objects.filter(attempt_id=attempt_id).annotate(**names).order_by('id')


def _notes(attempt_id: int) -> QuerySet[AttemptNote]:
    return (
        AttemptNote.objects.filter(attempt_id=attempt_id).annotate(writer=username_of('written_by_id')).order_by('id')
    )


def _entry_events(attempt: Attempt) -> QuerySet[EntryEvent]:
    """Return what happened at the entrance during the attempt, and on the way to it.

    What belongs to no attempt, such as a wrong access code, led to the next one that was created; it is told of the
    learner's last attempt if none was.
    """
    events = EntryEvent.objects.filter(exam_id=attempt.proctored_exam_id, user_id=attempt.user_id)
    others = Attempt.objects.filter(proctored_exam_id=attempt.proctored_exam_id, user_id=attempt.user_id).order_by()
    led_to_earlier = others.filter(id__lt=attempt.id, created__gt=OuterRef('at'))
    on_the_way = Q(at__lt=attempt.created) & ~Exists(led_to_earlier)
    afterward = Q(at__gte=attempt.created) & ~Exists(others.filter(id__gt=attempt.id))
    own = events.filter(Q(attempt_id=attempt.id) | Q(attempt_id=None) & (on_the_way | afterward))
    return own.annotate(doer=username_of('by_id')).order_by('id')


def _received(of_codes: dict[str, Any]) -> QuerySet[ReceivedReview]:
    has_payload = ExpressionWrapper(~Q(payload=''), output_field=BooleanField())
    rows = ReceivedReview.objects.filter(**of_codes).annotate(has_payload=has_payload, sender=username_of('sender_id'))
    return rows.defer('payload').order_by('id')


def _jobs(attempt_id: int) -> QuerySet[Delivery]:
    """Return the jobs about the attempt, whatever their destination."""
    return Delivery.objects.filter(stream__startswith=f'attempt:{attempt_id}:').defer('payload').order_by('id')
