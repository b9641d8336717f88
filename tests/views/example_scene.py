"""The LMS that the requests in edx_proctoring/openapi/examples.json are sent to: two courses, their exams and people.

Every id is given, so that an answer is the same each time.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.color import no_style
from django.db import connection

from edx_proctoring import mailbox
from edx_proctoring.actions.current_attempts import mark_strays
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.mailbox import Letter
from edx_proctoring.models import (
    AccessCode,
    EntryEvent,
    IncidentAttempt,
    ProctoredExam,
    ProctoredExamStudentAttempt,
    TimeGrant,
)
from edx_proctoring.security.access_codes import digest_of
from edx_proctoring.serializers import iso_text
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.conftest import START
from tests.factories import (
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    AttemptNoteFactory,
    EntryPassFactory,
    EntryRulesFactory,
    ExamFactory,
    IncidentFactory,
    ReopeningFactory,
    ReviewFactory,
    ReviewPolicyFactory,
    UserFactory,
)

COURSE = 'course-v1:OpenedX+Demo101+2030'
OTHER_COURSE = 'course-v1:OpenedX+Arch202+2030'
COURSE_IN_SEB = 'course-v1:OpenedX+Rooms303+2030'
BLOCK = 'block-v1:OpenedX+Demo101+2030+type@sequential+block@'
PROVIDER = 'acme'
DUE = START + timedelta(days=5, hours=11)
LAST_EXAM, LAST_ATTEMPT, LAST_ACCOMMODATION, LAST_INCIDENT = 6, 106, 61, 71
LAST_CODE = 82


def set_up_site(host: Host, backends: dict[str, Any]) -> dict[str, User | None]:
    """Fill the database and the fake host; who calls, by the names that the file has for them."""
    backends.clear()
    backends[PROVIDER] = RecordingProvider(verbose_name='Acme Proctoring', supports_onboarding=True, has_dashboard=True)
    options: dict[str, Any] = settings.RPNOW_OPTIONS
    backends['rpnow4'] = SoftwareSecureBackendProvider(**options)
    people = make_people()
    host.instructor.staff.add((people['course_staff'].username, COURSE))
    learners = [people[name] for name in ('learner', 'candidate', 'newcomer', 'other_learner')]
    host.enrollments.enrollments = [FakeEnrollment(each) for each in learners]
    host.outline.accessible = {f'{BLOCK}onboarding'}
    exams = make_exams()
    make_attempts(exams, people)
    mark_strays(now=START)
    AllowanceFactory(id=21, proctored_exam=exams['midterm'], user=people['learner'], value='30')
    TimeGrant.objects.create(
        id=51,
        batch='b6f5a1de-0a3c-4d0c-8f2f-6f6d2a1c9e11',
        attempt_id=101,
        exam_id=exams['midterm'].id,
        user_id=people['learner'].id,
        source=TimeGrant.EXTENSION,
        seconds=300,
        granted_at=START,
    )
    make_incident(people)
    ReopeningFactory(
        id=71,
        batch='3e0d0b52-94c7-4c7b-8f55-5a0f6f1f7c21',
        attempt=ProctoredExamStudentAttempt.objects.get(id=104),
        reopened_at=START,
    )
    make_message(people)
    make_entrance(exams['quiz'], people)
    EntryRulesFactory(exam=exams['locked'], needs_seb=True, modified_at=START)
    ProctoredExam.objects.filter(id=exams['locked'].id).update(has_entry_rules=True)
    AccommodationFactory(
        id=LAST_ACCOMMODATION,
        user=people['learner'],
        course_id=COURSE,
        valid_until=DUE,
        approved_by='Office for accessibility',
        created_by_id=people['course_staff'].id,
    )
    ReviewPolicyFactory(id=31, proctored_exam=exams['final'], set_by_user=people['course_staff'])
    number_on()
    return {**people, 'nobody': None}


def make_message(people: dict[str, User]) -> None:
    """One that the learner has not dismissed."""
    note = AttemptNoteFactory(
        id=71,
        attempt=ProctoredExamStudentAttempt.objects.get(id=101),
        written_by_id=people['course_staff'].id,
        written_at=START,
    )
    mailbox.put({101: Letter(note.number, note.text, iso_text(START))})


def make_entrance(exam: ProctoredExam, people: dict[str, User]) -> None:
    """An exam that a learner waits to be let into."""
    staff = people['course_staff'].id
    room = {'name': 'Room 5', 'cidrs': ['203.0.113.0/24']}
    EntryRulesFactory(
        exam=exam, needs_release=True, needs_code=True, networks=[room], modified_at=START, modified_by_id=staff
    )
    ProctoredExam.objects.filter(id=exam.id).update(has_entry_rules=True)
    made = {'exam_id': exam.id, 'created_at': START, 'created_by_id': staff, 'salt': '0' * 32}
    AccessCode.objects.create(id=81, label='Room 5', digest=digest_of('HK7M2QTX', '0' * 32), **made)
    AccessCode.objects.create(id=LAST_CODE, label='Projector', rotates_minutes=10, **made)
    learner = {'exam_id': exam.id, 'user_id': people['newcomer'].id}
    EntryPassFactory(
        id=83,
        waiting_at=START,
        closed_rule='release',
        closed_reason='not_released',
        closed_at=START - timedelta(minutes=3),
        **learner,
    )
    event = {'rule': 'release', 'outcome': 'not_released', 'address': '203.0.113.7', 'at': START - timedelta(minutes=3)}
    EntryEvent.objects.create(id=84, **event, **learner)


def make_incident(people: dict[str, User]) -> None:
    """One that has given ``ada`` two minutes."""
    incident = IncidentFactory(
        id=LAST_INCIDENT,
        batch='3c0e2f0a-5b5e-4d0e-9a53-6b0f4a1f7c22',
        course_id=COURSE,
        exam_id=1,
        reason='A cable was cut.',
        began_at=START - timedelta(minutes=14),
        ended_at=START - timedelta(minutes=12),
        recorded_at=START,
        recorded_by_id=people['course_staff'].id,
    )
    midterm = {'attempt_id': 101, 'exam_id': 1, 'user_id': people['learner'].id, 'seconds': 120}
    IncidentAttempt.objects.create(
        id=72,
        incident=incident,
        impact='ran',
        remedy='extend',
        wanted_seconds=120,
        treated_at=START,
        **midterm,
    )
    TimeGrant.objects.create(id=52, batch=incident.batch, source=TimeGrant.INCIDENT, granted_at=START, **midterm)


def number_on() -> None:
    """Let PostgreSQL know which ids are taken; the other databases see it."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)


