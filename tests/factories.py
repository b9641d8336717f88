"""Rows for tests, made through the ORM: without providers, events or any other effect.

Traits say what kind of thing it is: ``ExamFactory(practice=True)``, ``AttemptFactory(proctored_exam__timed=True)``.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone
from factory import declarations
from factory.django import DjangoModelFactory

from edx_proctoring.models import (
    Accommodation,
    AttemptNote,
    Delivery,
    EntryEvent,
    EntryPass,
    EntryRules,
    Incident,
    IncidentAttempt,
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    Reopening,
    SebConfiguration,
    TimeGrant,
)
from edx_proctoring.models.consequences import HasConsequences
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus, SoftwareSecureReviewStatus

ModelT = TypeVar('ModelT', bound=Model)

# The library has no types for these.
declare: Any = declarations

COURSE_ID = 'course-v1:Org+Num+Run'


class ModelFactory(DjangoModelFactory[ModelT]):
    """Calling a factory makes a row, which the library's types don't say."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def __new__(cls, **fields: Any) -> ModelT:  # type: ignore[misc]
            """Return a model object, not a factory."""

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **fields: Any) -> Any:
        """Save a row that has consequences without them."""
        if not issubclass(model_class, HasConsequences):
            return super()._create(model_class, *args, **fields)  # type: ignore[no-untyped-call]
        row = model_class(*args, **fields)
        row.save_only()
        return row


class UserFactory(ModelFactory[User]):
    """A user without rights."""

    class Meta:
        model = User

    username = declare.Sequence('user{}'.format)
    email = declare.LazyAttribute(lambda user: f'{user.username}@example.com')


class ExamFactory(ModelFactory[ProctoredExam]):
    """An active proctored exam of ninety minutes at the provider ``test``."""

    class Meta:
        model = ProctoredExam

    course_id = COURSE_ID
    content_id = declare.Sequence('block-v1:Org+Num+Run+type@sequential+block@exam{}'.format)
    external_id = declare.Sequence('external-exam-{}'.format)
    exam_name = declare.Sequence('Exam {}'.format)
    time_limit_mins = 90
    is_proctored = True
    is_practice_exam = False
    is_active = True
    backend = 'test'

    class Params:
        timed = declare.Trait(is_proctored=False, external_id=None)
        proctored = declare.Trait(is_proctored=True)
        practice = declare.Trait(is_proctored=True, is_practice_exam=True)
        onboarding = declare.Trait(is_proctored=True, is_practice_exam=True, backend='onboarding')


class AttemptFactory(ModelFactory[ProctoredExamStudentAttempt]):
    """An attempt that exists and was not started, supervised if its exam is."""

    class Meta:
        model = ProctoredExamStudentAttempt

    proctored_exam = declare.SubFactory(ExamFactory)
    user = declare.SubFactory(UserFactory)
    attempt_code = declare.LazyFunction(lambda: str(uuid.uuid4()).upper())
    external_id = declare.Sequence('external-attempt-{}'.format)
    status = ProctoredExamStudentAttemptStatus.created
    taking_as_proctored = declare.SelfAttribute('proctored_exam.is_proctored')
    is_sample_attempt = declare.SelfAttribute('proctored_exam.is_practice_exam')


class AllowanceFactory(ModelFactory[ProctoredExamStudentAllowance]):
    """Thirty minutes more."""

    class Meta:
        model = ProctoredExamStudentAllowance

    proctored_exam = declare.SubFactory(ExamFactory)
    user = declare.SubFactory(UserFactory)
    key = ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[0]
    value = '30'


class ReviewPolicyFactory(ModelFactory[ProctoredExamReviewPolicy]):
    """A review policy."""

    class Meta:
        model = ProctoredExamReviewPolicy

    proctored_exam = declare.SubFactory(ExamFactory)
    set_by_user = declare.SubFactory(UserFactory)
    review_policy = 'A calculator is allowed.'


class ReviewFactory(ModelFactory[ProctoredExamSoftwareSecureReview]):
    """A provider's clean review of ``attempt``, by default of a submitted one."""

    class Meta:
        model = ProctoredExamSoftwareSecureReview

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.submitted)

    attempt_code = declare.SelfAttribute('attempt.attempt_code')
    exam = declare.SelfAttribute('attempt.proctored_exam')
    student = declare.SelfAttribute('attempt.user')
    review_status = SoftwareSecureReviewStatus.clean
    raw_data = '{}'


class CommentFactory(ModelFactory[ProctoredExamSoftwareSecureComment]):
    """A finding of five seconds."""

    class Meta:
        model = ProctoredExamSoftwareSecureComment

    review = declare.SubFactory(ReviewFactory)
    start_time = 10
    stop_time = 15
    duration = 5
    comment = 'looked away'
    status = 'Suspicious'


class ReceivedReviewFactory(ModelFactory[ReceivedReview]):
    """A payload about ``attempt`` that was received by the anonymous address; ``received_at`` must be given."""

    class Meta:
        model = ReceivedReview

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.submitted)

    digest = declare.Sequence('{:064x}'.format)
    attempt_code = declare.SelfAttribute('attempt.attempt_code')
    is_anonymous = True
    payload = '{}'


class TimeGrantFactory(ModelFactory[TimeGrant]):
    """Ten minutes that staff gave to ``attempt``."""

    class Meta:
        model = TimeGrant

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.started)

    batch = declare.LazyFunction(lambda: str(uuid.uuid4()))
    attempt_id = declare.SelfAttribute('attempt.id')
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    source = TimeGrant.EXTENSION
    seconds = 600
    granted_at = declare.SelfAttribute('attempt.created')


