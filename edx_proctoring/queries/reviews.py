"""Reading reviews."""

from datetime import datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from edx_proctoring.character_sets import match_users
from edx_proctoring.conf import conf
from edx_proctoring.conf.conversions import as_tuple
from edx_proctoring.lms import instructor
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.queries.attempt_codes import ids_without
from edx_proctoring.queries.attempts import list_attempts, locate_attempt_by_code
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

Review = ProctoredExamSoftwareSecureReview
ReviewHistory = ProctoredExamSoftwareSecureReviewHistory

UNREAD_COMMENTS: Final = 'Unread Comments'  # a column of the report
ANYBODY: Final = '*'  # of the staff
MOST_CODES: Final = 500  # in one statement; SQLite takes 999 values


def find_review(attempt_code: str | None) -> Review | None:
    """Return the review of the attempt with this code, or None."""
    return Review.objects.filter(attempt_code=attempt_code).first() if attempt_code else None


class LocatedReview(NamedTuple):
    """A review with its exam and attempt; the attempt may be left in the history only, or nowhere."""

    review: Review
    exam: ProctoredExam
    attempt: ProctoredExamStudentAttempt | None
    is_archived: bool

    @property
    def live_attempt(self) -> ProctoredExamStudentAttempt | None:
        """The attempt, unless it was removed."""
        return None if self.is_archived else self.attempt


def locate_review(review_id: Any, course_id: str) -> LocatedReview | None:
    """Return the review with this id if its exam belongs to the course, or None."""
    review = Review.objects.select_related('exam', 'reviewed_by', 'student').filter(pk=review_id).first()
    if review is None:
        return None
    attempt, is_archived = locate_attempt_by_code(review.attempt_code)
    exam = review.exam or (attempt.proctored_exam if attempt else None)
    if exam is None or exam.course_id != course_id:
        return None
    return LocatedReview(review, exam, attempt, is_archived)


def state_of(review: Review, attempt: ProctoredExamStudentAttempt | None) -> str:
    """Return a short text that differs once the evidence, the verdict, the decision, or the attempt's status does.

    ``attempt`` is the reviewed one; None if it was removed.
    """
    facts = (review.raw_data, review.review_status, review.reviewed_by_id, attempt.status if attempt else None)
    return sha256(repr(facts).encode(errors='surrogatepass')).hexdigest()[:32]


def list_findings(review: Review) -> QuerySet[ProctoredExamSoftwareSecureComment]:
    """Return the findings of the review, by their position in the recording."""
    return ProctoredExamSoftwareSecureComment.objects.filter(review=review).order_by('start_time', 'stop_time', 'id')


def list_archived(attempt_code: str) -> QuerySet[ReviewHistory]:
    """Return the earlier states of the attempt's review and those without effect, newest first, without raw data."""
    archived = ReviewHistory.objects.filter(attempt_code=attempt_code).select_related('reviewed_by')
    return archived.defer('raw_data', 'encrypted_video_url').order_by('-id')


def list_waiting(course_id: str) -> QuerySet[Review]:
    """Return the reviews of the course whose attempts wait for a person's decision, oldest first, without raw data.

    They are those of the oldest ``MOST_CODES`` attempts. The database compares no codes: its tables may have
    different collations.
    """
    attempts = ProctoredExamStudentAttempt.objects.filter(
        proctored_exam__course_id=course_id, status=Status.second_review_required
    )
    codes = list(attempts.order_by('id').values_list('attempt_code', flat=True)[:MOST_CODES])
    waiting = Review.objects.filter(attempt_code__in=codes, exam__course_id=course_id)
    waiting = waiting.filter(reviewed_by__isnull=True).select_related('exam', 'student')
    return waiting.defer('raw_data', 'encrypted_video_url').order_by('modified', 'id')


