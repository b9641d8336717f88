"""Extra time reaches attempts that are running, and nobody's end comes earlier but by undoing it."""

from datetime import timedelta
from typing import Any

import pytest

from edx_proctoring.actions import allowances, bulk_allowances, extra_time
from edx_proctoring.actions.extra_time import Extended, extend, undo
from edx_proctoring.domain import time_limits
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import HistoricalProctoredExamStudentAttempt, ProctoredExamStudentAttempt, TimeGrant
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.extra_time import list_running
from tests.actions.running_attempts import NOW, left, running
from tests.factories import COURSE_ID, AllowanceFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt


def grant(attempt: Attempt, minutes: int) -> None:
    """Give the learner an allowance of additional time."""
    allowances.grant(
        attempt.proctored_exam_id, attempt.user_id, ADDITIONAL_TIME, str(minutes), by=UserFactory(), now=NOW
    )


def give(*attempts: Attempt, minutes: int = 10, **options: Any) -> Any:
    """Extend the attempts."""
    ids = [attempt.id for attempt in attempts]
    given = {'course_id': COURSE_ID, 'reason': 'The network was down.', 'by': UserFactory(), 'now': NOW, **options}
    return extend(ids, minutes * 60, **given)


def granted(attempt: Attempt) -> int:
    """The seconds of the grants that are in force."""
    return sum(TimeGrant.objects.in_force().filter(attempt_id=attempt.id).values_list('seconds', flat=True))


class TestAllowances:
    """Additional time that is granted while an attempt is running."""

    def test_it_is_added_at_once_with_history(self) -> None:
        attempt = running()
        before = HistoricalProctoredExamStudentAttempt.objects.count()
        grant(attempt, 15)
        assert left(attempt) == 45
        assert granted(attempt) == 15 * 60
        record = HistoricalProctoredExamStudentAttempt.objects.latest('history_id')
        assert (record.id, record.allowed_time_limit_mins) == (attempt.id, 105)
        assert HistoricalProctoredExamStudentAttempt.objects.count() == before + 1

    def test_a_raised_one_adds_the_difference(self) -> None:
        attempt = running()
        grant(attempt, 15)
        grant(attempt, 20)
        assert (left(attempt), granted(attempt)) == (50, 20 * 60)

    def test_a_smaller_one_shortens_nothing(self) -> None:
        attempt = running()
        grant(attempt, 15)
        grant(attempt, 5)
        assert left(attempt) == 45

    def test_one_that_is_revoked_and_given_again_is_not_counted_twice(self) -> None:
        attempt = running()
        grant(attempt, 15)
        allowances.revoke(attempt.proctored_exam_id, attempt.user_id, ADDITIONAL_TIME)
        assert left(attempt) == 45
        grant(attempt, 15)
        assert left(attempt) == 45
        grant(attempt, 25)
        assert left(attempt) == 55

    def test_what_the_attempt_had_from_the_start_is_not_counted_twice(self) -> None:
        attempt = running(allowed_time_limit_mins=120)
        grant(attempt, 30)
        assert left(attempt) == 60
        grant(attempt, 40)
        assert left(attempt) == 70

    def test_a_resumed_attempt_gets_the_difference(self) -> None:
        attempt = running(allowed_time_limit_mins=70, time_remaining_seconds=70 * 60)
        AllowanceFactory(proctored_exam=attempt.proctored_exam, user=attempt.user, value='10')
        grant(attempt, 25)
        stored = Attempt.objects.get(id=attempt.id)
        assert (left(attempt), stored.time_remaining_seconds) == (25, 85 * 60)

    def test_it_is_added_to_extensions(self) -> None:
        attempt = running()
        give(attempt, minutes=10)
        grant(attempt, 15)
        assert (left(attempt), granted(attempt)) == (55, 25 * 60)

    @pytest.mark.parametrize('status', ['created', 'ready_to_start', 'submitted', 'verified', 'error'])
    def test_other_attempts_are_left_alone(self, status: str) -> None:
        attempt = running(status=status)
        grant(attempt, 15)
        assert Attempt.objects.get(id=attempt.id).allowed_time_limit_mins == 90
        assert not TimeGrant.objects.exists()

    def test_an_attempt_whose_time_is_over_is_not_revived(self) -> None:
        attempt = running(started_at=NOW - timedelta(minutes=91))
        grant(attempt, 15)
        assert left(attempt) == 0

    def test_the_due_date_limits_it(self) -> None:
        attempt = running(proctored_exam__due_date=NOW + timedelta(minutes=42))
        grant(attempt, 15)
        assert left(attempt) == 42

    def test_a_due_date_before_the_end_takes_nothing(self) -> None:
        attempt = running(proctored_exam__due_date=NOW - timedelta(minutes=5))
        grant(attempt, 15)
        assert left(attempt) == 30

    def test_in_bulk_everybody_gets_theirs(self) -> None:
        first = running()
        second = running(proctored_exam=first.proctored_exam, started_at=NOW - timedelta(minutes=80))
        idle = UserFactory()
        users = [first.user_id, second.user_id, idle.id]
        result = bulk_allowances.grant([first.proctored_exam_id], users, 'time_multiplier', '1.5', now=NOW)
        assert [each.gained_seconds for each in result.results] == [45 * 60, 45 * 60, None]
        assert [left(first), left(second)] == [75, 55]

    def test_other_allowances_add_nothing(self) -> None:
        attempt = running()
        allowances.grant(attempt.proctored_exam_id, attempt.user_id, 'review_policy_exception', '15', now=NOW)
        assert left(attempt) == 30

    def test_as_published(self, settings: Any) -> None:
        settings.PROCTORING_SETTINGS = {'ALLOWANCES_REACH_RUNNING_ATTEMPTS': False}
        attempt = running()
        grant(attempt, 15)
        bulk_allowances.grant([attempt.proctored_exam_id], [attempt.user_id], ADDITIONAL_TIME, '20', now=NOW)
        assert left(attempt) == 30


