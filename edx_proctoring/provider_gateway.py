"""The one place that calls proctoring providers.

Model objects come in, the dicts of the published provider interface go out (``backends.backend`` describes it), a line
is logged per call, and whatever goes wrong at the provider is translated:

* reads that only enrich a page (instructions, worker script) degrade to "nothing known", so that a provider's outage
  never keeps a learner from an exam;
* everything else raises :class:`ProviderUnavailableException` or the published exception of that call.

No database transaction should be open around a function here that talks to the provider.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from edx_proctoring.backends.asking import ask, read
from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.registry import Description, describe
from edx_proctoring.backends.registry import find_provider as find_registered_provider
from edx_proctoring.backends.review import UNSTORABLE, Review, review_from_callback
from edx_proctoring.character_sets import is_storable
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import ProviderCall
from edx_proctoring.domain.exam_kind import ExamKind, exam_kind
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderCannotRemoveAttempt,
    BackendProviderNotConfigured,
    BackendProviderRemovalNotConfirmed,
    BackendProviderSentNoAttemptID,
    InvalidInputException,
    ProctoredBaseException,
)
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy, ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import Secret, obscured_user_id
from edx_proctoring.security.web_addresses import is_link, is_permitted_redirect
from edx_proctoring.serializers import attempt_dict, exam_dict, exam_dict_json_safe
from edx_proctoring.telemetry.correlation import correlated, get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

MOST_BITS = 800  # of a number whose digits the column for it holds

Provider = ProctoringBackendProvider


def find_provider_named(name: str | None) -> Provider | None:
    """Return the provider configured as ``name`` (None: the default one), or log a warning and return None."""
    provider = find_registered_provider(name or conf.default_backend_name)
    if provider is None:
        log.warning('Proctoring backend %s is not configured', name or conf.default_backend_name)
    return provider


def list_configured() -> dict[str, Provider | None]:
    """Return every provider that the settings name, by name; None for one that could not be created."""
    configured: Any = conf.backends
    names = [name for name in configured if name != 'DEFAULT'] if isinstance(configured, Mapping) else []
    return {name: find_registered_provider(name) for name in names}


def list_addresses() -> dict[str, str]:
    """Return the URLs of the providers' services, by the provider's name, without providers that have no service."""
    found = {
        name: getattr(provider, 'base_url', None) or getattr(provider, 'exam_register_endpoint', None)
        for name, provider in list_configured().items()
    }
    return {name: url for name, url in found.items() if url}


def list_without_reviews() -> list[str]:
    """Return the names of configured providers that send no reviews.

    Providers whose class is not installed are left out: they may have sent some.
    """
    described = {name: describe_named(name) for name in list_configured()}
    return [name for name, each in described.items() if each and not each.sends_reviews]


def find_provider(exam: ProctoredExam) -> Provider | None:
    """Return the provider of a proctored exam; None for a timed exam and if it is not configured (deviation R12)."""
    return find_provider_named(exam.backend) if exam.is_proctored else None


def get_provider(exam: ProctoredExam) -> Provider:
    """Return the provider of a proctored exam, or raise :class:`BackendProviderNotConfigured`."""
    provider = find_provider(exam)
    if provider is None:
        raise BackendProviderNotConfigured(_('The proctoring backend of exam %(id)s is not configured.'), id=exam.id)
    return provider


def kind_of(exam: ProctoredExam) -> ExamKind:
    """Return the kind of the exam, which depends on the provider's abilities."""
    described = _describe(exam) if exam.is_practice_exam else None
    return exam_kind(
        is_proctored=exam.is_proctored,
        is_practice_exam=exam.is_practice_exam,
        supports_onboarding=bool(described and described.supports_onboarding),
    )


def supports_onboarding(exam: ProctoredExam) -> bool | None:
    """Return whether the exam's provider has onboarding exams; None if there is no provider."""
    described = _describe(exam)
    return described.supports_onboarding if described else None


def awaits_provider(exam: ProctoredExam) -> bool:
    """Return whether a supervised attempt may start only after the provider reported that its software runs (S10)."""
    described = _describe(exam)
    return conf.require_provider_ready and bool(described and described.has_ready_callback)


def needs_seb(exam: ProctoredExam) -> bool:
    """Return whether the exam's provider is Safe Exam Browser; False for timed exams."""
    described = _describe(exam)
    return bool(described and described.needs_seb)


def verifies_submitted(exam: ProctoredExam) -> bool:
    """Return whether the site wants submitted attempts of an exam with Safe Exam Browser to be verified at once."""
    return needs_seb(exam) and getattr(find_provider(exam), 'after_submission', None) == 'verified'


def uses_launch_link(exam: ProctoredExam) -> bool:
    """Return whether the exam's provider opens launch links; False for timed exams."""
    described = _describe(exam)
    return bool(described and described.uses_launch_link)


