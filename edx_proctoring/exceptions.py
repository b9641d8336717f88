"""Every exception that the app raises on purpose.

Each class carries ``http_status``: the status that the HTTP door answers with. ``error.detail`` is the text for
``detail`` in that answer, in the language of whoever reads it; ``str(error)`` is the English one, for logs.
"""

from __future__ import annotations

import re
from typing import ClassVar, Final

from django.utils.translation import gettext

from edx_proctoring.texts import gettext_noop

LONGEST_SAID: Final = 2000  # characters of a provider's text that are kept
LONGEST_SHOWN: Final = 300  # and of one that is shown

_MARKUP = re.compile(r'<[a-zA-Z!/?]|[{}\[\]]')  # of HTML and of JSON
_UNPRINTABLE = re.compile('[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]')


class ProctoredBaseException(Exception):  # noqa: N818 - published name
    """Something about exams, attempts or their providers was refused.

    The message is an English sentence that the catalogues know (``gettext_noop``). ``params`` are filled into it, and
    into its translation, by name: ``error('%(name)s has to be text.', name='course_id')``.
    """

    http_status: int = 400

    def __init__(self, *args: object, **params: object) -> None:
        super().__init__(*args)
        self.params = params

    def __str__(self) -> str:
        message = super().__str__()
        return message % self.params if self.params else message

    @property
    def detail(self) -> str:
        """The message in the active language; English where it has no translation."""
        message = super().__str__()
        if not message:
            return message
        return gettext(message) % self.params if self.params else gettext(message)


class InvalidInputException(ProctoredBaseException):
    """The caller sent a value that cannot be used."""


class OrderingNotAllowedException(InvalidInputException, ValueError):  # noqa: N818 - like the published names
    """The caller wants a list ordered by something that the list doesn't show."""


class ObjectNotFoundException(ProctoredBaseException):
    """The object that the caller named does not exist."""

    http_status = 404


class RequestTooLargeException(InvalidInputException):
    """The body of the request has more bytes, or more values, than are taken."""

    http_status = 413


class ReviewChangedException(ProctoredBaseException):
    """Somebody has decided about the review, or the provider has changed it, since it was shown."""

    http_status = 409


class MessagesNotDeliveredException(ProctoredBaseException):
    """The site has no cache from which learners' pages could fetch messages."""

    http_status = 409


class InvalidSebConfiguration(InvalidInputException):
    """A configuration of Safe Exam Browser has a value that its clients refuse, or read in different ways."""


class UnreadableSebFile(InvalidInputException):
    """It is no file of Safe Exam Browser, or a password is missing or wrong.

    ``reason`` says in which way: one of :data:`edx_proctoring.seb.containers.Reason`.
    """

    def __init__(self, message: object = '', reason: str = 'damaged') -> None:
        super().__init__(message)
        self.reason = reason


class SebNotAvailableException(ProctoredBaseException):
    """The exam does not need Safe Exam Browser, or this site cannot check it."""

    http_status = 409


class SebKeysExistException(ProctoredBaseException):
    """A server for Safe Exam Browser has set keys for the course already."""

    http_status = 422


class TooManyChecksException(ProctoredBaseException):
    """Too many checks of Safe Exam Browser were asked for within a minute."""

    http_status = 429


class UnsupportedCharsetException(InvalidInputException):
    """The request says that its text is in another charset than UTF-8."""

    http_status = 415


class BusyException(ProctoredBaseException):
    """Another request holds the lock that this one needs; trying again after ``seconds_to_retry`` will work."""

    http_status = 503
    seconds_to_retry: int = 3


class ProctoredExamAlreadyExists(ProctoredBaseException):
    """The course already has an exam for this content."""


class ProctoredExamNotFoundException(ProctoredBaseException):
    """No such exam."""


class ProctoredExamNotActiveException(ProctoredBaseException):
    """The exam exists but has been switched off."""


class ProctoredExamReviewPolicyAlreadyExists(ProctoredBaseException):
    """The exam already has a review policy."""


class ProctoredExamReviewPolicyNotFoundException(ProctoredBaseException):
    """The exam has no review policy."""


class StudentExamAttemptAlreadyExistsException(ProctoredBaseException):
    """The learner already has an attempt that stands in the way of a new one."""


class TooManyAttemptsException(ProctoredBaseException):
    """The learner has made as many attempts as the site allows in that time."""

    http_status = 429


