"""Onboarding: the learner's own panel, and the list that the staff of a course see."""

from collections.abc import Collection
from datetime import datetime
from typing import Annotated, Any, TypedDict
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import constants, provider_gateway
from edx_proctoring.character_sets import match_users
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import (
    BackendProviderOnboardingProfilesException,
    InvalidInputException,
    ObjectNotFoundException,
    ProctoredBaseException,
    ProviderUnavailableException,
)
from edx_proctoring.lms import enrollments, links, monitoring, switches
from edx_proctoring.models import ProctoredExam
from edx_proctoring.provider_gateway import Provider
from edx_proctoring.queries.exams import list_onboarding_exams
from edx_proctoring.queries.learners import only_known
from edx_proctoring.queries.onboarding import (
    NOT_STARTED,
    LearnerRow,
    find_learner_exam,
    learner_onboarding,
    learner_rows,
    match_profiles,
    profile_rows,
    read_standings,
    rows_of,
)
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.shapes import DetailDict, Keyword, Named, texts_of
from edx_proctoring.statuses import InstructorDashboardOnboardingAttemptStatus as InstructorStatus
from edx_proctoring.statuses import VerificientOnboardingProfileStatus as ProfileStatus
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView, exception_response
from edx_proctoring.views.descriptions import (
    AUTH,
    BAD_INPUT,
    COURSE_STAFF,
    Answer,
    Operation,
    refusal,
)
from edx_proctoring.views.inputs import LEARNING_MFE, PAGE, Field, Input
from edx_proctoring.views.onboarding_profiles import Profile, list_profiles
from edx_proctoring.views.permissions import course_of_staff, require_course_staff

LEARNERS_PER_PAGE = 25
REFUSALS = (BackendProviderOnboardingProfilesException, ProviderUnavailableException)


class OnboardingDict(TypedDict):
    """How one learner stands, and where they go next."""

    onboarding_status: Annotated[
        str | None, 'A status of an attempt, or `other_course_approved`; null without an attempt.'
    ]
    onboarding_link: str | None
    expiration_date: str | None
    onboarding_past_due: bool
    onboarding_release_date: Annotated[str | None, Keyword('format', 'date-time')]
    review_requirements_url: str


class OnboardingRowDict(TypedDict):
    """How one learner of a course stands."""

    username: str
    enrollment_mode: str | None
    status: Annotated[str, Named('OnboardingStatus'), texts_of(InstructorStatus)] | None
    modified: datetime | None


class OnboardingPageDict(TypedDict):
    """How the learners of a course stand."""

    count: int
    previous: str | None
    next: str | None
    num_pages: int
    results: list[OnboardingRowDict]
    use_onboarding_profile_api: bool


class Onboarding(Input):
    """Whose onboarding."""

    course_id = Field(request_data.find_text, str, 'Course key.', required=True)
    username = Field(
        request_data.find_text, str, 'Another user than the caller; for staff of the site or of the course.'
    )
    is_learning_mfe = LEARNING_MFE


class LearnersOfCourse(Input):
    """Which learners of the course."""

    page = PAGE
    text_search = Field(request_data.find_text, str, 'Part of a username or email address.')
    statuses = Field(request_data.find_text, str, 'Only learners with one of these statuses, separated by commas.')


class StudentOnboardingStatusView(ProctoredAPIView):
    """How one learner stands, and where they go next."""

    @Operation(
        'Onboarding',
        'get_onboarding_status',
        "Get a learner's onboarding status",
        AUTH,
        {
            200: Answer('The status, and the link to the onboarding exam.', OnboardingDict),
            400: refusal('No course is named.'),
            404: Answer(
                'No such user, no onboarding exam open to this learner, or a provider without profiles (a text).',
                DetailDict | str,
            ),
        },
        Onboarding,
    )
    def get(self, request: Request | HttpRequest) -> Response:
        """Return the caller's status in ``course_id``, or for staff that of ``username``.

        The LMS calls this method by itself, on a view that was never dispatched, and reads ``data``: a refusal is an
        answer here and not an exception.
        """
        try:
            return _learner_answer(request)
        except ProctoredBaseException as error:
            return exception_response(error)