def signs_launch_link(exam: ProctoredExam) -> bool:
    """Return whether the exam's provider gets a signed launch link with each new attempt."""
    described = _describe(exam)
    return conf.signed_launch_links and bool(described and described.is_given_launch_link)


def describe_named(name: str | None) -> Description | None:
    """Return what is known about the provider ``name`` (None: the default one), even if it could not be created."""
    return describe(name or conf.default_backend_name)


def _describe(exam: ProctoredExam) -> Description | None:
    return describe_named(exam.backend) if exam.is_proctored else None


# ── attempts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def register_attempt(exam: ProctoredExam, context: dict[str, Any]) -> str | None:
    """Register an attempt with the provider; return its id there, or None if the provider has no ids.

    Raises :class:`BackendProviderCannotRegisterAttempt` (its ``http_status`` is the provider's if that blames the
    request, else 502; an id that can't be stored is 502, too), :class:`BackendProviderOnboardingException` when the
    learner has no valid profile there, and :class:`ProviderUnavailableException` when the provider could not be
    reached.
    """
    provider = get_provider(exam)
    try:
        external_id = ask(
            exam.backend, 'register_exam_attempt', provider.register_exam_attempt, exam_dict(exam), context
        )
    except BackendProviderCannotRegisterAttempt as error:
        if not HTTPStatus.BAD_REQUEST <= error.http_status < HTTPStatus.INTERNAL_SERVER_ERROR:
            error.http_status = HTTPStatus.BAD_GATEWAY
        raise
    if external_id is None or external_id == '':
        return None
    kept = _id_to_keep(external_id, ProctoredExamStudentAttempt)
    if kept is None:
        message = 'The id that the proctoring service gave to the attempt cannot be kept.'
        raise BackendProviderSentNoAttemptID(message, HTTPStatus.BAD_GATEWAY)
    return kept


def call(
    kind: ProviderCall, *, backend: str | None, exam_external_id: str | None, attempt_external_id: str | None
) -> None:
    """Notify the provider that an attempt started, stopped, or failed. The response is ignored."""
    provider = find_provider_named(backend)
    if provider is None:
        raise BackendProviderNotConfigured(_('The proctoring backend %(backend)s is not configured.'), backend=backend)
    ask(backend, kind, getattr(provider, kind), exam_external_id, attempt_external_id)


def remove_registration(backend: str | None, *, exam_external_id: str | None, attempt_external_id: str) -> None:
    """Ask the provider to remove an attempt that it registered and that was not created."""
    provider = find_provider_named(backend)
    if provider is not None:
        ask(backend, 'remove_exam_attempt', provider.remove_exam_attempt, exam_external_id, attempt_external_id)


@correlated
def remove_attempt(attempt: ProctoredExamStudentAttempt) -> None:
    """Ask the provider to remove its data about an attempt. Do nothing if the provider never knew it.

    Raises :class:`BackendProviderRemovalNotConfirmed` when it does not confirm,
    :class:`BackendProviderCannotRemoveAttempt` when it fails or is not configured.
    """
    exam = attempt.proctored_exam
    if not exam.is_proctored or not attempt.external_id:
        return
    try:
        confirmed = ask(
            exam.backend,
            'remove_exam_attempt',
            get_provider(exam).remove_exam_attempt,
            exam.external_id,
            attempt.external_id,
        )
    except ProctoredBaseException as error:
        raise BackendProviderCannotRemoveAttempt(
            _('The provider could not remove attempt %(id)s.'), id=attempt.id
        ) from error
    if not confirmed:
        raise BackendProviderRemovalNotConfirmed(
            _('The provider did not confirm the removal of attempt %(id)s.'), id=attempt.id
        )


@correlated
def read_review(attempt: ProctoredExamStudentAttempt, payload: Any, *, is_archived: bool | None = None) -> Review:
    """Return what the provider's review of an attempt says, in our terms.

    ``is_archived`` tells a provider that posts reviews without signing in whether the attempt was removed in the
    meantime.

    Raises a :class:`ProctoredBaseException` with a 4xx for a payload that is not a review, or not about this attempt.
    """
    if not isinstance(payload, dict):
        raise InvalidInputException(_('A review must be a JSON object.'))
    provider = get_provider(attempt.proctored_exam)
    data: dict[str, Any] = {**attempt_dict(attempt)}
    if is_archived is not None:
        data['is_archived'] = is_archived
    try:
        result = provider.on_review_callback(data, payload)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InvalidInputException(_('The review cannot be read.')) from error
    return review_from_callback(result, payload)


