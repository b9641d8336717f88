"""Outline, sections, and the files of a course."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from demo.entrance import entrance_of
from demo.library import static_file
from demo.models import ProblemState
from demo.olx import Course, Sequential
from demo.permissions import is_course_staff
from demo.presentation import Addresses, Presenter, element_id
from demo.summary import missing_parts
from demo.views.access import course_for, section_for, signed_in
from edx_proctoring import api
from edx_proctoring.exceptions import ProctoredExamNotFoundException


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
    chapters = [chapter for chapter in chapters if is_staff or chapter['sections']]
    has_onboarding = any(section.is_onboarding_exam for section in course.sequentials)
    context = {
        'course': course,
        'chapters': chapters,
        'is_staff': is_staff,
        'has_onboarding': has_onboarding,
        'missing': missing_parts(course),
    }
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
    is_staff = is_course_staff(user, course.course_id)
    context = {
        'course': course,
        'section': found,
        'entrance': entrance,
        'is_staff': is_staff,
        'units': [],
    }
    if entrance.page is None:
        states = ProblemState.objects.filter(user=user, section_id=found.usage_key)
        presenter = Presenter(
            states={state.problem_id: state for state in states},
            addresses=Addresses(
                files_url=reverse('course_file', args=[course.course_id, '']),
                parts_url=reverse('jump_to_id', args=[course.course_id, '']),
            ),
            accepts_answers=entrance.accepts_answers,
            shows_results=entrance.shows_results,
            is_staff=is_staff,
        )
        context['units'] = presenter.units(found.verticals)
    return render(request, 'demo/section.html', context)


@require_safe
@login_required
def jump_to(request: HttpRequest, course_id: str, location: str) -> HttpResponse:
    """Redirect to the section of a usage key, or to the unit or block with that key; otherwise, to the outline."""
    course = course_for(request, course_id)
    return redirect(find_address(course, lambda usage_key: usage_key == location) or outline_of(course))


@require_safe
@login_required
def jump_to_id(request: HttpRequest, course_id: str, block_id: str) -> HttpResponse:
    """Redirect links in the texts of a course, which name the last part of a usage key."""
    course = course_for(request, course_id)
    address = find_address(course, lambda usage_key: usage_key.rpartition('@')[2] == block_id)
    if address is None:
        messages.info(request, 'That link leads to a part of the course that is not in this demo.')
    return redirect(address or outline_of(course))


def outline_of(course: Course) -> str:
    return reverse('outline', args=[course.course_id])


def find_address(course: Course, is_meant: Callable[[str], bool]) -> str | None:
    """Return the address of the section, unit, or block whose usage key is meant; of a chapter, its first section's."""
    for chapter in course.chapters:
        for found in chapter.sequentials:
            address = reverse('section', args=[course.course_id, found.usage_key])
            if is_meant(found.usage_key) or is_meant(chapter.usage_key):
                return address
            inside = [vertical.usage_key for vertical in found.verticals]
            inside += [block.usage_key for vertical in found.verticals for block in vertical.blocks]
            meant = next(filter(is_meant, inside), None)
            if meant:
                return f'{address}#{element_id(meant)}'
    return None


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
