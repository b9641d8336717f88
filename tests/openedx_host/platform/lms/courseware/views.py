"""Pages and API of the courseware."""

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.clickjacking import xframe_options_exempt
from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from edx_rest_framework_extensions.auth.session.authentication import SessionAuthenticationAllowInactiveUser
from edx_rest_framework_extensions.permissions import NotJwtRestrictedApplication
from opaque_keys.edx.keys import CourseKey, UsageKey
from openedx_filters.learning.filters import InstructorDashboardTabsRequested, RenderXBlockStarted
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lms.courseware.models import BlockCompletion
from lms.courseware.runtime import is_staff_of, make_runtime


@xframe_options_exempt
@login_required
def render_xblock(request: HttpRequest, usage_key_string: str) -> HttpResponse:
    """The student view of a block, for a frame of the learning front end."""
    key = UsageKey.from_string(usage_key_string)
    runtime = make_runtime(request.user, key.context_key)
    block = runtime.get_block(key)
    if _is_gated(runtime, key):
        raise Http404
    context, student_view_context = RenderXBlockStarted.run_filter(
        context={'block': block}, student_view_context={'user_authenticated': True}
    )
    fragment = context['block'].render('student_view', student_view_context)
    return HttpResponse(f'<!doctype html><title>Unit</title>{fragment.head_html()}{fragment.body_html()}')


@login_required
def xblock_callback(request: HttpRequest, usage_key_string: str, handler: str) -> HttpResponse:
    """A call of a block's handler."""
    key = UsageKey.from_string(usage_key_string)
    runtime = make_runtime(request.user, key.context_key)
    if _is_gated(runtime, key):
        return HttpResponseForbidden()
    block = runtime.get_block(key)
    if handler != 'problem_check':
        raise Http404
    block.answer = json.loads(request.body)['answer']
    block.save()
    return JsonResponse({'answer': block.answer})


def _is_gated(runtime: Any, key: UsageKey) -> bool:
    """Units of an exam are not shown by themselves while the exam has a page of its own."""
    return any(key in each.children and each.descendants_are_gated({}) for each in runtime.list_sequences())


@login_required
def jump_to(request: HttpRequest, course_id: str, location: str) -> HttpResponse:
    """A link from elsewhere to a place in the course."""
    return redirect('render_xblock', usage_key_string=location)


@login_required
def progress(request: HttpRequest, course_id: str) -> HttpResponse:
    """What the learner has done."""
    done = BlockCompletion.objects.filter(user=request.user, context_key=CourseKey.from_string(course_id))
    return JsonResponse({str(each.block_key): each.completion for each in done})


class CourseInformation(APIView):
    """What the instructor dashboard asks first."""

    authentication_classes = (JwtAuthentication, SessionAuthenticationAllowInactiveUser)
    permission_classes = (IsAuthenticated, NotJwtRestrictedApplication)

    def get(self, request: Request, course_id: str) -> Response:
        """The tabs of the dashboard, for staff of the course."""
        course_key = CourseKey.from_string(course_id)
        if not is_staff_of(request.user, course_key):
            return Response(status=403)
        tabs = [{'tab_id': 'course_info', 'title': 'Course Info', 'url': f'/instructor/{course_key}', 'sort_order': 10}]
        tabs, *_ = InstructorDashboardTabsRequested.run_filter(tabs=tabs, user=request.user, course_key=course_key)
        return Response({'course_id': str(course_key), 'tabs': sorted(tabs, key=lambda tab: tab['sort_order'])})
