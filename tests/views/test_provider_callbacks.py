"""What providers call: set up, launched, reviewed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from rest_framework.test import APIClient

from edx_proctoring.callbacks import start_exam_callback
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, url

REVIEW = {'status': 'suspicious', 'comments': [{'comment': 'looked away', 'status': 'Suspicious', 'start': 1}]}


def launch_address(attempt_code: str | None) -> str:
    return url('anonymous.proctoring_launch_callback.start_exam', attempt_code)


def rpnow_review(attempt: ProctoredExamStudentAttempt, **changes: Any) -> dict[str, Any]:
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': attempt.external_id},
        'reviewStatus': 'Clean',
        'webCamComments': [],
        **changes,
    }


def status_of(attempt: ProctoredExamStudentAttempt) -> str:
    attempt.refresh_from_db()
    return attempt.status


@pytest.fixture
def rpnow_attempt(learner: User) -> ProctoredExamStudentAttempt:
    """A submitted attempt at an exam of the SoftwareSecure kind."""
    return AttemptFactory(
        user=learner,
        proctored_exam__backend='rpnow4',
        status='submitted',
        completed_at='2030-01-15T11:00:00Z',
        external_id='Locator-1',
    )


class TestLaunch:
    @pytest.mark.parametrize('method', ['get', 'post'])
    @pytest.mark.parametrize(
        ('status', 'becomes'),
        [
            ('created', 'ready_to_start'),
            ('download_software_clicked', 'ready_to_start'),
            ('ready_to_start', 'ready_to_start'),
            ('started', 'started'),
            ('ready_to_submit', 'ready_to_submit'),
            ('submitted', 'submitted'),
            ('error', 'error'),
        ],
    )
    def test_makes_an_attempt_ready_and_sends_the_browser_to_the_exam(
        self, status: str, becomes: str, method: str, db: None
    ) -> None:
        """One that runs is not ended: an image in any page could open the link, and a learner's browser would."""
        attempt = AttemptFactory(proctored_exam__backend='rpnow4', status=status)
        answer = getattr(Client(), method)(launch_address(attempt.attempt_code))
        assert answer.status_code == 302
        assert answer['Location'] == f'/courses/{COURSE_ID}/jump_to/{attempt.proctored_exam.content_id}'
        assert status_of(attempt) == becomes

    @pytest.mark.deviation('X33')
    def test_without_a_page_of_a_course_the_browser_is_sent_to_the_front_page(self, db: None) -> None:
        attempt = AttemptFactory(proctored_exam__course_id='library-v1:Org+Lib', proctored_exam__backend='rpnow4')
        answer = Client().get(launch_address(attempt.attempt_code))
        assert (answer.status_code, answer['Location']) == (302, '/')

    @pytest.mark.deviation('S12')
    def test_the_cookie_is_for_this_attempt_and_out_of_reach_of_scripts(self, db: None) -> None:
        attempt = AttemptFactory(proctored_exam__backend='rpnow4')
        answer = Client().get(launch_address(attempt.attempt_code))
        cookie = answer.cookies['exam']
        assert cookie.value.startswith(f'{attempt.attempt_code}:')
        assert (cookie['httponly'], cookie['secure'], cookie['samesite']) == (True, True, 'Lax')
        assert not cookie['max-age']

    def test_a_site_without_https_gets_a_cookie_that_it_can_read(self, db: None, settings: Any) -> None:
        settings.HTTPS = 'off'
        attempt = AttemptFactory(proctored_exam__backend='rpnow4')
        answer = Client().get(launch_address(attempt.attempt_code))
        assert not answer.cookies['exam']['secure']

    @pytest.mark.deviation('S12')
    @pytest.mark.parametrize(
        ('method', 'headers'),
        [
            ('head', {}),
            ('options', {}),
            ('get', {'Sec-Purpose': 'prefetch;prerender'}),
            ('get', {'Purpose': 'prefetch'}),
            ('get', {'X-Moz': 'prefetch'}),
            ('get', {'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Site': 'cross-site'}),
            ('get', {'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Mode': 'navigate'}),
        ],
        ids=str,
    )
    def test_who_only_looks_ahead_changes_nothing(
        self, method: str, headers: dict[str, str], db: None, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(proctored_exam__backend='rpnow4', status='created')
        with unchanged():
            answer = getattr(Client(headers=headers), method)(launch_address(attempt.attempt_code))
            assert answer.status_code == 302

    def test_unknown_and_removed_codes(self, db: None, unchanged: Unchanged) -> None:
        attempt = AttemptFactory()
        attempt.delete()
        with unchanged():
            assert Client().get(launch_address('nothing')).status_code == 404
            assert Client().get(launch_address(attempt.attempt_code)).status_code == 404

    def test_a_provider_in_this_process_has_no_request(self, attempt: ProctoredExamStudentAttempt) -> None:
        assert attempt.attempt_code
        assert start_exam_callback(None, attempt.attempt_code).status_code == 302
        assert status_of(attempt) == 'ready_to_start'


class TestReady:
    def test_the_learner_may_start(self, as_reviewer: APIClient, attempt: ProctoredExamStudentAttempt) -> None:
        answer = as_reviewer.post(url('proctored_exam.attempt.ready_callback', attempt.external_id), [1])
        assert (answer.status_code, answer.json()) == (200, 'OK')
        assert status_of(attempt) == 'ready_to_start'

    @pytest.mark.deviation('R10')
    def test_of_two_attempts_with_the_same_id_the_newest_is_meant(self, as_reviewer: APIClient, db: None) -> None:
        older, newest = AttemptFactory(external_id='same'), AttemptFactory(external_id='same')
        assert as_reviewer.post(url('proctored_exam.attempt.ready_callback', 'same')).status_code == 200
        assert (status_of(older), status_of(newest)) == ('created', 'ready_to_start')

    @pytest.mark.parametrize('status', ['started', 'submitted', 'rejected', 'ready_to_start'])
    def test_comes_too_late(self, status: str, as_reviewer: APIClient, db: None, unchanged: Unchanged) -> None:
        attempt = AttemptFactory(status=status)
        with unchanged():
            answer = as_reviewer.post(url('proctored_exam.attempt.ready_callback', attempt.external_id))
            assert answer.json() == 'OK'

    def test_unknown(self, as_reviewer: APIClient) -> None:
        answer = as_reviewer.post(url('proctored_exam.attempt.ready_callback', 'nothing'))
        assert (answer.status_code, type(answer.json())) == (404, str)

    @pytest.mark.deviation('S2')
    def test_a_provider_only_reports_on_its_own_attempts(self, as_reviewer: APIClient, unchanged: Unchanged) -> None:
        attempt = AttemptFactory(proctored_exam__backend='onboarding')
        with unchanged():
            for name in ('ready_callback', 'callback'):
                answer = as_reviewer.post(url(f'proctored_exam.attempt.{name}', attempt.external_id), REVIEW)
                assert answer.status_code == 403


class TestReviewed:
    def send(self, client: APIClient, attempt: ProctoredExamStudentAttempt, **changes: Any) -> Any:
        return client.post(url('proctored_exam.attempt.callback', attempt.external_id), {**REVIEW, **changes})

    def test_is_stored_with_its_findings(self, as_reviewer: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner, status='submitted', completed_at='2030-01-15T11:00:00Z')
        answer = self.send(as_reviewer, attempt, extra='kept', videoReviewLink='https://video.example.com')
        review = ProctoredExamSoftwareSecureReview.objects.get()
        assert (answer.status_code, answer.json()) == (200, 'OK')
        assert (review.attempt_code, review.review_status, review.reviewed_by) == (
            attempt.attempt_code,
            'Suspicious',
            None,
        )
        assert json.loads(review.raw_data) == {**REVIEW, 'extra': 'kept'}
        assert review.proctoredexamsoftwaresecurecomment_set.get().comment == 'looked away'
        assert status_of(attempt) == 'second_review_required'

    def test_by_a_form(self, as_reviewer: APIClient) -> None:
        attempt = AttemptFactory(status='submitted', completed_at='2030-01-15T11:00:00Z')
        address = url('proctored_exam.attempt.callback', attempt.external_id)
        assert as_reviewer.post(address, {'status': 'passed'}, format='multipart').status_code == 200
        assert status_of(attempt) == 'verified'

    @pytest.mark.deviation('R9')
    @pytest.mark.parametrize(
        'body',
        [
            {},
            {'status': 'nonsense'},
            {'status': ['passed']},
            [REVIEW],
        ],
        ids=str,
    )
    def test_a_body_that_is_no_review(
        self, body: Any, as_reviewer: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        before = ProctoredExamSoftwareSecureReview.objects.count()
        answer = as_reviewer.post(url('proctored_exam.attempt.callback', attempt.external_id), body)
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])
        assert ProctoredExamSoftwareSecureReview.objects.count() == before
        assert status_of(attempt) == 'created'

    @pytest.mark.deviation('S8')
    @pytest.mark.parametrize(
        ('is_staff', 'course_id', 'counts'),
        [(True, None, True), (False, COURSE_ID, True), (False, OTHER_COURSE_ID, False), (False, None, False)],
    )
    def test_only_staff_of_the_course_are_believed_to_have_reviewed(
        self, is_staff: bool, course_id: str | None, counts: bool, as_reviewer: APIClient, host: Host, settings: Any
    ) -> None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEWERS': {'test': '*'}}
        person = UserFactory(is_staff=is_staff)
        if course_id:
            host.instructor.staff.add((person.username, course_id))
        attempt = AttemptFactory(status='submitted', completed_at='2030-01-15T11:00:00Z')
        assert self.send(as_reviewer, attempt, reviewed_by=person.email).status_code == 200
        assert ProctoredExamSoftwareSecureReview.objects.get().reviewed_by == (person if counts else None)
        assert status_of(attempt) == ('rejected' if counts else 'second_review_required')

    @pytest.mark.parametrize('change', [{'is_proctored': False}, {'backend': 'gone'}], ids=str)
    def test_an_exam_without_a_provider(
        self, change: dict[str, Any], as_staff: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
    ) -> None:
        exam = attempt.proctored_exam
        for name, value in change.items():
            setattr(exam, name, value)
        exam.save()
        with unchanged():
            answer = self.send(as_staff, attempt)
            assert (answer.status_code, type(answer.json())) == (412, str)

    def test_unknown_attempt(self, as_staff: APIClient, unchanged: Unchanged) -> None:
        with unchanged():
            assert as_staff.post(url('proctored_exam.attempt.callback', 'nothing'), REVIEW).status_code == 400


