"""Accommodations in the admin: added and revoked, never edited."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from edx_proctoring.models import Accommodation
from tests.factories import COURSE_ID, AccommodationFactory, AttemptFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = 'admin:edx_proctoring_accommodation_changelist'
ADD = 'admin:edx_proctoring_accommodation_add'


def visitor(*permissions: str) -> Client:
    user = User.objects.create_user('operator', is_staff=True)
    codes = [f'{permission}_accommodation' for permission in permissions]
    user.user_permissions.set(Permission.objects.filter(codename__in=codes))
    browser = Client()
    browser.force_login(user)
    return browser


def add(browser: Client, **fields: Any) -> Any:
    return browser.post(reverse(ADD), {'course_id': COURSE_ID, **fields})


def test_what_is_added_reaches_an_attempt_that_is_running() -> None:
    attempt = AttemptFactory(status='started', started_at=timezone.now(), allowed_time_limit_mins=90)
    answer = add(visitor('view', 'add'), user=attempt.user_id, extra_minutes=10, approved_by='Office')
    assert answer.status_code == 302
    row = Accommodation.objects.get()
    assert (row.user, row.extra_minutes, row.approved_by) == (attempt.user, 10, 'Office')
    assert row.created_by_id == User.objects.get(username='operator').id
    attempt.refresh_from_db()
    assert attempt.allowed_time_limit_mins == 100


@pytest.mark.parametrize(
    ('fields', 'words'),
    [
        ({}, 'needs a multiplier, extra minutes, or unlimited time'),
        ({'multiplier': '1.5', 'extra_minutes': '5'}, 'only one of'),
        ({'multiplier': '1.5', 'is_unlimited': 'on'}, 'only one of'),
        ({'multiplier': '11'}, 'from 1 to 10.'),
        ({'extra_minutes': '0'}, 'from 1 to 10000.'),
        ({'multiplier': '1.5555'}, '3 decimal places'),
    ],
)
def test_what_cannot_be_one_is_refused(fields: dict[str, str], words: str) -> None:
    answer = add(visitor('view', 'add'), user=UserFactory().id, **fields)
    assert words in answer.content.decode()
    assert not Accommodation.objects.exists()


def test_unlimited_time() -> None:
    answer = add(visitor('view', 'add'), user=UserFactory(username='ada').id, is_unlimited='on')
    assert answer.status_code == 302
    row = Accommodation.objects.get()
    assert (row.is_unlimited, row.extra_minutes, row.multiplier) == (True, None, None)
    assert str(row) == f'No time limit for user {row.user_id} in {COURSE_ID}'


def test_they_are_revoked_by_whoever_could_change_them() -> None:
    rows = [AccommodationFactory(), AccommodationFactory(course_id='')]
    chosen = {'action': 'revoke_selected', '_selected_action': [str(rows[0].id)]}
    browser = visitor('view', 'change')
    page = browser.get(reverse(LIST)).content.decode()
    assert 'all courses' in page
    assert 'Org Num Run' in page
    browser.post(reverse(LIST), chosen)
    assert [row.revoked_at is None for row in Accommodation.objects.order_by('id')] == [False, True]


def test_they_are_seen_but_not_edited() -> None:
    row = AccommodationFactory(reason='A certificate')
    browser = visitor('view', 'change')
    address = reverse('admin:edx_proctoring_accommodation_change', args=[row.id])
    assert 'A certificate' in browser.get(address).content.decode()
    assert browser.post(address, {'extra_minutes': 5}).status_code == 403
    chosen = {'action': 'revoke_selected', '_selected_action': [str(row.id)]}
    User.objects.get(username='operator').user_permissions.set(Permission.objects.filter(codename='view_accommodation'))
    browser.post(reverse(LIST), chosen)
    row.refresh_from_db()
    assert row.revoked_at is None
