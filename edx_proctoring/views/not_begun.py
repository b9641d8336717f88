"""Learners who may take an exam and have not begun."""

from typing import Annotated, Final, TypedDict

from django.core.paginator import Paginator
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.exceptions import ProctoredExamNotFoundException
from edx_proctoring.lms.names import full_name
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.queries.not_begun import list_not_begun
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import BAD_INPUT, COURSE_STAFF, Answer, Operation
from edx_proctoring.views.inputs import PAGE, Field, Input, size_of_page
from edx_proctoring.views.permissions import require_staff_of_exam

PER_PAGE: Final = 25


class LearnersWithoutAttempt(Input):
    """Which of them."""

    page = PAGE
    page_size = size_of_page(PER_PAGE, 'Learners')
    text = Field(request_data.find_text, str, 'Only learners whose username or email address contains this.')


class NotBegunRowDict(TypedDict):
    """A learner."""

    username: str
    full_name: Annotated[str, 'May be empty.']
    enrollment_mode: str


class NotBegunDict(TypedDict):
    """A page of learners, by username."""

    is_known: Annotated[bool, 'False if the host cannot tell who may take the exam; then the list is empty.']
    count: Annotated[int, 'On all pages.']
    page: int
    num_pages: int
    results: list[NotBegunRowDict]


class NotBegunView(ProctoredAPIView):
    """Who has no attempt at an exam. Not published: ours alone."""

    @Operation(
        'Attempts',
        'list_learners_not_begun',
        'List the learners who may take an exam and have not begun',
        COURSE_STAFF,
        {200: Answer('A page of them.', NotBegunDict), 400: BAD_INPUT},
        LearnersWithoutAttempt,
        notes=(
            'They have no attempt at it, or have entered it and done nothing more. Of a proctored exam, those whose '
            'enrollment allows proctored exams; of others, all who are enrolled.'
        ),
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return a page; the host's enrollments decide who is on it."""
        exam = find_exam(exam_id)
        require_staff_of_exam(request.user, exam)
        if exam is None:
            raise ProctoredExamNotFoundException(_('There is no such exam.'))
        sent = LearnersWithoutAttempt.of_query(request)
        size, text, number = sent.page_size, sent.text, sent.page
        found = list_not_begun(exam, text)
        page = Paginator(found if found is not None else [], size).get_page(number)
        answer: NotBegunDict = {
            'is_known': found is not None,
            'count': page.paginator.count,
            'page': page.number,
            'num_pages': page.paginator.num_pages,
            'results': [
                {
                    'username': each.user.get_username(),
                    'full_name': full_name(each.user),
                    'enrollment_mode': each.mode,
                }
                for each in page
            ],
        }
        return Response(answer)