class TestExtensions:
    """Time that staff gives to attempts."""

    def test_each_gets_it_and_the_row_says_why(self) -> None:
        first, second = running(), running()
        staff = UserFactory()
        result = give(first, second, minutes=10, by=staff)
        assert [each.seconds for each in result.results] == [600, 600]
        assert [left(first), left(second)] == [40, 40]
        row = TimeGrant.objects.get(attempt_id=first.id)
        assert (row.source, row.reason, row.granted_by_id, row.granted_at, row.batch) == (
            'extension',
            'The network was down.',
            staff.id,
            NOW,
            result.batch,
        )

    def test_who_gets_none_is_told_why(self) -> None:
        over = running(status='submitted')
        cut = running(proctored_exam__due_date=NOW + timedelta(minutes=30))
        foreign = running(proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
        result = give(over, cut, foreign)
        assert [each.refusal for each in result.results] == ['not_running', 'due_date', 'not_found']
        assert extend([98765], 60, course_id=COURSE_ID, reason='', by=None, now=NOW).results == [
            Extended(attempt_id=98765, refusal='not_found')
        ]
        assert not TimeGrant.objects.exists()

    def test_beyond_the_due_date_if_staff_says_so(self) -> None:
        attempt = running(proctored_exam__due_date=NOW + timedelta(minutes=30))
        give(attempt, beyond_due_date=True)
        assert left(attempt) == 40

    def test_seconds_are_kept(self) -> None:
        attempt = running()
        extend([attempt.id], 90, course_id=COURSE_ID, reason='', by=None, now=NOW)
        assert left(attempt) == 31.5
        extend([attempt.id], 30, course_id=COURSE_ID, reason='', by=None, now=NOW)
        assert left(attempt) == 32

    @pytest.mark.parametrize('seconds', [0, -60, time_limits.MOST_MINUTES + 1])
    def test_seconds_that_are_no_extra_time(self, seconds: int) -> None:
        with pytest.raises(InvalidInputException):
            extend([running().id], seconds, course_id=COURSE_ID, reason='', by=None, now=NOW)

    def test_a_clock_is_never_extended_beyond_what_can_be_stored(self) -> None:
        attempt = running()
        extend([attempt.id], time_limits.MOST_MINUTES, course_id=COURSE_ID, reason='', by=None, now=NOW)
        extend([attempt.id], time_limits.MOST_MINUTES, course_id=COURSE_ID, reason='', by=None, now=NOW)
        extend([attempt.id], time_limits.MOST_MINUTES, course_id=COURSE_ID, reason='', by=None, now=NOW)
        stored = Attempt.objects.get(id=attempt.id)
        assert time_limits.limit_seconds(stored) <= time_limits.MOST_STORED
        assert granted(attempt) == time_limits.limit_seconds(stored) - 90 * 60

    def test_many_are_extended_in_portions(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extra_time, 'AT_ONCE', 2)
        exam = ExamFactory(time_limit_mins=90)
        attempts = [running(proctored_exam=exam) for _ in range(5)]
        running()
        result = extend(list_running(exam.id), 600, course_id=COURSE_ID, reason='', by=None, now=NOW)
        assert result.seconds == 5 * 600
        assert {left(attempt) for attempt in attempts} == {40}
        assert TimeGrant.objects.filter(batch=result.batch).count() == 5


class TestUndo:
    """Taking back what was granted together."""

    def test_everybody_has_what_they_had(self) -> None:
        first, second = running(), running()
        batch = give(first, second).batch
        staff = UserFactory()
        undo(batch, course_id=COURSE_ID, by=staff, now=NOW)
        assert [left(first), left(second)] == [30, 30]
        assert [granted(first), granted(second)] == [0, 0]
        row = TimeGrant.objects.get(attempt_id=first.id)
        assert (row.reverted_by_id, row.reverted_at) == (staff.id, NOW)

    @pytest.mark.parametrize('minutes', [30, 35])
    def test_not_once_somebody_has_used_it(self, minutes: int) -> None:
        used, other = running(), running(started_at=NOW)
        batch = give(used, other).batch
        with pytest.raises(InvalidInputException):
            undo(batch, course_id=COURSE_ID, by=None, now=NOW + timedelta(minutes=minutes))
        assert [left(used), left(other)] == [40, 100]

    def test_not_once_somebody_has_submitted(self) -> None:
        attempt = running()
        batch = give(attempt).batch
        Attempt.objects.filter(id=attempt.id).update(status='submitted')
        with pytest.raises(InvalidInputException):
            undo(batch, course_id=COURSE_ID, by=None, now=NOW)

    def test_once_only_and_only_in_that_course(self) -> None:
        attempt = running()
        batch = give(attempt).batch
        with pytest.raises(InvalidInputException):
            undo(batch, course_id='course-v1:Org+Other+Run', by=None, now=NOW)
        undo(batch, course_id=COURSE_ID, by=None, now=NOW)
        with pytest.raises(InvalidInputException):
            undo(batch, course_id=COURSE_ID, by=None, now=NOW)
        assert left(attempt) == 30

    def test_not_when_an_attempt_is_gone(self) -> None:
        attempt = running()
        batch = give(attempt).batch
        attempt.delete()
        with pytest.raises(InvalidInputException):
            undo(batch, course_id=COURSE_ID, by=None, now=NOW)
