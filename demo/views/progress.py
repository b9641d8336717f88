"""The learner's own grades, credit and certificate."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from demo.gradebook import course_grade
from demo.host_services.credit import list_requirements
from demo.models import Certificate
from demo.olx import Course
from demo.views.access import course_for, signed_in
from edx_proctoring import api
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus

is_running = ProctoredExamStudentAttemptStatus.is_in_progress_status


@require_safe
@login_required
def progress(request: HttpRequest, course_id: str) -> HttpResponse:
    """Render the points by section, the course grade, the requirements for credit, and the certificate."""
    course = course_for(request, course_id)
    user = signed_in(request)
    running = running_exams(course, user)
    grade = course_grade(user.pk, course)
    context = {
        'course': course,
        'grade': grade,
        'rows': [{'grade': row, 'is_hidden': row.section.usage_key in running} for row in grade.sections],
        'is_any_running': bool(running),
        'requirements': list_requirements(user.pk, course),
        'certificate': Certificate.objects.filter(user=user, course_id=course.course_id).first(),
    }
    return render(request, 'demo/progress.html', context)


def running_exams(course: Course, user: User) -> set[str]:
    """Return the sections whose exam this learner is taking: results are hidden as long as answers can be changed."""
    active = api.get_active_exams_for_user(user.pk, course.course_id)
    return {entry['exam']['content_id'] for entry in active if is_running(entry['attempt']['status'])}
