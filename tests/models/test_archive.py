"""Archiving as such: the function, fixtures, and other databases' rows."""

from __future__ import annotations

import pytest
from django.core import serializers
from django.db import models

from edx_proctoring.models import (
    ProctoredExamReviewPolicyHistory,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    archive_model,
)
from tests.factories import AllowanceFactory, ReviewFactory, ReviewPolicyFactory

pytestmark = pytest.mark.django_db


def test_fields_are_copied_renamed_and_left_out() -> None:
    """Dates are the copy's own; the copied objects need not be read."""
    policy = ReviewPolicyFactory(review_policy='text')
    record = archive_model(ProctoredExamReviewPolicyHistory, policy, id='original_id', review_policy=None)
    record.refresh_from_db()
    assert (record.original_id, record.proctored_exam_id, record.set_by_user_id, record.review_policy) == (
        policy.id,
        policy.proctored_exam_id,
        policy.set_by_user_id,
        '',
    )
    assert record.created > policy.created


def test_a_name_that_is_no_column_is_set_and_not_stored() -> None:
    """Hosts archive reviews like this."""
    review = ReviewFactory()
    record = archive_model(ProctoredExamSoftwareSecureReviewHistory, review, id='review_id')
    assert record.review_id == review.id  # type: ignore[attr-defined]
    assert record.pk == ProctoredExamSoftwareSecureReviewHistory.objects.get().pk


@pytest.mark.parametrize('factory', [AllowanceFactory, ReviewPolicyFactory, ReviewFactory])
def test_fixtures_write_no_archive(factory: type[AllowanceFactory]) -> None:
    """They bring their own."""
    text = serializers.serialize('json', [factory()])
    for loaded in serializers.deserialize('json', text):
        loaded.save()
    for archive in (
        ProctoredExamReviewPolicyHistory,
        ProctoredExamStudentAllowanceHistory,
        ProctoredExamSoftwareSecureReviewHistory,
    ):
        assert not archive._default_manager.exists()


def test_a_new_row_with_a_given_id_has_no_past() -> None:
    """Nothing to archive, and no error."""
    allowance = AllowanceFactory.build(id=4711, user=AllowanceFactory().user, proctored_exam=ReviewFactory().exam)
    allowance.save()
    assert ProctoredExamStudentAllowance.objects.filter(id=4711).exists()
    assert not ProctoredExamStudentAllowanceHistory.objects.exists()


def test_deleting_a_learner_leaves_no_row_of_theirs(django_user_model: type[models.Model]) -> None:
    """Everything at once, in whatever order the database takes it."""
    review = ReviewFactory()
    review.save()
    allowance = AllowanceFactory(user=review.student, proctored_exam=review.exam)
    allowance.save()
    django_user_model._default_manager.filter(pk=review.student_id).delete()
    for model in (
        ProctoredExamSoftwareSecureReview,
        ProctoredExamSoftwareSecureReviewHistory,
        ProctoredExamStudentAllowance,
        ProctoredExamStudentAllowanceHistory,
    ):
        assert not model._default_manager.exists()
