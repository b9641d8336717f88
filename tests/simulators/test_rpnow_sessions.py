"""The learner starts a session at RPNow, the reviewer sends the verdict to the LMS."""

import re

import pytest
import requests

from simulators.rpnow import RpnowSimulator
from tests.simulators.conftest import ReviewTaker
from tests.simulators.registrations import EXAM_CODE, TIMEOUT_SECONDS, register, registration_body

CALLBACK_PATH = '/api/edx_proctoring/proctoring_review_callback/'


def start(rpnow: RpnowSimulator, exam_code: str) -> requests.Response:
    return requests.post(
        f'{rpnow.url}/learner', data={'exam_code': exam_code}, allow_redirects=False, timeout=TIMEOUT_SECONDS
    )


def page(rpnow: RpnowSimulator, path: str) -> requests.Response:
    return requests.get(f'{rpnow.url}{path}', timeout=TIMEOUT_SECONDS)


def review(rpnow: RpnowSimulator, **form: str) -> requests.Response:
    return requests.post(f'{rpnow.url}/reviewer/{EXAM_CODE}', data=form, timeout=TIMEOUT_SECONDS)


@pytest.mark.parametrize('exam_code', [EXAM_CODE, f' {EXAM_CODE}\n'], ids=['exact', 'pasted with blanks'])
def test_the_secure_browser_opens_the_launch_address(rpnow: RpnowSimulator, exam_code: str) -> None:
    register(rpnow, registration_body())

    response = start(rpnow, exam_code)

    assert response.status_code == 303
    assert response.headers['Location'] == f'https://lms.example.com/start_exam/{EXAM_CODE}'
    assert rpnow.registrations[0].launches == 1


def test_an_unknown_exam_code_is_shown_again(rpnow: RpnowSimulator) -> None:
    register(rpnow, registration_body())

    response = start(rpnow, '"><b>no code')

    assert response.status_code == 404
    assert 'no session with this exam code' in response.text
    assert '&quot;&gt;&lt;b&gt;no code' in response.text
    assert rpnow.registrations[0].launches == 0


def test_the_learner_page_takes_the_code_from_its_address(rpnow: RpnowSimulator) -> None:
    assert 'value="ABC-1"' in page(rpnow, '/learner?exam_code=ABC-1').text


def test_pages_hold_only_our_script_and_allow_no_other(rpnow: RpnowSimulator) -> None:
    register(rpnow, registration_body(examName='<script>alert(1)</script>'))

    for path in ('/learner', '/reviewer', f'/reviewer/{EXAM_CODE}', '/control'):
        response = page(rpnow, path)
        assert response.status_code == 200
        assert response.headers['Content-Security-Policy'].startswith("default-src 'self';")
        assert re.findall('<script[^>]*>', response.text) == ['<script type="module" src="/local_times.js">']
        assert ' style=' not in response.text


def test_the_reviewer_sees_the_sessions(rpnow: RpnowSimulator) -> None:
    assert 'No LMS has registered' in page(rpnow, '/reviewer').text

    register(rpnow, registration_body())

    text = page(rpnow, '/reviewer').text
    assert 'Midterm' in text
    assert 'Ada Lovelace' in text
    assert f'href="/reviewer/{EXAM_CODE}"' in text


@pytest.mark.parametrize('status', ['Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed'])
def test_a_review_goes_to_the_lms(rpnow: RpnowSimulator, lms: ReviewTaker, status: str) -> None:
    register(rpnow, registration_body())

    response = review(
        rpnow,
        status=status,
        web_cam_comments='12-20 looked away\nleft the room',
        desktop_comments='3 - 4 opened a chat\n\n',
        video_link='https://video.example.com/1',
    )

    assert response.status_code == 200
    [(path, payload)] = lms.received
    assert path == CALLBACK_PATH
    assert payload['reviewStatus'] == status
    assert payload['videoReviewLink'] == 'https://video.example.com/1'
    assert payload['examMetaData']['examCode'] == EXAM_CODE
    assert payload['examMetaData']['ssiRecordLocator'] == rpnow.registrations[0].locator
    assert payload['examApiData'] == rpnow.registrations[0].body
    assert payload['webCamComments'] == [
        {'comments': 'looked away', 'duration': 8, 'eventStart': 12, 'eventFinish': 20, 'eventStatus': status},
        {'comments': 'left the room', 'duration': 0, 'eventStart': 0, 'eventFinish': 0, 'eventStatus': status},
    ]
    assert payload['desktopComments'] == [
        {'comments': 'opened a chat', 'duration': 1, 'eventStart': 3, 'eventFinish': 4, 'eventStatus': status},
    ]
    assert rpnow.registrations[0].reviews == [status]


