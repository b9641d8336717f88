"""The check against forged requests reads forms: only those in UTF-8 (deviation X70), and it is made all the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse

from edx_proctoring import urls
from tests.factories import AttemptFactory
from tests.views.conftest import Unchanged, url

MULTIPART = 'multipart/form-data; boundary=x'
FORM = 'application/x-www-form-urlencoded'
BODIES: list[tuple[str, Any]] = [
    (MULTIPART, b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'),
    (FORM, b'a=1'),
]
MODELS = [each for each in apps.get_app_config('edx_proctoring').get_models() if admin.site.is_registered(each)]


def patterns_in(several: list[Any]) -> Iterator[URLPattern]:
    """All patterns, those of included lists as well."""
    for each in several:
        if isinstance(each, URLResolver):
            yield from patterns_in(list(each.url_patterns))
        else:
            yield each


@pytest.fixture
def browser(db: None) -> Client:
    """One of a person who may do everything, with the site's cookie but not its token."""
    found = Client(enforce_csrf_checks=True)
    found.force_login(User.objects.create_superuser('root'))
    found.cookies[settings.CSRF_COOKIE_NAME] = 'x' * 32
    return found


@pytest.fixture
def pages(db: None) -> list[str]:
    """The addresses that are no part of the REST API: pages, scripts, lists and forms of the admin."""
    code = AttemptFactory(proctored_exam__backend='rpnow4', status='created').attempt_code
    return [
        url('anonymous.proctoring_launch_callback.start_exam', code),
        url('exam_room', 'course-v1:org+num+run'),
        url('javascript_catalog', 'en'),
        url('rest_framework:login'),
        url('rest_framework:logout'),
        *(reverse(f'admin:{model._meta.label_lower.replace(".", "_")}_changelist') for model in MODELS),
        *(reverse(f'admin:{model._meta.label_lower.replace(".", "_")}_add') for model in MODELS),
    ]


@pytest.mark.deviation('X70')
@pytest.mark.parametrize('charset', ['zlib', 'bz2', 'rot13', 'base64', 'utf-16', 'unheard-of'])
def test_the_charset_is_looked_at_first(charset: str, browser: Client, pages: list[str], unchanged: Unchanged) -> None:
    with unchanged():
        for address in pages:
            for content_type, body in BODIES:
                answer = browser.generic('POST', address, body, content_type=f'{content_type}; charset={charset}')
                assert (address, answer.status_code) == (address, 415)
                assert answer['Content-Type'] == 'text/plain; charset=utf-8'


def test_nothing_is_done_without_the_sites_token(browser: Client, pages: list[str], unchanged: Unchanged) -> None:
    with unchanged():
        for address in pages:
            for content_type, body in BODIES:
                answer = browser.generic('POST', address, body, content_type=content_type)
                assert (address, answer.status_code) == (address, 403)


def test_no_address_is_left_to_the_hosts_check() -> None:
    """It would read the form before anything of ours is asked. REST framework makes its own, as the pages do."""
    ours = list(patterns_in(urls.urlpatterns))
    of_admin = [each for model in MODELS for each in admin.site._registry[model].get_urls()]
    found = [each for each in [*ours, *of_admin] if not getattr(each.callback, 'csrf_exempt', False)]
    assert len(ours) > 30
    assert found == []
