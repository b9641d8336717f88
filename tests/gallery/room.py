"""The exam room while exams are on: who takes one, who has trouble, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import login
from django.contrib.auth.models import User
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from demo.models import Enrollment, Profile
from demo.views.front import LOGIN_BACKEND
from edx_proctoring import api, presence
from edx_proctoring.actions import messages
from edx_proctoring.models import (
    AccessCode,
    Accommodation,
    AttemptNote,
    EntryEvent,
    EntryPass,
    Incident,
    ProctoredExam,
    ProctoredExamStudentAttempt,
    Reopening,
    TimeGrant,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.gallery.states import COURSE_ID

MIDTERM: Final = f'block-v1:{COURSE_ID.removeprefix("course-v1:")}+type@sequential+block@midterm'
FINAL: Final = MIDTERM.replace('midterm', 'final_exam')
ROOM: Final = 'edx_proctoring:exam_room'


@dataclass(frozen=True, kw_only=True)
class Person:
    """A learner at an exam; times are in minutes before now, the end of the exam and ``seen`` too."""

    username: str
    full_name: str
    exam: str = MIDTERM
    status: str | None = Status.started
    began: float | None = None
    ended: float | None = None
    touched: float = 1
    seen: float | None = None
    extra: int = 0
    fields: dict[str, Any] = field(default_factory=dict)


PEOPLE: Final = (
    Person(username='amara', full_name='Amara Diallo', began=18, seen=0.3),
    Person(username='bruno', full_name='Bruno Costa', began=22, seen=7),
    Person(username='chiyo', full_name='Chiyo Tanaka', began=16, seen=2.5),
    Person(username='dario', full_name='Dario Ricci', began=19, seen=0.2, extra=10),
    Person(username='elena', full_name='Elena Petrova', exam=FINAL, began=17, seen=0.4),
    Person(username='farid', full_name='Farid Haddad', exam=FINAL, status=Status.ready_to_start, touched=14),
    Person(
        username='grace',
        full_name='Grace Okafor',
        exam=FINAL,
        status=Status.error,
        began=17,
        touched=9,
        fields={'is_resumable': True, 'time_remaining_seconds': 2460},
    ),
    Person(username='hanna', full_name='Hanna Lindqvist', status=Status.submitted, began=24, ended=9, touched=9),
    Person(username='ines', full_name='Inês Almeida', status=None),
    Person(username='jonas', full_name='Jonas Weber', status=None),
)


def let_rest() -> None:
    """Nothing has happened for long at the attempts that there are: the board leaves them out."""
    ProctoredExamStudentAttempt.objects.update(modified=F('created') - timedelta(days=30))


def show(request: HttpRequest) -> HttpResponse:
    """The exam room, for the course staff, with everyone where they were at first."""
    set_scene(timezone.now())
    sign_in_staff(request)
    return redirect(ROOM, COURSE_ID)


def show_timeline(request: HttpRequest) -> HttpResponse:
    """The timeline of an attempt that got more time and a message, was ended, and was reopened."""
    now = timezone.now()
    set_scene(now)
    attempt = live_long(request, now)
    return redirect('edx_proctoring:exam_room_timeline', COURSE_ID, attempt.id)


def sign_in_staff(request: HttpRequest) -> None:
    login(request, staff(), backend=LOGIN_BACKEND)


def staff() -> User:
    return User.objects.get(username='course_staff')


def set_scene(now: datetime) -> None:
    """Forget what was done before, and put everyone in their place."""
    names = [each.username for each in PEOPLE]
    ProctoredExamStudentAttempt.objects.filter(user__username__in=names).delete()
    ProctoredExamStudentAttempt.history.filter(user__username__in=names).delete()
    for model in (Accommodation, Incident, Reopening, TimeGrant, AttemptNote, AccessCode, EntryEvent, EntryPass):
        model._default_manager.all().delete()
    for exam in ProctoredExam.objects.filter(course_id=COURSE_ID, has_entry_rules=True):
        api.remove_entry_rules(exam.id)
    for each in PEOPLE:
        user, _ = User.objects.get_or_create(username=each.username, defaults={'email': f'{each.username}@example.com'})
        Profile.objects.get_or_create(user=user, defaults={'name': each.full_name, 'description': 'Learner'})
        Enrollment.objects.get_or_create(user=user, course_id=COURSE_ID)
    give_accommodations(now)
    for each in PEOPLE:
        if each.status is not None:
            place(each, each.status, now)


def give_accommodations(now: datetime) -> None:
    common: dict[str, Any] = {'course_id': COURSE_ID, 'approved_by': 'Accessibility Services', 'by': staff()}
    api.add_accommodation('jonas', multiplier='1.5', reason='Letter of October 12', **common)
    api.add_accommodation('ines', extra_minutes=15, valid_until=now + timedelta(days=120), **common)


def place(person: Person, status: str, now: datetime) -> ProctoredExamStudentAttempt:
    """Make the attempt as it is by now; extra time is given by the course staff."""
    exam = ProctoredExam.objects.get(course_id=COURSE_ID, content_id=person.exam)
    user = User.objects.get(username=person.username)
    attempt = ProctoredExamStudentAttempt.objects.create(
        user=user,
        proctored_exam=exam,
        status=status,
        attempt_code=f'1B4F0E98-51AA-4D2E-8E6C-{user.pk:012}',
        external_id=f'room-{user.pk}',
        taking_as_proctored=exam.is_proctored,
        started_at=ago(now, person.began),
        completed_at=ago(now, person.ended),
        allowed_time_limit_mins=exam.time_limit_mins if person.began else None,
        **person.fields,
    )
    if person.extra:
        reason = 'Came late: the first computer did not start.'
        act: dict[str, Any] = {'course_id': COURSE_ID, 'by': staff(), 'beyond_due_date': True}
        api.extend_attempts([attempt.id], person.extra, reason=reason, **act)
    touched = ago(now, person.touched)
    ProctoredExamStudentAttempt.objects.filter(pk=attempt.pk).update(modified=touched)
    ProctoredExamStudentAttempt.history.filter(id=attempt.pk).update(modified=touched, history_date=touched)
    if (seen := ago(now, person.seen)) is not None:
        presence.note(attempt.id, now=seen)
    return attempt


def live_long(request: HttpRequest, now: datetime) -> ProctoredExamStudentAttempt:
    """Let a learner begin, and the course staff act; then date it back, in the order of the timeline."""
    login(request, User.objects.get(username='ines'), backend=LOGIN_BACKEND)
    begun = place(Person(username='ines', full_name='Inês Almeida', began=25, seen=0.5), Status.started, now)
    sign_in_staff(request)
    act: dict[str, Any] = {'course_id': COURSE_ID, 'by': staff()}
    api.extend_attempts([begun.id], 10, reason='The projector failed.', beyond_due_date=True, **act)
    messages.send([begun.id], 'You have ten more minutes.', now=now - timedelta(minutes=12), **act)
    api.end_attempts([begun.id], reason='The learner left the room.', **act)
    api.reopen_attempts([begun.id], 8, reason='It was the fire alarm.', **act)
    TimeGrant.objects.filter(attempt_id=begun.id).update(granted_at=now - timedelta(minutes=13))
    AttemptNote.objects.filter(attempt_id=begun.id, kind=AttemptNote.END).update(written_at=now - timedelta(minutes=5))
    Reopening.objects.filter(attempt_id=begun.id).update(reopened_at=now)
    states = ProctoredExamStudentAttempt.history.filter(id=begun.id).order_by('history_id')
    for minutes, record in zip((25, 13, 5, 0), [*states], strict=False):
        states.filter(pk=record.pk).update(modified=ago(now, minutes), history_date=ago(now, minutes))
    return begun


def ago(now: datetime, minutes: float | None) -> datetime | None:
    return None if minutes is None else now - timedelta(minutes=minutes)
