"""The entrance of an exam in the exam room: rules, codes, learners who wait, and what kept others out."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from demo.views.front import LOGIN_BACKEND
from edx_proctoring import api
from edx_proctoring.actions import waiting
from edx_proctoring.actions.code_entry import enter_code
from edx_proctoring.actions.entry import require_entry
from edx_proctoring.exceptions import EntryRefusedException, InvalidInputException
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.entry import find_entry_pass
from tests.gallery.entry_states import CODE, ELSEWHERE, HERE
from tests.gallery.room import FINAL, ROOM, set_scene, sign_in_staff, staff
from tests.gallery.states import COURSE_ID

WAITING: Final = {'farid': 9, 'hanna': 6, 'ines': 4, 'jonas': 2}
"""Since how many minutes."""
OUTSIDE: Final = 'bruno'
GUESSING: Final = 'chiyo'
BETWEEN: Final = timedelta(seconds=40)  # a page that waits is heard of at least that often


def show(request: HttpRequest) -> HttpResponse:
    """The exam room, for the course staff, with an exam at whose entrance learners are."""
    now = timezone.now()
    set_scene(now)
    gather(request, now)
    sign_in_staff(request)
    return redirect(ROOM, COURSE_ID)


def show_projector(request: HttpRequest, kind: str) -> HttpResponse:
    """The page for the projector, with a code that stays or one that changes."""
    kinds: dict[str, dict[str, Any]] = {'fixed': {'code': CODE}, 'changing': {'rotates_minutes': 5}}
    if kind not in kinds:
        raise Http404(kind)
    sign_in_staff(request)
    code_id, code = api.create_access_code(exam().id, label='Room 5', by=staff(), **kinds[kind])
    page = reverse('edx_proctoring:exam_room_access_code', args=[COURSE_ID, code_id])
    return redirect(f'{page}#{code}' if kind == 'fixed' else page)


def exam() -> ProctoredExam:
    return ProctoredExam.objects.get(course_id=COURSE_ID, content_id=FINAL)


def gather(request: HttpRequest, now: datetime) -> None:
    """One came from elsewhere, one entered a wrong code, the others entered the right one, and wait."""
    exam_id = exam().id
    api.set_entry_rules(exam_id, networks=ELSEWHERE)
    refuse(request, OUTSIDE, now - timedelta(minutes=7))
    api.set_entry_rules(
        exam_id,
        starts_from=now - timedelta(minutes=15),
        starts_until=now + timedelta(minutes=30),
        networks=HERE,
        needs_code=True,
        needs_release=True,
        by=staff(),
    )
    api.create_access_code(exam_id, code=CODE, label='Room 5', by=staff())
    api.create_access_code(exam_id, label='Room 6', rotates_minutes=5, by=staff())
    refuse(request, GUESSING, now - timedelta(minutes=3))
    with suppress(InvalidInputException):
        enter_code(exam(), sign_in(request, GUESSING), 'ROOM-2354', now=now - timedelta(minutes=2))
    for username, minutes in WAITING.items():
        wait(request, username, since=now - timedelta(minutes=minutes), now=now)


def refuse(request: HttpRequest, username: str, now: datetime) -> None:
    """The learner wants to start, and is kept out."""
    user = sign_in(request, username)
    with suppress(EntryRefusedException):
        require_entry(exam(), user.pk, None, now=now)


def wait(request: HttpRequest, username: str, *, since: datetime, now: datetime) -> None:
    """The learner enters the code, and their page is heard of until now."""
    user = sign_in(request, username)
    enter_code(exam(), user, CODE, now=since)
    while since < now:
        waiting.note_waiting(exam().id, user.pk, find_entry_pass(exam().id, user.pk), now=since)
        since += BETWEEN


def sign_in(request: HttpRequest, username: str) -> User:
    """As the request comes from the learner, in a session of their own."""
    user = User.objects.get(username=username)
    login(request, user, backend=LOGIN_BACKEND)
    request.session.save()
    return user
