"""The onboarding profiles that a provider lists, page after page, whatever it sends."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring import constants
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.provider import RecordingProvider
from edx_proctoring.views import onboarding_profiles
from tests.factories import COURSE_ID
from tests.views.conftest import url
from tests.views.test_onboarding import enrolled, listed, onboarding, profiles, shown, status

__all__ = ['enrolled', 'onboarding', 'profiles']


@pytest.fixture(autouse=True)
def switched_on(db: None) -> Any:
    """The dashboard asks the provider."""
    waffle_testutils = pytest.importorskip('waffle.testutils')
    with waffle_testutils.override_switch(constants.ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API, active=True):
        yield


def profile(user: User, word: Any) -> dict[str, Any]:
    return {'user_id': obscured_user_id(user.id, 'onboarding'), 'status': word}


@pytest.mark.parametrize('kind', ['counting', 'empty'])
def test_a_list_without_an_end_is_none(
    kind: str, as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User], backends: dict[str, Any]
) -> None:
    pending = profile(enrolled[0], 'pending')

    class Endless(RecordingProvider):
        def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> Any:
            super().get_onboarding_profile_info(course_id, **kwargs)
            following = int(kwargs.get('page', 1)) + 1
            results = [] if kind == 'empty' else [pending]
            return {'results': results, 'next': f'https://p.example.com/x?page={following}'}

    backends['onboarding'] = endless = Endless(supports_onboarding=True)
    answer = as_staff.get(url('user_onboarding.status.course', COURSE_ID))
    assert (answer.status_code, list(answer.json())) == (503, ['detail'])
    assert len(endless.calls) == onboarding_profiles.MOST_PAGES


def test_a_list_that_goes_round_ends_where_it_began(
    as_staff: APIClient, onboarding: ProctoredExam, enrolled: list[User], backends: dict[str, Any]
) -> None:
    following = {None: '2', '2': '3', '3': '2'}
    found = {page: profile(enrolled[n], 'pending') for n, page in enumerate(following)}

    class Round(RecordingProvider):
        def get_onboarding_profile_info(self, course_id: str, **kwargs: Any) -> Any:
            super().get_onboarding_profile_info(course_id, **kwargs)
            page = kwargs.get('page')
            return {'results': [found[page]], 'next': f'https://p.example.com/x?page={following[page]}'}

    backends['onboarding'] = there = Round(supports_onboarding=True)
    assert [name for name, word in shown(listed(as_staff)) if word == 'submitted'] == ['stu01', 'stu02', 'stu03']
    assert len(there.calls) == 3


def test_a_list_that_is_too_long_is_none(
    as_staff: APIClient,
    onboarding: ProctoredExam,
    enrolled: list[User],
    profiles: RecordingProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(onboarding_profiles, 'MOST_PROFILES', 2)
    found = [profile(each, 'pending') for each in enrolled[:3]]
    profiles.answers['get_onboarding_profile_info'] = {'results': found, 'next': '?page=2'}
    assert as_staff.get(url('user_onboarding.status.course', COURSE_ID)).status_code == 503


@pytest.mark.parametrize(
    'odd',
    [
        {'user_id': ['a'], 'status': 'pending'},
        {'user_id': {'a': 1}, 'status': 'pending'},
        {'user_id': None},
        {},
        [],
        'text',
        None,
        7,
    ],
    ids=repr,
)
def test_a_profile_of_nobody_is_left_out(
    odd: Any,
    as_staff: APIClient,
    onboarding: ProctoredExam,
    enrolled: list[User],
    profiles: RecordingProvider,
) -> None:
    results = [odd, profile(enrolled[1], 'rejected')]
    profiles.answers['get_onboarding_profile_info'] = {'results': results}
    assert shown(listed(as_staff))[0] == ('stu02', 'rejected')


@pytest.mark.parametrize('word', [['pending'], {'a': 1}, 5, None, 'x' * 10_000], ids=str)
def test_a_status_that_is_none(
    word: Any,
    as_staff: APIClient,
    onboarding: ProctoredExam,
    enrolled: list[User],
    profiles: RecordingProvider,
) -> None:
    profiles.answers['get_onboarding_profile_info'] = {'results': [profile(enrolled[1], word)]}
    assert shown(listed(as_staff))[0] == ('stu02', None)


@pytest.mark.parametrize('following', ['https://[half?page=2', 'x?' + '&'.join(f'a{n}=1' for n in range(99))])
def test_an_address_of_a_page_that_is_none(
    following: str,
    as_staff: APIClient,
    onboarding: ProctoredExam,
    enrolled: list[User],
    profiles: RecordingProvider,
) -> None:
    profiles.answers['get_onboarding_profile_info'] = {'results': [], 'next': following}
    assert as_staff.get(url('user_onboarding.status.course', COURSE_ID)).status_code == 503


@pytest.mark.parametrize(
    'sent', [{'status': ['a'], 'expiration_date': {}}, {'status': {}}, [], 'text', 5, {'status': True}], ids=repr
)
def test_a_profile_that_is_none(
    sent: Any,
    as_learner: APIClient,
    learner: User,
    onboarding: ProctoredExam,
    profiles: RecordingProvider,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(constants, 'ONBOARDING_PROFILE_API', True)
    profiles.answers['get_onboarding_profile_info'] = sent
    answer = status(as_learner)
    assert answer.status_code == 200
    assert (answer.json()['onboarding_status'], answer.json()['expiration_date']) == (None, None)
