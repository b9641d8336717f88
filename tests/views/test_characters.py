"""Characters that some databases cannot hold: staff are told which field has them, providers are not refused for them.

The tests run on every database. One of ``utf8mb3`` (``DATABASE_CHARSET``) has no emoji; all others keep them.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, ReviewFactory
from tests.views.conftest import Unchanged, url
from tests.views.test_exams import NEW_EXAM

EMOJI = '\N{GRINNING FACE}'
IS_HELD = connection.vendor != 'mysql' or settings.DATABASES['default']['TEST']['CHARSET'] == 'utf8mb4'
STORED = EMOJI if IS_HELD else '\N{REPLACEMENT CHARACTER}'

FIELDS = [
    ('POST', 'proctored_exam.exam', 'exam_name'),
    ('POST', 'proctored_exam.exam', 'content_id'),
    ('POST', 'proctored_exam.exam', 'external_id'),
    ('PUT', 'proctored_exam.exam', 'exam_name'),
    ('PUT', 'proctored_exam.allowance', 'key'),
    ('PUT', 'proctored_exam.allowance', 'value'),
    ('PUT', 'proctored_exam.bulk_allowance', 'value'),
]


@pytest.mark.parametrize(('method', 'name', 'field'), FIELDS)
def test_what_staff_type_is_stored_whole_or_refused_by_its_name(
    method: str,
    name: str,
    field: str,
    as_staff: APIClient,
    exam: ProctoredExam,
    learner: User,
    unchanged: Unchanged,
) -> None:
    others = {'user_info': 'learner', 'user_ids': ['learner'], 'exam_ids': [exam.id], 'course_id': COURSE_ID}
    texts = {'key': 'note', 'allowance_type': 'note', 'value': 'x'}
    body: dict[str, Any] = {**NEW_EXAM, **others, **texts, field: f'Hello {EMOJI}'}
    if method == 'PUT':
        body['exam_id'] = exam.id
    send = getattr(as_staff, method.lower())
    if IS_HELD:
        assert send(url(name), body).status_code == 200
        stored = [*ProctoredExam.objects.values(), *ProctoredExamStudentAllowance.objects.values()]
        assert f'Hello {EMOJI}' in {row.get(field) for row in stored}
        return
    with unchanged():
        answer = send(url(name), body)
        assert answer.status_code == 400
        assert field in str(answer.json())
        assert 'U+1F600' in str(answer.json())


def test_a_published_set_of_exams_is_refused_by_place_and_field(as_staff: APIClient, unchanged: Unchanged) -> None:
    path = url('proctored_exam.register_exams_by_course_id', COURSE_ID)
    exams = [{**NEW_EXAM, 'content_id': 'fine'}, {**NEW_EXAM, 'exam_name': EMOJI}]
    if IS_HELD:
        assert as_staff.patch(path, exams).status_code == 200
        return
    with unchanged():
        answer = as_staff.patch(path, exams)
        assert answer.status_code == 422
        assert list(answer.json()['1']) == ['exam_name']


def test_what_a_provider_finds_is_stored_as_far_as_it_can_be(
    as_reviewer: APIClient, attempt: ProctoredExamStudentAttempt, provider: RecordingProvider
) -> None:
    finding = {'comment': f'laughs {EMOJI}', 'status': EMOJI, 'start': 1, 'stop': 2, 'duration': 1}
    review = {'status': 'suspicious', 'comments': [finding], 'note': EMOJI, 'reviewed_by': f'{EMOJI}@example.com'}
    for _ in range(2):  # the second time it is known
        answer = as_reviewer.post(url('proctored_exam.attempt.callback', attempt.external_id), review)
        assert answer.status_code == 200
    comment = ProctoredExamSoftwareSecureComment.objects.get()
    assert (comment.comment, comment.status) == (f'laughs {STORED}', STORED)
    assert '\\ud83d\\ude00' in comment.review.raw_data, 'JSON has a plain form of every character'


@pytest.mark.parametrize(
    ('name', 'args', 'query', 'answers'),
    [
        ('proctored_exam.attempts.grouped.search', (COURSE_ID, EMOJI), {}, [200]),
        ('proctored_exam.attempts.grouped.course', (COURSE_ID,), {'status': EMOJI}, [200]),
        ('user_onboarding.status.course', (COURSE_ID,), {'text_search': EMOJI}, [200]),
        ('user_onboarding.status', (), {'course_id': COURSE_ID, 'username': EMOJI}, [404]),
        ('proctored_exam.exams_by_course_id', (f'course-v1:O+N+{EMOJI}',), {}, [200]),
        ('proctored_exam.active_exams_for_user', (), {'course_id': f'course-v1:O+N+{EMOJI}'}, [200]),
        ('proctored_exam.exam_attempts', (COURSE_ID,), {'content_id': EMOJI}, [200, 400]),
    ],
)
def test_nothing_is_found_by_what_cannot_be_there(
    name: str,
    args: tuple[str, ...],
    query: dict[str, str],
    answers: list[int],
    as_staff: APIClient,
    host: Host,
    provider: RecordingProvider,
) -> None:
    provider.supports_onboarding = True
    AttemptFactory(proctored_exam=ExamFactory(practice=True))
    answer = as_staff.get(url(name, *args), query)
    assert answer.status_code in answers, answer.content
    found = answer.json()
    assert not (found.get('results') or found.get('proctored_exam_attempts') if isinstance(found, dict) else found)


def test_the_host_is_not_asked_for_names_that_nobody_has(
    as_staff: APIClient, host: Host, provider: RecordingProvider
) -> None:
    provider.supports_onboarding = True
    ExamFactory(practice=True)
    as_staff.get(url('user_onboarding.status.course', COURSE_ID), {'text_search': EMOJI})
    asked = [call for call in host.calls if call.method == 'get_enrollments_can_take_proctored_exams']
    assert bool(asked) is IS_HELD


# -- the admin ---------------------------------------------------------------------------------------------------------

LISTS = [
    'proctoredexam',
    'proctoredexamreviewpolicy',
    'proctoredexamstudentattempt',
    'proctoredexamsoftwaresecurereview',
    'proctoredexamsoftwaresecurereviewhistory',
    'delivery',
    'receivedreview',
]


@pytest.fixture
def admin_browser(db: None) -> Client:
    browser = Client()
    browser.force_login(User.objects.create_superuser('root'))
    return browser


@pytest.mark.parametrize('model', LISTS)
def test_a_list_of_the_admin_has_nothing_of_that_text(admin_browser: Client, model: str) -> None:
    ReviewFactory(attempt=AttemptFactory()).save()
    path = reverse(f'admin:edx_proctoring_{model}_changelist')
    assert admin_browser.get(path, {'q': EMOJI}).status_code == 200
    for course in ('proctored_exam__course_id', 'exam__course_id'):
        assert admin_browser.get(path, {course: EMOJI}).status_code in {200, 302, 400}


def test_a_form_of_the_admin_shows_it_at_the_field(admin_browser: Client, exam: ProctoredExam) -> None:
    path = reverse('admin:edx_proctoring_proctoredexam_change', args=(exam.id,))
    form = {**NEW_EXAM, 'content_id': exam.content_id, 'exam_name': f'Hello {EMOJI}'}
    page = admin_browser.post(path, {name: value for name, value in form.items() if value is not False})
    exam.refresh_from_db()
    if IS_HELD:
        assert (page.status_code, exam.exam_name) == (302, f'Hello {EMOJI}')
        return
    assert page.status_code == 200
    assert page.context['adminform'].form.errors == {
        'exam_name': ["This text contains characters that this site's database cannot store: U+1F600."]
    }
    assert EMOJI not in exam.exam_name


def test_a_person_decides_for_a_reason(as_staff: APIClient) -> None:
    review = ReviewFactory(attempt=AttemptFactory(status='second_review_required'), review_status='Suspicious')
    assert review.exam is not None
    path = url('exam_room_review', review.exam.course_id, review.id)
    attempt = ProctoredExamStudentAttempt.objects.get(attempt_code=review.attempt_code)
    form = {'decision': 'overrule', 'reason': EMOJI, 'seen': state_of(review, attempt)}
    page = as_staff.post(path, form, format='multipart')
    review.refresh_from_db()
    assert page.status_code == (303 if IS_HELD else 400)
    assert (review.decision_reason == EMOJI) is IS_HELD


def test_an_allowance_is_not_found_by_it(as_staff: APIClient, unchanged: Unchanged) -> None:
    allowance = AllowanceFactory()
    body = {'exam_id': allowance.proctored_exam_id, 'user_id': allowance.user_id, 'key': EMOJI}
    with unchanged():
        assert as_staff.delete(url('proctored_exam.allowance'), body).status_code == 200
