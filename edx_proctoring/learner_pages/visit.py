"""One learner in front of one exam: what is known about both, fetched when it is asked for and only once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth import get_user_model

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.domain.accommodations import is_unlimited
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.instants import later
from edx_proctoring.domain.prerequisites import Prerequisites
from edx_proctoring.domain.time_limits import Allotted, clock_runs, is_kept_out, is_ready_to_resume, is_running
from edx_proctoring.learner_pages.prerequisites import prerequisites_of
from edx_proctoring.learner_pages.select import Facts
from edx_proctoring.learner_pages.timer import extra_in_words, time_in_words
from edx_proctoring.learner_pages.wording import days_and_hours
from edx_proctoring.lms import dates, permissions
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.provider_gateway import Provider
from edx_proctoring.queries.time_limits import (
    allotted_time,
    is_due_in_a_moment,
    is_past_due,
)
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A learner's view of the exam at ``now``.

    ``exam`` has the due date that the host passed; it must not be saved. ``course_id`` is as the host passed it, text
    or an opaque key. ``attempt`` is the current one, settled.
    """

    exam: ProctoredExam
    kind: ExamKind
    user_id: Any
    course_id: Any
    attempt: ProctoredExamStudentAttempt | None
    host: Mapping[str, Any]
    now: datetime

    def facts(self) -> Facts:
        """Return the facts of the visit that select a page."""
        attempt = self.attempt
        return Facts(
            status=attempt.status if attempt else None,
            clock_runs=attempt is not None and clock_runs(attempt, now=self.now),
            is_for_practice=attempt is not None and attempt.is_sample_attempt,
            is_ready_to_resume=attempt is not None and is_ready_to_resume(attempt),
            is_acknowledged=attempt is not None and attempt.is_status_acknowledged,
            hides_after_due=self.exam.hide_after_due,
            shows_content_past_due=conf.viewable_past_due,
            may_take_proctored=lambda: permissions.can_take_proctored_exam(self.user, exam_dict(self.exam)),
            account_is_active=lambda: self.user.is_active,
            is_past_due=lambda: self.is_closed_by_date,
            is_too_late=lambda: self.is_too_late,
            is_past_due_for_all=lambda: is_past_due(self.exam, now=self.now),
            grace_period_runs=lambda: self.grace_deadline is not None,
            provider_blocks=lambda: self.provider_blocks,
            prerequisites=lambda: self.prerequisites,
        )

    @cached_property
    def user(self) -> Any:
        """The learner. Raises the user model's ``DoesNotExist``."""
        return self.attempt.user if self.attempt else get_user_model().objects.get(pk=self.user_id)

    @cached_property
    def provider(self) -> Provider | None:
        """The provider that supervises the exam."""
        return provider_gateway.find_provider(self.exam)

    @cached_property
    def due_at(self) -> datetime | None:
        """When the exam is due for this learner."""
        return dates.due_date(self.exam, self.user_id)

    @cached_property
    def is_past_due(self) -> bool:
        """Whether it is past due for this learner."""
        return is_past_due(self.exam, self.user_id, due_at=self.due_at, now=self.now)

    @cached_property
    def is_closed_by_date(self) -> bool:
        """Whether a date keeps the learner out of the exam."""
        return is_kept_out(
            self.attempt,
            past_due=lambda: self.is_past_due,
            due_in_a_moment=lambda: self.is_due_in_a_moment,
            now=self.now,
        )

    @cached_property
    def is_due_in_a_moment(self) -> bool:
        """Whether the due date has not passed, but leaves too little time to begin or resume."""
        return not self.is_past_due and is_due_in_a_moment(
            self.exam, self.user_id, attempt=self.attempt, due_at=self.due_at, now=self.now
        )

    @property
    def was_reopened(self) -> bool:
        """Whether staff lets the learner go on although they had handed in; an error is not reopened, but resumed."""
        attempt = self.attempt
        return attempt is not None and is_ready_to_resume(attempt) and attempt.status != Status.error

    @property
    def is_too_late(self) -> bool:
        """Whether beginning, resuming, or trying again would be refused because of a date."""
        return self.is_past_due or self.is_due_in_a_moment

    @property
    def can_try_again(self) -> bool:
        """Whether a finished practice attempt may be replaced with a new one."""
        return self.attempt is not None and self.attempt.status != Status.verified and not self.is_too_late

    @cached_property
    def grace_deadline(self) -> datetime | None:
        """Until when other learners may still be working; None if there is no grace period now."""
        grace_period = self.host.get('grace_period')
        if not isinstance(grace_period, timedelta) or self.due_at is None:
            return None
        deadline = later(dates.as_utc(self.due_at), grace_period)
        return deadline if deadline > self.now else None

    @cached_property
    def prerequisites(self) -> Prerequisites:
        """The prerequisites of this exam, from the credit state that the host passed."""
        return prerequisites_of(self.host.get('credit_state'), self.exam.content_id)

    @cached_property
    def provider_blocks(self) -> bool:
        """Whether the request does not come from the provider's browser."""
        return self.attempt is not None and provider_gateway.blocks_access(self.attempt)

    @cached_property
    def does_time_remain(self) -> bool:
        """Whether the attempt is running and may continue."""
        return self.attempt is not None and is_running(self.attempt, now=self.now)

    @cached_property
    def total_time(self) -> str:
        """The time limit in words, or the remaining time of an attempt that is to be resumed."""
        return time_in_words(self.attempt, lambda: self.allotted)

    @cached_property
    def extra_time(self) -> str:
        """How much of it is extra time of a learner who has not started yet; '' if none."""
        has_started = self.attempt is not None and not Status.is_pre_started_status(self.attempt.status)
        return '' if has_started else extra_in_words(self.allotted)

    @property
    def unlimited_time(self) -> str:
        """When the time of a learner without a limit who has not started yet ends, in words; '' for all others."""
        if not (self.extra_time and is_unlimited(self.allotted, self.exam.time_limit_mins)):
            return ''
        return days_and_hours(self.allotted.seconds)

    @cached_property
    def allotted(self) -> Allotted:
        """The time that the learner gets if they start now."""
        return allotted_time(self.exam, self.user_id, current=self.attempt, due_at=self.due_at, now=self.now)
