"""Saves what learners answer."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from demo.entrance import entrance_of
from demo.gradebook import issue_certificate_if_passed
from demo.grading import points_earned, wrong_inputs
from demo.models import ProblemState
from demo.olx import Course, Problem, Sequential
from demo.presentation import element_id, result_of
from demo.views.access import course_for, section_for, signed_in

# Longer than any answer to a text question.
MAX_ANSWER_LENGTH = 1000
Answers = dict[str, list[str]]


@require_POST
@login_required
def save_answer(request: HttpRequest, course_id: str, content_id: str) -> HttpResponse:
    """Save and grade the answers to one problem, if the section takes answers now.

    The response is JSON for a request that accepts JSON: ``saved``, the ``message`` to show, its ``kind`` (see
    ``ShownResult``), and ``errors``, texts by input. The status is 409 if the section takes no answers, and 422 if an
    answer can't be graded. Other requests are redirected to the problem.
    """
    course = course_for(request, course_id)
    found = section_for(request, course, content_id)
    problem = found.find_problem(request.POST.get('problem', ''))
    if problem is None:
        raise Http404('There is no such problem.')
    user = signed_in(request)
    entrance = entrance_of(found, course, user)
    if not entrance.accepts_answers:
        return refusal(
            request, course, found, 'Your answer was not submitted: this section takes no answers now.', status=409
        )
    answers = answers_in(request, problem)
    errors = wrong_inputs(problem, answers)
    if errors:
        message = 'Your answer was not submitted.'
        return refusal(request, course, found, message, status=422, problem=problem, errors=errors)
    state = save(answers, problem, found, course, user)
    if request.accepts('text/html'):
        messages.success(request, f'Your answer to “{problem.display_name}” is submitted.')
        return redirect(address_of(course, found, problem))
    result = result_of(problem, state, shows_results=entrance.shows_results, accepts_answers=True, is_staff=False)
    return JsonResponse({'saved': True, 'message': result.message, 'kind': result.kind, 'errors': {}})


def refusal(
    request: HttpRequest,
    course: Course,
    section: Sequential,
    message: str,
    *,
    status: int,
    problem: Problem | None = None,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    """Return the response to an answer that is not saved."""
    errors = errors or {}
    if not request.accepts('text/html'):
        return JsonResponse({'saved': False, 'message': message, 'kind': 'wrong', 'errors': errors}, status=status)
    labels = {question.input_id: question.label for question in problem.questions} if problem else {}
    details = [f'{labels[input_id]}: {error}' for input_id, error in errors.items()]
    messages.error(request, ' '.join([message, *details]))
    return redirect(address_of(course, section, problem))


def address_of(course: Course, section: Sequential, problem: Problem | None) -> str:
    address = reverse('section', args=[course.course_id, section.usage_key])
    return f'{address}#{element_id(problem.usage_key)}' if problem else address


def answers_in(request: HttpRequest, problem: Problem) -> Answers:
    return {
        question.input_id: [
            value[:MAX_ANSWER_LENGTH] for value in request.POST.getlist(question.input_id) if value.strip()
        ]
        for question in problem.questions
    }


def save(answers: Answers, problem: Problem, section: Sequential, course: Course, user: User) -> ProblemState:
    state, _ = ProblemState.objects.update_or_create(
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
    return state