def test_without_a_link_none_is_sent(rpnow: RpnowSimulator, lms: ReviewTaker) -> None:
    register(rpnow, registration_body())

    review(rpnow, status='Clean')

    assert 'videoReviewLink' not in lms.received[0][1]


def test_the_answer_of_the_lms_is_shown(rpnow: RpnowSimulator, lms: ReviewTaker) -> None:
    register(rpnow, registration_body())
    lms.answer_status, lms.answer_text = 400, '{"detail": "<b>wrong locator</b>"}'

    response = review(rpnow, status='Clean')

    assert '<strong>400</strong>' in response.text
    assert '&lt;b&gt;wrong locator&lt;/b&gt;' in response.text


def test_an_lms_that_cannot_be_reached_is_shown() -> None:
    with RpnowSimulator(lms_url='http://127.0.0.1:1') as rpnow:
        register(rpnow, registration_body())

        response = review(rpnow, status='Clean')

    assert response.status_code == 200
    assert 'The LMS cannot be reached' in response.text


def test_a_review_needs_a_verdict(rpnow: RpnowSimulator, lms: ReviewTaker) -> None:
    register(rpnow, registration_body())

    response = review(rpnow, web_cam_comments='seen')

    assert response.status_code == 400
    assert lms.received == []


@pytest.mark.parametrize('method', ['GET', 'POST'])
def test_an_unknown_session_is_not_found(rpnow: RpnowSimulator, lms: ReviewTaker, method: str) -> None:
    response = requests.request(
        method, f'{rpnow.url}/reviewer/unknown', data={'status': 'Clean'}, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 404
    assert lms.received == []


@pytest.mark.parametrize(
    ('body', 'status'),
    [
        pytest.param({'exam_code': 'unknown', 'status': 'Clean'}, 404, id='unknown session'),
        pytest.param({'exam_code': EXAM_CODE}, 400, id='no verdict'),
        pytest.param({'exam_code': EXAM_CODE, 'status': 'Clean', 'colour': 'red'}, 400, id='unknown key'),
    ],
)
def test_wrong_json_reviews_are_refused(
    rpnow: RpnowSimulator, lms: ReviewTaker, body: dict[str, str], status: int
) -> None:
    register(rpnow, registration_body())

    response = requests.post(f'{rpnow.url}/api/reviews', json=body, timeout=TIMEOUT_SECONDS)

    assert response.status_code == status
    assert lms.received == []


def test_the_state_can_be_read(rpnow: RpnowSimulator) -> None:
    register(rpnow, registration_body())
    review(rpnow, status='Suspicious')

    state = page(rpnow, '/api/state').json()

    [registration] = state['registrations']
    assert registration['exam_code'] == EXAM_CODE
    assert registration['body']['examName'] == 'Midterm'
    assert registration['reviews'] == ['Suspicious']
    assert state['switches']['deliver_twice'] is False


def test_nothing_is_at_other_addresses(rpnow: RpnowSimulator) -> None:
    assert page(rpnow, '/nowhere').status_code == 404


def test_pages_lead_back_to_the_lms_and_have_times_to_localize(rpnow: RpnowSimulator, lms: ReviewTaker) -> None:
    register(rpnow, registration_body())
    simulator, path = rpnow, '/reviewer'

    text = page(simulator, path).text

    assert '<a class="back" href="/lms" target="_top">' in text
    back = requests.get(f'{simulator.url}/lms', allow_redirects=False, timeout=10)
    assert (back.status_code, back.headers['Location']) == (303, lms.url)
    assert re.search(r'<time datetime="[0-9T:.+-]+">[0-9: -]+ UTC</time>', text)
    assert page(simulator, '/local_times.js').headers['Content-Type'].startswith('text/javascript')
