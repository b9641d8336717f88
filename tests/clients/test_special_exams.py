"""The learner's front end on Open edX, ``@edx/frontend-lib-special-exams`` as published, works with this app.

Its data layer runs in Node.js: every call that it makes, and the thunks behind its buttons. The demo is its LMS.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from tests.clients.conftest import COURSE, CallFailed, Learner, SignIn, sign_in_to
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

MIDTERM, FINAL, PRACTICE, CLOSED, READING = (
    f'block-v1:DemoX+TIME101+2026+type@sequential+block@{name}'
    for name in ('midterm', 'final_exam', 'practice_run', 'closed_quiz', 'reading_clocks')
)


def start_secure_browser(learner: Learner, attempt_code: str) -> None:
    """What the provider's software does: it opens the exam, and the LMS hears that supervision runs."""
    answer = requests.post(f'{learner.demo.simulator}/learner', {'exam_code': attempt_code}, timeout=20)
    assert answer.status_code == 200, answer.text


def send_as_staff(demo: Demo, what: str, **fields: Any) -> dict[str, Any]:
    """What staff does in the exam room."""
    staff = sign_in_to(demo, 'global_staff')
    answer = staff.post(
        f'{demo.lms}/api/edx_proctoring/v1/proctored_exam/{what}/course_id/{COURSE}',
        json={'reason': 'The power failed.', **fields},
        headers={'X-CSRFToken': staff.cookies['csrftoken']},
    )
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()
    return given


def take_practice_exam(learner: Learner) -> dict[str, Any]:
    """Up to the start; the attempt."""
    learner.dispatch('getExamAttemptsData', COURSE, PRACTICE)
    attempt = learner.dispatch('createProctoredExamAttempt')['exam']['attempt']
    start_secure_browser(learner, attempt['attempt_code'])
    learner.dispatch('getExamAttemptsData', COURSE, PRACTICE)
    state = learner.dispatch('startProctoredExam')
    assert state['apiErrorMsg'] == ''
    running: dict[str, Any] = state['activeAttempt']
    assert (running['attempt_id'], running['attempt_status']) == (attempt['attempt_id'], 'started')
    return running


# -- its calls ---------------------------------------------------------------------------------------------------


def test_before_the_first_exam_there_are_empty_objects(sign_in: SignIn) -> None:
    learner = sign_in('verity')

    assert learner.call('fetchLatestAttempt', COURSE) == {'exam': {}, 'active_attempt': {}}
    assert learner.call('fetchExamAttemptsData', COURSE, READING) == {'exam': {}, 'active_attempt': {}}
    found = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)
    assert found['active_attempt'] == {}
    assert found['exam']['attempt'] == {}
    assert (found['exam']['type'], found['exam']['total_time']) == ('timed', '30 minutes')
    assert found['exam']['use_legacy_attempt_api'] is True


def test_a_timed_exam_from_start_to_submission(sign_in: SignIn) -> None:
    learner = sign_in('ada')
    exam_id = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)['exam']['id']

    attempt_id = learner.call('createExamAttempt', exam_id, True)['exam_attempt_id']

    stored = learner.stored_attempt(attempt_id)
    assert (stored['status'], stored['taking_as_proctored']) == ('started', False)
    assert stored['allowed_time_limit_mins'] == 60, 'half an hour, and as much again for ada'
    found = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)
    timer = found['active_attempt']
    assert found['exam']['attempt'] == timer
    assert learner.call('fetchLatestAttempt', COURSE)['active_attempt']['attempt_id'] == attempt_id
    polled = learner.call('pollExamAttempt', timer['exam_started_poll_url'], MIDTERM)
    assert polled['status'] == timer['attempt_status'] == 'started'
    assert 3500 < polled['time_remaining_seconds'] <= timer['time_remaining_seconds'] <= 3600

    for function, status in [
        ('stopAttempt', 'ready_to_submit'),
        ('continueAttempt', 'started'),
        ('submitAttempt', 'submitted'),
    ]:
        assert learner.call(function, attempt_id, True) == {'exam_attempt_id': attempt_id}
        assert learner.stored_attempt(attempt_id)['status'] == status

    ended = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)
    assert ended['active_attempt'] == {}
    assert ended['exam']['attempt']['attempt_status'] == 'submitted'


def test_what_is_shown_before_a_proctored_exam(sign_in: SignIn, demo: Demo) -> None:
    learner = sign_in('verity')
    found = learner.call('fetchExamAttemptsData', COURSE, FINAL)['exam']
    assert (found['type'], found['is_proctored']) == ('proctored', True)
    assert found['prerequisite_status']['are_prerequisites_satisifed'] is True

    settings = learner.call('fetchProctoringSettings', COURSE, found['id'])
    policy = learner.call('fetchExamReviewPolicy', found['id'])

    assert settings['exam_proctoring_backend']['download_url'] == f'{demo.simulator}/learner'
    assert settings['exam_proctoring_backend']['instructions'] == []
    assert settings['provider_name'] == 'RPNow'
    texts = ('provider_tech_support_email', 'provider_tech_support_phone', 'learner_notification_from_email')
    assert all(isinstance(settings[name], str) for name in (*texts, 'integration_specific_email'))
    assert 'handwritten notes are allowed' in policy['review_policy']
    timed = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)['exam']
    assert learner.call('fetchExamReviewPolicy', timed['id']) == {'review_policy': None}


