"""No page is a dead end: each names whom to ask and, while no clock runs, where to go from there."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import override_settings

from edx_proctoring.emails import build_status_email
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import EntryRulesFactory
from tests.learner_pages.conftest import COURSE, Look, MakeAttempt, MakeExam
from tests.learner_pages.markup import markup

ESCALATION = 'exams@course.example.com'
COURSE_HOME = f'https://learning.example.com/course/{COURSE}/home'
CONTACT_US = 'https://links.example.com/contact-us'
PAST = timedelta(hours=-1)

# Pages on which the clock may run: they name whom to ask and lead nowhere else.
WITH_A_CLOCK = {Page.TIMED_READY_TO_SUBMIT, Page.READY_TO_SUBMIT, Page.READY_TO_START, Page.WRONG_BROWSER}
WITH_A_CLOCK |= {Page.ONBOARDING_READY_TO_SUBMIT}
WAYS: dict[Page, tuple[str, str | None, dict[str, Any]]] = {
    Page.KEPT_OUT: ('timed', None, {'kept_out': True}),
    Page.TIMED_ENTRANCE: ('timed', None, {}),
    Page.TIMED_REOPENED: ('timed', Status.submitted, {'ready_to_resume': True}),
    Page.TIMED_EXPIRED: ('timed', None, {'due': PAST}),
    Page.TIMED_READY_TO_SUBMIT: ('timed', Status.ready_to_submit, {}),
    Page.TIMED_SUBMITTED: ('timed', Status.submitted, {}),
    Page.PROCTORED_ENTRANCE: ('proctored', None, {}),
    Page.PROCTORED_EXPIRED: ('proctored', None, {'due': PAST}),
    Page.INACTIVE_ACCOUNT: ('proctored', None, {'is_active': False}),
    Page.FAILED_PREREQUISITES: ('proctored', None, {'requirement': 'failed'}),
    Page.PENDING_PREREQUISITES: ('proctored', None, {'requirement': 'pending'}),
    Page.READY_TO_RESUME: ('proctored', Status.error, {'ready_to_resume': True}),
    Page.CLOSED: ('proctored', Status.expired, {}),
    Page.INSTRUCTIONS: ('proctored', Status.created, {}),
    Page.READY_TO_START: ('proctored', Status.ready_to_start, {}),
    Page.READY_TO_SUBMIT: ('proctored', Status.ready_to_submit, {}),
    Page.WRONG_BROWSER: ('proctored', Status.started, {'blocks': True}),
    Page.PROCTORED_SUBMITTED: ('proctored', Status.submitted, {}),
    Page.PROCTORED_VERIFIED: ('proctored', Status.verified, {}),
    Page.PROCTORED_REJECTED: ('proctored', Status.rejected, {}),
    Page.PROCTORED_ERROR: ('proctored', Status.error, {}),
    Page.ONBOARDING_NEEDED: ('proctored', Status.onboarding_missing, {}),
    Page.PRACTICE_ENTRANCE: ('practice', None, {}),
    Page.PRACTICE_SUBMITTED: ('practice', Status.submitted, {}),
    Page.PRACTICE_ERROR: ('practice', Status.error, {}),
    Page.ONBOARDING_ENTRANCE: ('onboarding', None, {}),
    Page.ONBOARDING_READY_TO_SUBMIT: ('onboarding', Status.ready_to_submit, {}),
    Page.ONBOARDING_SUBMITTED: ('onboarding', Status.submitted, {}),
    Page.ONBOARDING_VERIFIED: ('onboarding', Status.verified, {}),
    Page.ONBOARDING_REJECTED: ('onboarding', Status.rejected, {}),
    Page.ONBOARDING_ERROR: ('onboarding', Status.error, {}),
}


@pytest.fixture
def shown(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, provider: RecordingProvider, learner: Any, now: datetime
) -> Any:
    """``shown(page)``: the HTML of that page, by the host's own way to it."""

    def show(page: Page) -> str:
        kind, status, facts = WAYS[page]
        facts = dict(facts)
        due, requirement = facts.pop('due', None), facts.pop('requirement', None)
        learner.is_active = facts.pop('is_active', True)
        learner.save()
        if facts.pop('blocks', False):
            provider.answers['should_block_access_to_exam_material'] = True
        exam = make_exam(kind)
        if facts.pop('kept_out', False):
            EntryRulesFactory(exam=exam, needs_release=True)
            type(exam).objects.filter(id=exam.id).update(has_entry_rules=True)
        if status:
            make_attempt(exam, status, **facts)
        credit = {'namespace': 'x', 'name': 'x', 'order': 1, 'status': requirement, 'display_name': 'Identity'}
        context: dict[str, Any] = {'credit_state': {'credit_requirement_status': [credit]}} if requirement else {}
        html = look(exam, due_date=now + due if due else None, **context)
        assert html is not None
        return html

    return show


def links(html: str) -> list[str | None]:
    return [attrs.get('href') for tag, attrs in markup(html).elements if tag == 'a']


def test_every_page_is_asked() -> None:
    assert set(WAYS) == set(Page)


@pytest.mark.parametrize('page', list(WAYS))
def test_every_page_has_the_one_block(shown: Any, host: Host, page: Page) -> None:
    host.instructor.escalation_email = ESCALATION

    html = shown(page)

    markup(html).find('div', 'proctored-exam-support')
    found = links(html)
    assert f'mailto:{ESCALATION}' in found
    assert (COURSE_HOME in found) is (page not in WITH_A_CLOCK)
    assert (f'/courses/{COURSE}/progress' in found) is (page not in WITH_A_CLOCK)


def test_the_contact_is_the_sites_page_where_the_course_names_nobody(shown: Any) -> None:
    assert CONTACT_US in links(shown(Page.PROCTORED_REJECTED))


@override_settings(PROCTORING_SETTINGS={}, LEARNING_MICROFRONTEND_URL=None)
def test_a_host_without_such_places_has_no_empty_links(shown: Any) -> None:
    found = links(shown(Page.PROCTORED_SUBMITTED))

    assert [link for link in found if not link] == []
    assert [link for link in found if link and link.endswith('/support/contact_us')] != []


@override_settings(
    PROCTORING_BACKENDS={'DEFAULT': 'test', 'test': {'LINK_URLS': {'contact': 'https://p.example.com/'}}}
)
def test_page_and_mail_name_the_same_contact_and_appeal_in_the_same_words(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, host: Host
) -> None:
    attempt = make_attempt(make_exam(), Status.rejected)
    for escalation, contact in ((ESCALATION, f'mailto:{ESCALATION}'), (None, 'https://p.example.com/')):
        host.instructor.escalation_email = escalation
        mail = build_status_email(attempt, status=Status.rejected, course_name='Course')
        assert mail is not None
        page = look(attempt.proctored_exam) or ''

        for text in (page, str(mail.body)):
            words = ' '.join(text.split())
            assert f'To appeal or ask a question, contact us: <a href="{contact}">' in words
            assert 'you can appeal. Tell us what happened, and someone will review your session again.' in words
            assert 'whether you earn credit or a certificate in the course.' in words


@pytest.mark.parametrize('kind', ['timed', 'proctored'])
def test_the_page_of_a_due_date_says_the_date(make_exam: MakeExam, look: Look, kind: str) -> None:
    due = datetime.fromisoformat('2020-05-06T09:30:00+00:00')

    html = look(make_exam(kind), due_date=due) or ''

    assert markup(html).find('time', datetime='2020-05-06T09:30:00+00:00').keys() >= {'data-learners-time'}
    assert 'May 6, 2020' in html
    assert 'The due date of this exam has passed' in html
