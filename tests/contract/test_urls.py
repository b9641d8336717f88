"""The published addresses: names, paths, methods."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from tests.contract.recorded import read
from tests.factories import COURSE_ID

RECORDED = read('urls.json')
METHODS = ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')


def title(value: Any) -> str:
    """The name of a case."""
    return str(value['path'] if isinstance(value, dict) else value)


@pytest.mark.parametrize('recorded', RECORDED['addresses'], ids=title)
def test_an_address_has_its_name(recorded: dict[str, Any]) -> None:
    assert reverse(f'edx_proctoring:{recorded["name"]}', args=recorded['args']) == recorded['path']
    unquoted = recorded['path'].replace('%20', ' ')
    assert resolve(unquoted).view_name == f'edx_proctoring:{recorded["name"]}'


@pytest.mark.parametrize('recorded', [each for each in RECORDED['addresses'] if each['methods']], ids=title)
def test_other_methods_are_not_allowed(recorded: dict[str, Any], staff_client: Client) -> None:
    allowed = staff_client.options(recorded['path'])['Allow'].split(', ')
    assert [method for method in allowed if method in METHODS] == recorded['methods']
    for method in set(METHODS) - set(recorded['methods']):
        assert staff_client.generic(method, recorded['path']).status_code == 405


@pytest.mark.parametrize('path', RECORDED['no_addresses'])
def test_what_is_no_address(path: str) -> None:
    with pytest.raises(Resolver404):
        resolve(path)


def test_a_slash_after_the_active_attempt_is_tolerated() -> None:
    assert resolve('/api/edx_proctoring/v1/proctored_exam/active_attempt/').url_name == 'proctored_exam.active_attempt'


def test_studio_has_only_the_dashboard_of_an_exam() -> None:
    studio = 'tests.contract.studio_urls'
    path = reverse('edx_proctoring:instructor_dashboard_exam', args=(COURSE_ID, 7), urlconf=studio)
    assert path == f'/api/edx_proctoring/v1/instructor/{COURSE_ID}/7'
    with pytest.raises(NoReverseMatch):
        reverse('edx_proctoring:instructor_dashboard_course', args=(COURSE_ID,), urlconf=studio)


@pytest.mark.parametrize('name', ['login', 'logout'])
def test_the_browsable_interface_has_its_login(name: str) -> None:
    assert reverse(f'edx_proctoring:rest_framework:{name}') == f'/api/{name}/'
