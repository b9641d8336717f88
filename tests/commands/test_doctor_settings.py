"""``proctoring_doctor`` on sites that lack a setting: every diagnosis has something to say."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.urls import get_resolver
from pytest_django import Settings

from edx_proctoring.conf import SETTINGS
from edx_proctoring.conf.setting import OWN
from edx_proctoring.diagnosis.table import DIAGNOSES
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import encrypt_and_encode
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.commands.conftest import Doctor
from tests.factories import AttemptFactory, DeliveryFactory, ExamFactory, ReviewFactory

pytestmark = pytest.mark.django_db

OF_DJANGO = {'LANGUAGE_CODE'}  # never missing: Django has a default
NAMES = sorted({name for setting in SETTINGS for name in (setting.name, setting.plain) if name} - OF_DJANGO)
KEY = 'PROCTORING_USER_OBFUSCATION_KEY'


@pytest.fixture(autouse=True)
def rows(now: datetime) -> list[ProctoredExamStudentAttempt]:
    """Something for each diagnosis to look at."""
    assert get_resolver().url_patterns  # the URLs of the tests need a setting themselves, when they are first read
    exam = ExamFactory(backend='software_secure')
    ReviewFactory(exam=exam, encrypted_video_url=encrypt_and_encode(b'https://video.example.com/1', bytes(16)))
    DeliveryFactory(not_before=now)
    return [AttemptFactory(status=status) for status in (Status.started, Status.submitted, Status.created)]


def without(settings: Settings, name: str) -> None:
    """The site no longer has the setting, neither by itself nor in the dict of the app's own."""
    setattr(settings, OWN, {key: value for key, value in getattr(settings, OWN, {}).items() if key != name})
    if hasattr(settings, name):
        delattr(settings, name)


@pytest.mark.parametrize('name', NAMES)
def test_every_diagnosis_survives_a_missing_setting(doctor: Doctor, settings: Settings, name: str) -> None:
    without(settings, name)
    _, findings = doctor()
    assert {each['diagnosis'] for each in findings} == set(DIAGNOSES)
    assert [each for each in findings if 'could not be examined' in each['what']] == []


@pytest.mark.parametrize('name', NAMES)
def test_every_diagnosis_survives_a_setting_without_a_value(doctor: Doctor, settings: Settings, name: str) -> None:
    without(settings, name)
    setattr(settings, name, None)
    if name != OWN:
        setattr(settings, OWN, {**getattr(settings, OWN, {}), name: None})
    _, findings = doctor()
    assert [each for each in findings if 'could not be examined' in each['what']] == []


def test_a_site_without_any_setting_is_told_what_it_needs(doctor: Doctor, settings: Settings) -> None:
    for name in NAMES:
        without(settings, name)
    code, findings = doctor()
    assert code == 2
    assert [each for each in findings if 'could not be examined' in each['what']] == []
    said = {each['meaning'] for each in findings if each['diagnosis'] == 'settings'}
    assert {'System check edx_proctoring.W002.', 'System check edx_proctoring.W009.'} <= said


@pytest.mark.parametrize(
    ('backends', 'number'),
    [({'DEFAULT': 'null', 'null': {}}, 'W010'), ({'DEFAULT': 'test', 'test': {}, 'null': {}}, 'W102')],
    ids=['none', 'one'],
)
def test_the_key_for_user_ids_is_missed_with_and_without_a_service(
    doctor: Doctor, settings: Settings, backends: dict[str, Any], number: str
) -> None:
    settings.PROCTORING_BACKENDS = backends
    delattr(settings, KEY)
    assert not any('could not be examined' in each['what'] for each in doctor('keys')[1])
    told = [each for each in doctor('settings')[1] if KEY in each['what']]
    assert [(each['level'], each['meaning']) for each in told] == [('WARN', f'System check edx_proctoring.{number}.')]
    assert f'{KEY} = ' in told[0]['advice']
