"""Models as dicts, the shapes of the two published edges: what functions and views return, what providers are told.

The plain functions make those dicts; they are what the app itself uses, since a page of attempts costs ten times as
much through a model serializer. The serializer classes validate input and are published names; a test holds that both
give the same.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, TypedDict, TypeVar, cast

from django.contrib.auth import get_user_model
from django.db import connections, router
from rest_framework import serializers
from rest_framework.fields import DateTimeField

from edx_proctoring.character_sets import find_fault
from edx_proctoring.domain.instants import in_utc
from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.models import (
    Accommodation,
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.shapes import IsoText, Named, texts_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus

AttemptStatus = Annotated[str, Named('AttemptStatus'), texts_of(ProctoredExamStudentAttemptStatus)]

Facts = TypeVar('Facts', bound=Mapping[str, Any])

User = get_user_model()

EXTERNAL_ID = "The provider's ID of the exam."
EXAM_FIELDS = (
    'id',
    'course_id',
    'content_id',
    'external_id',
    'exam_name',
    'time_limit_mins',
    'is_proctored',
    'is_practice_exam',
    'is_active',
    'due_date',
    'hide_after_due',
    'backend',
)


class ExamDict(TypedDict):
    """An exam; over HTTP, ``external_id`` is null for everyone but staff.

    ``due_date`` is an aware datetime.
    """

    id: int
    course_id: str
    content_id: str
    external_id: str | None
    exam_name: str
    time_limit_mins: int
    is_proctored: bool
    is_practice_exam: bool
    is_active: bool
    due_date: datetime | None
    hide_after_due: bool
    backend: str | None


class UserDict(TypedDict):
    """A learner or a member of the staff."""

    id: int
    username: str
    email: str


class AttemptDict(TypedDict):
    """An attempt.

    ``created`` and ``modified`` are ISO 8601 text in UTC, the other instants aware datetimes.
    """

    id: int
    created: IsoText
    modified: IsoText
    user: UserDict
    started_at: datetime | None
    completed_at: datetime | None
    external_id: str | None
    status: AttemptStatus
    proctored_exam: ExamDict
    allowed_time_limit_mins: int | None
    attempt_code: str | None
    is_sample_attempt: bool
    taking_as_proctored: bool
    review_policy_id: int | None
    is_status_acknowledged: bool
    time_remaining_seconds: int | None
    is_resumable: bool
    ready_to_resume: bool
    resumed: bool


class AllowanceDict(TypedDict):
    """An allowance."""

    id: int
    created: IsoText
    modified: IsoText
    user: UserDict
    key: str
    value: str
    proctored_exam: ExamDict


class AccommodationEffectDict(TypedDict):
    """What an accommodation makes of an exam's time limit."""

    exam_id: int
    exam_name: str
    minutes: Annotated[int, 'The time limit.']
    minutes_with: Annotated[int, 'The time of the learner, whom a due date may still leave less.']
    is_overridden: Annotated[bool, 'Whether they have an allowance for this exam, which counts instead.']


class AccommodationDict(TypedDict):
    """Extra time at every exam of a course, or of all courses: `multiplier`, `extra_minutes`, or `unlimited`."""

    id: int
    created: IsoText
    user: UserDict
    course_id: Annotated[str, 'Empty for all courses.']
    multiplier: Annotated[float | None, 'Of the time limit.']
    extra_minutes: int | None
    unlimited: Annotated[
        bool, 'Whether there is no time limit. Exams still end at the due date, or after about a week.'
    ]
    valid_from: IsoText | None
    valid_until: Annotated[IsoText | None, 'It does not count from that moment on.']
    approved_by: Annotated[str, 'The office or the person who approved it.']
    reason: str
    created_by_id: int | None
    counts: Annotated[bool, 'Whether it is the one that counts now in this course.']
    exams: Annotated[list[AccommodationEffectDict], 'The active exams of the course.']


class ReviewPolicyDict(TypedDict):
    """The review policy of an exam."""

    id: int
    created: IsoText
    modified: IsoText
    set_by_user: UserDict
    proctored_exam: ExamDict
    review_policy: str


