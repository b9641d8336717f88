"""Forgetting a learner."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.exceptions import BackendProviderCannotRetireUser
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AllowanceFactory, AttemptFactory, CommentFactory, ReviewFactory
from tests.views.conftest import stored, url


def reviewed(user: User) -> ProctoredExamStudentAttempt:
    """An attempt with a review that was changed once and has a comment."""
    attempt: ProctoredExamStudentAttempt = AttemptFactory(user=user, status='verified')
    review = ReviewFactory(attempt=attempt, raw_data='personal', encrypted_video_url=b'link')
    review.raw_data = 'also personal'
    review.save()
    CommentFactory(review=review, comment='personal')
    return attempt


def personal() -> set[Any]:
    """What is left of personal data."""
    reviews: list[Any] = [ProctoredExamSoftwareSecureReview, ProctoredExamSoftwareSecureReviewHistory]
    found = {value for model in reviews for row in model.objects.values_list('raw_data') for value in row}
    found |= {bytes(row.encrypted_video_url or b'') for model in reviews for row in model.objects.all()}
    found |= set(ProctoredExamSoftwareSecureComment.objects.values_list('comment', flat=True))
    found |= set(ProctoredExamStudentAllowance.objects.values_list('value', flat=True))
    found |= set(ProctoredExamStudentAllowanceHistory.objects.values_list('value', flat=True))
    return found - {'', b''}


def test_empties_what_is_about_the_learner(
    as_staff: APIClient, learner: User, host: Host, provider: RecordingProvider
) -> None:
    kept = reviewed(learner)
    reviewed(learner).delete()
    allowance = AllowanceFactory(user=learner, key='note', value='is ill')
    allowance.value = 'is still ill'
    allowance.save()
    before = ProctoredExamStudentAttempt.objects.values().get(id=kept.id)
    calls = len(host.calls)
    answer = as_staff.post(url('user_retirement_api', learner.id))
    assert (answer.status_code, answer.content) == (204, b'')
    assert personal() == set()
    assert set(ProctoredExamSoftwareSecureComment.objects.values_list('status', flat=True)) == {''}
    assert ProctoredExamStudentAttempt.objects.values().get() == before
    assert (len(host.calls), provider.calls) == (calls, [])


def test_finds_reviews_that_do_not_name_the_learner(as_staff: APIClient, learner: User) -> None:
    reviewed(learner)
    ProctoredExamSoftwareSecureReview.objects.update(student=None)
    ProctoredExamSoftwareSecureReviewHistory.objects.update(student=None)
    as_staff.post(url('user_retirement_api', learner.id))
    assert personal() == set()


def test_leaves_others_alone(as_staff: APIClient, learner: User, other_learner: User) -> None:
    reviewed(other_learner)
    AllowanceFactory(user=other_learner)
    before = stored()
    as_staff.post(url('user_retirement_api', learner.id))
    assert stored() == before


@pytest.mark.parametrize('user_id', ['999', '9' * 30])
def test_unknown_users(user_id: str, as_staff: APIClient) -> None:
    assert as_staff.post(url('user_retirement_api', user_id)).status_code in {204, 400}
    assert as_staff.post(url('backend_user_deletion_api', user_id)).status_code in {200, 400}


class TestAtProviders:
    def test_each_is_told_once(
        self, as_staff: APIClient, learner: User, backends: dict[str, Any], provider: RecordingProvider
    ) -> None:
        AttemptFactory(user=learner)
        AttemptFactory(user=learner)
        AttemptFactory(user=learner, proctored_exam__timed=True, proctored_exam__backend='null')
        AttemptFactory(user=learner, proctored_exam__backend='onboarding').delete()
        answer = as_staff.post(url('backend_user_deletion_api', learner.id))
        assert (answer.status_code, answer.json()) == (200, {'test': True, 'onboarding': True})
        assert provider.calls_to('retire_user') == [{'user_id': obscured_user_id(learner.id, 'test')}]

    @pytest.mark.parametrize('trouble', ['refuses', 'fails', 'is not there'])
    def test_one_that_does_not(
        self, trouble: str, as_staff: APIClient, learner: User, provider: RecordingProvider
    ) -> None:
        AttemptFactory(user=learner, proctored_exam__backend='gone' if trouble == 'is not there' else 'test')
        provider.answers['retire_user'] = False
        if trouble == 'fails':
            provider.failures['retire_user'] = BackendProviderCannotRetireUser('no')
        answer = as_staff.post(url('backend_user_deletion_api', learner.id))
        assert (answer.status_code, list(answer.json().values())) == (500, [False])

    def test_one_that_has_nothing_to_do(self, as_staff: APIClient, learner: User) -> None:
        AttemptFactory(user=learner, proctored_exam__backend='null')
        answer = as_staff.post(url('backend_user_deletion_api', learner.id))
        assert (answer.status_code, answer.json()) == (200, {})