class TooManyCodesException(ProctoredBaseException):
    """There were too many wrong access codes; the next one is looked at after ``seconds_to_retry``."""

    http_status = 429

    def __init__(self, seconds_to_retry: int) -> None:
        message = gettext_noop('There were too many wrong codes. You can try again in %(minutes)s min.')
        super().__init__(message, minutes=-(-seconds_to_retry // 60))
        self.seconds_to_retry = seconds_to_retry


class StudentExamAttemptDoesNotExistsException(ProctoredBaseException):
    """No such attempt."""


class StudentExamAttemptedAlreadyStarted(ProctoredBaseException):
    """The attempt has been started before."""


class StudentExamAttemptOnPastDueProctoredExam(ProctoredBaseException):
    """The exam's due date has passed, so no attempt may begin."""


class UserNotFoundException(ProctoredBaseException):
    """No user matches the given name, email address or id."""


class AllowanceValueNotAllowedException(ProctoredBaseException):
    """The value does not fit the kind of allowance."""


class RefusedByProvider(ProctoredBaseException):
    """The provider refused; ``http_status`` is what it answered, and the message the beginning of its text.

    That text is the provider's, and written for whoever connects services: readers get it where the status says that it
    is about what was asked for, if it is a plain sentence, and else ``message``.
    """

    about_the_request: ClassVar[frozenset[int]] = frozenset({400, 409, 412, 422})
    message: ClassVar[str] = gettext_noop('The proctoring service refused the request. Try again in a few minutes.')

    def __init__(self, content: object, http_status: int) -> None:
        super().__init__(_beginning_of(content))
        self.http_status = http_status

    @property
    def detail(self) -> str:
        """What the reader is told, in the active language or in the provider's."""
        said = _plain_sentence(self.args[0]) if self.http_status in self.about_the_request else None
        return said or gettext(self.message)


class BackendProviderCannotRegisterAttempt(RefusedByProvider):
    """The provider refused to register an attempt."""

    message: ClassVar[str] = gettext_noop(
        'The proctoring service did not accept this attempt, so it has not started. '
        'Try again in a few minutes. If that does not help, contact your course team.'
    )


class BackendProviderSentNoAttemptID(BackendProviderCannotRegisterAttempt):
    """The provider accepted the registration but did not say under which id."""


class BackendProviderCannotRemoveAttempt(ProctoredBaseException):
    """The provider could not be told to forget an attempt."""

    http_status = 502


class BackendProviderRemovalNotConfirmed(BackendProviderCannotRemoveAttempt):
    """The provider answered a removal without confirming it."""


class BackendProviderOnboardingException(ProctoredBaseException):
    """The provider refuses to register the attempt until the learner's onboarding profile is in order.

    ``status`` is the attempt status that tells why: one of
    ``ProctoredExamStudentAttemptStatus.onboarding_errors``.
    """

    def __init__(self, exam_status: str) -> None:
        super().__init__(exam_status)
        self.status = exam_status


class BackendProviderOnboardingProfilesException(RefusedByProvider):
    """The provider could not list onboarding profiles; ``http_status`` is what it answered."""

    message: ClassVar[str] = gettext_noop(
        'The proctoring service did not return the onboarding profiles. Try again in a few minutes.'
    )


class BackendProviderCannotRetireUser(ProctoredBaseException):
    """The provider did not say whether it deleted the learner's data."""


class BackendProviderNotConfigured(ProctoredBaseException):
    """The exam names a provider that this site has not configured."""

    http_status = 500


class ProviderUnavailableException(ProctoredBaseException):
    """The provider could not be reached or did not answer in time."""

    http_status = 502

    def __init__(self, content: object = '', http_status: int = 502) -> None:
        super().__init__(content)
        self.http_status = http_status


class BackendProviderNeverToldException(ProviderUnavailableException):
    """The provider never gave the id by which it could be asked; nothing was sent to it."""


class ProctoredExamPermissionDenied(ProctoredBaseException):
    """The user may not do this."""

    http_status = 403


class EntryRefusedException(ProctoredExamPermissionDenied):
    """An entry rule of the exam keeps the learner out.

    ``rule`` is one of :class:`edx_proctoring.domain.entry_rules.Rule`.
    """

    def __init__(self, message: object = '', *, rule: str = '', exam_id: int = 0) -> None:
        super().__init__(message)
        self.rule, self.exam_id = str(rule), exam_id


class ProctoredExamSuspiciousLookup(ProctoredBaseException):
    """A review names an attempt by identifiers that do not belong together."""


class ReviewTooLarge(ProctoredBaseException):
    """The review, as it would be stored, has more bytes than the site or its database takes."""

    http_status = 413


class ProctoredExamReviewAlreadyExists(ProctoredBaseException):
    """The attempt has a review and this site does not allow it to be replaced."""


class ProctoredExamBadReviewStatus(ProctoredBaseException):
    """The review has a status that is not one of the known ones."""


class ProctoredExamIllegalStatusTransition(ProctoredBaseException):
    """The attempt cannot go from its present status to the requested one."""

    # Translators: The two names are statuses in the form that the API uses, which is not translated.
    NO_MOVE: ClassVar[str] = gettext_noop('An attempt cannot be changed from %(from_status)s to %(to_status)s.')
    NO_MOVE_OF_LEARNERS: ClassVar[str] = gettext_noop(
        'A learner cannot change an attempt from %(from_status)s to %(to_status)s.'
    )


class ProctoredExamIllegalResumeUpdate(ProctoredBaseException):
    """The attempt's resume flags do not allow this step."""


# ── what providers say ────────────────────────────────────────────────────────────────────────────────────────────────


def _beginning_of(content: object) -> object:
    """Return the content, or as much of its text as fits into a log line."""
    text = str(content)
    return content if len(text) <= LONGEST_SAID else f'{text[:LONGEST_SAID]}…'


def _plain_sentence(said: object) -> str | None:
    """Return a short text without markup and control characters that readers may see; None if it isn't one."""
    if not isinstance(said, str) or len(said) > LONGEST_SHOWN or _MARKUP.search(said):
        return None
    return ' '.join(_UNPRINTABLE.sub(' ', said).split()) or None
