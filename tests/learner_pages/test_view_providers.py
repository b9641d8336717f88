"""The provider's part in a page, onboarding, and what a page costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from pytest_django.asserts import assertTemplateUsed
from pytest_django.fixtures import DjangoAssertNumQueries
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExamReviewPolicy
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.learner_pages.conftest import COURSE, Look, MakeAttempt, MakeExam, usage_key
from tests.learner_pages.markup import markup

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


# ── provider ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ('kind', 'template'),
    [('proctored', 'proctored_exam/error_wrong_browser.html'), ('practice', 'proctored_exam/error_wrong_browser.html')],
)
def test_a_provider_may_block_other_browsers(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    provider: RecordingProvider,
    kind: str,
    template: str,
) -> None:
    exam = make_attempt(make_exam(kind), Status.started).proctored_exam
    assert look(exam) is None

    provider.answers['should_block_access_to_exam_material'] = True
    with assertTemplateUsed(template):
        look(exam)


def test_outside_of_the_secure_browser_the_way_back_says_where_the_questions_are(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    attempt = make_attempt(make_exam(), Status.ready_to_submit)
    exam = attempt.proctored_exam
    inside = look(exam) or ''

    provider.answers['should_block_access_to_exam_material'] = True
    outside = look(exam) or ''

    target = f'/api/edx_proctoring/v1/proctored_exam/attempt/{attempt.id}'
    for page in (inside, outside):
        back = markup(page).find('button', name='goback-proctored-exam')
        assert (back['data-action'], back['data-change-state-url']) == ('start', target)
    assert 'only see the questions in the secure browser' not in inside
    assert 'only see the questions in the secure browser' in outside


@pytest.mark.parametrize('blocked', [False, True])
def test_there_is_no_way_back_without_time(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider, blocked: bool
) -> None:
    provider.answers['should_block_access_to_exam_material'] = blocked
    exam = make_attempt(make_exam(), Status.ready_to_submit, started_at=None).proctored_exam

    assert 'goback-proctored-exam' not in (look(exam) or '')
    assert 'secure browser' not in (look(exam) or '')


@pytest.mark.deviation('S17')
def test_what_a_provider_sends_is_made_harmless(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    provider.answers['get_attempt'] = {
        'instructions': ['<b>Close</b> <script>evil(1)</script>all', '<img src=x onerror=evil(1)>Look'],
        'download_url': 'javascript:evil(1)',
    }
    exam = make_attempt(make_exam(), Status.created).proctored_exam

    html = look(exam) or ''

    assert '<li><b>Close</b> all</li><li>Look</li>' in html
    assert 'evil' not in html
    assert 'software_download_link' not in html


@pytest.mark.parametrize(
    'answer', [{}, {'instructions': []}, {'instructions': None}, {'instructions': 'text'}, None, []]
)
def test_without_instructions_the_exam_code_is_shown(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider, answer: Any
) -> None:
    provider.answers['get_attempt'] = answer
    exam = make_attempt(make_exam(), Status.created).proctored_exam

    html = look(exam) or ''

    assert 'value="ATTEMPT-CODE"' in html
    assert 'data-software-download-url="https://provider.example.com/download"' in html


def test_a_provider_that_fails_does_not_break_the_page(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    for method in ('get_attempt', 'get_software_download_url', 'get_javascript'):
        provider.failures[method] = RuntimeError(method)
    exam = make_attempt(make_exam(), Status.created).proctored_exam

    html = look(exam) or ''

    assert 'value="ATTEMPT-CODE"' in html
    assert 'software_download_link' not in html


# ── onboarding ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('status', Status.onboarding_errors)
def test_onboarding_comes_first(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, host: Host, status: str
) -> None:
    onboarding = make_exam('onboarding')
    host.outline.accessible.add(onboarding.content_id)
    exam = make_attempt(make_exam(backend='onboarding'), status).proctored_exam
    context: dict[str, Any] = {}

    with assertTemplateUsed('proctored_exam/onboarding_error.html'):
        html = look(exam, context=context) or ''

    assert context['onboarding_status'] == status
    assert f'class="failure sequence proctored-exam {status}"' in html
    assert context['onboarding_link'] == f'/courses/{COURSE}/jump_to/{onboarding.content_id}'
    has_link = f'href="{context["onboarding_link"]}"' in html
    assert has_link is (status != Status.onboarding_pending), 'a profile under review only takes patience'
    assert 'Onboarding Provider' in html


@pytest.mark.deviation('R18')
def test_a_course_without_onboarding_exam_has_no_link(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look
) -> None:
    make_exam('onboarding', is_active=False)
    exam = make_attempt(make_exam(backend='onboarding'), Status.onboarding_missing).proctored_exam
    context: dict[str, Any] = {}

    html = look(exam, context=context) or ''

    assert context['onboarding_link'] == ''
    assert 'btn-secondary' not in html


@pytest.mark.deviation('R18')
@pytest.mark.parametrize('open_exam', ['older', 'newer', None])
def test_page_and_micro_frontend_lead_to_the_same_onboarding_exam(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, host: Host, api_client: APIClient, open_exam: str | None
) -> None:
    """To the newest one that the learner may open, and nowhere when they may open none."""
    contents = {name: make_exam('onboarding', content_id=usage_key(name)).content_id for name in ('older', 'newer')}
    host.outline.accessible = {contents[open_exam]} if open_exam else set()
    exam = make_attempt(make_exam(backend='onboarding'), Status.onboarding_missing).proctored_exam
    context: dict[str, Any] = {}

    html = look(exam, context=context) or ''
    loaded = api_client.get(
        reverse('edx_proctoring:proctored_exam.exam_attempts', args=(COURSE,)), {'content_id': exam.content_id}
    ).json()

    expected = f'/courses/{COURSE}/jump_to/{contents[open_exam]}' if open_exam else ''
    assert context['onboarding_link'] == loaded['exam']['onboarding_link'] == expected
    assert ('btn-secondary' in html) is bool(open_exam)


# ── costs and surroundings ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ('kind', 'status', 'queries'),
    [
        ('timed', None, 4),
        ('timed', Status.started, 2),
        ('timed', Status.submitted, 2),
        ('proctored', None, 6),
        ('proctored', Status.created, 5),
        ('proctored', Status.started, 2),
        ('proctored', Status.submitted, 3),
        ('proctored', Status.onboarding_missing, 4),
        ('practice', None, 6),
        ('onboarding', Status.verified, 3),
    ],
)
def test_a_page_costs_few_queries(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    django_assert_num_queries: DjangoAssertNumQueries,
    kind: str,
    status: str | None,
    queries: int,
) -> None:
    exam = make_exam(kind)
    ProctoredExamReviewPolicy.objects.create(
        proctored_exam=exam, set_by_user=User.objects.create(username='author'), review_policy='Open book'
    )
    if status:
        make_attempt(exam, status)

    look(exam)  # edx-when, where it is installed, keeps the dates of the course from now on

    with django_assert_num_queries(queries):
        look(exam)


def test_the_page_works_in_a_host_without_services(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, host: Host
) -> None:
    for service in ('credit', 'instructor', 'grades', 'certificates', 'enrollments', 'learning_sequences'):
        host.withdraw(service)
    exam = make_attempt(make_exam(), Status.error).proctored_exam

    with assertTemplateUsed('proctored_exam/error.html'):
        html = look(exam)

    assert 'https://links.example.com/contact-us' in (html or '')


def test_the_error_page_names_the_escalation_address(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, host: Host
) -> None:
    host.instructor.escalation_email = 'escalation@example.com'
    exam = make_attempt(make_exam(), Status.error).proctored_exam

    html = look(exam) or ''

    assert 'href="mailto:escalation@example.com"' in html
    assert 'contact-us' not in html
