"""What timelines are made of, in the admin: it is found and looked at."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from edx_proctoring.models import AttemptNote, IncidentAttempt, Reopening, TimeGrant
from tests.factories import (
    AttemptFactory,
    AttemptNoteFactory,
    IncidentAttemptFactory,
    IncidentFactory,
    ReopeningFactory,
    TimeGrantFactory,
)

pytestmark = pytest.mark.django_db
MODELS = (TimeGrant, Reopening, AttemptNote, IncidentAttempt)


@pytest.fixture
def attempts() -> list[Any]:
    """Two attempts, with one row of each kind about both."""
    made = [AttemptFactory(id=number) for number in (4711, 4712)]
    for attempt in made:
        TimeGrantFactory(attempt=attempt, reason='The network was down.')
        ReopeningFactory(attempt=attempt, reason='A fire alarm.')
        AttemptNoteFactory(attempt=attempt, text='Please save your answers.')
        IncidentAttemptFactory(incident=IncidentFactory(), attempt=attempt)
    return made


@pytest.mark.parametrize('model', MODELS)
def test_rows_are_found_by_their_attempt_and_not_changed(model: Any, attempts: list[Any], admin_client: Client) -> None:
    name = f'admin:edx_proctoring_{model._meta.model_name}'
    listed = admin_client.get(reverse(f'{name}_changelist'), {'q': '4711'}).context['cl'].result_list
    (row,) = listed
    assert row.attempt_id == 4711
    assert not admin_client.get(reverse(f'{name}_changelist'), {'q': 'nobody'}).context['cl'].result_list
    page = reverse(f'{name}_change', args=(row.pk,))
    content = admin_client.get(page).content.decode()
    assert getattr(row, 'reason', getattr(row, 'text', '4711')) in content
    assert 'name="_save"' not in content
    assert admin_client.post(page, {}).status_code == 403
    for action, args in (('add', ()), ('delete', (row.pk,))):
        assert admin_client.get(reverse(f'{name}_{action}', args=args)).status_code == 403
    assert model.objects.count() == 2


@pytest.mark.parametrize('model', MODELS)
def test_only_those_with_its_permission_see_them(
    model: Any, attempts: list[Any], staff: User, staff_client: Client
) -> None:
    name = model._meta.model_name
    address = reverse(f'admin:edx_proctoring_{name}_changelist')
    assert staff_client.get(address).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename=f'view_{name}'))
    assert staff_client.get(address).status_code == 200
