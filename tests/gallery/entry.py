"""Each state of learners at exams with entry rules, as a page: made by the app's own actions when it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from demo.models import Enrollment
from edx_proctoring import api
from edx_proctoring.actions import entry
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, ProctoredExam, SebConfiguration
from edx_proctoring.queries.entry import find_entry_rules
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.gallery.entry_states import CODE, ELSEWHERE, ENTRY_STATES, ROOM_COURSE_ID, EntryState
from tests.gallery.states import LearnerState
from tests.gallery.views import attempt_at, exam_of, find, in_frame, learner

EXAM_OF_DEMO: Final = f'block-v1:{ROOM_COURSE_ID.removeprefix("course-v1:")}+type@sequential+block@code_quiz'


def show(request: HttpRequest, name: str) -> HttpResponse:
    """The entrance, the page of the exam in the course, or the running exam."""
    state, now = find(ENTRY_STATES, name), timezone.now()
    user = learner(request, name)
    exam = exam_with_rules(state, user, now)
    begin(request, state, exam, user, now)
    if state.opens == 'course':
        return in_frame(request, exam, learner_state(state).host_context(now))
    if state.opens == 'exam':
        return redirect('section', exam.course_id, exam.content_id)
    return redirect('edx_proctoring:exam_entry', exam.id)


def close(request: HttpRequest, name: str) -> HttpResponse:
    """Staff take the learner's network out of the rules of the running exam."""
    rules = find(ENTRY_STATES, name).rules | {'networks': ELSEWHERE}
    api.set_entry_rules(ProctoredExam.objects.get(content_id=EXAM_OF_DEMO).id, **rules)
    return HttpResponse(status=204)


def learner_state(state: EntryState) -> LearnerState:
    kind = 'proctored' if state.provider else 'timed'
    return LearnerState(name=state.name, title=state.title, kind=kind, provider=state.provider or None)


def exam_at(state: EntryState, user: User, now: datetime) -> ProctoredExam:
    if state.opens == 'exam':
        return ProctoredExam.objects.get(content_id=EXAM_OF_DEMO)
    return exam_of(learner_state(state), user, now)


def exam_with_rules(state: EntryState, user: User, now: datetime) -> ProctoredExam:
    """The exam with its rules and a code, at which nobody has been yet."""
    exam = exam_at(state, user, now)
    for model in (AccessCode, EntryEvent, EntryPass, SebConfiguration):
        model._default_manager.filter(exam_id=exam.id).delete()
    window = {'starts_from': now + state.starts_in} if state.starts_in else {}
    api.set_entry_rules(exam.id, **state.rules, **window)
    if state.rules.get('needs_code'):
        api.create_access_code(exam.id, code=CODE)
    if state.is_released:
        api.release_learners(exam.id)
    exam.refresh_from_db()
    return exam


def begin(request: HttpRequest, state: EntryState, exam: ProctoredExam, user: User, now: datetime) -> None:
    """Let the learner start, from this session, unless it was another one."""
    Enrollment.objects.get_or_create(user=user, course_id=exam.course_id)
    request.session.save()  # which gives it a key
    if state.provider:
        attempt_at(exam, user, Status.created, begin=None, now=now)
    elif state.has_begun:
        minutes = exam.time_limit_mins
        attempt = attempt_at(
            exam, user, Status.started, begin=now - learner_state(state).used / 4, now=now, minutes=minutes
        )
        entry.begin(attempt, find_entry_rules(exam.id), now=now)
    if state.is_elsewhere:
        request.session.cycle_key()