def iso_text(instant: datetime) -> str:
    """Return ``instant`` as ISO 8601 in UTC with a final ``Z``; with microseconds only if there are any."""
    return in_utc(instant).isoformat().replace('+00:00', 'Z')


def exam_dict(exam: ProctoredExam) -> ExamDict:
    """Return ``exam`` in the form of the published functions."""
    return {
        'id': exam.id,
        'course_id': exam.course_id,
        'content_id': exam.content_id,
        'external_id': exam.external_id,
        'exam_name': exam.exam_name,
        'time_limit_mins': exam.time_limit_mins,
        'is_proctored': exam.is_proctored,
        'is_practice_exam': exam.is_practice_exam,
        'is_active': exam.is_active,
        'due_date': exam.due_date,
        'hide_after_due': exam.hide_after_due,
        'backend': exam.backend,
    }


def exam_dict_json_safe(exam: ProctoredExam) -> dict[str, Any]:
    """Return ``exam`` in the form for providers: the due date is text."""
    return {**exam_dict(exam), 'due_date': iso_text(exam.due_date) if exam.due_date else None}


def without_exam_id(data: Facts) -> Facts:
    """Return an exam, or a dict with a ``proctored_exam``, without the provider's id of the exam.

    See deviations S19 and X74.
    """
    if 'proctored_exam' in data:
        return cast('Facts', {**data, 'proctored_exam': without_exam_id(data['proctored_exam'])})
    return cast('Facts', {**data, 'external_id': None})


def user_dict(user: Any) -> UserDict:
    """Return the three facts about ``user`` that leave the app."""
    return {'id': user.id, 'username': user.username, 'email': user.email}


def attempt_dict(attempt: ProctoredExamStudentAttempt) -> AttemptDict:
    """Return ``attempt`` with its exam and learner, both of which should have been fetched with it."""
    return {
        'id': attempt.id,
        'created': iso_text(attempt.created),
        'modified': iso_text(attempt.modified),
        'user': user_dict(attempt.user),
        'started_at': attempt.started_at,
        'completed_at': attempt.completed_at,
        'external_id': attempt.external_id,
        'status': attempt.status,
        'proctored_exam': exam_dict(attempt.proctored_exam),
        'allowed_time_limit_mins': attempt.allowed_time_limit_mins,
        'attempt_code': attempt.attempt_code,
        'is_sample_attempt': attempt.is_sample_attempt,
        'taking_as_proctored': attempt.taking_as_proctored,
        'review_policy_id': attempt.review_policy_id,
        'is_status_acknowledged': attempt.is_status_acknowledged,
        'time_remaining_seconds': attempt.time_remaining_seconds,
        'is_resumable': attempt.is_resumable,
        'ready_to_resume': attempt.ready_to_resume,
        'resumed': attempt.resumed,
    }


def allowance_dict(allowance: ProctoredExamStudentAllowance) -> AllowanceDict:
    """Return ``allowance`` with its exam and learner."""
    return {
        'id': allowance.id,
        'created': iso_text(allowance.created),
        'modified': iso_text(allowance.modified),
        'user': user_dict(allowance.user),
        'key': allowance.key,
        'value': allowance.value,
        'proctored_exam': exam_dict(allowance.proctored_exam),
    }


def accommodation_dict(
    accommodation: Accommodation, *, counts: bool, effects: Iterable[AccommodationEffectDict]
) -> AccommodationDict:
    """Return ``accommodation`` with its learner and what it makes of exams."""
    begins, ends = accommodation.valid_from, accommodation.valid_until
    return {
        'id': accommodation.pk,
        'created': iso_text(accommodation.created),
        'user': user_dict(accommodation.user),
        'course_id': accommodation.course_id,
        'multiplier': None if accommodation.multiplier is None else float(accommodation.multiplier),
        'extra_minutes': accommodation.extra_minutes,
        'unlimited': accommodation.is_unlimited,
        'valid_from': iso_text(begins) if begins else None,
        'valid_until': iso_text(ends) if ends else None,
        'approved_by': accommodation.approved_by,
        'reason': accommodation.reason,
        'created_by_id': accommodation.created_by_id,
        'counts': counts,
        'exams': list(effects),
    }


