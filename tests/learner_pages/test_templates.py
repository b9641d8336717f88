"""What the pages contain: the controls that scripts and themes know, the phrases that hosts test, nothing unsafe."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.template.loader import render_to_string

import edx_proctoring
from edx_proctoring import constants
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.models import ProctoredExamReviewPolicy
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.learner_pages.conftest import COURSE, Look, MakeAttempt, MakeExam, usage_key
from tests.learner_pages.markup import Markup, markup

ROOT = Path(edx_proctoring.__file__).parent / 'templates'
FOLDERS = ('common', 'entry', 'timed_exam', 'proctored_exam', 'practice_exam', 'onboarding_exam')
TEMPLATES = sorted(str(path.relative_to(ROOT)) for folder in FOLDERS for path in (ROOT / folder).glob('*.html'))

COLLECTION = '/api/edx_proctoring/v1/proctored_exam/attempt'


@pytest.mark.parametrize('name', TEMPLATES)
def test_templates_work_with_a_strict_content_security_policy(name: str) -> None:
    """``default-src 'self'``: no inline script, style, handler or address of a script."""
    source = (ROOT / name).read_text(encoding='utf-8')

    assert re.findall(r'<script(?![^>]*\ssrc=)', source) == []
    assert re.findall(r'<style|\sstyle=|\son[a-z]+=|javascript:', source, re.IGNORECASE) == []
    assert '|safe' not in source
    assert 'autoescape' not in source


@pytest.mark.parametrize('name', TEMPLATES)
def test_templates_do_without_any_variable(name: str) -> None:
    page = Markup(render_to_string(name, {}))

    assert page.open == []


def test_every_page_has_a_template() -> None:
    assert {str(page) for page in Page} <= set(TEMPLATES)


PAGES = [
    # kind, status, facts of the attempt, outer classes
    ('timed', None, {}, 'sequence timed-exam entrance'),
    ('timed', Status.ready_to_submit, {}, 'sequence timed-exam completed'),
    ('timed', Status.submitted, {}, 'sequence proctored-exam completed'),
    ('proctored', None, {}, 'sequence proctored-exam entrance'),
    ('proctored', Status.error, {'ready_to_resume': True}, 'sequence proctored-exam entrance'),
    ('proctored', Status.created, {}, 'sequence proctored-exam instructions message-left-bar'),
    ('proctored', Status.ready_to_start, {}, 'sequence proctored-exam success-left-bar instructions'),
    ('proctored', Status.ready_to_submit, {}, 'sequence proctored-exam completed'),
    ('proctored', Status.submitted, {}, 'sequence proctored-exam completed'),
    ('proctored', Status.verified, {}, 'success sequence proctored-exam passed'),
    ('proctored', Status.rejected, {}, 'failure sequence proctored-exam'),
    ('proctored', Status.error, {}, 'failure sequence proctored-exam'),
    ('practice', None, {}, 'sequence proctored-exam entrance'),
    ('practice', Status.error, {}, 'failure sequence proctored-exam'),
    ('practice', Status.submitted, {}, 'sequence proctored-exam completed'),
    ('onboarding', None, {}, 'sequence proctored-exam entrance'),
    ('onboarding', Status.error, {}, 'failure sequence proctored-exam'),
    ('onboarding', Status.ready_to_submit, {}, 'sequence proctored-exam completed'),
    ('onboarding', Status.submitted, {}, 'sequence proctored-exam completed'),
    ('onboarding', Status.verified, {}, 'success sequence proctored-exam passed'),
    ('onboarding', Status.rejected, {}, 'failure sequence proctored-exam'),
]


@pytest.mark.parametrize(
    ('kind', 'status', 'facts', 'classes'), PAGES, ids=[f'{page[0]} {page[1]} {page[3]}' for page in PAGES]
)
def test_outer_element(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    kind: str,
    status: str | None,
    facts: dict[str, Any],
    classes: str,
) -> None:
    exam = make_exam(kind)
    if status:
        make_attempt(exam, status, **facts)

    page = markup(look(exam))

    tag, attributes = page.elements[0]
    assert (tag, attributes['class'], attributes['data-exam-id']) == ('div', classes, str(exam.id))
    assert page.elements[1][0] == 'h3'
    assert page.open == []
    assert ('script', {'type': 'module', 'src': '/static/proctoring/js/learner.js'}) in page.elements


@pytest.mark.parametrize(
    ('status', 'phrase'),
    [
        (None, 'This exam is proctored'),
        (Status.submitted, 'You have submitted this proctored exam for review'),
        (Status.verified, 'Your proctoring session was reviewed successfully'),
        (Status.rejected, 'Your proctoring session was reviewed, but did not pass all requirements'),
        (Status.error, 'A system error has occurred with your proctored exam'),
    ],
)
def test_phrases_that_host_tests_compare(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, status: str | None, phrase: str
) -> None:
    exam = make_exam()
    if status:
        make_attempt(exam, status)

    assert phrase in (look(exam) or '')


def test_timed_entrance(make_exam: MakeExam, look: Look) -> None:
    exam = make_exam('timed')

    page = markup(look(exam))

    button = page.find('button', 'gated-sequence', 'start-timed-exam', 'action-primary')
    assert (button['data-ajax-url'], button['data-exam-id']) == (COLLECTION, str(exam.id))
    page.find('div', 'footer-sequence')


@pytest.mark.parametrize(('minutes', 'has_footer'), [(1200, True), (1201, False)])
def test_long_timed_exams_say_nothing_about_extra_time(
    make_exam: MakeExam, look: Look, minutes: int, has_footer: bool
) -> None:
    html = look(make_exam('timed', time_limit_mins=minutes)) or ''

    assert ('footer-sequence' in html) is has_footer


@pytest.mark.parametrize(('kind', 'kinds_class'), [('timed', 'timed-exam'), ('proctored', 'proctored-exam')])
@pytest.mark.parametrize('time_is_left', [True, False])
def test_ready_to_submit(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, kind: str, kinds_class: str, time_is_left: bool
) -> None:
    attempt = make_attempt(make_exam(kind), Status.ready_to_submit, **({} if time_is_left else {'started_at': None}))

    page = markup(look(attempt.proctored_exam))

    page.find('div', kinds_class)
    target = f'{COLLECTION}/{attempt.id}'
    submit = page.find('button', 'exam-action-button', name='submit-proctored-exam')
    assert (submit['data-action'], submit['data-change-state-url']) == ('submit', target)
    back = [attrs for _, attrs in page.elements if attrs.get('name') == 'goback-proctored-exam']
    assert [(attrs['data-action'], attrs['data-change-state-url']) for attrs in back] == (
        [('start', target)] if time_is_left else []
    )


@pytest.mark.parametrize('opt_out', [True, False])
def test_proctored_entrance(make_exam: MakeExam, look: Look, opt_out: bool) -> None:
    exam = make_exam()

    page = markup(look(exam, allow_proctoring_opt_out=opt_out))

    start = page.find('button', 'gated-sequence', 'start-timed-exam', 'action-primary')
    assert {name: value for name, value in start.items() if name.startswith('data-')} == {
        'data-ajax-url': COLLECTION,
        'data-exam-id': str(exam.id),
        'data-attempt-proctored': 'true',
        'data-start-immediately': 'false',
    }
    page.find('div', 'proctored-exam', 'skip-confirm-wrapper', 'hidden')
    confirm = page.find('button', 'exam-action-button', 'proctored-exam-skip-confirm-button')
    assert (confirm['data-ajax-url'], confirm['data-exam-id']) == (COLLECTION, str(exam.id))
    page.find('button', 'exam-action-button', 'proctored-exam-skip-cancel-button')
    faq = page.find('a', 'footer-link')
    assert (faq['href'], faq['target']) == ('https://links.example.com/faq', '_blank')
    declines = [attrs for _, attrs in page.elements if attrs.get('data-attempt-proctored') == 'false']
    assert len(declines) == int(opt_out)


@pytest.mark.parametrize('opt_out', [True, False])
@pytest.mark.parametrize('kind', ['proctored', 'practice'])
def test_instructions_of_the_provider(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, kind: str, opt_out: bool
) -> None:
    attempt = make_attempt(make_exam(kind), Status.created)

    html = look(attempt.proctored_exam, allow_proctoring_opt_out=opt_out) or ''

    page = markup(html)
    target = f'{COLLECTION}/{attempt.id}'
    assert page.find('div', 'instructions')['data-exam-started-poll-url'] == target
    assert page.find('button', id='software_download_link')['data-action'] == 'click_download_software'
    page.find('button', 'js-start-proctored-exam', 'btn-secondary')
    page.find('div', data_software_download_url='https://provider.example.com/download/attempt-1')
    assert '<li>Close all other programs.</li><li>Switch your camera on.</li>' in html
    assert 'help@provider.example.com' in html
    assert '+1-555-0101' in html
    assert 'proctored-exam-code' not in html
    declines = [attrs for _, attrs in page.elements if attrs.get('class') == 'proctored-decline-exam']
    assert [attrs['data-change-state-url'] for attrs in declines] == (
        [target] if opt_out and kind == 'proctored' else []
    )


def test_instructions_without_download(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    provider.answers = {'get_attempt': {'instructions': ['Go']}, 'get_software_download_url': None}
    html = look(make_attempt(make_exam(), Status.download_software_clicked).proctored_exam)

    markup(html).find('button', 'js-start-proctored-exam', 'btn-primary')
    assert 'software_download_link' not in (html or '')


def test_instructions_with_the_exam_code(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    provider.answers['get_attempt'] = {}
    page = markup(look(make_attempt(make_exam(), Status.created).proctored_exam))

    code = page.find('input', 'proctored-exam-code', id='proctored-exam-code')
    assert code['value'] == 'ATTEMPT-CODE'
    assert 'readonly' in code
    page.find('button', 'copy-exam-code-button', id='copy-exam-code')


def test_ready_to_start(make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, learner: Any) -> None:
    attempt = make_attempt(make_exam(), Status.ready_to_start)
    ProctoredExamReviewPolicy.objects.create(
        proctored_exam=attempt.proctored_exam, set_by_user=learner, review_policy='<i>Open</i> book'
    )

    html = look(attempt.proctored_exam) or ''

    page = markup(html)
    start = page.find('button', 'exam-action-button', 'proctored-enter-exam', 'btn', 'btn-pl-primary', 'btn-base')
    assert (start['data-action'], start['data-change-state-url']) == ('start', f'{COLLECTION}/{attempt.id}')
    assert start['data-loading-text']
    assert start['data-cta-text']
    page.find('div', data_worker_url='https://provider.example.com/worker.js', data_ping_interval='60')
    page.find('a', href='https://links.example.com/rules')
    assert '&lt;i&gt;Open&lt;/i&gt; book' in html


@pytest.mark.parametrize('name', ['ready_to_start', 'ready_to_submit', 'created'])
def test_pages_with_a_worker_have_the_modal(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, name: str
) -> None:
    page = markup(look(make_attempt(make_exam(), name).proctored_exam))

    page.find('div', 'modal', id='accessible-error-modal')
    page.find('div', 'inner-wrapper', role='dialog')
    page.find('button', 'close-modal')
    page.find('h2', id='acessible-error-title')
    page.find('div', 'status', 'message', role='alertdialog')
    page.find('p', 'message-title')
    page.find('button', 'dismiss', 'ok-button')
    assert 'hidden' in page.find('a', id='confirm_open_button', rel='leanModal')


@pytest.mark.parametrize('status', [Status.submitted, Status.verified, Status.rejected])
@pytest.mark.parametrize('past_due', [True, False])
def test_the_content_can_be_visited_past_due(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    status: str,
    past_due: bool,
) -> None:
    monkeypatch.setattr(constants, 'CONTENT_VIEWABLE_PAST_DUE_DATE', True)
    attempt = make_attempt(make_exam(), status)

    html = look(attempt.proctored_exam, due_date=now - timedelta(hours=1) if past_due else None)

    if past_due:
        button = markup(html).find('button', 'visit-exam-button', 'exam-action-button', name='visit-exam-content')
        assert button['data-action-url'] == f'{COLLECTION}/{attempt.id}/review_status'
    else:
        assert 'visit-exam-content' not in (html or '')


@pytest.mark.parametrize(
    ('kind', 'status'),
    [
        ('practice', Status.error),
        ('practice', Status.submitted),
        ('onboarding', Status.error),
        ('onboarding', Status.submitted),
        ('onboarding', Status.rejected),
    ],
)
def test_sample_attempts_can_be_repeated(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, kind: str, status: str
) -> None:
    attempt = make_attempt(make_exam(kind), status)

    page = markup(look(attempt.proctored_exam))

    reset = page.find('button', 'exam-action-button', 'proctored-reset-onboarding')
    assert (reset['data-action'], reset['data-change-state-url']) == ('reset_attempt', f'{COLLECTION}/{attempt.id}')
    if (kind, status) == ('onboarding', Status.submitted):
        page.find('button', 'exam-action-confirm', 'btn', 'btn-link')
        assert 'disabled' in reset
    else:
        assert 'disabled' not in reset


def test_the_wrong_browser_may_only_end_the_exam(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider
) -> None:
    provider.answers['should_block_access_to_exam_material'] = True
    attempt = make_attempt(make_exam(), Status.started)

    button = markup(look(attempt.proctored_exam)).find('button', 'exam-action-button', 'btn-pl-primary')

    assert (button['data-action'], button['data-change-state-url']) == ('stop', f'{COLLECTION}/{attempt.id}')


HOSTILE = '"><script>evil()</script>'


@pytest.mark.deviation('S17')
def test_everything_is_escaped(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, backends: dict[str, Any]
) -> None:
    backends['hostile'] = RecordingProvider(
        verbose_name=HOSTILE,
        tech_support_email=HOSTILE,
        tech_support_phone=HOSTILE,
        learner_notification_from_email=HOSTILE,
        integration_specific_email=HOSTILE,
        supports_onboarding=True,
    )
    failed = {'namespace': 'x', 'name': HOSTILE, 'order': 1, 'status': 'failed', 'display_name': HOSTILE}
    facts: dict[str, Any] = {
        'exam_name': HOSTILE,
        'backend': 'hostile',
        'content_id': usage_key('hostile'),
        'course_id': f'{COURSE}-hostile',
    }
    exam = make_exam('timed', **facts)
    pages = [look(exam)]
    exam.is_proctored = True
    exam.save()
    pages.append(look(exam, credit_state={'credit_requirement_status': [failed]}))
    attempt = make_attempt(exam, Status.created, attempt_code=HOSTILE)
    for is_practice in (False, True):
        exam.is_practice_exam = is_practice
        exam.save()
        for status in (*Status.onboarding_errors, Status.created, Status.ready_to_submit, Status.submitted):
            attempt.status = status
            attempt.save()
            pages.append(look(exam))

    shown = [page for page in pages if page]
    assert len(shown) > 10
    assert not any('<script>evil' in page for page in shown)
    assert any('&lt;script&gt;evil' in page for page in shown)


@pytest.mark.parametrize(
    ('name', 'blocks'),
    [
        ('practice_exam/entrance.html', {'title', 'body', 'cta_copy', 'cta_subtitle'}),
        ('practice_exam/error.html', {'title', 'secondary_heading', 'body_text'}),
        ('practice_exam/submitted.html', {'title', 'body'}),
        ('proctored_exam/ready_to_submit.html', {'additional_exhortation'}),
        ('proctored_exam/verified.html', {'title', 'body'}),
        ('proctored_exam/rejected.html', {'title', 'body', 'footer_content'}),
    ],
)
def test_themes_can_fill_the_blocks(name: str, blocks: set[str]) -> None:
    source = ''.join(f'{{% block {block} %}}<p>[{block}]</p>{{% endblock %}}' for block in sorted(blocks))
    template = engines['django'].from_string(f"{{% extends '{name}' %}}{source}")

    html = template.render({})

    assert set(re.findall(r'\[(\w+)\]', html)) == blocks
