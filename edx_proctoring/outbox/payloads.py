"""The kinds of jobs and what each of them carries.

A payload is stored as JSON in the row of its job. It names everything by id, holds no personal data, and outlives what
it is about. Rows that an older version recorded are read too: what is added to a payload later needs a default.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar, Final, Literal, Self

from edx_proctoring.lms import ServiceName

Destination = Literal['lms', 'provider', 'mail']


class Kind(StrEnum):
    """The kinds of jobs. The values are stored: a kind that is renamed keeps its value."""

    COMPLETE_IN_LMS = 'complete_in_lms'
    SET_CREDIT = 'credit'
    DECLINE_OTHERS = 'decline_others'
    ZERO_GRADE = 'zero_grade'
    RESTORE_GRADE = 'restore_grade'
    SEND_STATUS_EMAIL = 'email'
    CLEAR_ONBOARDING_ERRORS = 'clear_onboarding_errors'
    NOTIFY_SUPPORT = 'notify_support'
    DELETE_IN_LMS = 'delete_in_lms'
    UNDO_GRADE_OVERRIDE = 'undo_grade_override'
    REMOVE_CREDIT = 'remove_credit'
    START_AT_PROVIDER = 'start_exam_attempt'
    STOP_AT_PROVIDER = 'stop_exam_attempt'
    MARK_ERROR_AT_PROVIDER = 'mark_erroneous_exam_attempt'
    REMOVE_AT_PROVIDER = 'remove_exam_attempt'
    SAVE_EXAM_AT_PROVIDER = 'exam_saved'


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What a job carries.

    ``destination`` is where the job goes, and ``service`` the service of the host that it calls, which expects a
    transaction around it. With ``supersedes``, it describes the current state, so an earlier job that failed need not
    be retried. ``backend`` is the provider's name, None for the site's default one.
    """

    kind: ClassVar[Kind]
    destination: ClassVar[Destination]
    service: ClassVar[ServiceName | None] = None
    supersedes: ClassVar[bool] = False

    backend: str | None
    correlation_id: str | None = None

    @property
    def subject(self) -> str:
        """What the job is about, such as ``attempt:12``. Jobs with one subject and destination keep their order."""
        raise NotImplementedError

    def as_json(self) -> dict[str, Any]:
        """Return the stored form."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Return the payload that was stored. Keys that this version does not know are ignored.

        Raises ``TypeError`` if one without a default is missing.
        """
        known = {each.name for each in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


@dataclass(frozen=True, kw_only=True)
class AboutAttempt(Payload):
    """About an attempt, which may not exist anymore when the job is run; ``by_id`` is the user who requested it.

    With ``leaves_trace``, the timeline of the attempt says when it was done.
    """

    leaves_trace: ClassVar[bool] = True

    attempt_id: int
    user_id: int
    exam_id: int
    course_id: str
    content_id: str
    by_id: int | None = None

    @property
    def subject(self) -> str:
        """The attempt."""
        return f'attempt:{self.attempt_id}'

    @property
    def exam_of_learner(self) -> tuple[int, str, str]:
        """The learner's id, the course, and the content."""
        return self.user_id, self.course_id, self.content_id


class CompleteInLms(AboutAttempt):
    """The LMS marks the content as completed."""

    kind = Kind.COMPLETE_IN_LMS
    destination = 'lms'
    leaves_trace = False  # the status tells it
    service = 'instructor'


@dataclass(frozen=True, kw_only=True)
class SetCredit(AboutAttempt):
    """The credit requirement gets this status."""

    kind = Kind.SET_CREDIT
    destination = 'lms'
    service = 'credit'

    status: str


class DeclineOthers(AboutAttempt):
    """The learner's other proctored exams of the course are declined as well."""

    kind = Kind.DECLINE_OTHERS
    destination = 'lms'
    leaves_trace = False  # the timelines of the others tell it


class ZeroGrade(AboutAttempt):
    """The grade is overridden with zero and the certificate invalidated, if the course wants that."""

    kind = Kind.ZERO_GRADE
    destination = 'lms'
    service = 'grades'


class RestoreGrade(AboutAttempt):
    """The override is undone, if the course wants overrides."""

    kind = Kind.RESTORE_GRADE
    destination = 'lms'
    service = 'grades'


@dataclass(frozen=True, kw_only=True)
class SendStatusEmail(AboutAttempt):
    """The learner gets an email about this status."""

    kind = Kind.SEND_STATUS_EMAIL
    destination = 'mail'

    status: str


class ClearOnboardingErrors(AboutAttempt):
    """The learner's attempts that failed for lack of onboarding are removed."""

    kind = Kind.CLEAR_ONBOARDING_ERRORS
    destination = 'lms'
    leaves_trace = False  # the timelines of the others tell it


@dataclass(frozen=True, kw_only=True)
class NotifySupport(AboutAttempt):
    """Support is notified of a suspicious review."""

    kind = Kind.NOTIFY_SUPPORT
    destination = 'lms'
    service = 'instructor'

    exam_name: str
    review_status: str
    review_url: str


class DeleteInLms(AboutAttempt):
    """The LMS deletes the learner's state of the content."""

    kind = Kind.DELETE_IN_LMS
    destination = 'lms'
    service = 'instructor'


class UndoGradeOverride(AboutAttempt):
    """The override is undone because the attempt was removed."""

    kind = Kind.UNDO_GRADE_OVERRIDE
    destination = 'lms'
    service = 'grades'


class RemoveCredit(AboutAttempt):
    """The status of the credit requirement is removed because the attempt was."""

    kind = Kind.REMOVE_CREDIT
    destination = 'lms'
    service = 'credit'


@dataclass(frozen=True, kw_only=True)
class CallAboutAttempt(AboutAttempt):
    """The provider is notified about an attempt; the external ids are the provider's."""

    destination = 'provider'

    exam_external_id: str | None
    attempt_external_id: str | None


class StartAtProvider(CallAboutAttempt):
    """The attempt was started."""

    kind = Kind.START_AT_PROVIDER


class StopAtProvider(CallAboutAttempt):
    """The attempt was submitted."""

    kind = Kind.STOP_AT_PROVIDER


class MarkErrorAtProvider(CallAboutAttempt):
    """The attempt ended with an error."""

    kind = Kind.MARK_ERROR_AT_PROVIDER


@dataclass(frozen=True, kw_only=True)
class RemoveAtProvider(Payload):
    """The provider removes an attempt that it registered and that was not created."""

    kind = Kind.REMOVE_AT_PROVIDER
    destination = 'provider'

    exam_id: int
    user_id: int
    exam_external_id: str | None
    attempt_external_id: str
    attempt_code: str = ''

    @property
    def subject(self) -> str:
        """The registration."""
        return f'registration:{self.attempt_code}'


@dataclass(frozen=True, kw_only=True)
class SaveExamAtProvider(Payload):
    """The provider gets the current state of an exam when the job is run, or learns that it is no longer proctored."""

    kind = Kind.SAVE_EXAM_AT_PROVIDER
    destination = 'provider'
    supersedes = True

    exam_id: int
    was_switched_off: bool

    @property
    def subject(self) -> str:
        """The exam."""
        return f'exam:{self.exam_id}'


PAYLOADS: Final[dict[str, type[Payload]]] = {
    each.kind: each
    for each in (
        CompleteInLms,
        SetCredit,
        DeclineOthers,
        ZeroGrade,
        RestoreGrade,
        SendStatusEmail,
        ClearOnboardingErrors,
        NotifySupport,
        DeleteInLms,
        UndoGradeOverride,
        RemoveCredit,
        StartAtProvider,
        StopAtProvider,
        MarkErrorAtProvider,
        RemoveAtProvider,
        SaveExamAtProvider,
    )
}


def find_payload_class(kind: str) -> type[Payload] | None:
    """Return the payload class of this kind; None for one that only a newer version knows."""
    return PAYLOADS.get(kind)


def goes_to_provider(kind: str) -> bool:
    """Return whether jobs of this kind are calls of a provider."""
    payload = find_payload_class(kind)
    return payload is not None and payload.destination == 'provider'


KINDS_FOR_PROVIDERS: Final = tuple(kind for kind in Kind if goes_to_provider(kind))
