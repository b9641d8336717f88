"""What the staff of a course looks after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from demo.models import Certificate, CreditRequirementStatus, GradeOverride
from demo.olx import Course
from demo.views.access import course_for_staff
from edx_proctoring import api
from edx_proctoring.backends import get_backend_provider
from edx_proctoring.models import ProctoredExamSoftwareSecureReview


@require_safe
@login_required
def staff(request: HttpRequest, course_id: str) -> HttpResponse:
    """Render attempts, second reviews that are due, and the consequences of rejected exams."""
    course = course_for_staff(request, course_id)
    attempts = api.get_all_exam_attempts(course.course_id)
    names = {section.usage_key: section.display_name for section in course.sequentials}
    overrides = GradeOverride.objects.filter(course_id=course.course_id).select_related('user', 'overrider')
    statuses = CreditRequirementStatus.objects.filter(course_id=course.course_id).select_related('user')
    context = {
        'course': course,
        'attempts': attempts,
        'dashboards': list_dashboards(course),
        'pending_reviews': list_pending_reviews(attempts),
        'overrides': [{'override': override, 'section': names.get(override.section_id)} for override in overrides],
        'credit': [{'status': status, 'section': names.get(status.name)} for status in statuses],
        'certificates': Certificate.objects.filter(course_id=course.course_id).select_related('user'),
    }
    return render(request, 'demo/staff.html', context)


def list_dashboards(course: Course) -> list[dict[str, str]]:
    """Return the dashboards of the providers of the course's exams, for providers that have one."""
    dashboards = []
    for exam in api.get_all_exams_for_course(course.course_id, active_only=True):
        provider = get_backend_provider(exam)
        if provider is not None and provider.has_dashboard:
            url = reverse('edx_proctoring:instructor_dashboard_exam', args=[course.course_id, exam['id']])
            dashboards.append({'url': url, 'exam_name': exam['exam_name'], 'provider_name': provider.verbose_name})
    return dashboards


def list_pending_reviews(attempts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the reviews that a person has to confirm or overrule, each with the page for this."""
    waiting = {
        attempt['attempt_code']: attempt for attempt in attempts if attempt['status'] == 'second_review_required'
    }
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(attempt_code__in=waiting).order_by('modified')
    return [
        {
            'review': review,
            'attempt': waiting[review.attempt_code],
            'url': reverse(
                'edx_proctoring:exam_room_review',
                args=[waiting[review.attempt_code]['proctored_exam']['course_id'], review.pk],
            ),
        }
        for review in reviews
    ]
