"""What the API says, in the language of who asks, and what others read of it in theirs."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.mail import EmailMessage
from django.utils import translation
from rest_framework.test import APIClient

from edx_proctoring import constants, exceptions
from edx_proctoring.api import get_exam_by_id
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory
from tests.views.conftest import url

CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'


@pytest.fixture(autouse=True)
def spoken(settings: Any) -> None:
    settings.LANGUAGES = [('en', 'English'), ('fr', 'Français'), ('de', 'Deutsch'), ('es-419', 'Español')]


@pytest.mark.parametrize(
    ('accepted', 'detail'),
    [
        (None, 'exam_id has to be the number of an object.'),
        ('tlh', 'exam_id has to be the number of an object.'),
        ('fr', 'exam_id doit être le numéro d’un objet.'),
        ('de-AT, en', 'exam_id muss die Nummer eines Objekts sein.'),
        ('es-MX', 'exam_id debe ser el número de un objeto.'),
    ],
)
def test_a_refusal_is_said_in_the_language_of_the_request(
    accepted: str | None, detail: str, as_staff: APIClient
) -> None:
    headers = {'Accept-Language': accepted} if accepted else {}

    answer = as_staff.put(url('proctored_exam.allowance'), {'exam_id': 'x'}, headers=headers)

    assert (answer.status_code, answer.json()) == (400, {'detail': detail})


def test_a_refusal_with_a_field_keeps_the_field(as_staff: APIClient) -> None:
    body = {'exam_ids': '1', 'user_ids': 'ada', 'allowance_type': 'time_multiplier', 'value': 'x'}

    answer = as_staff.put(
        url('proctored_exam.bulk_allowance'),
        {**body, 'course_id': COURSE_ID},
        headers={'Accept-Language': 'fr'},
    )

    assert answer.status_code == 400
    assert answer.json() == {'detail': 'Le multiplicateur n’est pas un nombre.', 'field': 'allowance_value'}


def test_python_and_logs_keep_to_english(db: None) -> None:
    with translation.override('fr'), pytest.raises(exceptions.ProctoredExamNotFoundException) as caught:
        get_exam_by_id(10**6)

    assert str(caught.value) == 'There is no such exam.'
    with translation.override('fr'):
        assert caught.value.detail == 'Cet examen n’existe pas.'
    assert caught.value.detail == 'There is no such exam.'


# ── mails ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def submitted(learner: Any, backends: dict[str, Any]) -> ProctoredExamStudentAttempt:
    """The learner's attempt at a provider that posts its reviews without an account."""
    options: dict[str, Any] = django_settings.RPNOW_OPTIONS
    backends['acme'] = SoftwareSecureBackendProvider(**options)
    return AttemptFactory(
        user=learner,
        proctored_exam__backend='acme',
        status='submitted',
        taking_as_proctored=True,
        completed_at='2030-01-15T11:00:00Z',
        external_id='Locator-1',
    )


@pytest.mark.parametrize(
    ('language', 'words'),
    [
        ('fr', ('surveillé', 'Bonjour')),
        ('es-419', ('supervisado', 'Hola')),
        (None, ('proctored exam', 'Hello')),
    ],
)
def test_a_verdict_is_written_in_the_learners_language_whoever_brings_it(
    language: str | None,
    words: tuple[str, str],
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    host: Host,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    mailoutbox: list[EmailMessage],
    commit: Callable[[], AbstractContextManager[Any]],
) -> None:
    monkeypatch.setattr(constants, 'REQUIRE_FAILURE_SECOND_REVIEWS', False)
    choices = {submitted.user_id: language}
    settings.PROCTORING_SETTINGS = {
        **settings.PROCTORING_SETTINGS,
        'LANGUAGE_OF_USER': lambda user: choices.get(user.pk),
    }
    review = {
        'examMetaData': {'examCode': submitted.attempt_code, 'ssiRecordLocator': 'Locator-1'},
        'reviewStatus': 'Suspicious',
    }

    with commit():
        answer = as_nobody.post(CALLBACK, review, headers={'Accept-Language': 'de'})

    assert answer.status_code == 200
    (mail,) = mailoutbox
    assert words[0] in mail.subject
    assert words[1] in mail.body
    assert f'<html lang="{language or "en"}"' in mail.body
    (override,) = host.calls_to('grades', 'override_subsection_grade')
    assert override['comment'].startswith('Failed '), 'any of the staff may read it: the language of the site'
