"""What the staff of a course looks after."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from demo.models import Certificate, CreditRequirementStatus, GradeOverride
from demo.olx import Course
from demo.paging import page_of_rows
from demo.views.access import course_for_staff
from edx_proctoring import api
from edx_proctoring.backends import get_backend_provider
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt


@require_safe
@login_required
def staff(request: HttpRequest, course_id: str) -> HttpResponse:
    """Render attempts, second reviews that are due, and the consequences of rejected exams, page by page."""
    course = course_for_staff(request, course_id)
    names = {section.usage_key: section.display_name for section in course.sequentials}
    rows = partial(page_of_rows, request)
    reviews = rows('reviews', waiting_attempts(course))
    overrides = rows_of(course, GradeOverride, 'user', 'overrider')
    statuses = rows_of(course, CreditRequirementStatus, 'user')
    context = {
        'course': course,
        'attempts': rows('attempts', api.get_all_exam_attempts(course.course_id)),
        'dashboards': list_dashboards(course),
        'reviews': reviews,
        'pending_reviews': list_pending_reviews(reviews.page),
        'overrides': rows('overrides', overrides, lambda row: {'override': row, 'section': names.get(row.section_id)}),
        'credit': rows('credit', statuses, lambda row: {'status': row, 'section': names.get(row.name)}),
        'certificates': rows('certificates', rows_of(course, Certificate, 'user')),
    }
    return render(request, 'demo/staff.html', context)


def rows_of(course: Course, model: type[Model], *related: str) -> QuerySet[Any]:
    """Return what the model has of the course, newest first."""
    rows: QuerySet[Any] = model._default_manager.filter(course_id=course.course_id)
    return rows.select_related(*related).order_by('-id')


def list_dashboards(course: Course) -> list[dict[str, str]]:
    """Return the dashboards of the providers of the course's exams, for providers that have one."""
    dashboards = []
    for exam in api.get_all_exams_for_course(course.course_id, active_only=True):
        provider = get_backend_provider(exam)
        if provider is not None and provider.has_dashboard:
            url = reverse('edx_proctoring:instructor_dashboard_exam', args=[course.course_id, exam['id']])
            dashboards.append({'url': url, 'exam_name': exam['exam_name'], 'provider_name': provider.verbose_name})
    return dashboards


def waiting_attempts(course: Course) -> QuerySet[ProctoredExamStudentAttempt]:
    """Return the attempts whose reviews a person has to confirm or overrule, oldest first."""
    attempts = ProctoredExamStudentAttempt.objects.filter(
        proctored_exam__course_id=course.course_id, status='second_review_required'
    )
    return attempts.select_related('user', 'proctored_exam').order_by('id')


def list_pending_reviews(attempts: Iterable[ProctoredExamStudentAttempt]) -> list[dict[str, Any]]:
    """Return the reviews of these attempts, each with the page for this."""
    waiting = {attempt.attempt_code: attempt for attempt in attempts}
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(attempt_code__in=waiting).order_by('modified')
    return [
        {
            'review': review,
            'attempt': waiting[review.attempt_code],
            'url': reverse(
                'edx_proctoring:exam_room_review',
                args=[waiting[review.attempt_code].proctored_exam.course_id, review.pk],
            ),
        }
        for review in reviews
    ]