def find_trusted_reviewer(email: str | None, exam: ProctoredExam, *, sender_id: int | None = None) -> Any:
    """Return the staff member that a review of the exam names; None for anybody who may not have made the decision.

    They must be active staff of the site or the course (deviation S8), and either have sent the review themselves, with
    the login ``sender_id``, or be listed by the site for the provider (``REVIEWERS``, deviation X40).
    """
    provider = exam.backend or conf.default_backend_name or ''
    listed = {str(name).casefold() for name in as_tuple(conf.reviewers.get(provider))}
    if not email or (sender_id is None and not listed):
        return None
    is_listed = ANYBODY in listed or email.casefold() in listed
    users = get_user_model().objects.filter(match_users(email, 'iexact', names=['email'])).order_by('id')
    return next(
        (
            user
            for user in users
            if (is_listed or user.id == sender_id)
            and user.is_active
            and user.email.casefold() == email.casefold()
            and instructor.is_course_or_global_staff(user, exam.course_id)
        ),
        None,
    )


def list_ids_modified(start: datetime, end: datetime) -> list[int]:
    """Return the ids of all reviews that were modified between the two moments, inclusive; oldest first."""
    return list(Review.objects.filter(modified__range=(start, end)).order_by('id').values_list('id', flat=True))


def list_ids_without_attempt(model: type[Review] | type[ReviewHistory]) -> list[int]:
    """Return the ids of reviews, or archived reviews, that count as active although no attempt has their code."""
    rows = model._default_manager.filter(is_attempt_active=True)
    return list(ids_without(rows, ProctoredExamStudentAttempt.objects.order_by()))


def is_outdated(attempt_code: str, digest: str) -> bool:
    """Return whether a payload that was received after the one with this digest has already been processed."""
    of_attempt = ReceivedReview.objects.filter(attempt_code=attempt_code)
    return of_attempt.filter(
        processed_at__isnull=False, payload='', id__gt=of_attempt.filter(digest=digest).order_by().values('id')[:1]
    ).exists()


def violation_report(course_id: Any, *, include_practice_exams: bool = False) -> list[dict[str, Any]]:
    """Return a row for each attempt of the course with its review and the reviewer's comments, by exam name.

    It takes three queries. Comments are in lists under ``'<comment status> Comments'``. Those that could not be read
    are under ``'Unread Comments'``, as JSON, if there are any. Without ``include_practice_exams``, attempts in practice
    exams are listed without their reviews (published: with it, only those had theirs; deviation I14). Attempts without
    a code count as one attempt.
    """
    attempts = {attempt.attempt_code: attempt for attempt in list_attempts(course_id)}
    found = Review.objects.filter(exam__course_id=str(course_id)).defer('raw_data', 'encrypted_video_url')
    if not include_practice_exams:
        found = found.filter(exam__is_practice_exam=False)
    reviews = {review.attempt_code: review for review in found if review.attempt_code in attempts}
    comments = _comments_by_review(reviews)
    rows = [_report_row(attempt, reviews.get(code or ''), comments) for code, attempt in attempts.items()]
    return sorted(rows, key=_exam_name)


def _comments_by_review(reviews: dict[str, Review]) -> dict[int, list[ProctoredExamSoftwareSecureComment]]:
    comments: dict[int, list[ProctoredExamSoftwareSecureComment]] = {review.id: [] for review in reviews.values()}
    for comment in ProctoredExamSoftwareSecureComment.objects.filter(review__in=comments).order_by('id'):
        comments[comment.review_id].append(comment)
    return comments


def _report_row(
    attempt: ProctoredExamStudentAttempt,
    review: Review | None,
    comments: dict[int, list[ProctoredExamSoftwareSecureComment]],
) -> dict[str, Any]:
    exam, user = attempt.proctored_exam, attempt.user
    row: dict[str, Any] = {
        'course_id': exam.course_id,
        'provider': exam.backend,
        'exam_name': exam.exam_name,
        'username': user.get_username(),
        'email': user.email,
        'attempt_code': attempt.attempt_code,
        'allowed_time_limit_mins': attempt.allowed_time_limit_mins,
        'is_sample_attempt': attempt.is_sample_attempt,
        'started_at': attempt.started_at,
        'completed_at': attempt.completed_at,
        'status': attempt.status,
        'review_status': review.review_status if review else None,
        'user_id': user.id,
    }
    for comment in comments[review.id] if review else ():
        row.setdefault(f'{comment.status} Comments', []).append(comment.comment)
        if comment.unread is not None:
            row.setdefault(UNREAD_COMMENTS, []).append(comment.unread)
    return row


def _exam_name(row: dict[str, Any]) -> str:
    return str(row['exam_name'])
