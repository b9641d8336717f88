"""Addresses of the host's pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.urls import NoReverseMatch, path
from opaque_keys import InvalidKeyError

from edx_proctoring import constants
from edx_proctoring.lms import links

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'

# The URLs of a host that has none of the pages.
urlpatterns = [path('other', lambda request: HttpResponse(), name='other')]


def test_exam_in_the_lms() -> None:
    assert links.exam_url(COURSE, CONTENT, is_learning_mfe=False) == f'/courses/{COURSE}/jump_to/{CONTENT}'


def test_exam_in_the_micro_frontend() -> None:
    url = links.exam_url(COURSE, CONTENT, is_learning_mfe=True)

    assert url == f'https://learning.example.com/course/{COURSE}/{CONTENT}'


@pytest.mark.parametrize(('course_id', 'content_id'), [('nonsense', CONTENT), (COURSE, 'nonsense')])
def test_micro_frontend_needs_keys(course_id: str, content_id: str) -> None:
    with pytest.raises(InvalidKeyError):
        links.exam_url(course_id, content_id, is_learning_mfe=True)


def test_course_home() -> None:
    assert links.course_home_url(COURSE) == f'https://learning.example.com/course/{COURSE}/home'
    with pytest.raises(InvalidKeyError):
        links.course_home_url('nonsense')


def test_pages_of_the_lms(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, 'SITE_NAME', 'campus.example.com')

    assert links.progress_url(COURSE) == f'/courses/{COURSE}/progress'
    assert links.password_reset_url() == 'https://campus.example.com/password_assistance'
    settings.HTTPS = 'off'
    assert links.password_reset_url() == 'http://campus.example.com/password_assistance'


@pytest.mark.urls('tests.lms.test_links')
def test_host_without_the_pages() -> None:
    assert links.progress_url(COURSE) == ''
    assert links.password_reset_url() == ''
    with pytest.raises(NoReverseMatch):
        links.jump_to_url(COURSE, CONTENT)


LIBRARIES = [
    ('library-v1:Org+Lib', 'lib-block-v1:Org+Lib+type@problem+block@exam'),
    ('lib:Org:Lib', 'lb:Org:Lib:problem:exam'),
]


@pytest.mark.deviation('X33')
@pytest.mark.parametrize(('course_id', 'content_id'), LIBRARIES)
def test_the_content_of_a_library_has_no_pages(course_id: str, content_id: str) -> None:
    for is_learning_mfe in (True, False):
        assert links.find_exam_url(course_id, content_id, is_learning_mfe=is_learning_mfe) == ''
    assert links.find_course_home_url(course_id) == ''
    assert links.progress_url(course_id) == ''


def test_the_content_of_a_course_has_pages() -> None:
    for is_learning_mfe in (True, False):
        found = links.find_exam_url(COURSE, CONTENT, is_learning_mfe=is_learning_mfe)
        assert found == links.exam_url(COURSE, CONTENT, is_learning_mfe=is_learning_mfe)
    assert links.find_course_home_url(COURSE) == links.course_home_url(COURSE)


@pytest.mark.urls('tests.lms.test_links')
def test_a_host_without_the_page_of_an_exam() -> None:
    assert links.find_exam_url(COURSE, CONTENT, is_learning_mfe=False) == ''
