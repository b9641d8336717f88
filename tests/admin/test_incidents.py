"""Incidents in the admin: they are only looked at."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from edx_proctoring.models import Incident
from tests.factories import IncidentFactory

pytestmark = pytest.mark.django_db
LIST = 'admin:edx_proctoring_incident_changelist'
ONE = 'admin:edx_proctoring_incident_change'


def test_they_are_listed_and_found(admin_client: Client) -> None:
    IncidentFactory(course_id='course-v1:Org+Alpha+Run')
    IncidentFactory(course_id='course-v1:Org+Beta+Run')
    content = admin_client.get(reverse(LIST), {'q': 'Alpha'}).content.decode()
    assert 'Alpha' in content.split('<tbody>')[1]
    assert 'Beta' not in content.split('<tbody>')[1]


def test_one_is_shown_and_neither_changed_nor_deleted(admin_client: Client) -> None:
    incident = IncidentFactory(reason='A cable was cut.')
    page = reverse(ONE, args=(incident.pk,))
    content = admin_client.get(page).content.decode()
    assert 'A cable was cut.' in content
    assert 'name="_save"' not in content
    assert admin_client.post(page, {'reason': 'changed'}).status_code == 403
    for action in ('add', 'delete'):
        args = () if action == 'add' else (incident.pk,)
        assert admin_client.get(reverse(f'admin:edx_proctoring_incident_{action}', args=args)).status_code == 403
    assert Incident.objects.get().reason == 'A cable was cut.'
