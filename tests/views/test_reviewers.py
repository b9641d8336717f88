"""Whose name in a review makes it a person's verdict: staff, and only whom the site lists or who signed in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt, ReceivedReview
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, url

REVIEW = {'status': 'suspicious', 'comments': []}


@pytest.fixture
def submitted(db: None) -> ProctoredExamStudentAttempt:
    """An attempt at the provider ``test`` that waits for its review."""
    return AttemptFactory(status='submitted', completed_at='2030-01-15T11:00:00Z')


@pytest.fixture
def ada(db: None) -> User:
    """Staff of the site."""
    return UserFactory(email='ada@example.com', is_staff=True)


def trust(settings: Any, reviewers: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEWERS': reviewers}


def send(client: APIClient, attempt: ProctoredExamStudentAttempt, email: str) -> tuple[str, User | None]:
    """The attempt's status after a review that names somebody, and whose it is."""
    answer = client.post(url('proctored_exam.attempt.callback', attempt.external_id), {**REVIEW, 'reviewed_by': email})
    assert answer.status_code == 200
    attempt.refresh_from_db()
    return attempt.status, ProctoredExamSoftwareSecureReview.objects.get().reviewed_by


@pytest.mark.deviation('S8')
@pytest.mark.parametrize(
    ('reviewers', 'counts'),
    [
        ({}, False),
        (None, False),
        ({'test': []}, False),
        ({'test': ['bob@example.com']}, False),
        ({'other': ['ada@example.com']}, False),
        ({'other': '*'}, False),
        ({'test': ['bob@example.com', 'ada@example.com']}, True),
        ({'test': ['Ada@Example.com']}, True),
        ({'test': '*'}, True),
    ],
    ids=str,
)
def test_only_whom_the_site_lists_for_the_provider_is_believed(
    reviewers: Any,
    counts: bool,
    as_reviewer: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ada: User,
    settings: Any,
) -> None:
    trust(settings, reviewers)
    expected = ('rejected', ada) if counts else ('second_review_required', None)
    assert send(as_reviewer, submitted, 'ada@example.com') == expected


@pytest.mark.deviation('S8')
@pytest.mark.parametrize(
    ('facts', 'course_id', 'counts'),
    [
        ({'is_staff': True}, None, True),
        ({}, COURSE_ID, True),
        ({}, OTHER_COURSE_ID, False),
        ({}, None, False),
        ({'is_staff': True, 'is_active': False}, None, False),
    ],
    ids=str,
)
def test_a_listed_person_has_to_be_active_staff(
    facts: dict[str, bool],
    course_id: str | None,
    counts: bool,
    as_reviewer: APIClient,
    submitted: ProctoredExamStudentAttempt,
    settings: Any,
    host: Host,
) -> None:
    person = UserFactory(**facts)
    if course_id:
        host.instructor.staff.add((person.username, course_id))
    trust(settings, {'test': [person.email]})
    expected = ('rejected', person) if counts else ('second_review_required', None)
    assert send(as_reviewer, submitted, person.email) == expected


@pytest.mark.deviation('S8')
def test_the_default_provider_is_listed_by_its_name(
    as_staff: APIClient, submitted: ProctoredExamStudentAttempt, ada: User, settings: Any
) -> None:
    type(submitted.proctored_exam).objects.update(backend=None)
    trust(settings, {'test': ['ada@example.com']})
    assert send(as_staff, submitted, 'ada@example.com') == ('rejected', ada)


@pytest.mark.deviation('S8')
@pytest.mark.parametrize(('named', 'counts'), [('ada@example.com', True), ('bob@example.com', False)])
def test_who_signs_in_may_name_themselves_and_nobody_else(
    named: str, counts: bool, submitted: ProctoredExamStudentAttempt, ada: User
) -> None:
    UserFactory(email='bob@example.com', is_staff=True)
    client = APIClient()
    client.force_authenticate(ada)
    expected = ('rejected', ada) if counts else ('second_review_required', None)
    assert send(client, submitted, named) == expected
    assert ReceivedReview.objects.get().sender_id == ada.id


@pytest.mark.deviation('S8')
def test_a_service_that_is_no_staff_cannot_name_itself(submitted: ProctoredExamStudentAttempt) -> None:
    service = UserFactory(email='service@example.com')
    service.groups.add(Group.objects.create(name='test_review'))
    client = APIClient()
    client.force_authenticate(service)
    assert send(client, submitted, 'service@example.com') == ('second_review_required', None)
