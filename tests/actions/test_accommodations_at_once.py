"""Several people give and revoke accommodations of one learner at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from edx_proctoring.actions import accommodations
from edx_proctoring.models import Accommodation, TimeGrant
from tests.actions.conftest import AtOnce
from tests.factories import COURSE_ID, AccommodationFactory, AttemptFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
PEOPLE = 6


def test_a_running_attempt_gets_the_time_of_the_best_one_and_no_more(at_once: AtOnce) -> None:
    attempt = AttemptFactory(
        status='started', started_at=NOW, allowed_time_limit_mins=90, proctored_exam__time_limit_mins=90
    )

    def give(minutes: int) -> None:
        row = Accommodation(user_id=attempt.user_id, course_id=COURSE_ID, extra_minutes=minutes)
        accommodations.create([row], now=NOW)

    at_once([partial(give, minutes) for minutes in range(1, PEOPLE + 1)])
    attempt.refresh_from_db()
    assert Accommodation.objects.count() == PEOPLE
    assert attempt.allowed_time_limit_mins == 90 + PEOPLE
    assert sum(TimeGrant.objects.values_list('seconds', flat=True)) == PEOPLE * 60


def test_of_those_who_revoke_one_is_named(at_once: AtOnce) -> None:
    row, staff = AccommodationFactory(), [UserFactory() for _ in range(PEOPLE)]
    at_once([partial(accommodations.revoke, row.id, by=each, now=NOW) for each in staff])
    row.refresh_from_db()
    assert row.revoked_at == NOW
    assert row.revoked_by_id in {each.id for each in staff}