def test_a_refusal_is_an_error_with_its_status(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    exam_id = learner.call('fetchExamAttemptsData', COURSE, MIDTERM)['exam']['id']
    attempt_id = learner.call('createExamAttempt', exam_id, True)['exam_attempt_id']

    for function, arguments in (
        ('fetchProctoringSettings', (COURSE, 999)),
        ('createExamAttempt', (999, True)),
        ('createExamAttempt', (exam_id, True)),
        ('submitAttempt', (999, True)),
        ('updateAttemptStatus', (attempt_id, 'dance', True)),
        ('resetAttempt', (attempt_id, True)),
    ):
        with pytest.raises(CallFailed, match='400') as refusal:
            learner.call(function, *arguments)
        assert refusal.value.status == 400
        assert refusal.value.data['detail']

    assert learner.stored_attempt(attempt_id)['status'] == 'started'


def test_nobody_acts_for_another_learner(sign_in: SignIn, nobody: Learner) -> None:
    verity = sign_in('verity')
    exam_id = verity.call('fetchExamAttemptsData', COURSE, MIDTERM)['exam']['id']
    attempt_id = verity.call('createExamAttempt', exam_id, True)['exam_attempt_id']

    for other in (sign_in('ada'), nobody):
        with pytest.raises(CallFailed) as refusal:
            other.call('submitAttempt', attempt_id, True)
        assert refusal.value.status == 403
        assert refusal.value.data['detail']

    assert verity.stored_attempt(attempt_id)['status'] == 'started'


# -- its buttons -------------------------------------------------------------------------------------------------


def test_a_timed_exam_by_its_buttons(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    state = learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    assert state['activeAttempt'] is None
    assert state['isLoading'] is False

    state = learner.dispatch('startTimedExam')
    attempt_id = state['activeAttempt']['attempt_id']
    assert state['exam']['attempt']['attempt_id'] == attempt_id
    assert state['activeAttempt']['timer_ends'] > learner.stored_attempt(attempt_id)['started_at']
    state = learner.dispatch('pollAttempt', state['activeAttempt']['exam_started_poll_url'])
    assert state['activeAttempt']['attempt_status'] == 'started'

    for thunk, status in [('stopExam', 'ready_to_submit'), ('continueExam', 'started'), ('submitExam', 'submitted')]:
        state = learner.dispatch(thunk)
        assert state['apiErrorMsg'] == ''
        assert state['exam']['attempt']['attempt_status'] == learner.stored_attempt(attempt_id)['status'] == status
    assert state['activeAttempt'] is None


def test_its_timer_hears_of_extra_time_by_its_next_poll(sign_in: SignIn, demo: Demo) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    attempt = learner.dispatch('startTimedExam')['activeAttempt']

    given = send_as_staff(demo, 'extra_time', attempt_ids=[attempt['attempt_id']], minutes=10)

    assert [result['gained_seconds'] for result in given['results']] == [600]
    polled = learner.dispatch('pollAttempt', attempt['exam_started_poll_url'])['activeAttempt']
    gained = datetime.fromisoformat(polled['timer_ends']) - datetime.fromisoformat(attempt['timer_ends'])
    assert abs(gained - timedelta(minutes=10)) < timedelta(seconds=3), 'the library counts whole seconds from answers'
    assert polled['attempt_status'] == 'started'


def test_a_reopened_exam_goes_on(sign_in: SignIn, demo: Demo) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    first = learner.dispatch('startTimedExam')['activeAttempt']['attempt_id']
    learner.dispatch('submitExam')
    reopened = send_as_staff(demo, 'reopening', attempt_ids=[first], minutes=12)
    assert [result['detail'] for result in reopened['results']] == ['']

    state = learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    assert state['activeAttempt'] is None
    assert state['exam']['attempt']['attempt_ready_to_resume'] is True, 'so that it shows the entrance'
    assert state['exam']['total_time'] == '12 minutes'
    state = learner.dispatch('startTimedExam')

    assert state['apiErrorMsg'] == ''
    second = state['activeAttempt']
    assert second['attempt_id'] != first
    assert 700 < second['time_remaining_seconds'] <= 720


def test_its_timer_ends_the_exam(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    attempt_id = learner.dispatch('startTimedExam')['activeAttempt']['attempt_id']

    state = learner.dispatch('expireExam')

    assert (state['timeIsOver'], state['activeAttempt'], state['apiErrorMsg']) == (True, None, '')
    assert learner.stored_attempt(attempt_id)['status'] == 'submitted'
    assert learner.dispatch('getLatestAttemptData', COURSE)['activeAttempt'] is None


def test_from_another_section_its_button_leads_back_to_the_exam(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, MIDTERM)
    attempt_id = learner.dispatch('startTimedExam')['activeAttempt']['attempt_id']

    state = learner.dispatch('getExamAttemptsData', COURSE, READING)
    assert state['exam'] == {}
    assert state['activeAttempt']['attempt_id'] == attempt_id
    learner.dispatch('stopExam')

    assert learner.stored_attempt(attempt_id)['status'] == 'ready_to_submit'
    page = learner.session.get(learner.address())
    assert page.status_code == 200
    assert MIDTERM in page.url
    assert 'Midterm: clocks and calendars' in page.text


def test_a_proctored_exam_by_its_buttons(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    assert learner.dispatch('getProctoringSettings')['proctoringSettings']['provider_name'] == 'RPNow'
    assert 'calculator' in learner.dispatch('getExamReviewPolicy')['exam']['reviewPolicy']

    attempt = learner.dispatch('createProctoredExamAttempt')['exam']['attempt']
    attempt_id = attempt['attempt_id']
    assert learner.stored_attempt(attempt_id)['taking_as_proctored'] is True
    assert (attempt['attempt_status'], attempt['desktop_application_js_url']) == ('created', '')
    assert attempt['software_download_url'] == f'{learner.demo.simulator}/learner'

    state = learner.dispatch('startProctoringSoftwareDownload')
    assert state['exam']['attempt']['attempt_status'] == 'download_software_clicked'
    start_secure_browser(learner, attempt['attempt_code'])
    state = learner.dispatch('pollAttempt', attempt['exam_started_poll_url'])
    assert state['activeAttempt']['attempt_status'] == 'ready_to_start'

    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    state = learner.dispatch('startProctoredExam')
    assert learner.stored_attempt(attempt_id)['status'] == state['activeAttempt']['attempt_status'] == 'started'
    assert 2600 < state['activeAttempt']['time_remaining_seconds'] <= 2700
    learner.dispatch('stopExam')
    state = learner.dispatch('submitExam')

    assert state['apiErrorMsg'] == ''
    assert state['activeAttempt'] is None
    assert learner.stored_attempt(attempt_id)['status'] == state['exam']['attempt']['attempt_status'] == 'submitted'


def test_a_learner_declines_a_proctored_exam(sign_in: SignIn) -> None:
    learner = sign_in('ada')
    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    attempt_id = learner.dispatch('createProctoredExamAttempt')['exam']['attempt']['attempt_id']

    state = learner.dispatch('skipProctoringExam')

    assert state['apiErrorMsg'] == ''
    assert learner.stored_attempt(attempt_id)['status'] == state['exam']['attempt']['attempt_status'] == 'declined'
    assert learner.call('fetchLatestAttempt', COURSE)['active_attempt'] == {}


def test_the_software_is_lost_during_a_proctored_exam(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    attempt = learner.dispatch('createProctoredExamAttempt')['exam']['attempt']
    start_secure_browser(learner, attempt['attempt_code'])
    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    learner.dispatch('startProctoredExam')

    answer = learner.call('endExamWithFailure', attempt['attempt_id'], 'Worker failed to respond.', True)

    assert answer == {'exam_attempt_id': attempt['attempt_id']}
    assert learner.stored_attempt(attempt['attempt_id'])['status'] == 'error'
    state = learner.dispatch('pollAttempt', attempt['exam_started_poll_url'])
    assert state['timeIsOver'] is True
    state = learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    assert state['activeAttempt'] is None
    assert state['exam']['attempt']['attempt_status'] == 'error'


@pytest.mark.parametrize(
    ('end', 'reason'), [('submitAttempt', []), ('endExamWithFailure', ['Worker failed to respond.'])]
)
def test_a_practice_exam_can_be_taken_again(sign_in: SignIn, end: str, reason: list[str]) -> None:
    learner = sign_in('verity')
    first = take_practice_exam(learner)
    assert first['exam_type'] == 'a practice exam'
    learner.call(end, first['attempt_id'], *reason, True)
    learner.dispatch('getExamAttemptsData', COURSE, PRACTICE)

    state = learner.dispatch('resetExam')

    assert state['apiErrorMsg'] == ''
    again = state['exam']['attempt']
    assert again['attempt_status'] == learner.stored_attempt(again['attempt_id'])['status'] == 'created'
    assert again['attempt_code'] != first['attempt_code']


def test_an_exam_that_fails_before_it_began_takes_no_time(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    learner.dispatch('getExamAttemptsData', COURSE, FINAL)
    attempt_id = learner.dispatch('createProctoredExamAttempt')['exam']['attempt']['attempt_id']

    learner.call('endExamWithFailure', attempt_id, 'The software was not found.', True)

    attempt = learner.call('fetchExamAttemptsData', COURSE, FINAL)['exam']['attempt']
    assert (attempt['attempt_status'], attempt['total_time']) == ('error', '45 minutes')


def test_a_refused_button_leaves_a_message(sign_in: SignIn) -> None:
    learner = sign_in('verity')
    state = learner.dispatch('getExamAttemptsData', COURSE, CLOSED)
    assert state['exam']['passed_due_date'] is True

    state = learner.dispatch('startTimedExam')

    assert '403' in state['apiErrorMsg']
    assert state['activeAttempt'] is None
    assert learner.call('fetchExamAttemptsData', COURSE, CLOSED)['exam']['attempt'] == {}