class StudentOnboardingStatusByCourseView(ProctoredAPIView):
    """How the learners of a course stand."""

    @Operation(
        'Onboarding',
        'list_onboarding_statuses',
        'List the onboarding statuses of a course',
        COURSE_STAFF,
        {
            200: Answer('One page of at most 25 learners.', OnboardingPageDict),
            400: BAD_INPUT,
            404: refusal('The course has no onboarding exam.'),
            503: refusal('The provider does not answer.'),
        },
        LearnersOfCourse,
    )
    def get(self, request: Request, course_id: str) -> Response:
        """One page of learners; ``text_search`` and ``statuses`` (instructor statuses) narrow the list."""
        require_course_staff(request.user, course_id)
        exam = _onboarding_exams(course_id)[0][0]
        sent = LearnersOfCourse.of_query(request)
        search, sent_statuses = sent.text_search, sent.statuses
        found = enrollments.with_users(enrollments.list_proctored_enrollments(course_id, search))
        learners = _Learners(found, LEARNERS_PER_PAGE)
        uses_profiles = switches.is_on(constants.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API)
        monitoring.set_custom_attribute('onboarding_profile_api_enabled', uses_profiles)
        read_page = _profile_page if uses_profiles else _local_page
        statuses = frozenset(sent_statuses.split(',')) if sent_statuses else None
        try:
            page, rows = read_page(learners, exam, statuses, sent.page)
        except REFUSALS as error:
            return Response({'detail': error.detail}, status=status.HTTP_503_SERVICE_UNAVAILABLE)
        query = {'text_search': search, 'statuses': sent_statuses}
        answer: OnboardingPageDict = {
            'count': page.paginator.count,
            'previous': _page_url(course_id, query, page.previous_page_number()) if page.has_previous() else None,
            'next': _page_url(course_id, query, page.next_page_number()) if page.has_next() else None,
            'num_pages': page.paginator.num_pages,
            'results': [_row_json(row) for row in rows],
            'use_onboarding_profile_api': uses_profiles,
        }
        return Response(answer)


# ── one learner ───────────────────────────────────────────────────────────────────────────────────────────────────


def _learner_answer(request: Request | HttpRequest) -> Response:
    sent = Onboarding.of_query(request)
    course_id, username = sent.course_id, sent.username
    if course_id is None:
        raise InvalidInputException(_('Specify a course.'))
    is_own = username is None or username == request.user.get_username()
    if not is_own:
        require_course_staff(request.user, course_id)
    exams, provider = _onboarding_exams(course_id)
    learner = request.user if is_own else _find_learner(username, course_of_staff(request.user, course_id))
    if learner is None:
        raise ObjectNotFoundException(_('There is no such user.'))
    found = find_learner_exam(exams, learner, course_id, now=timezone.now())
    if found is None:
        raise ObjectNotFoundException(_('No onboarding exam of this course is open to this learner.'))
    exam, is_open = found.choice.exam, found.choice.is_open
    answer = {
        **learner_onboarding(course_id, learner, exam.backend),
        'onboarding_link': links.find_exam_url(course_id, exam.content_id, is_learning_mfe=sent.is_learning_mfe)
        if is_open
        else None,
        'onboarding_past_due': found.choice.is_past_due,
        'onboarding_release_date': found.opens_at.isoformat() if found.opens_at else None,
        'review_requirements_url': provider.help_center_article_url,
    }
    return _with_profile(answer, exam, learner) if conf.use_onboarding_profile_api else Response(answer)


