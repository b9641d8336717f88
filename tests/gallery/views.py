"""Each state of the gallery as a page: made in the database when it is asked for, and shown as the demo shows it."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.library import get_course
from demo.models import Enrollment, Profile
from demo.views.front import LOGIN_BACKEND
from edx_proctoring import api
from edx_proctoring.emails import build_status_email
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamReviewPolicy,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.gallery.entry_states import ENTRY_STATES
from tests.gallery.states import (
    COURSE_ID,
    EMAIL_STATES,
    KINDS,
    LEARNER_STATES,
    LIMIT_MINUTES,
    PANEL_STATES,
    PROVIDERS,
    TIMER_STATES,
    LearnerState,
)

USAGE_KEY = 'block-v1:DemoX+TIME101+2026+type@sequential+block@{}'
NAMES = [
    *(each.name for each in LEARNER_STATES),
    *(each.name for each in TIMER_STATES),
    *(each.name for each in PANEL_STATES),
    *EMAIL_STATES,
    *(each.name for each in ENTRY_STATES),
]
NOT_BEGUN = (Status.created, Status.download_software_clicked, Status.ready_to_start, *Status.onboarding_errors)


def learner_page(request: HttpRequest, name: str) -> HttpResponse:
    """The page in the frame of the demo."""
    found = find(LEARNER_STATES, name)
    now = timezone.now()
    return in_frame(request, exam_in(request, found, now), found.host_context(now))


def learner_page_alone(request: HttpRequest, name: str) -> HttpResponse:
    """The page without anything around it."""
    found = find(LEARNER_STATES, name)
    now = timezone.now()
    html = page_of(request, exam_in(request, found, now), found.host_context(now))
    head = '<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>Exam</title>'
    return HttpResponse(f'{head}<body>{html}</body></html>')


def in_frame(request: HttpRequest, exam: ProctoredExam, host_context: dict[str, Any]) -> HttpResponse:
    """The page in the place of the exam, in the frame of the demo's course page."""
    context = {
        'course': get_course(COURSE_ID),
        'section': SimpleNamespace(display_name=exam.exam_name),
        'entrance': SimpleNamespace(page=page_of(request, exam, host_context)),
    }
    return render(request, 'demo/section.html', context)


def exam_in(request: HttpRequest, state: LearnerState, now: datetime) -> ProctoredExam:
    """The exam, with the learner, who is signed in, and their attempt in this state."""
    user = learner(request, state.name, is_active=state.is_active)
    exam = exam_of(state, user, now)
    if state.status is not None:
        begin = None if state.status in NOT_BEGUN else now - state.used
        attempt = attempt_at(exam, user, state.status, begin=begin, now=now, **state.attempt)
        decide(state, attempt)
    return exam


def page_of(request: HttpRequest, exam: ProctoredExam, host_context: dict[str, Any]) -> str:
    """What the app shows in the place of the exam, asked for as the courseware does."""
    html: str | None = api.get_student_view(
        request.user.pk,
        CourseKey.from_string(COURSE_ID),
        UsageKey.from_string(exam.content_id),
        host_context,
        'student',
    )
    if html is None:
        raise Http404(f'{exam.content_id} shows the exam itself.')
    return html


def decide(state: LearnerState, attempt: ProctoredExamStudentAttempt) -> None:
    """What course staff did with the attempt."""
    staff = User.objects.get(username='course_staff')
    if state.review:
        code = str(attempt.attempt_code)
        ProctoredExamSoftwareSecureReview.objects.filter(attempt_code=code).delete()
        ProctoredExamSoftwareSecureReview.objects.create(
            attempt_code=code,
            student=attempt.user,
            exam=attempt.proctored_exam,
            raw_data='{}',
            reviewed_by=staff,
            **state.review,
        )
    if state.reopened_minutes:
        api.reopen_attempts([attempt.id], state.reopened_minutes, course_id=COURSE_ID, by=staff)


