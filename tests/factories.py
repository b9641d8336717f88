"""Rows for tests, made through the ORM: without providers, events or any other effect.

Traits say what kind of thing it is: ``ExamFactory(practice=True)``, ``AttemptFactory(proctored_exam__timed=True)``.
"""

from __future__ import annotations

import uuid
from typing import Any

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from edx_proctoring.models import (
    Delivery,
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus, SoftwareSecureReviewStatus

COURSE_ID = 'course-v1:Org+Num+Run'


class UserFactory(DjangoModelFactory[Any]):
    """A user without rights."""

    class Meta:
        model = get_user_model()

    username = factory.Sequence('user{}'.format)
    email = factory.LazyAttribute(lambda user: f'{user.username}@example.com')


class ExamFactory(DjangoModelFactory[ProctoredExam]):
    """An active proctored exam of ninety minutes at the provider ``test``."""

    class Meta:
        model = ProctoredExam

    course_id = COURSE_ID
    content_id = factory.Sequence('block-v1:Org+Num+Run+type@sequential+block@exam{}'.format)
    external_id = factory.Sequence('external-exam-{}'.format)
    exam_name = factory.Sequence('Exam {}'.format)
    time_limit_mins = 90
    is_proctored = True
    is_practice_exam = False
    is_active = True
    backend = 'test'

    class Params:
        timed = factory.Trait(is_proctored=False, external_id=None)
        proctored = factory.Trait(is_proctored=True)
        practice = factory.Trait(is_proctored=True, is_practice_exam=True)
        onboarding = factory.Trait(is_proctored=True, is_practice_exam=True, backend='onboarding')


class AttemptFactory(DjangoModelFactory[ProctoredExamStudentAttempt]):
    """An attempt that exists and was not started, supervised if its exam is."""

    class Meta:
        model = ProctoredExamStudentAttempt

    proctored_exam = factory.SubFactory(ExamFactory)
    user = factory.SubFactory(UserFactory)
    attempt_code = factory.LazyFunction(lambda: str(uuid.uuid4()).upper())
    external_id = factory.Sequence('external-attempt-{}'.format)
    status = ProctoredExamStudentAttemptStatus.created
    taking_as_proctored = factory.SelfAttribute('proctored_exam.is_proctored')
    is_sample_attempt = factory.SelfAttribute('proctored_exam.is_practice_exam')


class AllowanceFactory(DjangoModelFactory[ProctoredExamStudentAllowance]):
    """Thirty minutes more."""

    class Meta:
        model = ProctoredExamStudentAllowance

    proctored_exam = factory.SubFactory(ExamFactory)
    user = factory.SubFactory(UserFactory)
    key = ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[0]
    value = '30'


class ReviewPolicyFactory(DjangoModelFactory[ProctoredExamReviewPolicy]):
    """A review policy."""

    class Meta:
        model = ProctoredExamReviewPolicy

    proctored_exam = factory.SubFactory(ExamFactory)
    set_by_user = factory.SubFactory(UserFactory)
    review_policy = 'A calculator is allowed.'


class ReviewFactory(DjangoModelFactory[ProctoredExamSoftwareSecureReview]):
    """A provider's clean review of ``attempt``, by default of a submitted one."""

    class Meta:
        model = ProctoredExamSoftwareSecureReview

    class Params:
        attempt = factory.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.submitted)

    attempt_code = factory.SelfAttribute('attempt.attempt_code')
    exam = factory.SelfAttribute('attempt.proctored_exam')
    student = factory.SelfAttribute('attempt.user')
    review_status = SoftwareSecureReviewStatus.clean
    raw_data = '{}'


class CommentFactory(DjangoModelFactory[ProctoredExamSoftwareSecureComment]):
    """A finding of five seconds."""

    class Meta:
        model = ProctoredExamSoftwareSecureComment

    review = factory.SubFactory(ReviewFactory)
    start_time = 10
    stop_time = 15
    duration = 5
    comment = 'looked away'
    status = 'Suspicious'


class DeliveryFactory(DjangoModelFactory[Delivery]):
    """A pending delivery; ``not_before`` must be given."""

    class Meta:
        model = Delivery

    key = factory.LazyFunction(lambda: str(uuid.uuid4()))
    stream = factory.Sequence('attempt:{}'.format)
    kind = 'start_exam_attempt'
    backend = 'test'
    payload = factory.LazyFunction(dict)
