"""The attempts of a course, for its staff."""

from typing import Annotated, Any, Final, TypedDict

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.exceptions import ProctoredExamNotFoundException
from edx_proctoring.lms.names import full_name
from edx_proctoring.queries.attempt_groups import Choice, list_attempt_groups
from edx_proctoring.queries.attempts import list_attempts_of_learner
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.serializers import AttemptDict, AttemptStatus, attempt_dict
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import (
    BAD_INPUT,
    COURSE_STAFF,
    DONE,
    Answer,
    Operation,
    refusal,
    spoken,
)
from edx_proctoring.views.inputs import PAGE, Field, Input, size_of_page
from edx_proctoring.views.permissions import require_course_staff, require_staff_of_exam

ATTEMPTS_PER_PAGE = 25


class AttemptGroupDict(AttemptDict):
    """The newest attempt of a learner at an exam, the learner's name in full, and all attempts, newest first."""

    full_name: str
    all_attempts: list[AttemptDict]


class PaginationInfoDict(TypedDict):
    """Which page of how many."""

    has_previous: bool
    has_next: bool
    current_page: int
    total_pages: int


class AttemptGroupsDict(TypedDict):
    """A page of attempts."""

    proctored_exam_attempts: list[AttemptGroupDict]
    pagination_info: PaginationInfoDict
    attempt_url: Annotated[str, 'Path of this list; clients append `?page=n`, and the rest of their query.']


class GroupsOfAttempts(Input):
    """Which attempts of the course."""

    page = PAGE
    per_page = size_of_page(ATTEMPTS_PER_PAGE, 'Groups')
    exam_id = Field(request_data.given_id, int, 'Only attempts at this exam.')
    status = Field(request_data.find_text, AttemptStatus, 'Only groups whose newest attempt has this status.')
    ordering = Field(
        request_data.find_text,
        str,
        'Keys of the newest attempts, separated by commas, `-` before one that descends; those of nested objects after '
        '`__`: `user__username`. Without it, the newest attempt comes first.',
    )


_GROUPS: Final[dict[str, Any]] = {
    'who': COURSE_STAFF,
    'answers': {
        200: Answer('One page of groups, each a learner at an exam.', AttemptGroupsDict),
        400: BAD_INPUT,
    },
    'query': GroupsOfAttempts,
}


class StudentProctoredGroupedExamAttemptsByCourse(ProctoredAPIView):
    """The attempts of a course, grouped by learner and exam."""

    @Operation('Attempts', 'list_exam_attempts', 'List the attempts of a course', at=('course_id',), **_GROUPS)
    @Operation(
        'Attempts',
        'search_exam_attempts',
        'Search the attempts of a course by learner',
        at=('course_id', 'search_by'),
        **_GROUPS,
    )
    def get(self, request: Request, course_id: str, search_by: str | None = None) -> Response:
        """One page of groups, each as its newest attempt with all of them under ``all_attempts``."""
        require_course_staff(request.user, course_id)
        sent = GroupsOfAttempts.of_query(request)
        choice = Choice(
            search=None if search_by is None else request_data.text(search_by, 'search text'),
            exam_id=sent.exam_id,
            status=sent.status,
            ordering=sent.ordering,
        )
        found = list_attempt_groups(course_id, choice, page=sent.page, per_page=sent.per_page)
        groups = [[attempt_dict(attempt) for attempt in group] for group in found.groups]
        answer: AttemptGroupsDict = {
            'proctored_exam_attempts': [
                {**group[0], 'full_name': full_name(found_group[0].user), 'all_attempts': group}
                for group, found_group in zip(groups, found.groups, strict=True)
            ],
            'pagination_info': pagination_info(found.page),
            'attempt_url': _address(course_id, search_by),
        }
        return Response(answer)


class StudentProctoredExamResetAttempts(ProctoredAPIView):
    """All attempts of one learner at one exam."""

    @Operation(
        'Attempts',
        'reset_exam_attempts',
        'Delete all attempts of a learner at an exam',
        COURSE_STAFF,
        {
            200: DONE,
            400: refusal('No such exam.'),
            404: spoken('The learner has no attempts at this exam.'),
            502: refusal('The provider did not confirm the removal of an attempt; earlier ones are gone.'),
        },
    )
    def delete(self, request: Request, exam_id: str, user_id: str) -> Response:
        """Remove them one after the other, oldest first.

        A provider that does not confirm ends it: what went before stays removed.
        """
        exam = find_exam(request_data.find_id(exam_id))
        require_staff_of_exam(request.user, exam)
        if exam is None:
            raise ProctoredExamNotFoundException(_('There is no such exam.'))
        attempts = list(list_attempts_of_learner(request_data.get_id(user_id, 'user_id'), exam.id).order_by('id'))
        if not attempts:
            return Response('There are no attempts to reset.', status=status.HTTP_404_NOT_FOUND)
        remove(attempts, requesting_user=request.user, now=timezone.now())
        return Response()


def pagination_info(page: Page[Any]) -> PaginationInfoDict:
    """Return which page of how many it is."""
    return {
        'has_previous': page.has_previous(),
        'has_next': page.has_next(),
        'current_page': page.number,
        'total_pages': page.paginator.num_pages,
    }


def _address(course_id: str, search_by: str | None) -> str:
    """Return the path of this list; clients append the page."""
    if search_by is None:
        return reverse('edx_proctoring:proctored_exam.attempts.grouped.course', args=(course_id,))
    return reverse('edx_proctoring:proctored_exam.attempts.grouped.search', args=(course_id, search_by))