def timer(request: HttpRequest, name: str) -> HttpResponse:
    """The demo's timed exam, with as much time left as the state says."""
    found = find(TIMER_STATES, name)
    now = timezone.now()
    exam = ProctoredExam.objects.get(content_id=USAGE_KEY.format('midterm'))
    used = timedelta(minutes=exam.time_limit_mins) * (1 - found.left)
    attempt_at(exam, learner(request, name), Status.started, begin=now - used, now=now, minutes=exam.time_limit_mins)
    return redirect('section', COURSE_ID, exam.content_id)


def panel(request: HttpRequest, name: str) -> HttpResponse:
    """The outline of the course, with the panel about onboarding."""
    found = find(PANEL_STATES, name)
    # The exams of other states are not in the course's outline, so that nobody could be onboarded by them.
    ProctoredExam.objects.filter(content_id__startswith=USAGE_KEY.format('gallery_')).update(is_active=False)
    now = timezone.now()
    exam = ProctoredExam.objects.get(content_id=USAGE_KEY.format('onboarding'))
    user = learner(request, name)
    if found.status:
        attempt_at(exam, user, found.status, begin=now - timedelta(minutes=5), now=now)
    return redirect('outline', COURSE_ID)


def email(request: HttpRequest, name: str) -> HttpResponse:
    """The body of a mail, as text: a mail program brings no page around it."""
    if name not in EMAIL_STATES:
        raise Http404(name)
    now = timezone.now()
    user = learner(request, name)
    exam = exam_of(find(LEARNER_STATES, 'proctored-submitted'), user, now)
    attempt = attempt_at(exam, user, Status.submitted, begin=now - timedelta(minutes=5), now=now)
    message = build_status_email(attempt, status=EMAIL_STATES[name][0], course_name='Measuring Time')
    return HttpResponse(message.body if message else '', content_type='text/plain; charset=utf-8')


def find(states: Any, name: str) -> Any:
    for each in states:
        if each.name == name:
            return each
    raise Http404(name)


def learner(request: HttpRequest, name: str, *, is_active: bool = True) -> User:
    """Somebody who is only in this state, signed in."""
    user, _ = User.objects.update_or_create(
        username=f'learner-{NAMES.index(name) + 1:02}', defaults={'email': f'{name}@example.com', 'is_active': True}
    )
    Profile.objects.get_or_create(user=user, defaults={'name': 'A Learner', 'description': 'Learner'})
    Enrollment.objects.get_or_create(user=user, course_id=COURSE_ID)
    login(request, user, backend=LOGIN_BACKEND)
    if not is_active:
        User.objects.filter(pk=user.pk).update(is_active=False)
    return user


def exam_of(state: LearnerState, user: User, now: datetime) -> ProctoredExam:
    exam, _ = ProctoredExam.objects.update_or_create(
        course_id=COURSE_ID,
        content_id=USAGE_KEY.format(f'gallery_{state.name}'),
        defaults={
            **KINDS[state.kind],
            'time_limit_mins': LIMIT_MINUTES,
            'backend': state.provider or PROVIDERS[state.kind],
            'due_date': now + state.due if state.due else None,
            'is_active': True,
        },
    )
    if state.policy:
        ProctoredExamReviewPolicy.objects.get_or_create(
            proctored_exam=exam, defaults={'set_by_user': user, 'review_policy': state.policy}
        )
    return exam


def attempt_at(
    exam: ProctoredExam,
    user: User,
    status: str,
    *,
    begin: datetime | None,
    now: datetime,
    minutes: int = LIMIT_MINUTES,
    **fields: Any,
) -> ProctoredExamStudentAttempt:
    """The learner's one attempt at the exam."""
    ProctoredExamStudentAttempt.objects.filter(user=user, proctored_exam=exam).delete()
    return ProctoredExamStudentAttempt.objects.create(
        user=user,
        proctored_exam=exam,
        status=status,
        attempt_code=f'7C9E6679-7425-40DE-944B-{user.pk:012}',
        external_id=f'attempt-{user.pk}',
        taking_as_proctored=exam.is_proctored,
        is_sample_attempt=exam.is_practice_exam,
        started_at=begin,
        allowed_time_limit_mins=minutes if begin else None,
        completed_at=now if Status.is_completed_status(status) else None,
        **fields,
    )
