"""The demo LMS with its own course loaded, its accounts made and its services registered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from demo import host_services, library, permissions, places
from demo.accounts import create_accounts
from demo.api_clients import create_service_users
from demo.loading import load_course
from demo.olx import Course, Sequential
from demo.rest_provider import RestProctorProvider
from edx_proctoring.backends.registry import BACKEND_CONFIGURATION_ALLOW_LIST
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.conf import conf
from simulators.rest import RestSimulator
from simulators.rpnow import RpnowSimulator

SignIn = Callable[[str], Client]


@pytest.fixture(autouse=True)
def host() -> None:
    """The demo's services instead of the fakes of the rest of the suite."""
    host_services.register()
    permissions.register()


@pytest.fixture(autouse=True)
def course_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Courses are kept in a folder of this test."""
    monkeypatch.setattr(places, 'COURSES', tmp_path / 'courses')
    library.read_stored.cache_clear()
    yield tmp_path / 'courses'
    library.read_stored.cache_clear()


@pytest.fixture(autouse=True)
def proctor(backends: dict[str, Any]) -> Iterator[RestSimulator]:
    """The proctoring service with which the provider ``rest_proctor`` registers exams and attempts.

    Callbacks would go to an address where nothing listens.
    """
    with RestSimulator(lms_url='http://127.0.0.1:9') as simulator:
        options = {**provider_options('rest_proctor'), 'base_url': simulator.url}
        backends['rest_proctor'] = RestProctorProvider(**options)
        yield simulator


def provider_options(name: str) -> dict[str, Any]:
    """The options that reach a provider of the settings."""
    configured: dict[str, Any] = conf.options_of(name)
    return {name: value for name, value in configured.items() if name in BACKEND_CONFIGURATION_ALLOW_LIST}


@pytest.fixture
def course(db: None) -> Course:
    """Our own course, loaded as ``python -m demo`` does."""
    create_accounts()
    create_service_users()
    load_course(places.OWN_COURSE)
    return library.get_course('course-v1:DemoX+TIME101+2026')


def section_of(course: Course, name: str) -> Sequential:
    """The section whose block is called ``name``."""
    return next(section for section in course.sequentials if section.usage_key.endswith(f'@{name}'))


@pytest.fixture
def midterm(course: Course) -> Sequential:
    return section_of(course, 'midterm')


@pytest.fixture
def final_exam(course: Course) -> Sequential:
    return section_of(course, 'final_exam')


@pytest.fixture
def onboarding(course: Course) -> Sequential:
    return section_of(course, 'onboarding')


@pytest.fixture
def star_clock(course: Course) -> Sequential:
    return section_of(course, 'star_clock')


@pytest.fixture
def verity(course: Course) -> User:
    return User.objects.get(username='verity')


@pytest.fixture
def sign_in(course: Course) -> SignIn:
    """A browser in which this account has clicked its button on the front page."""

    def click(username: str) -> Client:
        client = Client()
        response = client.post('/sign-in/', {'username': username})
        assert response.status_code == 302
        return client

    return click


@pytest.fixture
def rpnow(backends: dict[str, Any]) -> Iterator[RpnowSimulator]:
    """The proctoring service, with which the provider ``software_secure`` registers attempts.

    Reviews would go to an address where nothing listens.
    """
    with RpnowSimulator(lms_url='http://127.0.0.1:9') as simulator:
        options = {**provider_options('software_secure'), 'exam_register_endpoint': simulator.registration_url}
        backends['software_secure'] = SoftwareSecureBackendProvider(**options)
        yield simulator
