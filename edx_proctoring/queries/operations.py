"""Reading what operators watch: what stands still, and what does not fit together.

Each function makes the same number of queries for one row and for a thousand; those that compare the codes of attempts
in two tables make more for more.
"""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import Count, Max, Min, QuerySet

from edx_proctoring.domain.attempt_lifecycle import PRE_STARTED
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.attempt_codes import ids_without
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

MOST_NAMED: Final = 10
CLOCKS: Final = {
    'postgresql': 'SELECT clock_timestamp()',
    'mysql': 'SELECT UTC_TIMESTAMP(6)',
    'sqlite': "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')",
}


class Found(NamedTuple):
    """How many rows there are, and the ids of the oldest of them."""

    total: int
    ids: tuple[int, ...]


def find_never_started(*, before: datetime) -> Found:
    """Return the attempts that were created before that moment and whose clock never started."""
    return _found(Attempt.objects.filter(status__in=PRE_STARTED, created__lt=before))


def find_without_review(*, before: datetime, except_of: Collection[str]) -> Found:
    """Return the supervised attempts that were submitted before that moment and have no review.

    ``except_of`` names the providers that don't send reviews.
    """
    submitted = Attempt.objects.filter(status=Status.submitted, taking_as_proctored=True, completed_at__lt=before)
    awaiting = submitted.exclude(proctored_exam__backend__in=except_of)
    return _collected(ids_without(awaiting, Review.objects))


def find_waiting_for_second_review(*, before: datetime) -> Found:
    """Return the attempts that wait for a person's decision and that nobody has changed since that moment."""
    return _found(Attempt.objects.filter(status=Status.second_review_required, modified__lt=before))


def find_duplicates() -> Found:
    """Return learners with several attempts at one exam, none of which replaced another; ids of the first of each.

    The database prevents new ones, but some may be older than that constraint (migration 0027).
    """
    standing = Attempt.objects.filter(is_sample_attempt=False, resumed=False).exclude(status=Status.onboarding_reset)
    pairs = standing.order_by().values('user_id', 'proctored_exam_id').annotate(count=Count('id'), first=Min('id'))
    several = pairs.filter(count__gt=1)
    return Found(several.count(), tuple(several.order_by('first').values_list('first', flat=True)[:MOST_NAMED]))


def find_reviews_of_nothing() -> Found:
    """Return the reviews of attempts that have neither a row nor a history."""
    return _collected(ids_without(Review.objects.all(), Attempt.objects, Attempt.history))


def list_video_links(limit: int) -> list[Review]:
    """Return the newest reviews with a video link, each with its exam."""
    return list(
        Review.objects.exclude(encrypted_video_url=None)
        .exclude(exam=None)
        .select_related('exam')
        .defer('raw_data')
        .order_by('-id')[:limit]
    )


def count_attempts_by_status() -> dict[str, int]:
    """Return how many attempts there are, by status."""
    rows = Attempt.objects.order_by('status').values('status').annotate(count=Count('id'))
    return {row['status']: row['count'] for row in rows}


def count_active_exams_by_backend() -> dict[str | None, int]:
    """Return how many active supervised exams each backend has; None stands for the default one."""
    rows = ProctoredExam.objects.filter(is_active=True, is_proctored=True)
    counted = rows.order_by('backend').values('backend').annotate(count=Count('id'))
    return {row['backend']: row['count'] for row in counted}


def list_missing_migrations() -> list[str]:
    """Return the names of the app's migrations that are not applied in the database."""
    loader = MigrationLoader(connection)
    missing = loader.graph.nodes.keys() - loader.applied_migrations.keys()
    return sorted(name for app, name in missing if app == 'edx_proctoring')


def answer_of_database() -> bool:
    """Return True, or raise ``django.db.Error`` if the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT 1')
        return bool(cursor.fetchone())


def clock_of_database() -> datetime | None:
    """Return the database's current time; None for a kind of database that can't be asked."""
    statement = CLOCKS.get(connection.vendor)
    if statement is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(statement)
        found: Any = cursor.fetchone()[0]
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def latest_start() -> datetime | None:
    """Return the latest time at which a web server says that it started an attempt's clock; None without attempts."""
    latest: datetime | None = Attempt.objects.aggregate(latest=Max('started_at'))['latest']
    return latest


def _collected(ids: Iterable[int]) -> Found:
    found = list(ids)
    return Found(len(found), tuple(found[:MOST_NAMED]))


def _found(rows: QuerySet[Any]) -> Found:
    return Found(rows.count(), tuple(rows.order_by('id').values_list('id', flat=True)[:MOST_NAMED]))
