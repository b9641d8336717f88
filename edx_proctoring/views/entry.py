"""The page at which learners meet the entry rules of an exam; not part of the HTTP API."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import timezone

from edx_proctoring.actions.code_entry import enter_code
from edx_proctoring.exceptions import EntryRefusedException, InvalidInputException, TooManyCodesException
from edx_proctoring.learner_pages.entry_page import render_entry
from edx_proctoring.models import ProctoredExam
from edx_proctoring.views.my_entrance import get_entrance, read_code
from edx_proctoring.views.pages import PersonalPage


class ExamEntryView(PersonalPage):
    """The entrance of an exam with entry rules."""

    http_method_names = ['get', 'head', 'post', 'options']

    def get(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """Render the page; 404 for an exam that does not exist, is not active, or has no entry rules."""
        return self._render(request, get_entrance(exam_id))

    def post(self, request: HttpRequest, exam_id: int) -> HttpResponse:
        """Take the access code of a page without scripts; what is wrong with it is said beside the field."""
        exam = get_entrance(exam_id)
        try:
            enter_code(exam, request.user, read_code(request.POST.get('code', ''), 'code'), now=timezone.now())
        except (InvalidInputException, TooManyCodesException, EntryRefusedException) as error:
            return self._render(request, exam, problem=error.detail, status=error.http_status)
        return HttpResponseRedirect(request.path)

    @staticmethod
    def _render(request: HttpRequest, exam: ProctoredExam, *, problem: str = '', status: int = 200) -> HttpResponse:
        page = render_entry(exam, request.user, csrf_token=get_token(request), problem=problem, now=timezone.now())
        return HttpResponse(page, status=status)