class TestAnonymousReview:
    address = '/api/edx_proctoring/proctoring_review_callback/'

    @pytest.mark.parametrize('content_type', ['application/json', 'text/plain', 'application/x-www-form-urlencoded'])
    def test_is_taken_whatever_its_content_type(
        self, content_type: str, rpnow_attempt: ProctoredExamStudentAttempt
    ) -> None:
        body = json.dumps(rpnow_review(rpnow_attempt))
        answer = Client(enforce_csrf_checks=True).generic('POST', self.address, body, content_type=content_type)
        assert (answer.status_code, json.loads(answer.content)) == (200, 'OK')
        assert status_of(rpnow_attempt) == 'verified'

    def test_of_a_removed_attempt_is_kept(
        self, as_nobody: APIClient, rpnow_attempt: ProctoredExamStudentAttempt
    ) -> None:
        body = rpnow_review(rpnow_attempt)
        rpnow_attempt.delete()
        assert as_nobody.post(self.address, body).status_code == 200
        assert not ProctoredExamSoftwareSecureReview.objects.get().is_attempt_active

    @pytest.mark.deviation('S8')
    def test_nobody_is_believed_to_have_reviewed(
        self, as_nobody: APIClient, staff: User, rpnow_attempt: ProctoredExamStudentAttempt
    ) -> None:
        body = rpnow_review(rpnow_attempt, reviewStatus='Suspicious', reviewed_by=staff.email)
        assert as_nobody.post(self.address, body).status_code == 200
        assert status_of(rpnow_attempt) == 'second_review_required'

    def test_the_link_to_the_recording_is_not_readable(
        self, as_nobody: APIClient, rpnow_attempt: ProctoredExamStudentAttempt
    ) -> None:
        link = 'https://video.example.com/1'
        assert as_nobody.post(self.address, rpnow_review(rpnow_attempt, videoReviewLink=link)).status_code == 200
        review = ProctoredExamSoftwareSecureReview.objects.get()
        assert link not in review.raw_data
        assert review.encrypted_video_url
        assert link.encode() not in bytes(review.encrypted_video_url)

    @pytest.mark.deviation('R9')
    @pytest.mark.parametrize(
        'change',
        [
            {'examMetaData': None},
            {'examMetaData': {}},
            {'examMetaData': {'examCode': 'nothing', 'ssiRecordLocator': 'Locator-1'}},
            {'examMetaData': {'examCode': ['x']}},
            {'reviewStatus': 'passed'},
            {'reviewStatus': None},
        ],
        ids=str,
    )
    def test_what_is_no_review_of_an_attempt(
        self,
        change: dict[str, Any],
        as_nobody: APIClient,
        rpnow_attempt: ProctoredExamStudentAttempt,
        unchanged: Unchanged,
    ) -> None:
        with unchanged():
            answer = as_nobody.post(self.address, rpnow_review(rpnow_attempt, **change))
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])

    @pytest.mark.deviation('R9')
    @pytest.mark.parametrize('body', ['[1]', 'null', '{', ''])
    def test_bodies_that_are_no_object(self, body: str, db: None, as_nobody: APIClient, unchanged: Unchanged) -> None:
        with unchanged():
            answer = as_nobody.generic('POST', self.address, body, content_type='application/json')
            assert answer.status_code == 400

    @pytest.mark.deviation('S20')
    @pytest.mark.parametrize('locator', ['wrong', '', None])
    def test_who_does_not_know_the_locator(
        self,
        locator: str | None,
        as_nobody: APIClient,
        rpnow_attempt: ProctoredExamStudentAttempt,
        unchanged: Unchanged,
    ) -> None:
        metadata = {'examCode': rpnow_attempt.attempt_code, 'ssiRecordLocator': locator}
        with unchanged():
            body = rpnow_review(rpnow_attempt, examMetaData=metadata)
            assert as_nobody.post(self.address, body).status_code == 400

    @pytest.mark.deviation('S7')
    @pytest.mark.parametrize('backend', ['test', 'null', 'gone'])
    def test_other_providers_have_to_log_in(
        self, backend: str, as_nobody: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, proctored_exam__backend=backend, status='submitted')
        with unchanged():
            assert as_nobody.post(self.address, rpnow_review(attempt)).status_code == 400

    @pytest.mark.deviation('S6')
    def test_a_secret_may_be_demanded(
        self,
        as_nobody: APIClient,
        rpnow_attempt: ProctoredExamStudentAttempt,
        settings: Any,
        unchanged: Unchanged,
    ) -> None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEW_CALLBACK_SECRET': 'open sesame'}
        body = rpnow_review(rpnow_attempt)
        with unchanged():
            assert as_nobody.post(self.address, body).status_code == 403
            assert as_nobody.post(f'{self.address}?secret=wrong', body).status_code == 403
        assert as_nobody.post(f'{self.address}?secret=open+sesame', body).status_code == 200
        assert as_nobody.post(self.address, body, headers={'X-Proctoring-Secret': 'open sesame'}).status_code == 200

    @pytest.mark.deviation('S6')
    @pytest.mark.parametrize(
        ('address', 'status'), [('192.0.2.9', 200), ('2001:db8::5', 200), ('198.51.100.1', 403), ('', 403)]
    )
    def test_networks_may_be_demanded(
        self, address: str, status: int, rpnow_attempt: ProctoredExamStudentAttempt, settings: Any
    ) -> None:
        networks = ['192.0.2.0/24', '2001:db8::/32']
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEW_CALLBACK_NETWORKS': networks}
        client = APIClient(REMOTE_ADDR=address)
        answer = client.post(self.address, rpnow_review(rpnow_attempt), format='json')
        assert answer.status_code == status
        assert ProctoredExamSoftwareSecureReview.objects.exists() == (status == 200)