def review_policy_dict(policy: ProctoredExamReviewPolicy) -> ReviewPolicyDict:
    """Return ``policy`` with its exam and the person who set it."""
    return {
        'id': policy.id,
        'created': iso_text(policy.created),
        'modified': iso_text(policy.modified),
        'set_by_user': user_dict(policy.set_by_user),
        'proctored_exam': exam_dict(policy.proctored_exam),
        'review_policy': policy.review_policy,
    }


class ProctoredExamSerializer(serializers.ModelSerializer[ProctoredExam]):
    """Validates a whole exam; a pair of course and content that exists already is refused."""

    id = serializers.IntegerField(required=False)
    course_id = serializers.CharField(required=True)
    content_id = serializers.CharField(required=True)
    external_id = serializers.CharField(required=True, help_text=EXTERNAL_ID)
    exam_name = serializers.CharField(required=True)
    # parity: limits below zero are accepted.
    time_limit_mins = serializers.IntegerField(required=True, min_value=-MOST_MINUTES, max_value=MOST_MINUTES)
    is_active = serializers.BooleanField(required=True)
    is_practice_exam = serializers.BooleanField(required=True)
    is_proctored = serializers.BooleanField(required=True)
    due_date = DateTimeField(required=False, format=None)
    hide_after_due = serializers.BooleanField(required=True)
    backend = serializers.CharField(
        required=False, help_text="Name of the provider; by default the site's default provider."
    )

    class Meta:
        model = ProctoredExam
        fields = EXAM_FIELDS

    def validate(self, attrs: Any) -> Any:
        """Reject text that the database cannot hold, with an error at each field."""
        connection = connections[router.db_for_write(ProctoredExam)]
        errors = {
            name: [fault]
            for name, value in attrs.items()
            if isinstance(value, str) and (fault := find_fault(value, ProctoredExam._meta.get_field(name), connection))
        }
        if errors:
            raise serializers.ValidationError(errors)
        return attrs


class ProctoredExamJSONSafeSerializer(ProctoredExamSerializer):
    """The same with the due date as text."""

    due_date = DateTimeField(required=False)


class ProctoredExamRegistrationSerializer(ProctoredExamSerializer):
    """Validates one exam of a course's registration, where it may exist already."""

    external_id = serializers.CharField(required=False, allow_null=True, help_text=EXTERNAL_ID)
    due_date = DateTimeField(required=False, allow_null=True, format=None)

    def get_unique_together_validators(self) -> list[Any]:
        """Return no validators: an exam that exists already is updated."""
        return []


class UserSerializer(serializers.ModelSerializer[Any]):
    """A learner or a member of the staff."""

    id = serializers.IntegerField(required=False)
    username = serializers.CharField(required=True)
    email = serializers.CharField(required=True)

    class Meta:
        model = User
        fields = ('id', 'username', 'email')


class ProctoredExamStudentAttemptSerializer(serializers.ModelSerializer[ProctoredExamStudentAttempt]):
    """An attempt with its exam and learner; the times of the exam stay datetimes."""

    proctored_exam = ProctoredExamSerializer()
    user = UserSerializer()
    started_at = DateTimeField(format=None)
    completed_at = DateTimeField(format=None)

    class Meta:
        model = ProctoredExamStudentAttempt
        fields: ClassVar = list(AttemptDict.__annotations__)


class ProctoredExamStudentAllowanceSerializer(serializers.ModelSerializer[ProctoredExamStudentAllowance]):
    """An allowance with its exam and learner."""

    proctored_exam = ProctoredExamSerializer()
    user = UserSerializer()

    class Meta:
        model = ProctoredExamStudentAllowance
        fields: ClassVar = list(AllowanceDict.__annotations__)


class ProctoredExamReviewPolicySerializer(serializers.ModelSerializer[ProctoredExamReviewPolicy]):
    """A review policy with its exam and the person who set it."""

    proctored_exam = ProctoredExamSerializer()
    set_by_user = UserSerializer()

    class Meta:
        model = ProctoredExamReviewPolicy
        fields: ClassVar = list(ReviewPolicyDict.__annotations__)