def make_people() -> dict[str, User]:
    people = {
        'staff': UserFactory(id=2, username='staff', is_staff=True),
        'course_staff': UserFactory(id=3, username='teacher'),
        'provider': UserFactory(id=4, username='acme_service'),
        'learner': UserFactory(id=11, username='ada'),
        'candidate': UserFactory(id=12, username='grace'),
        'newcomer': UserFactory(id=13, username='lin'),
        'other_learner': UserFactory(id=14, username='ravi'),
    }
    people['provider'].groups.add(Group.objects.create(name=f'{PROVIDER}_review'))
    return people


def make_exams() -> dict[str, ProctoredExam]:
    timed: dict[str, Any] = {'timed': True, 'course_id': COURSE, 'backend': None}
    supervised: dict[str, Any] = {'course_id': COURSE, 'backend': PROVIDER}
    exams = {
        'midterm': ExamFactory(
            id=1, exam_name='Midterm', time_limit_mins=60, due_date=DUE, **timed, **block('midterm')
        ),
        'final': ExamFactory(id=2, exam_name='Final exam', due_date=DUE, **supervised, **block('final')),
        'onboarding': ExamFactory(
            id=3, practice=True, exam_name='Onboarding', time_limit_mins=15, **supervised, **block('onboarding')
        ),
        'quiz': ExamFactory(id=4, exam_name='Quiz', time_limit_mins=10, **timed, content_id='quiz1'),
        'entrance': ExamFactory(
            id=5, exam_name='Entrance exam', course_id=OTHER_COURSE, content_id='entrance', backend='rpnow4'
        ),
        'locked': ExamFactory(
            id=LAST_EXAM, timed=True, exam_name='Quiz in Safe Exam Browser', course_id=COURSE_IN_SEB, backend=None
        ),
    }
    for exam in exams.values():
        exam.external_id = f'{PROVIDER}-exam-{exam.id}' if exam.backend == PROVIDER else None
        exam.save_only()
    return exams


def block(name: str) -> dict[str, str]:
    return {'content_id': f'{BLOCK}{name}'}


def make_attempts(exams: dict[str, ProctoredExam], people: dict[str, User]) -> None:
    ended: dict[str, Any] = {
        'started_at': START - timedelta(minutes=100),
        'completed_at': START - timedelta(minutes=10),
        'allowed_time_limit_mins': 90,
    }
    reopened = {'ready_to_resume': True, 'time_remaining_seconds': 1200}
    running = {**ended, 'started_at': START - timedelta(minutes=15), 'completed_at': None}
    final, entrance, onboarding = exams['final'], exams['entrance'], exams['onboarding']
    learner, candidate, newcomer = people['learner'], people['candidate'], people['newcomer']
    code = '{:08X}-6B7A-4E58-9C01-2D4E6F8A0B1C'.format
    for attempt in (
        AttemptFactory(id=100, proctored_exam=entrance, user=newcomer, status='created'),
        AttemptFactory(id=101, proctored_exam=exams['midterm'], user=learner, status='started', **running),
        AttemptFactory(id=102, proctored_exam=final, user=candidate, status='submitted', **ended),
        AttemptFactory(id=103, proctored_exam=final, user=newcomer, status='download_software_clicked'),
        AttemptFactory(id=104, proctored_exam=entrance, user=candidate, status='submitted', **ended, **reopened),
        AttemptFactory(id=105, proctored_exam=onboarding, user=newcomer, status='error', is_resumable=True, **ended),
        AttemptFactory(id=LAST_ATTEMPT, proctored_exam=onboarding, user=learner, status='verified', **ended),
    ):
        attempt.attempt_code = code(attempt.id * 0x10001)
        provider = attempt.proctored_exam.backend
        attempt.external_id = f'{provider}-{attempt.id}' if provider else None
        attempt.save_only()
    verified = ProctoredExamStudentAttempt.objects.get(id=LAST_ATTEMPT)
    ReviewFactory(id=41, attempt=verified, reviewed_by=None)