def _find_learner(username: str | None, among_course: str | None) -> Any:
    """Return the user with that name, if any; with a course, only one whom the course knows (deviation X60)."""
    found = get_user_model().objects.filter(match_users(username, names=['username'])).first()
    if found is None or among_course is None:
        return found
    return only_known(among_course, {username: found}).get(username)


def _with_profile(answer: dict[str, Any], exam: ProctoredExam, learner: Any) -> Response:
    """Add what the provider knows of the learner's profile; return the response unchanged if the provider refuses."""
    try:
        profile = provider_gateway.onboarding_profiles(exam, user_id=obscured_user_id(learner.id, exam.backend))
    except REFUSALS:
        return Response(answer)
    if profile is None:
        return Response('This provider knows no onboarding profiles.', status=status.HTTP_404_NOT_FOUND)
    fields = Profile.of(profile)
    known = {
        'onboarding_status': ProfileStatus.get_edx_status_from_profile_status(fields.status),
        'expiration_date': fields.expiration_date,
    }
    return Response({**answer, **known})


def _onboarding_exams(course_id: str) -> tuple[list[ProctoredExam], Provider]:
    """Return the onboarding exams of the course, newest first, and the provider of the newest."""
    exams = list(list_onboarding_exams(course_id))
    provider = provider_gateway.find_provider(exams[0]) if exams else None
    if provider is None or not provider.supports_onboarding:
        raise ObjectNotFoundException(_('This course has no onboarding exam.'))
    return exams, provider


# ── a course ──────────────────────────────────────────────────────────────────────────────────────────────────────


class _Learners(Paginator):  # type: ignore[type-arg]  # it has no type arguments when it runs
    """The learners of a course, counted once. Of few, as a search finds them, the rows are the count."""

    @cached_property
    def count(self) -> int:
        """How many there are."""
        first = list(self.object_list[: self.per_page + 1])
        if len(first) > self.per_page:
            return super().count
        self.object_list = first
        return len(first)


def _local_page(
    learners: _Learners, exam: ProctoredExam, statuses: Collection[str] | None, number: str | None
) -> tuple[Page[Any], list[LearnerRow]]:
    """Return a page from what is known here. Only a filter by status requires looking at all learners."""
    if statuses is None:
        _report_eligible(learners.count)
        page = learners.get_page(number)
        return page, learner_rows(list(page), exam)
    enrolled: Any = learners.object_list
    user_ids = enrollments.user_ids(enrolled)
    _report_eligible(len(user_ids))
    standings = read_standings(user_ids, exam)
    requested = [user_id for user_id in user_ids if standings.get(user_id, NOT_STARTED).status in statuses]
    chosen = Paginator(requested, LEARNERS_PER_PAGE).get_page(number)
    return chosen, rows_of(enrollments.pick(enrolled, list(chosen)), standings)


def _profile_page(
    learners: _Learners, exam: ProctoredExam, statuses: Collection[str] | None, number: str | None
) -> tuple[Page[Any], list[LearnerRow]]:
    """Return a page from what the provider knows."""
    enrolled = list(learners.object_list)
    _report_eligible(len(enrolled))
    matches = match_profiles(
        enrolled,
        list_profiles(exam, statuses),
        backend=exam.backend,
        with_others=statuses is None or InstructorStatus.not_started in statuses,
    )
    page = Paginator(matches, LEARNERS_PER_PAGE).get_page(number)
    return page, profile_rows(list(page), exam)


def _report_eligible(count: int) -> None:
    monitoring.set_custom_attribute('num_proctoring_eligible_enrollments', count)


def _page_url(course_id: str, query: dict[str, str | None], number: int) -> str:
    path = reverse('edx_proctoring:user_onboarding.status.course', args=(course_id,))
    return f'{path}?{urlencode({**{name: value for name, value in query.items() if value}, "page": number})}'


def _row_json(row: LearnerRow) -> OnboardingRowDict:
    return {
        'username': row.username,
        'enrollment_mode': row.enrollment_mode,
        'status': row.status,
        'modified': row.modified,
    }