class IncidentFactory(ModelFactory[Incident]):
    """Twenty minutes without a network, in which nobody was hit."""

    class Meta:
        model = Incident

    batch = declare.LazyFunction(lambda: str(uuid.uuid4()))
    course_id = COURSE_ID
    cause = 'network'
    began_at = declare.LazyAttribute(lambda incident: incident.ended_at - timedelta(minutes=20))
    ended_at = declare.LazyAttribute(lambda incident: incident.recorded_at - timedelta(minutes=10))
    recorded_at = declare.LazyFunction(timezone.now)


class IncidentAttemptFactory(ModelFactory[IncidentAttempt]):
    """The twenty minutes that ``attempt`` got because of an incident, without the grant."""

    class Meta:
        model = IncidentAttempt

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.started)

    incident = declare.SubFactory(IncidentFactory)
    attempt_id = declare.SelfAttribute('attempt.id')
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    impact = 'ran'
    remedy = 'extend'
    wanted_seconds = seconds = 1200
    treated_at = declare.SelfAttribute('incident.recorded_at')


def helped_attempt(incident: Incident, **fields: Any) -> ProctoredExamStudentAttempt:
    """An attempt that began when the incident was recorded and has got its twenty minutes, with the grant."""
    attempt = AttemptFactory(
        status=ProctoredExamStudentAttemptStatus.started,
        started_at=incident.recorded_at,
        allowed_time_limit_mins=110,
        **fields,
    )
    IncidentAttemptFactory(attempt=attempt, incident=incident)
    TimeGrantFactory(attempt=attempt, source=TimeGrant.INCIDENT, batch=incident.batch, seconds=1200)
    return attempt


class ReopeningFactory(ModelFactory[Reopening]):
    """Twenty minutes with which staff reopened ``attempt``."""

    class Meta:
        model = Reopening

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.submitted)

    batch = declare.LazyFunction(lambda: str(uuid.uuid4()))
    attempt_id = declare.SelfAttribute('attempt.id')
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    seconds = 1200
    reopened_at = declare.SelfAttribute('attempt.created')


class AttemptNoteFactory(ModelFactory[AttemptNote]):
    """A message to the learner of ``attempt``."""

    class Meta:
        model = AttemptNote

    class Params:
        attempt = declare.SubFactory(AttemptFactory, status=ProctoredExamStudentAttemptStatus.started)

    attempt_id = declare.SelfAttribute('attempt.id')
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    kind = AttemptNote.MESSAGE
    number = 1
    text = 'The room closes at noon.'
    written_at = declare.SelfAttribute('attempt.created')


class AccommodationFactory(ModelFactory[Accommodation]):
    """Half as much time again at every exam of the course."""

    class Meta:
        model = Accommodation

    user = declare.SubFactory(UserFactory)
    course_id = COURSE_ID
    multiplier = Decimal('1.5')
    created = datetime(2030, 1, 1, tzinfo=UTC)
    modified = declare.SelfAttribute('created')


IDS_OF_NOBODY = {'attempt_id': 0, 'user_id': 0, 'exam_id': 0, 'course_id': COURSE_ID, 'content_id': 'block'}


class EntryRulesFactory(ModelFactory[EntryRules]):
    """The entry rules of an exam: none, until fields say which."""

    class Meta:
        model = EntryRules

    exam = declare.SubFactory(ExamFactory, timed=True, has_entry_rules=True)
    modified_at = declare.LazyFunction(timezone.now)


class EntryPassFactory(ModelFactory[EntryPass]):
    """A learner at the entrance of an exam; ``exam_id`` must be given."""

    class Meta:
        model = EntryPass

    user_id = declare.LazyFunction(lambda: UserFactory().id)


class UsedPassFactory(ModelFactory[EntryPass]):
    """What the learner of an attempt has shown; ``placed_at`` says since when it goes on where it does."""

    class Meta:
        model = EntryPass
        exclude = ('attempt',)

    attempt = declare.SubFactory(AttemptFactory)
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    attempt_id = declare.SelfAttribute('attempt.id')
    place_session = '0' * 64
    place_address = '192.0.2.7'


class EntryEventFactory(ModelFactory[EntryEvent]):
    """A refusal of the learner of an attempt."""

    class Meta:
        model = EntryEvent
        exclude = ('attempt',)

    attempt = declare.SubFactory(AttemptFactory)
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    attempt_id = declare.SelfAttribute('attempt.id')
    rule = 'network'
    outcome = 'other_network'
    address = '192.0.2.7'
    at = declare.SelfAttribute('attempt.created')


class SebConfigurationFactory(ModelFactory[SebConfiguration]):
    """What the learner of an attempt was given; it opens nothing."""

    class Meta:
        model = SebConfiguration
        exclude = ('attempt',)

    attempt = declare.SubFactory(AttemptFactory)
    exam_id = declare.SelfAttribute('attempt.proctored_exam_id')
    user_id = declare.SelfAttribute('attempt.user_id')
    attempt_id = declare.SelfAttribute('attempt.id')
    settings = b'packed'
    config_key = 'c' * 64
    made_from = 'd' * 64
    start_token = '0' * 32
    quit_token = '1' * 32
    token_digest = declare.Sequence('{:064x}'.format)
    created_at = declare.SelfAttribute('attempt.created')


class DeliveryFactory(ModelFactory[Delivery]):
    """A pending job; ``not_before`` must be given. Ids that ``payload`` leaves out are those of nothing."""

    class Meta:
        model = Delivery

    key = declare.LazyFunction(lambda: str(uuid.uuid4()))
    stream = declare.Sequence('attempt:{}'.format)
    kind = 'start_exam_attempt'
    backend = 'test'
    payload = declare.LazyFunction(dict)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        return {**kwargs, 'payload': {**IDS_OF_NOBODY, **kwargs['payload']}}
