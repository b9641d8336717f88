"""Old data is emptied: what the setting names, of attempts that are settled, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.db import models

from edx_proctoring import tasks
from edx_proctoring.actions import retention
from edx_proctoring.conf.kinds import RETENTION_KINDS
from edx_proctoring.domain.retention import PARTS, kept_from
from edx_proctoring.models import (
    Accommodation,
    AttemptNote,
    EntryEvent,
    EntryPass,
    HistoricalProctoredExamStudentAttempt,
    Incident,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    Reopening,
    TimeGrant,
)
from edx_proctoring.queries.retention import AT_ONCE, UNSETTLED, iter_old
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import (
    AccommodationFactory,
    AttemptFactory,
    AttemptNoteFactory,
    CommentFactory,
    EntryEventFactory,
    IncidentFactory,
    ReceivedReviewFactory,
    ReopeningFactory,
    ReviewFactory,
    TimeGrantFactory,
    UsedPassFactory,
)
from tests.test_retirement_canary import dump

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Keep = Callable[..., None]
Change = tuple[str, str]
History = HistoricalProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview
DAYS = 100
DAY = timedelta(days=1)


@pytest.fixture
def keep(settings: Any) -> Keep:
    """``keep(raw_reviews=30)`` sets ``RETENTION``."""

    def set_days(**days: float | None) -> None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': days}

    return set_days


def fill(staff: User, moment: datetime, status: str = Status.rejected) -> ProctoredExamStudentAttempt:
    """An attempt with something in every column that can be emptied; all of it happened at that moment."""
    attempt = AttemptFactory(status=status, completed_at=moment)
    told = {'decision_reason': 'Seen.', 'learner_reason': 'left_view', 'learner_text': 'Away.'}
    review = ReviewFactory(
        attempt=attempt, raw_data='{"a": 1}', encrypted_video_url=b'sealed', reviewed_by=staff, **told
    )
    review.save_only()  # and archived
    finding = CommentFactory(review=review, comment='A phone', status='Suspicious', unread='{}')
    row = ReceivedReviewFactory(
        attempt=attempt, payload='', received_at=moment, processed_at=moment, sender_id=staff.id
    )
    grant = {'reason': 'Fire drill', 'granted_by_id': staff.id, 'granted_at': moment}
    reverted = {'reverted_at': moment, 'reverted_by_id': staff.id}
    TimeGrantFactory(attempt=attempt, **grant, **reverted)
    reopened = {'reason': 'A power cut', 'reopened_by_id': staff.id, 'reopened_at': moment}
    ReopeningFactory(attempt=attempt, **reopened, **reverted)
    recorded = {'reason': 'A cable', 'recorded_by_id': staff.id, 'recorded_at': moment}
    IncidentFactory(**recorded, **reverted)
    AttemptNoteFactory(attempt=attempt, written_by_id=staff.id, written_at=moment, read_at=moment)
    EntryEventFactory(attempt=attempt, at=moment, by_id=staff.id)
    UsedPassFactory(attempt=attempt, placed_at=moment)
    AccommodationFactory(user=attempt.user, valid_until=moment, reason='Dyslexia', approved_by='Office')
    History.objects.filter(id=attempt.id).update(
        history_date=moment, history_user=staff, history_change_reason='Asked for'
    )
    of_code = {'attempt_code': attempt.attempt_code}
    for model in (Review, apps.get_model('edx_proctoring', 'ProctoredExamSoftwareSecureReviewHistory')):
        assert model.objects.filter(**of_code).update(created=moment, modified=moment) == 1
    ProctoredExamSoftwareSecureComment.objects.filter(pk=finding.pk).update(created=moment, modified=moment)
    assert row.pk
    return attempt


def changes(work: Callable[[], Any]) -> list[tuple[type[models.Model], Any, str, Any]]:
    """What became different: table, row, column, new value. No row comes or goes."""
    before = dump()
    work()
    after = dump()
    assert after.keys() == before.keys()
    return [
        (model, pk, name, value)
        for (model, pk), row in after.items()
        for name, value in row.items()
        if value != before[model, pk][name]
    ]


def emptied(now: datetime) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for each in retention.empty_old(now=now):
        counts[each.kind] += each.rows
    return dict(counts)


def declared(*kinds: str) -> Counter[Change]:
    """The columns of these kinds, by table, once each."""
    return Counter((part.model, name) for kind in kinds for part in PARTS[kind] for name in part.empty)  # type: ignore[index]


@pytest.mark.parametrize('kind', RETENTION_KINDS)
def test_each_kind_empties_its_columns_of_what_is_old_and_nothing_else(
    kind: str, now: datetime, staff: User, keep: Keep
) -> None:
    keep(**{kind: DAYS})
    fill(staff, now - (DAYS + 1) * DAY)
    fill(staff, now - (DAYS - 1) * DAY)
    changed = changes(lambda: emptied(now))
    assert Counter((model.__name__, name) for model, _pk, name, _value in changed) == declared(kind)
    expected = {(part.model, name): value for part in PARTS[kind] for name, value in part.empty.items()}  # type: ignore[index]
    assert {(model.__name__, name): value for model, _pk, name, value in changed} == expected


def test_nothing_is_emptied_unless_the_site_says_so(now: datetime, staff: User, keep: Keep) -> None:
    fill(staff, now - 10_000 * DAY)
    assert changes(lambda: emptied(now)) == []
    keep(**dict.fromkeys(RETENTION_KINDS))
    assert changes(lambda: emptied(now)) == []
    keep(raw_reviews=-1)
    assert changes(lambda: emptied(now)) == []


def test_the_preview_counts_and_changes_nothing(now: datetime, staff: User, keep: Keep) -> None:
    keep(**dict.fromkeys(RETENTION_KINDS, DAYS))
    fill(staff, now - (DAYS + 1) * DAY)
    seen: list[retention.Emptied] = []
    assert changes(lambda: seen.extend(retention.preview(now=now))) == []
    assert seen == list(retention.empty_old(now=now))
    assert [each.rows for each in seen] == [1] * sum(map(len, PARTS.values()))
    assert {each.before for each in seen} == {now - DAYS * DAY}
    assert {each.rows for each in retention.preview(now=now)} == {0}


@pytest.mark.parametrize('late', [0, 1], ids=['to the second', 'later'])
def test_the_days_have_to_be_over(late: int, now: datetime, staff: User, keep: Keep) -> None:
    keep(**dict.fromkeys(RETENTION_KINDS, DAYS))
    fill(staff, now - DAYS * DAY - timedelta(seconds=late))
    assert any(emptied(now).values()) is bool(late)
    assert bool(Review.objects.get().raw_data) is not bool(late)


@pytest.mark.parametrize('status', UNSETTLED)
def test_attempts_that_are_open_or_wait_for_a_decision_keep_all_of_it(
    status: str, now: datetime, staff: User, keep: Keep
) -> None:
    keep(**dict.fromkeys(RETENTION_KINDS, DAYS))
    fill(staff, now - 10_000 * DAY, status)
    changed = changes(lambda: emptied(now))
    assert {model for model, _pk, _name, _value in changed} == {Accommodation, Incident}, 'which are about no attempt'


def test_what_waits_to_be_processed_is_kept_with_what_it_is_about(now: datetime, staff: User, keep: Keep) -> None:
    keep(**dict.fromkeys(RETENTION_KINDS, DAYS))
    attempt = fill(staff, now - 10_000 * DAY)
    ReceivedReviewFactory(attempt=attempt, received_at=now - 9_000 * DAY, sender_id=staff.id, error='ValueError: no')
    changed = changes(lambda: emptied(now))
    assert {model for model, _pk, _name, _value in changed} == {
        Accommodation,
        AttemptNote,
        EntryEvent,
        EntryPass,
        History,
        Incident,
        Reopening,
        TimeGrant,
    }
    # Nor is one that was given up: a person may have it tried again.
    ReceivedReview.objects.update(processed_at=now - 9_000 * DAY)
    changed = changes(lambda: emptied(now))
    assert ReceivedReview.objects.get(payload='{}').sender_id == staff.id
    assert Review in {model for model, _pk, _name, _value in changed}


def test_removed_attempts_are_settled(now: datetime, staff: User, keep: Keep) -> None:
    keep(raw_reviews=DAYS)
    attempt = fill(staff, now, Status.second_review_required)
    attempt.delete_exam_attempt()
    assert emptied(now + (DAYS + 1) * DAY) == {'raw_reviews': 3}, 'the review, and two former states of it'


@pytest.mark.parametrize(
    ('fields', 'is_emptied'),
    [
        ({}, False),
        ({'valid_until': DAYS - 1}, False),
        ({'valid_until': -1}, False),
        ({'valid_until': DAYS + 1}, True),
        ({'revoked_at': DAYS + 1}, True),
        ({'revoked_at': DAYS + 1, 'valid_until': -1}, True),
        ({'revoked_at': DAYS - 1, 'valid_until': DAYS + 1}, True),
    ],
    ids=str,
)
def test_accommodations_count_from_their_end(
    fields: dict[str, int], is_emptied: bool, now: datetime, keep: Keep
) -> None:
    keep(accommodation_reasons=DAYS)
    moments = {name: now - days * DAY for name, days in fields.items()}
    AccommodationFactory(reason='Dyslexia', approved_by='Office', created=now - 10_000 * DAY, **moments)
    assert emptied(now) == {'accommodation_reasons': int(is_emptied)}
    assert (Accommodation.objects.get().reason == '') is is_emptied


def test_a_grant_that_was_taken_back_counts_from_then(now: datetime, staff: User, keep: Keep) -> None:
    keep(timelines=DAYS)
    attempt = AttemptFactory(status=Status.verified)
    History.objects.all().delete()
    grant = TimeGrantFactory(attempt=attempt, reason='Fire drill', granted_at=now - 500 * DAY, reverted_at=now - DAY)
    assert emptied(now) == {'timelines': 0}
    TimeGrant.objects.filter(pk=grant.pk).update(reverted_at=None)
    assert emptied(now) == {'timelines': 1}


def test_many_rows_go_in_batches_and_an_interrupted_run_goes_on(now: datetime, staff: User, keep: Keep) -> None:
    keep(timelines=DAYS)
    attempt = AttemptFactory(status=Status.verified)
    busy = AttemptFactory(status=Status.started)
    History.objects.all().delete()
    common = {'user_id': attempt.user_id, 'proctored_exam_id': attempt.proctored_exam_id, 'history_user': staff}
    common |= {'created': now, 'modified': now, 'status': 'created', 'history_type': '~', 'taking_as_proctored': True}
    rows = [
        History(id=busy.id if number % 3 == 0 else attempt.id, history_date=now - (DAYS + 1) * DAY, **common)
        for number in range(2 * AT_ONCE + 6)
    ]
    History.objects.bulk_create(rows, batch_size=100)
    part, before = PARTS['timelines'][0], kept_from(now, DAYS)
    sizes = [len(ids) for ids in iter_old(part, before)]
    assert sizes == [333, 333, 4]
    first = next(iter_old(part, before))
    History.objects.filter(pk__in=first).update(history_user=None, history_change_reason=None)
    assert emptied(now) == {'timelines': 337}
    assert set(History.objects.exclude(history_user=None).values_list('id', flat=True)) == {busy.id}


def test_nothing_follows_from_it(
    now: datetime, staff: User, keep: Keep, commit: Commit, host: Host, provider: RecordingProvider, events: list[Any]
) -> None:
    keep(**dict.fromkeys(RETENTION_KINDS, DAYS))
    fill(staff, now - (DAYS + 1) * DAY)
    with commit() as left_to_do:
        assert tasks.empty_old_data() == {
            'raw_reviews': 2,
            'review_comments': 1,
            'recording_links': 2,
            'timelines': 9,
            'accommodation_reasons': 1,
            'entry_addresses': 2,
        }
    assert left_to_do == []
    assert (mail.outbox, host.calls, provider.calls, events) == ([], [], [], [])
