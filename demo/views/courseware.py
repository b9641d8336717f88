"""Outline, sections and answers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from demo.entrance import entrance_of
from demo.gradebook import issue_certificate_if_passed
from demo.grading import points_earned
from demo.library import static_file
from demo.models import ProblemState
from demo.olx import Course, Problem, Sequential
from demo.permissions import is_course_staff
from demo.presentation import element_id, shown_units
from demo.views.access import course_for, section_for, signed_in
from edx_proctoring import api
from edx_proctoring.exceptions import ProctoredExamNotFoundException

# Longer than any answer to a text question.
MAX_ANSWER_LENGTH = 1000


@require_safe
@login_required
def outline(request: HttpRequest, course_id: str) -> HttpResponse:
    """Render the sections of a course; exams with the learner's standing in them, as the app reports it."""
    course = course_for(request, course_id)
    user = signed_in(request)
    is_staff = is_course_staff(user, course.course_id)
    chapters = [
        {
            'heading': chapter.display_name,
            'sections': [
                {'section': section, 'summary': status_summary(section, course, user)}
                for section in chapter.sequentials
                if is_staff or not section.is_staff_only
            ],
        }
        for chapter in course.chapters
    ]
    has_onboarding = any(section.is_onboarding_exam for section in course.sequentials)
    context = {'course': course, 'chapters': chapters, 'is_staff': is_staff, 'has_onboarding': has_onboarding}
    return render(request, 'demo/outline.html', context)


def status_summary(section: Sequential, course: Course, user: User) -> dict[str, Any] | None:
    """Return what a course outline shows beside an exam."""
    if not section.is_time_limited:
        return None
    try:
        return api.get_attempt_status_summary(user.pk, course.course_id, section.usage_key)
    except ProctoredExamNotFoundException:
        return None


@require_safe
@login_required
def section(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    """Render a section: the app's page if there is one, otherwise the content."""
    course = course_for(request, course_id)
    found = section_for(request, course, content_id)
    user = signed_in(request)
    entrance = entrance_of(found, course, user)
    context = {
        'course': course,
        'section': found,
        'entrance': entrance,
        'is_staff': is_course_staff(user, course.course_id),
        'units': [],
    }
    if entrance.page is None:
        states = ProblemState.objects.filter(user=user, section_id=found.usage_key)
        static_url = reverse('course_file', args=[course.course_id, ''])
        context['units'] = shown_units(
            found.verticals, {state.problem_id: state for state in states}, static_url=static_url
        )
    return render(request, 'demo/section.html', context)


@require_POST
@login_required
def save_answer(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    """Save and grade the answers to one problem, if the section takes answers now."""
    course = course_for(request, course_id)
    found = section_for(request, course, content_id)
    problem = found.find_problem(request.POST.get('problem', ''))
    if problem is None:
        raise Http404('There is no such problem.')
    user = signed_in(request)
    entrance = entrance_of(found, course, user)
    if not entrance.accepts_answers:
        messages.error(request, 'Your answer was not submitted: this section takes no answers now.')
        return redirect('section', course.course_id, found.usage_key)
    save(request, problem, found, course, user)
    messages.success(request, f'Your answer to “{problem.display_name}” is submitted.')
    address = reverse('section', args=[course.course_id, found.usage_key])
    return redirect(f'{address}#{element_id(problem.usage_key)}')


def save(request: HttpRequest, problem: Problem, section: Sequential, course: Course, user: User) -> None:
    answers = {
        question.input_id: [
            value[:MAX_ANSWER_LENGTH] for value in request.POST.getlist(question.input_id) if value.strip()
        ]
        for question in problem.questions
    }
    ProblemState.objects.update_or_create(
        user=user,
        problem_id=problem.usage_key,
        defaults={
            'course_id': course.course_id,
            'section_id': section.usage_key,
            'answers': answers,
            'earned': points_earned(problem, answers),
        },
    )
    if not section.is_time_limited:
        issue_certificate_if_passed(user.pk, course, now=timezone.now())


@require_safe
@login_required
def jump_to(request: HttpRequest, course_id: str, location: str) -> HttpResponse:
    """Redirect to the section of a usage key, or of the block with that key; otherwise, to the outline."""
    course = course_for(request, course_id)
    for found in course.sequentials:
        inside = {vertical.usage_key for vertical in found.verticals}
        inside.update(block.usage_key for vertical in found.verticals for block in vertical.blocks)
        if location == found.usage_key or location in inside:
            return redirect('section', course.course_id, found.usage_key)
    return redirect('outline', course.course_id)


@require_safe
def learning_front_end(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    """Redirect URLs of Open edX's separate learning front end, which emails link to, to the pages here."""
    if content_id == 'home':
        return redirect('outline', course_id)
    return redirect('jump_to', course_id, content_id)


@require_safe
@login_required
def course_file(request: HttpRequest, course_id: str, name: str) -> HttpResponseBase:
    """Serve a file of the course."""
    course = course_for(request, course_id)
    path = static_file(course.course_id, name)
    if path is None:
        raise Http404('The course has no such file.')
    return FileResponse(path.open('rb'))
