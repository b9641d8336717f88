"""A course in which everything that can be many is there ``size`` times: what the counted calls are made in."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group, User
from django.db.models import Model
from edx_when import api as edx_when_api
from opaque_keys.edx.keys import UsageKey

from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import FakeEnrollment, FakeScheduleItem, Host
from tests.factories import COURSE_ID, UserFactory

Attempt = ProctoredExamStudentAttempt

BLOCK = 'block-v1:Org+Num+Run+type@sequential+block@'
MINUTES = 90
OF_PRACTICE: dict[str, Any] = {'is_practice_exam': True, 'backend': 'onboarding'}


def stored(rows: Sequence[Any]) -> list[Any]:
    """The rows, stored without any effect, each with its id."""
    model: type[Model] = type(rows[0])
    return list(model._default_manager.bulk_create(rows))


class World:
    """The course ``COURSE_ID`` at the moment ``now``.

    From the beginning there are ``size`` learners, each with a reviewed attempt at ``exam`` and an allowance there, and
    ``size`` exams besides it, each with its date in edx-when. Whatever a call needs in addition is made by asking for
    it.
    """

    def __init__(self, size: int, *, now: datetime, host: Host, learner: User, staff: User) -> None:
        self.size = size
        self.now = now
        self.host = host
        self.learner = learner
        self.staff = staff
        self.exam = self.make_exam('exam')
        numbers = range(size)
        self.exams = stored([self._unsaved_exam(f'other{number}') for number in numbers])
        self.learners: list[User] = stored(
            [User(username=f'many{number}', email=f'many{number}@example.com') for number in numbers]
        )
        host.enrollments.enrollments = [FakeEnrollment(user) for user in (learner, *self.learners)]
        self._set_dates()
        self.attempts = stored(
            [self._unsaved_attempt(user, self.exam, Status.submitted, is_current=True) for user in self.learners]
        )
        self.reviews = self.review(self.attempts)
        self.allow(self.exam, self.learners)

    # ── people ────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def reviewer(self) -> User:
        """The user of the provider ``test``."""
        user = UserFactory(username='reviewer')
        user.groups.add(Group.objects.create(name='test_review'))
        return user

    # ── exams ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @cached_property
    def timed(self) -> ProctoredExam:
        """An exam without supervision."""
        return self.make_exam('timed', is_proctored=False, external_id=None)

    @cached_property
    def practice(self) -> ProctoredExam:
        """An onboarding exam, with ``size`` older ones beside it, to which everybody has been."""
        stored([self._unsaved_exam(f'older_onboarding{number}', **OF_PRACTICE) for number in range(self.size)])
        exam = self.make_exam('onboarding', **OF_PRACTICE)
        self.host.outline.accessible = {exam.content_id}
        self.host.outline.schedule = {exam.content_id: FakeScheduleItem()}
        attempts = [self._unsaved_attempt(user, exam, Status.verified, is_current=True) for user in self.learners]
        stored(attempts)
        return exam

    def make_exam(self, name: str, **fields: Any) -> ProctoredExam:
        """A stored exam; its content's id ends with ``name``."""
        exam: ProctoredExam = stored([self._unsaved_exam(name, **fields)])[0]
        return exam

    def make_policy(self, exam: ProctoredExam) -> None:
        """The exam's review policy; the table may have several of one exam, the newest counts."""
        many = range(self.size)
        stored(
            [ProctoredExamReviewPolicy(proctored_exam=exam, set_by_user=self.staff, review_policy='-') for _ in many]
        )

    def registration(self, *exams: ProctoredExam) -> list[dict[str, Any]]:
        """What Studio's service sends for these exams and ``size`` new ones."""
        ids = [exam.content_id for exam in exams] + [f'{BLOCK}new{number}' for number in range(self.size)]
        return [
            {
                'course_id': COURSE_ID,
                'content_id': content_id,
                'exam_name': 'Registered',
                'time_limit_mins': 30,
                'is_active': True,
                'hide_after_due': False,
                'backend': 'test',
                'is_proctored': True,
                'is_practice_exam': False,
            }
            for content_id in ids
        ]

    # ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def attempt(self, status: str, exam: ProctoredExam | None = None, **fields: Any) -> Attempt:
        """The learner's current attempt at ``exam``, after ``size`` earlier ones."""
        exam = exam or self.exam
        earlier = Status.onboarding_reset if exam.is_practice_exam else Status.error
        past = {'is_resumable': True, 'resumed': True} if earlier == Status.error else {}
        tries = [self._unsaved_attempt(self.learner, exam, earlier, **past) for _ in range(self.size)]
        for number, each in enumerate(tries):
            each.created = self.now - timedelta(days=1, minutes=self.size - number)
        stored(tries)
        attempt = self._unsaved_attempt(self.learner, exam, status, is_current=True, **fields)
        stored([attempt])
        return attempt

    def running(self) -> User:
        """The learner, who is in ``size`` exams at once."""
        stored([self._unsaved_attempt(self.learner, exam, Status.started, is_current=True) for exam in self.exams])
        self.allow(self.exams, [self.learner])
        return self.learner

    def life(self) -> User:
        """The learner, who has all that can be stored of one: attempts with reviews and history, allowances."""
        attempts = [self._unsaved_attempt(self.learner, exam, Status.verified, is_current=True) for exam in self.exams]
        self.review([*stored(attempts), self.attempt(Status.submitted)])
        Attempt.history.bulk_history_create(attempts)
        self.allow(self.exams, [self.learner])
        self.allow(self.exam, [self.learner], key='note')
        return self.learner

    def review(self, attempts: Sequence[Attempt]) -> list[ProctoredExamSoftwareSecureReview]:
        """A review of each of the attempts, with ``size`` comments on the first."""
        reviews: list[ProctoredExamSoftwareSecureReview] = stored(
            [
                ProctoredExamSoftwareSecureReview(
                    attempt_code=attempt.attempt_code or '',
                    exam=attempt.proctored_exam,
                    student=attempt.user,
                    review_status='Clean',
                    raw_data='{}',
                )
                for attempt in attempts
            ]
        )
        stored([ProctoredExamSoftwareSecureComment(review=reviews[0], **self.comment()) for _ in range(self.size)])
        return reviews

    def comment(self) -> dict[str, Any]:
        """What a reviewer saw, as it is stored."""
        return {'start_time': 1, 'stop_time': 2, 'duration': 1, 'comment': 'looked away', 'status': 'Suspicious'}

    def verdict(self) -> dict[str, Any]:
        """A review with ``size`` comments in the form of REST providers."""
        comment = {'start': 1, 'stop': 2, 'duration': 1, 'comment': 'looked away', 'status': 'Suspicious'}
        return {'status': 'passed', 'comments': [comment] * self.size}

    # ── allowances ────────────────────────────────────────────────────────────────────────────────────────────────

    def allow(self, exams: ProctoredExam | Sequence[ProctoredExam], users: Sequence[User], **fields: Any) -> None:
        """An allowance of each of the learners at each of the exams, ten minutes more if nothing else is said."""
        fields = {'key': ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[0], 'value': '10', **fields}
        at = [exams] if isinstance(exams, ProctoredExam) else exams
        stored(
            [ProctoredExamStudentAllowance(proctored_exam=exam, user=user, **fields) for exam in at for user in users]
        )

    # ── not stored ────────────────────────────────────────────────────────────────────────────────────────────────

    def _unsaved_exam(self, name: str, **fields: Any) -> ProctoredExam:
        given: dict[str, Any] = {'external_id': f'external-{name}', 'is_proctored': True, 'backend': 'test', **fields}
        given.setdefault('content_id', f'{BLOCK}{name}')
        return ProctoredExam(course_id=COURSE_ID, exam_name=name, time_limit_mins=MINUTES, is_active=True, **given)

    def _unsaved_attempt(
        self, user: User, exam: ProctoredExam, status: str, *, is_current: bool = False, **fields: Any
    ) -> Attempt:
        began = Status.is_completed_status(status) or status in (Status.started, Status.ready_to_submit, Status.error)
        times: dict[str, Any] = {
            'started_at': self.now - timedelta(minutes=5) if began else None,
            'allowed_time_limit_mins': MINUTES if began else None,
            'completed_at': self.now if Status.is_completed_status(status) else None,
        }
        code = str(uuid.uuid4()).upper()
        return Attempt(
            user=user,
            proctored_exam=exam,
            status=status,
            attempt_code=code,
            external_id=f'external-{code}',
            taking_as_proctored=exam.is_proctored,
            is_sample_attempt=exam.is_practice_exam,
            current_at_exam=exam.id if is_current else None,
            **{**times, **fields},
        )

    def _set_dates(self) -> None:
        due = self.now + timedelta(days=7)
        dates = [(UsageKey.from_string(exam.content_id), {'due': due}) for exam in (self.exam, *self.exams)]
        edx_when_api.set_dates_for_course(COURSE_ID, dates)
