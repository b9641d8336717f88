"""The instructor dashboard: the place that a host gives to the app's panels."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from demo.views.access import course_for_staff


@require_safe
@login_required
@ensure_csrf_cookie
def instructor(request: HttpRequest, course_id: str) -> HttpResponse:
    """Special exams of the course: attempts, allowances, onboarding, and the provider's dashboard."""
    return render(request, 'demo/instructor.html', {'course': course_for_staff(request, course_id)})
