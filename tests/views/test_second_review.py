"""The page of a second review: who gets it, what is on it, and what it does."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils.html import escape

from edx_proctoring import constants
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, CommentFactory, ExamFactory, ReviewFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, url
from tests.views.test_exam_room import Page

Review = ProctoredExamSoftwareSecureReview
Attempt = ProctoredExamStudentAttempt
TOLD = {'learner_reason': 'unauthorized_materials', 'learner_text': 'A <phone> & a slate.'}


@pytest.fixture
def review(learner: User, now: datetime) -> Review:
    """A suspicious review of an attempt that waits for a person."""
    attempt = AttemptFactory(
        user=learner,
        proctored_exam=ExamFactory(backend='rpnow4', exam_name='Final <exam>'),
        status=Status.second_review_required,
        started_at=now,
        completed_at=now,
        external_id='ext-1',
    )
    review = ReviewFactory.build(
        attempt=attempt,
        attempt_code=attempt.attempt_code,
        exam=attempt.proctored_exam,
        student=learner,
        review_status='Suspicious',
        raw_data='{"as": "sent"}',
    )
    review.save_only()
    CommentFactory(review=review, start_time=3909, stop_time=3921, comment='<b>A phone</b>', status='Suspicious')
    CommentFactory(review=review, start_time=0, stop_time=0, duration=0, comment='', unread='{"start": "<b>"}')
    return review


def address(review: Review, course_id: str = COURSE_ID) -> str:
    return url('exam_room_review', course_id, review.pk)


def opened(client: Client, review: Review, status: int = 200) -> Page:
    answer = client.get(address(review))
    assert answer.status_code == status
    return Page(answer.content.decode())


def fields(page: Page) -> dict[str, str]:
    """The hidden fields of the form."""
    return {
        str(attributes['name']): str(attributes['value'])
        for tag, attributes in page.tags
        if tag == 'input' and attributes.get('type') == 'hidden'
    }


def browser_of(user: User) -> Client:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def status_of(review: Review) -> str:
    return Attempt.objects.get(attempt_code=review.attempt_code).status


def test_course_staff_read_what_was_found_and_what_would_follow(course_staff: User, review: Review) -> None:
    page = opened(browser_of(course_staff), review)
    for text in (
        'Review of learner',
        'Final <exam>',
        'Suspicious',
        '1:05:09',
        '–1:05:21',
        '<b>A phone</b>',
        'No time given',
        '{"start": "<b>"}',
        'The reviewed attempt',
        'Second review required',
        'Becomes “Rejected”.',
        'The grade of this exam is set to 0.',
        'The credit requirement of this exam is failed.',
        'The certificate for this course, if the learner has one, is invalidated.',
        'Your proctored exam “Final <exam>” did not pass its review',
        'Becomes “Verified”.',
        'The credit requirement of this exam is satisfied.',
    ):
        assert text in page.text, text
    assert page.values('button', 'value') == ['confirm', 'overrule']
    assert page.values('script', 'src') == page.values('b', 'class') == []
    assert '{"as": "sent"}' not in page.text


@pytest.mark.parametrize(
    ('decision', 'status', 'verdict'),
    [('confirm', Status.rejected, 'Suspicious'), ('overrule', Status.verified, 'Clean')],
)
def test_the_form_works_without_scripts_and_the_page_says_what_was_decided(
    decision: str,
    status: str,
    verdict: str,
    course_staff: User,
    review: Review,
    django_capture_on_commit_callbacks: Any,
) -> None:
    browser = browser_of(course_staff)
    sent = fields(opened(browser, review)) | {'decision': decision, 'reason': 'I <saw> it.', **TOLD}
    findings = list(ProctoredExamSoftwareSecureComment.objects.values())
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(address(review), sent)
    assert (answer.status_code, answer.headers['Location']) == (303, address(review))
    stored = Review.objects.get()
    assert (stored.review_status, stored.reviewed_by, stored.raw_data) == (verdict, course_staff, '{"as": "sent"}')
    assert list(ProctoredExamSoftwareSecureComment.objects.values()) == findings
    assert status_of(review) == status
    assert len(mail.outbox) == 1

    page = opened(browser, review)
    for text in ('By course_staff', 'I <saw> it.', 'Earlier and ignored reviews'):
        assert text in page.text
    is_told = decision == 'confirm'
    assert ('What the learner is told' in page.text) is is_told
    assert all((text in page.text) is is_told for text in ('Unauthorized materials or devices', TOLD['learner_text']))
    assert page.values('button', 'value') == []


def test_a_form_that_is_sent_twice_by_the_same_person_does_no_harm(course_staff: User, review: Review) -> None:
    browser = browser_of(course_staff)
    sent = fields(opened(browser, review)) | {'decision': 'confirm', 'reason': 'Seen.', **TOLD}
    assert [browser.post(address(review), sent).status_code for _ in range(2)] == [303, 303]
    assert Review.objects.get().decision_reason == 'Seen.'


def test_the_second_of_two_persons_is_told_who_has_decided(course_staff: User, staff: User, review: Review) -> None:
    first, second = browser_of(course_staff), browser_of(staff)
    forms = [fields(opened(browser, review)) | {'reason': 'Seen.'} for browser in (first, second)]
    assert first.post(address(review), forms[0] | {'decision': 'overrule'}).status_code == 303
    answer = second.post(address(review), forms[1] | {'decision': 'confirm', **TOLD})
    assert answer.status_code == 409
    page = Page(answer.content.decode())
    assert 'Nothing was saved' in page.text
    assert 'By course_staff' in page.text
    assert status_of(review) == Status.verified


@pytest.mark.parametrize(
    'changed',
    [
        {'decision': ''},
        {'decision': 'perhaps'},
        {'reason': ' '},
        {'reason': 'x' * 2001},
        {'learner_reason': ''},
        {'learner_reason': 'bad mood'},
        {'learner_reason': 'other', 'learner_text': ' '},
        {'learner_text': 'x' * 2001},
    ],
    ids=[
        *('no decision', 'unknown decision', 'no reason', 'long reason'),
        *('nothing for the learner', 'unknown reason', 'other', 'long text'),
    ],
)
def test_what_is_no_decision_changes_nothing(
    changed: dict[str, str], course_staff: User, review: Review, unchanged: Unchanged
) -> None:
    browser = browser_of(course_staff)
    sent = fields(opened(browser, review)) | {'decision': 'confirm', 'reason': 'I saw it.', **TOLD} | changed
    with unchanged():
        answer = browser.post(address(review), sent)
    assert answer.status_code == 400
    page = Page(answer.content.decode())
    assert page.values('p', 'role') == ['alert']
    assert sent['reason'] in answer.content.decode()
    assert escape(sent['learner_text']) in answer.content.decode()
    assert page.values('button', 'value') == ['confirm', 'overrule']


def test_a_page_that_is_out_of_date_decides_nothing(course_staff: User, review: Review, unchanged: Unchanged) -> None:
    browser = browser_of(course_staff)
    sent = fields(opened(browser, review)) | {'decision': 'confirm', 'reason': 'I saw it.', **TOLD}
    review.raw_data = '{"as": "sent later"}'
    review.save_only()
    with unchanged():
        answer = browser.post(address(review), sent)
    assert answer.status_code == 409
    assert 'I saw it.' in answer.content.decode()


def test_a_forged_request_decides_nothing(course_staff: User, review: Review, unchanged: Unchanged) -> None:
    browser = browser_of(course_staff)
    sent = fields(opened(browser, review)) | {'decision': 'confirm', 'reason': 'Seen.', 'csrfmiddlewaretoken': 'x' * 32}
    with unchanged():
        assert browser.post(address(review), sent).status_code == 403


def test_others_see_and_decide_nothing(
    learner: User, other_course_staff: User, review: Review, unchanged: Unchanged
) -> None:
    for user in (learner, other_course_staff):
        browser = Client()
        browser.force_login(user)
        with unchanged():
            assert 'A phone' not in opened(browser, review, status=403).text
            assert browser.post(address(review), {'decision': 'overrule', 'reason': 'x'}).status_code == 403
    browser = Client()
    browser.force_login(other_course_staff)
    assert browser.get(address(review, OTHER_COURSE_ID)).status_code == 404
    assert browser.post(address(review, OTHER_COURSE_ID), {'decision': 'overrule'}).status_code == 404


@pytest.mark.parametrize('number', ['0', '2147483647', '9' * 30])
def test_a_review_that_is_not_there(number: str, course_staff: User, review: Review) -> None:
    path = address(review).replace(f'/{review.pk}', f'/{number}')
    assert browser_of(course_staff).get(path).status_code == 404


def test_nobody_decides_about_their_own_session(learner: User, review: Review, unchanged: Unchanged) -> None:
    learner.is_staff = True
    learner.save()
    browser = browser_of(learner)
    page = opened(browser, review)
    assert 'This is your own session.' in page.text
    sent = fields(opened(browser, review)) | {'decision': 'overrule', 'reason': 'It was me.'}
    with unchanged():
        client = Client()
        client.force_login(learner)
        assert client.post(address(review), sent).status_code == 409


@pytest.mark.parametrize(
    ('attempt', 'fields_of_review'),
    [
        ({'status': Status.verified}, {}),
        ({'status': Status.second_review_required}, {'review_status': 'Clean'}),
        ({'status': Status.error}, {'review_status': 'Not Reviewed'}),
        ({'status': Status.rejected, 'decided_by_person': True}, {}),
        ({'status': Status.onboarding_reset}, {}),
    ],
    ids=['verified', 'passing', 'not reviewed', 'decided elsewhere', 'replaced'],
)
def test_where_there_is_nothing_to_decide(
    attempt: dict[str, Any], fields_of_review: dict[str, str], course_staff: User, review: Review
) -> None:
    Attempt.objects.filter(attempt_code=review.attempt_code).update(**attempt)
    Review.objects.update(**fields_of_review)
    page = opened(browser_of(course_staff), review)
    assert page.values('button', 'value') == []
    assert 'There is nothing to decide.' in page.text


def test_a_removed_attempt_is_shown_with_its_history(course_staff: User, review: Review) -> None:
    Attempt.objects.get(attempt_code=review.attempt_code).delete()
    page = opened(browser_of(course_staff), review)
    assert '(removed)' in page.text.replace(' ', '')
    assert 'There is nothing to decide.' in page.text
    assert '<b>A phone</b>' in page.text


def test_a_course_that_keeps_grades_says_so(course_staff: User, host: Host, review: Review) -> None:
    host.grades.overrides_on_rejection = False
    page = opened(browser_of(course_staff), review)
    assert 'a failed review does not change grades' in page.text
    assert 'invalidated' not in page.text


def test_where_the_site_takes_verdicts_as_final_a_rejection_can_be_overruled(
    course_staff: User, review: Review
) -> None:
    Attempt.objects.filter(attempt_code=review.attempt_code).update(status=Status.rejected)
    page = opened(browser_of(course_staff), review)
    assert 'Stays “Rejected”.' in page.text
    assert 'The grade that the learner has earned in this exam is restored.' in page.text


def test_other_attempts_may_keep_the_decision_from_changing_more(course_staff: User, review: Review) -> None:
    attempt = Attempt.objects.get(attempt_code=review.attempt_code)
    AttemptFactory(user=attempt.user, proctored_exam=attempt.proctored_exam, status=Status.error)
    page = opened(browser_of(course_staff), review)
    assert page.text.count('other attempts at this exam keep this one from changing more') == 1


@pytest.mark.parametrize('is_on', [True, False])
def test_the_recording_is_opened_as_the_dashboard_opens_it(
    course_staff: User, review: Review, monkeypatch: pytest.MonkeyPatch, *, is_on: bool
) -> None:
    review.encrypted_video_url = b'AES ciphertext'
    review.save_only()
    monkeypatch.setattr('edx_proctoring.lms.switches.is_on', lambda name: is_on)
    page = opened(browser_of(course_staff), review)
    link = f'{url("instructor_dashboard_exam", COURSE_ID, review.exam_id)}?attempt=ext-1'
    assert (link in page.values('a', 'href')) == is_on
    assert (constants.REDS_API_REDIRECT in page.text) == (not is_on)
    assert 'ciphertext' not in page.text


def test_a_review_without_a_recording(course_staff: User, review: Review) -> None:
    assert 'no link to a recording' in opened(browser_of(course_staff), review).text


def test_a_provider_with_a_dashboard_shows_the_session_there(course_staff: User, review: Review) -> None:
    ExamFactory._meta.model.objects.filter(id=review.exam_id).update(backend='test')
    assert "Open the session in the provider's dashboard" in opened(browser_of(course_staff), review).text


def test_the_exam_room_lists_what_waits(course_staff: User, review: Review) -> None:
    room = browser_of(course_staff).get(url('exam_room', COURSE_ID)).content.decode()
    page = Page(room)
    assert address(review) in page.values('a', 'href')
    assert 'Waiting for your decision' in page.text
    Attempt.objects.update(status=Status.rejected)
    assert 'Waiting' not in Page(browser_of(course_staff).get(url('exam_room', COURSE_ID)).content.decode()).text


def test_the_page_is_kept_by_nobody_and_leads_to_the_login(course_staff: User, review: Review, settings: Any) -> None:
    settings.LOGIN_URL = '/login'
    answer = browser_of(course_staff).get(address(review))
    assert set(answer.headers['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert answer.headers['X-Frame-Options'] == 'SAMEORIGIN'
    assert Client().get(address(review)).headers['Location'].startswith('/login?next=')
