"""Lists of the admin where the database knows no time zones, as MySQL and MariaDB without their tables for them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from edx_proctoring.models import Delivery
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db

LISTS = [model for model in apps.get_app_config('edx_proctoring').get_models() if admin.site.is_registered(model)]
# How the databases are asked to convert a moment.
CONVERSION = re.compile(r'CONVERT_TZ|AT TIME ZONE|django_date', re.IGNORECASE)


@pytest.fixture
def browser() -> Client:
    """One in which somebody who may do everything is logged in."""
    found = Client()
    found.force_login(User.objects.create_superuser('root'))
    return found


@pytest.mark.parametrize('model', LISTS, ids=lambda model: model.__name__)
def test_no_list_asks_the_database_for_a_local_time(browser: Client, model: type) -> None:
    DeliveryFactory(not_before=datetime.now(UTC))
    path = reverse(f'admin:edx_proctoring_{model.__name__.lower()}_changelist')
    with timezone.override('America/New_York'), CaptureQueriesContext(connection) as queries:
        page = browser.get(path)
        assert page.status_code == 200
        for query in re.findall(r'<a href="(\?[^"]+)"', page.content.decode()):
            assert browser.get(path + unescape(query)).status_code == 200
    assert [query['sql'] for query in queries if CONVERSION.search(query['sql'])] == []


def test_deliveries_of_some_days_are_chosen_by_a_filter(browser: Client) -> None:
    now = datetime.now(UTC)
    old, new = DeliveryFactory(not_before=now), DeliveryFactory(not_before=now)
    Delivery.objects.filter(id=old.id).update(created=now - timedelta(days=20), stream='attempt:old')
    Delivery.objects.filter(id=new.id).update(stream='attempt:new')
    path = reverse('admin:edx_proctoring_delivery_changelist')
    with timezone.override('America/New_York'):
        page = browser.get(path).content.decode()
        links = dict(
            reversed(found) for found in re.findall(r'<a href="(\?created[^"]+)"[^>]*>\s*([^<]+?)\s*</a>', page)
        )
        chosen = browser.get(path + unescape(links['Past 7 days'])).content.decode()
    assert ('attempt:new' in chosen, 'attempt:old' in chosen) == (True, False)
