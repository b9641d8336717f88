"""Learners get ready in the proctoring app, reviewers send verdicts; the LMS hears of both from a user of its own."""

from __future__ import annotations

import re

import pytest
import requests

from simulators.rest import RestSimulator
from simulators.rest_records import Attempt
from tests.simulators.conftest import ReviewTaker
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import register, register_onboarding, save_exam

ATTEMPT_PATH = '/api/edx_proctoring/v1/proctored_exam/attempt'


@pytest.fixture
def attempt(proctor: RestSimulator) -> Attempt:
    return register_onboarding(proctor)


def page(proctor: RestSimulator, path: str) -> requests.Response:
    return requests.get(f'{proctor.url}{path}', timeout=TIMEOUT_SECONDS)


def post(proctor: RestSimulator, path: str, **form: str) -> requests.Response:
    return requests.post(f'{proctor.url}{path}', data=form, timeout=TIMEOUT_SECONDS)


def test_a_learner_gets_ready_and_finishes(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt) -> None:
    assert f'href="/session/{attempt.id}"' in page(proctor, '/sessions').text
    assert 'I am ready' in page(proctor, f'/session/{attempt.id}').text

    ready = post(proctor, f'/session/{attempt.id}/ready')

    assert lms.received == [(f'{ATTEMPT_PATH}/{attempt.id}/ready', {'status': 'ready'})]
    assert '<strong>200</strong>' in ready.text
    assert attempt.ready_at
    finished = post(proctor, f'/session/{attempt.id}/finish')
    assert 'The recording is uploaded' in finished.text
    assert attempt.finished_at
    assert attempt.id not in page(proctor, '/sessions').text


def test_callbacks_are_made_with_a_token_of_the_lms(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt) -> None:
    post(proctor, f'/session/{attempt.id}/ready')

    assert lms.credentials == [
        {
            'grant_type': 'client_credentials',
            'client_id': proctor.account.lms_client_id,
            'client_secret': proctor.account.lms_client_secret,
            'token_type': 'jwt',
        }
    ]
    assert lms.authorizations == ['JWT token']


@pytest.mark.parametrize('status', ['passed', 'violation', 'suspicious', 'not_reviewed'])
def test_a_review_goes_to_the_lms(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt, status: str) -> None:
    response = post(proctor, f'/reviewer/{attempt.id}', status=status, comments='12-20 looked away\nleft the room\n\n')

    assert response.status_code == 200
    [(path, payload)] = lms.received
    assert path == f'{ATTEMPT_PATH}/{attempt.id}/reviewed'
    assert payload == {
        'status': status,
        'comments': [
            {'comment': 'looked away', 'status': status, 'start': 12, 'stop': 20, 'duration': 8},
            {'comment': 'left the room', 'status': status, 'start': 0, 'stop': 0, 'duration': 0},
        ],
    }
    assert attempt.reviews == [status]
    assert status in page(proctor, '/reviewer').text


def test_the_answer_of_the_lms_is_shown(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt) -> None:
    lms.answer_status, lms.answer_text = 400, '{"detail": "<b>no</b>"}'

    for path, form in ((f'/session/{attempt.id}/ready', {}), (f'/reviewer/{attempt.id}', {'status': 'passed'})):
        text = post(proctor, path, **form).text
        assert '<strong>400</strong>' in text
        assert '&lt;b&gt;no&lt;/b&gt;' in text


def test_an_lms_that_cannot_be_reached_is_shown() -> None:
    with RestSimulator(lms_url='http://127.0.0.1:1') as proctor:
        response = post(proctor, f'/session/{register_onboarding(proctor).id}/ready')

    assert response.status_code == 200
    assert 'The LMS cannot be reached' in response.text


def test_a_review_needs_a_verdict(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt) -> None:
    response = post(proctor, f'/reviewer/{attempt.id}', comments='seen')

    assert response.status_code == 400
    assert lms.received == []
    assert attempt.reviews == []


@pytest.mark.parametrize(
    ('method', 'path'),
    [
        ('GET', '/session/unknown'),
        ('POST', '/session/unknown/ready'),
        ('POST', '/session/unknown/finish'),
        ('GET', '/reviewer/unknown'),
        ('POST', '/reviewer/unknown'),
        ('GET', '/nowhere'),
    ],
)
def test_what_is_unknown_is_not_found(proctor: RestSimulator, lms: ReviewTaker, method: str, path: str) -> None:
    response = requests.request(method, f'{proctor.url}{path}', data={'status': 'passed'}, timeout=TIMEOUT_SECONDS)

    assert response.status_code == 404
    assert lms.received == []


def test_reviews_by_json(proctor: RestSimulator, lms: ReviewTaker, attempt: Attempt) -> None:
    def review(**body: str) -> requests.Response:
        return requests.post(f'{proctor.url}/api/reviews', json=body, timeout=TIMEOUT_SECONDS)

    assert review(attempt_id='unknown', status='passed').status_code == 404
    assert review(attempt_id=attempt.id).status_code == 400
    assert review(attempt_id=attempt.id, status='passed', colour='red').status_code == 400
    assert lms.received == []
    answers = review(attempt_id=attempt.id, status='passed', comments='1-2 coughed').json()
    assert answers == {'answers': [{'status': 200, 'text': '"OK"'}]}
    assert lms.received[0][1]['comments'][0]['comment'] == 'coughed'


def test_pages_hold_only_our_script_and_allow_no_other(proctor: RestSimulator) -> None:
    exam_id = save_exam(proctor, is_practice_exam=True, exam_name='<script>alert(1)</script>')
    attempt = register(proctor, exam_id, is_sample_attempt=True, full_name='<script>alert(2)</script>')

    for path in (
        '/sessions',
        f'/session/{attempt.id}',
        '/reviewer',
        f'/reviewer/{attempt.id}',
        '/profiles',
        '/control',
    ):
        response = page(proctor, path)
        assert response.status_code == 200
        assert response.headers['Content-Security-Policy'].startswith("default-src 'self';")
        assert re.findall('<script[^>]*>', response.text) == ['<script type="module" src="/local_times.js">']
        assert ' style=' not in response.text


def test_pages_before_anything_was_registered(proctor: RestSimulator) -> None:
    assert 'There is none' in page(proctor, '/').text
    assert 'No LMS has registered' in page(proctor, '/reviewer').text
    assert 'No LMS has registered' in page(proctor, '/profiles').text


def test_the_state_can_be_read(proctor: RestSimulator, attempt: Attempt) -> None:
    state = page(proctor, '/api/state').json()

    assert [kept['id'] for kept in state['attempts']] == [attempt.id]
    assert [kept['body']['exam_name'] for kept in state['exams']] == ['Onboarding']
    assert state['profiles'] == []
    assert state['switches']['refuse_attempts'] is False


def test_pages_lead_back_to_the_lms_and_have_times_to_localize(proctor: RestSimulator, lms: ReviewTaker) -> None:
    register_onboarding(proctor)
    simulator, path = proctor, '/reviewer'

    text = page(simulator, path).text

    assert '<a class="back" href="/lms" target="_top">' in text
    back = requests.get(f'{simulator.url}/lms', allow_redirects=False, timeout=10)
    assert (back.status_code, back.headers['Location']) == (303, lms.url)
    assert re.search(r'<time datetime="[0-9T:.+-]+">[0-9: -]+ UTC</time>', text)
    assert page(simulator, '/local_times.js').headers['Content-Type'].startswith('text/javascript')