# ── exams ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def exam_saved(
    exam: ProctoredExam, policy: ProctoredExamReviewPolicy | None, *, was_switched_off: bool = False
) -> str | None:
    """Send a new or changed exam and its review policy to the provider; return the exam's id there, if it has one.

    ``was_switched_off``: the exam is no longer proctored, so it is sent as inactive.
    """
    provider = find_provider_named(exam.backend)
    if provider is None:
        return None
    data = exam_dict_json_safe(exam)
    if was_switched_off:
        data['is_active'] = False
    if policy and not was_switched_off:
        data['rule_summary'] = policy.review_policy
    external_id = ask(exam.backend, 'on_exam_saved', provider.on_exam_saved, data)
    if external_id is None or external_id == '':
        return None
    kept = _id_to_keep(external_id, ProctoredExam)
    if kept is None:
        log.error('The id from backend %s for exam %s cannot be stored', exam.backend, exam.id)
    return kept


# ── what pages and clients are told of the provider ───────────────────────────────────────────────────────────────


def javascript_url(exam: ProctoredExam) -> str:
    """Return the URL of the provider's worker script; '' if there is none."""
    provider = find_provider(exam)
    return read(exam.backend, 'get_javascript', provider.get_javascript) or '' if provider else ''


@dataclass(frozen=True, slots=True)
class SetUp:
    """How a learner sets up the provider's software."""

    instructions: Any = None  # what the provider says to do, a list of markup; to be made harmless before it is shown
    download_url: str | None = None  # harmless: http, https, or a path of this site


@correlated
def set_up(attempt: ProctoredExamStudentAttempt) -> SetUp:
    """Return what the provider says about setting up an attempt; nothing if it says nothing or can't be reached.

    A provider that fails is not called a second time, so that the learner waits for only one timeout.
    """
    exam = attempt.proctored_exam
    provider = find_provider(exam)
    if provider is None:
        return SetUp()
    try:
        answer = ask(exam.backend, 'get_attempt', provider.get_attempt, attempt_dict(attempt))
        info = answer if isinstance(answer, dict) else {}
        url = info.get('download_url') or ask(
            exam.backend, 'get_software_download_url', provider.get_software_download_url
        )
    except ProctoredBaseException:
        return SetUp()
    return SetUp(info.get('instructions'), url if is_link(url) else None)


def configuration(exam: ProctoredExam) -> dict[str, Any] | None:
    """Return the provider's own configuration (name, rules, instructions); None if it has none."""
    provider = get_provider(exam)
    answer: Any = ask(exam.backend, 'get_proctoring_config', provider.get_proctoring_config)
    if isinstance(answer, dict) and answer.get('download_url') and not is_link(answer['download_url']):
        return {**answer, 'download_url': None}
    return answer  # type: ignore[no-any-return]


def blocks_access(attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether the current request may not see the exam, because it does not come from the provider's browser."""
    provider = find_provider(attempt.proctored_exam)
    return bool(provider and provider.blocks_access_to_attempt(attempt_dict(attempt)))  # type: ignore[arg-type]


# ── staff ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def instructor_url(provider: Provider, course_id: str, user: dict[str, Any], **options: Any) -> str | None:
    """Return the provider's dashboard for a staff member; ``options`` as in the provider's ``get_instructor_url``.

    It is a web URL or a path of this site. None for everything else, and for a host that the site does not permit.
    """
    url = provider.get_instructor_url(course_id, user, **options)
    if url and not is_permitted_redirect(url):
        log.error('The URL of a dashboard was refused: course=%s, see REDIRECT_HOSTS', course_id)
        return None
    return url


def video_review_key(exam: ProctoredExam) -> Secret | None:
    """Return the key (hex) that encrypts the provider's stored links to recordings; None if they are not stored."""
    provider = find_provider(exam)
    key = Secret(provider.get_video_review_aes_key() or '') if provider else None
    return key or None


def retire_learner(backend: str | None, user_id: int) -> bool | None:
    """Ask the provider to delete its data about a learner; return whether it did, or None if there is nothing to do."""
    provider = find_provider_named(backend)
    if provider is None:
        return False
    try:
        return ask(backend, 'retire_user', provider.retire_user, obscured_user_id(user_id, backend))  # type: ignore[no-any-return]
    except ProctoredBaseException:
        return False


def onboarding_profiles(exam: ProctoredExam, **query: Any) -> dict[str, Any] | None:
    """Return the provider's onboarding profiles for the exam's course; None if it has none."""
    provider = get_provider(exam)
    return ask(  # type: ignore[no-any-return]
        exam.backend, 'get_onboarding_profile_info', provider.get_onboarding_profile_info, exam.course_id, **query
    )


def _id_to_keep(given: object, model: type[ProctoredExam | ProctoredExamStudentAttempt]) -> str | None:
    """Return an id as the column holds it; None for what it can't hold, and for anything but text and numbers."""
    match given:
        case bool():
            return None
        case str() | UUID():
            text = str(given)
        case int() if given.bit_length() <= MOST_BITS:
            text = str(given)
        case _:
            return None
    fits = bool(text) and not UNSTORABLE.search(text) and is_storable(model, 'external_id', text)
    return text if fits else None
