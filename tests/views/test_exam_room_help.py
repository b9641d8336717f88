"""The link from the pages of the exam room to the site's help for course staff."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.factories import COURSE_ID, AttemptFactory
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db
HELP = 'Help for course staff'


def pages(reader: User) -> list[str]:
    """The room, and a timeline."""
    attempt = AttemptFactory()
    addresses = (url('exam_room', COURSE_ID), url('exam_room_timeline', COURSE_ID, attempt.id))
    return [sender(reader).get(address).content.decode() for address in addresses]


@pytest.mark.parametrize('address', ['https://campus.example.com/help?a=1&b=2', '/help'])
def test_where_the_site_names_it(course_staff: User, settings: Any, address: str) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LINK_URLS': {'staff_guide': address}}
    for page in pages(course_staff):
        assert HELP in page
        assert f'href="{address.replace("&", "&amp;")}"' in page


@pytest.mark.parametrize('links', [{}, {'staff_guide': ''}, {'staff_guide': None}, {'staff_guide': 'javascript:1'}])
def test_and_nowhere_else(course_staff: User, settings: Any, links: dict[str, Any]) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LINK_URLS': links}
    for page in pages(course_staff):
        assert HELP not in page
