"""Exams of two providers in one course: RPNow's and those of REST Proctor, which wants to know learners first."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from time_machine import travel

from demo.api_clients import API_CLIENTS
from demo.olx import Course, Sequential
from edx_proctoring import api
from simulators.rest import RestSimulator
from simulators.rest_lms import SessionReview
from simulators.rpnow import RpnowSimulator
from tests.demo.lms.conftest import SignIn

# The app does what follows from a change of status after the commit.
pytestmark = pytest.mark.django_db(transaction=True)

[API_CLIENT] = API_CLIENTS
CREDENTIALS = {
    'grant_type': 'client_credentials',
    'client_id': API_CLIENT.client_id,
    'client_secret': API_CLIENT.client_secret,
    'token_type': 'jwt',
}


def exam_id(course: Course, section: Sequential) -> int:
    return int(api.get_exam_by_content_id(course.course_id, section.usage_key)['id'])


def begin(course: Course, section: Sequential, learner: User) -> dict[str, Any]:
    """The learner's new attempt."""
    attempt_id = api.create_exam_attempt(exam_id(course, section), learner.pk, taking_as_proctored=True)
    attempt = api.get_exam_attempt_by_id(attempt_id)
    assert attempt is not None
    return {**attempt}


def status_of(attempt: dict[str, Any]) -> str:
    current = api.get_exam_attempt_by_id(attempt['id'])
    assert current is not None
    return str(current['status'])


def section_page(client: Client, course: Course, section: Sequential) -> str:
    response = client.get(reverse('section', args=[course.course_id, section.usage_key]))
    assert response.status_code == 200
    return response.content.decode()


def token_of(client: Client) -> str:
    return str(client.post('/oauth2/access_token', CREDENTIALS).json()['access_token'])


def call_back(attempt: dict[str, Any], name: str, body: dict[str, Any], *, token: str | None = None) -> Any:
    """A callback as the provider makes it: with a token, no cookie, and CSRF checks on."""
    client = Client(enforce_csrf_checks=True)
    return client.post(
        f'/api/edx_proctoring/v1/proctored_exam/attempt/{attempt["external_id"]}/{name}',
        body,
        content_type='application/json',
        headers={'Authorization': f'JWT {token or token_of(client)}'},
    )


def test_mixed_course(
    course: Course,
    final_exam: Sequential,
    star_clock: Sequential,
    onboarding: Sequential,
    verity: User,
    proctor: RestSimulator,
    rpnow: RpnowSimulator,
) -> None:
    at_rpnow = begin(course, final_exam, verity)
    at_rest = begin(course, onboarding, verity)

    assert [registration.locator for registration in rpnow.registrations] == [at_rpnow['external_id']]
    assert [attempt.id for attempt in proctor.records.list_attempts()] == [at_rest['external_id']]
    assert begin(course, star_clock, verity)['status'] == 'onboarding_missing'


def test_onboarding_leads_to_the_exam(
    course: Course,
    onboarding: Sequential,
    star_clock: Sequential,
    verity: User,
    sign_in: SignIn,
    proctor: RestSimulator,
) -> None:
    client = sign_in('verity')
    assert 'Onboarding for proctored exams' in section_page(client, course, onboarding)
    refused = begin(course, star_clock, verity)
    assert 'Onboarding comes before this exam' in section_page(client, course, star_clock)

    attempt = begin(course, onboarding, verity)
    page = section_page(client, course, onboarding)
    assert 'choose “I am ready”' in page
    assert f'{proctor.url}/session/{attempt["external_id"]}' in page
    assert call_back(attempt, 'ready', {'status': 'ready'}).status_code == 200
    assert status_of(attempt) == 'ready_to_start'
    api.update_attempt_status(attempt['id'], 'started')
    api.update_attempt_status(attempt['id'], 'submitted')
    [at_rest] = proctor.records.list_attempts()
    assert at_rest.status == 'submitted'

    proctor.send_review(at_rest, SessionReview('passed'))  # decides on the profile; the LMS does not listen there
    assert call_back(attempt, 'reviewed', SessionReview('passed').as_json()).status_code == 200
    assert 'Your onboarding profile was approved' in section_page(client, course, onboarding)
    assert api.get_exam_attempt_by_id(refused['id']) is None, 'approved onboarding clears the way'
    assert begin(course, star_clock, verity)['status'] == 'created'


def test_a_dashboard_for_exams_of_the_rest_provider_only(
    course: Course, star_clock: Sequential, sign_in: SignIn
) -> None:
    client = sign_in('course_staff')
    page = client.get(reverse('staff', args=[course.course_id])).content.decode()
    url = reverse('edx_proctoring:instructor_dashboard_exam', args=[course.course_id, exam_id(course, star_clock)])

    assert page.count('REST Proctor') == 2
    assert url in page
    location = client.get(url).headers['Location']
    assert '/api/v1/instructor/demo-campus/?jwt=' in location


@pytest.mark.parametrize(
    ('changes', 'status'),
    [
        pytest.param({'client_secret': 'another'}, 401, id='secret'),
        pytest.param({'client_id': 'another'}, 401, id='client'),
        pytest.param({'grant_type': 'password'}, 400, id='grant'),
    ],
)
def test_no_token_for_others(course: Course, changes: dict[str, str], status: int) -> None:
    response = Client().post('/oauth2/access_token', {**CREDENTIALS, **changes})

    assert response.status_code == status
    assert set(response.json()) == {'error'}


def test_a_token_is_not_asked_for_by_get(course: Course) -> None:
    assert Client().get('/oauth2/access_token', CREDENTIALS).status_code == 405


def test_an_expired_or_invented_token_opens_nothing(course: Course, onboarding: Sequential, verity: User) -> None:
    attempt = begin(course, onboarding, verity)
    with travel('2020-01-01T12:00:00Z', tick=False):
        old = token_of(Client())

    for token in (old, 'a.b.c'):
        response = call_back(attempt, 'ready', {'status': 'ready'}, token=token)
        assert response.status_code == 401
        assert set(response.json()) == {'detail'}
    assert status_of(attempt) == 'created'


def test_the_service_user_may_do_nothing_outside_of_its_group(
    course: Course, onboarding: Sequential, verity: User
) -> None:
    attempt = begin(course, onboarding, verity)
    Group.objects.get(name=API_CLIENT.group).user_set.clear()

    assert call_back(attempt, 'ready', {'status': 'ready'}).status_code == 403
    assert call_back(attempt, 'reviewed', {'status': 'passed', 'comments': []}).status_code == 403
    assert status_of(attempt) == 'created'


def test_nobody_signs_in_as_a_service_with_a_click(course: Course) -> None:
    assert Client().post('/sign-in/', {'username': API_CLIENT.username}).status_code == 404
    assert API_CLIENT.username not in Client().get('/').content.decode()
