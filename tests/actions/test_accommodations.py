"""Standing accommodations: what learners get by them, when, and what they mean for attempts that are running."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from edx_proctoring.actions import accommodations, allowances, bulk_allowances, extra_time
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import Accommodation, ProctoredExam, ProctoredExamStudentAttempt, TimeGrant
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.time_limits import allotted_time
from tests.actions.running_attempts import NOW, left, running
from tests.factories import (
    COURSE_ID,
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    ExamFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt


def accommodate(user: Any, *, now: datetime = NOW, **fields: Any) -> Accommodation:
    """Give the learner half as much time again, or what the fields say."""
    given: dict[str, Any] = {'course_id': COURSE_ID, **fields}
    if 'extra_minutes' not in given:
        given.setdefault('multiplier', Decimal('1.5'))
    row = Accommodation(user=user, **given)
    accommodations.create([row], by=UserFactory(), now=now)
    return row


def minutes(exam: ProctoredExam, user: Any, *, current: Attempt | None = None, now: datetime = NOW) -> int:
    """What the learner would get now."""
    return allotted_time(exam, user.id, current=current, now=now).minutes


class TestAllottedTime:
    """What a learner gets who begins now."""

    def test_it_is_computed_from_the_limit_of_each_exam(self) -> None:
        user = UserFactory()
        accommodate(user)
        assert [minutes(ExamFactory(time_limit_mins=limit), user) for limit in (90, 45)] == [135, 67]
        assert minutes(ExamFactory(time_limit_mins=90), UserFactory()) == 90

    def test_it_follows_the_length_of_the_exam_and_an_allowance_does_not(self) -> None:
        first, second = UserFactory(), UserFactory()
        exam = ExamFactory(time_limit_mins=90)
        accommodate(first)
        bulk_allowances.grant([exam.id], [second.id], 'time_multiplier', '1.5', now=NOW)
        exam.time_limit_mins = 60
        exam.save()
        assert [minutes(exam, first), minutes(exam, second)] == [90, 105]

    def test_an_allowance_for_the_exam_wins(self) -> None:
        user, exam = UserFactory(), ExamFactory(time_limit_mins=90)
        accommodate(user)
        allowance = AllowanceFactory(proctored_exam=exam, user=user, value='10')
        assert minutes(exam, user) == 100
        assert minutes(ExamFactory(time_limit_mins=90), user) == 135
        for value, expected in (('0', 90), ('', 135)):  # none on purpose, and one that retirement has emptied
            type(allowance).objects.update(value=value)
            assert minutes(exam, user) == expected

    def test_other_allowances_do_not_matter(self) -> None:
        user, exam = UserFactory(), ExamFactory(time_limit_mins=90)
        accommodate(user)
        AllowanceFactory(proctored_exam=exam, user=user, key='review_policy_exception', value='10')
        assert minutes(exam, user) == 135

    def test_one_for_the_course_wins_over_one_for_all_courses(self) -> None:
        user = UserFactory()
        accommodate(user, extra_minutes=10)
        accommodate(user, course_id='', multiplier=Decimal(2))
        assert minutes(ExamFactory(time_limit_mins=90), user) == 100
        assert minutes(ExamFactory(time_limit_mins=90, course_id='course-v1:Org+Other+Run'), user) == 180

    def test_it_ends_when_it_is_revoked_and_the_former_one_counts_again(self) -> None:
        user, exam, staff = UserFactory(), ExamFactory(time_limit_mins=90), UserFactory()
        accommodate(user, extra_minutes=10)
        second = accommodate(user, extra_minutes=20)
        assert minutes(exam, user) == 110
        accommodations.revoke(second.id, by=staff, now=NOW)
        accommodations.revoke(second.id, by=UserFactory(), now=NOW + timedelta(hours=1))
        second.refresh_from_db()
        assert (second.revoked_at, second.revoked_by_id) == (NOW, staff.id)
        assert minutes(exam, user) == 100

    def test_it_counts_from_its_first_moment_to_before_its_last(self) -> None:
        user, exam = UserFactory(), ExamFactory(time_limit_mins=90)
        accommodate(user, valid_from=NOW, valid_until=NOW + timedelta(days=1))
        moments = [NOW + timedelta(seconds=seconds) for seconds in (-1, 0, 86_399, 86_400)]
        assert [minutes(exam, user, now=moment) for moment in moments] == [90, 135, 135, 90]

    def test_the_due_date_limits_it(self) -> None:
        user, exam = UserFactory(), ExamFactory(time_limit_mins=90, due_date=NOW + timedelta(minutes=100))
        accommodate(user)
        allotted = allotted_time(exam, user.id, current=None, now=NOW)
        assert (allotted.minutes, allotted.extra_seconds, allotted.is_cut) == (100, 600, True)

    def test_what_is_resumed_has_the_time_that_was_left(self) -> None:
        attempt = AttemptFactory(status='ready_to_resume', time_remaining_seconds=1200, allowed_time_limit_mins=135)
        accommodate(attempt.user)
        assert minutes(attempt.proctored_exam, attempt.user, current=attempt) == 20

    def test_the_clock_starts_with_it(self) -> None:
        attempt = AttemptFactory(
            status='ready_to_start', proctored_exam__time_limit_mins=90, proctored_exam__timed=True
        )
        accommodate(attempt.user)
        change_status(attempt, Change('started'), now=NOW)
        assert Attempt.objects.get(id=attempt.id).allowed_time_limit_mins == 135

    def test_without_one_it_costs_one_statement(self, django_assert_num_queries: Any) -> None:
        user, exam = UserFactory(), ExamFactory()
        with django_assert_num_queries(2):
            allotted_time(exam, user.id, current=None, due_at=None, now=NOW)
        AllowanceFactory(proctored_exam=exam, user=user, value='10')
        with django_assert_num_queries(1):
            allotted_time(exam, user.id, current=None, due_at=None, now=NOW)


class TestRunningAttempts:
    """Attempts whose clock runs when an accommodation is made."""

    def test_they_are_extended_at_once(self) -> None:
        user = UserFactory()
        attempt, other = running(user=user), running()
        accommodate(user)
        assert [left(attempt), left(other)] == [75, 30]
        assert TimeGrant.objects.get().seconds == 45 * 60

    def test_those_of_other_courses_by_one_for_all_courses_only(self) -> None:
        attempt = running(proctored_exam__course_id='course-v1:Org+Other+Run')
        accommodate(attempt.user)
        assert left(attempt) == 30
        accommodate(attempt.user, course_id='')
        assert left(attempt) == 75

    def test_only_by_what_is_more_than_before(self) -> None:
        attempt = running()
        for extra, expected in ((10, 40), (25, 55), (5, 55), (30, 60)):
            accommodate(attempt.user, extra_minutes=extra)
            assert left(attempt) == expected

    def test_what_they_had_from_the_start_is_not_given_twice(self) -> None:
        attempt = running(allowed_time_limit_mins=135)
        AccommodationFactory(user=attempt.user)
        accommodate(attempt.user, extra_minutes=50)
        assert left(attempt) == 80

    def test_revoking_shortens_nothing_and_it_is_not_given_again(self) -> None:
        attempt = running()
        row = accommodate(attempt.user)
        accommodations.revoke(row.id, now=NOW)
        assert left(attempt) == 75
        accommodate(attempt.user)
        assert left(attempt) == 75

    def test_not_where_an_allowance_counts(self) -> None:
        attempt = running()
        AllowanceFactory(proctored_exam=attempt.proctored_exam, user=attempt.user, value='0')
        accommodate(attempt.user)
        assert left(attempt) == 30

    def test_not_by_one_that_is_not_valid_yet_or_any_more(self) -> None:
        attempt = running()
        accommodate(attempt.user, valid_from=NOW + timedelta(seconds=1))
        accommodate(attempt.user, valid_until=NOW)
        assert left(attempt) == 30

    def test_not_beyond_the_due_date(self) -> None:
        attempt = running(proctored_exam__due_date=NOW + timedelta(minutes=42))
        accommodate(attempt.user)
        assert left(attempt) == 42

    def test_a_resumed_one_gets_the_difference(self) -> None:
        attempt = running(allowed_time_limit_mins=70, time_remaining_seconds=70 * 60)
        AccommodationFactory(user=attempt.user, multiplier=None, extra_minutes=10)
        accommodate(attempt.user, extra_minutes=25)
        assert left(attempt) == 25

    def test_a_later_allowance_adds_to_the_accommodation_only_what_it_has_more(self) -> None:
        resumed = running(allowed_time_limit_mins=70, time_remaining_seconds=70 * 60)
        AccommodationFactory(user=resumed.user)
        exam = resumed.proctored_exam_id
        for value, expected in (('15', 10), ('50', 45)):
            allowances.grant(exam, resumed.user_id, ADDITIONAL_TIME, value, now=NOW)
            assert left(resumed) == expected
        assert Attempt.objects.get(id=resumed.id).allowed_time_limit_mins == 105

    def test_extensions_are_kept(self) -> None:
        attempt = running()
        extra_time.extend([attempt.id], 600, course_id=COURSE_ID, reason='', by=None, now=NOW)
        accommodate(attempt.user)
        assert left(attempt) == 85

    def test_one_whose_time_is_over_is_not_revived(self) -> None:
        attempt = running(started_at=NOW - timedelta(minutes=91))
        accommodate(attempt.user)
        assert left(attempt) == 0

    def test_as_published(self, settings: Any) -> None:
        settings.PROCTORING_SETTINGS = {'ALLOWANCES_REACH_RUNNING_ATTEMPTS': False}
        attempt = running()
        accommodate(attempt.user)
        assert left(attempt) == 30

    def test_many_at_once(self) -> None:
        attempts = [running() for _ in range(3)]
        rows = [Accommodation(user=each.user, course_id=COURSE_ID, extra_minutes=10) for each in attempts]
        gained = accommodations.create(rows, now=NOW)
        assert gained == {(each.proctored_exam_id, each.user_id): 600 for each in attempts}
        assert {left(each) for each in attempts} == {40}


@pytest.mark.parametrize('extra_minutes', [None, 0, 10_001])
def test_of_several_all_are_stored_or_none(extra_minutes: int | None) -> None:
    good = Accommodation(user=UserFactory(), course_id=COURSE_ID, extra_minutes=10)
    bad = Accommodation(user=UserFactory(), course_id=COURSE_ID, extra_minutes=extra_minutes)
    with pytest.raises(InvalidInputException):
        accommodations.create([good, bad], now=NOW)
    assert not Accommodation.objects.exists()


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidInputException, match='approved_by'):
        accommodate(UserFactory(), approved_by='x' * 256)


def test_it_goes_with_its_user() -> None:
    user = UserFactory()
    accommodate(user)
    user.delete()
    assert not Accommodation.objects.exists()
