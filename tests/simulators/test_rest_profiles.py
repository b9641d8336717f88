"""Onboarding profiles: an exam makes one, its review decides on it, and real exams depend on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from simulators.rest import RestSimulator
from simulators.rest_lms import SessionReview
from simulators.rest_profiles import Profile, find_refusal, status_in_course
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import (
    COURSE_ID,
    LEARNER,
    attempt_body,
    call,
    register_onboarding,
    save_exam,
)

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
OTHER_COURSE = 'course-v1:Org+Other+Run'


def profile_with(status: str, *, decided_at: datetime = NOW) -> Profile:
    profile = Profile(LEARNER, COURSE_ID, status)
    profile.decide(status, now=decided_at)
    return profile


@pytest.mark.parametrize(
    ('profile', 'shown', 'refusal'),
    [
        pytest.param(None, 'no-profile', 'onboarding_missing', id='none'),
        pytest.param(profile_with('pending'), 'pending', 'onboarding_pending', id='pending'),
        pytest.param(profile_with('rejected'), 'rejected', 'onboarding_failed', id='rejected'),
        pytest.param(profile_with('expired'), 'expired', 'onboarding_expired', id='expired'),
        pytest.param(
            profile_with('approved', decided_at=NOW - timedelta(days=365)), 'expired', 'onboarding_expired', id='old'
        ),
        pytest.param(
            profile_with('approved', decided_at=NOW - timedelta(days=364)), 'approved-in-course', None, id='good'
        ),
    ],
)
def test_what_a_profile_means(profile: Profile | None, shown: str, refusal: str | None) -> None:
    assert status_in_course(profile, COURSE_ID, now=NOW) == shown
    assert find_refusal(profile, COURSE_ID, now=NOW) == refusal


def test_an_approval_counts_in_other_courses() -> None:
    approved = profile_with('approved')

    assert status_in_course(approved, OTHER_COURSE, now=NOW) == 'approved-in-different-course'
    assert find_refusal(approved, OTHER_COURSE, now=NOW) is None


def try_real_exam(proctor: RestSimulator) -> dict[str, Any]:
    exam_id = save_exam(proctor)
    response = call(proctor, 'POST', f'exam/{exam_id}/attempt/', attempt_body())
    assert response.status_code == 200
    answer: dict[str, Any] = response.json()
    return answer


def test_onboarding_opens_real_exams(proctor: RestSimulator) -> None:
    assert try_real_exam(proctor) == {'status': 'onboarding_missing'}
    attempt = register_onboarding(proctor)
    assert try_real_exam(proctor) == {'status': 'onboarding_missing'}

    call(proctor, 'PATCH', f'exam/{attempt.exam_id}/attempt/{attempt.id}/', {'status': 'submitted'})
    assert try_real_exam(proctor) == {'status': 'onboarding_pending'}
    proctor.send_review(attempt, SessionReview('not_reviewed'))
    assert try_real_exam(proctor) == {'status': 'onboarding_pending'}
    proctor.send_review(attempt, SessionReview('suspicious'))
    assert try_real_exam(proctor) == {'status': 'onboarding_failed'}
    assert proctor.records.list_attempts() == [attempt]

    proctor.send_review(attempt, SessionReview('passed'))
    assert try_real_exam(proctor)['status'] == 'created'


def set_profile(proctor: RestSimulator, **form: str) -> requests.Response:
    return requests.post(f'{proctor.url}/profiles', data=form, timeout=TIMEOUT_SECONDS)


@pytest.mark.parametrize(
    ('status', 'refusal'),
    [
        ('expired', 'onboarding_expired'),
        ('rejected', 'onboarding_failed'),
        ('pending', 'onboarding_pending'),
        ('no-profile', 'onboarding_missing'),
    ],
)
def test_the_staff_of_the_service_decides_otherwise(proctor: RestSimulator, status: str, refusal: str) -> None:
    register_onboarding(proctor)
    set_profile(proctor, user_id=LEARNER, status='approved')
    assert try_real_exam(proctor)['status'] == 'created'

    response = set_profile(proctor, user_id=LEARNER, status=status)

    assert 'The profile of Ada Lovelace is set.' in response.text
    assert f'<option value="{status}" selected>' in response.text
    assert try_real_exam(proctor) == {'status': refusal}


@pytest.mark.parametrize(
    'form', [{'user_id': LEARNER, 'status': 'good'}, {'user_id': 'unknown', 'status': 'approved'}, {}]
)
def test_a_wrong_decision_changes_nothing(proctor: RestSimulator, form: dict[str, str]) -> None:
    register_onboarding(proctor)

    response = set_profile(proctor, **form)

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert proctor.records.as_json()['profiles'] == []


def list_profiles(proctor: RestSimulator, query: str = '', *, course_id: str = COURSE_ID) -> dict[str, Any]:
    answer: dict[str, Any] = call(proctor, 'GET', f'courses/{course_id}/onboarding_statuses{query}').json()
    return answer


def test_profiles_of_a_course(proctor: RestSimulator) -> None:
    for learner in ('one', 'two', 'three'):
        register_onboarding(proctor, user_id=learner)
    set_profile(proctor, user_id='one', status='approved')
    set_profile(proctor, user_id='two', status='rejected')

    everything = list_profiles(proctor, '?status=')
    assert (everything['count'], everything['num_pages']) == (3, 1)
    assert everything['next'] is None
    assert [(each['user_id'], each['status']) for each in everything['results']] == [
        ('one', 'approved-in-course'),
        ('two', 'rejected'),
        ('three', 'no-profile'),
    ]
    assert everything['results'][0]['expiration_date'] > datetime.now(UTC).isoformat()
    assert everything['results'][1]['expiration_date'] is None
    filtered = list_profiles(proctor, '?status=rejected,no-profile')['results']
    assert [each['user_id'] for each in filtered] == ['two', 'three']
    assert list_profiles(proctor, course_id='Org/Num/Other')['results'] == []


def test_one_profile(proctor: RestSimulator) -> None:
    register_onboarding(proctor)
    set_profile(proctor, user_id=LEARNER, status='pending')

    assert list_profiles(proctor, f'?user_id={LEARNER}') == {
        'user_id': LEARNER,
        'status': 'pending',
        'expiration_date': None,
    }
    assert list_profiles(proctor, '?user_id=unknown')['status'] == 'no-profile'


def test_long_lists_have_pages(proctor: RestSimulator) -> None:
    exam_id = save_exam(proctor)
    exam = proctor.records.find_exam(exam_id)
    assert exam is not None
    for number in range(21):
        proctor.records.register(exam, attempt_body(user_id=f'learner-{number}'), now=NOW)

    first = list_profiles(proctor, '?status=no-profile')
    second = list_profiles(proctor, '?status=no-profile&page=2')

    assert (first['count'], first['num_pages'], len(first['results'])) == (21, 2, 20)
    assert first['next'].endswith('/onboarding_statuses?status=no-profile&page=2')
    assert first['previous'] is None
    assert [each['user_id'] for each in second['results']] == ['learner-20']
    assert second['next'] is None
    assert second['previous'].endswith('page=1')
    assert set(list_profiles(proctor, '?page=3')) == {'error'}
    assert set(list_profiles(proctor, '?page=first')) == {'error'}
