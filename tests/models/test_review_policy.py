"""Review policies: which one counts, and their archive."""

from __future__ import annotations

import pytest

from edx_proctoring.models import ProctoredExamReviewPolicy, ProctoredExamReviewPolicyHistory
from tests.factories import ExamFactory, ReviewPolicyFactory, UserFactory

pytestmark = pytest.mark.django_db


def archived() -> list[tuple[int, str, int, int]]:
    """Everything in the archive, oldest first."""
    rows = ProctoredExamReviewPolicyHistory.objects.order_by('id')
    return list(rows.values_list('original_id', 'review_policy', 'proctored_exam_id', 'set_by_user_id'))


@pytest.mark.deviation('R27')
def test_the_newest_policy_of_an_exam_counts() -> None:
    """Nothing in the table prevents a second one."""
    exam = ExamFactory()
    assert ProctoredExamReviewPolicy.get_review_policy_for_exam(exam.id) is None
    ReviewPolicyFactory(proctored_exam=exam)
    newest = ReviewPolicyFactory(proctored_exam=exam)
    ReviewPolicyFactory()
    assert ProctoredExamReviewPolicy.get_review_policy_for_exam(exam.id) == newest


def test_text_form_names_user_and_exam() -> None:
    """The admin shows it."""
    policy = ReviewPolicyFactory(set_by_user__username='ada', proctored_exam__exam_name='Midterm')
    assert 'ada' in str(policy)
    assert 'Midterm' in str(policy)


def test_a_change_archives_the_policy_as_it_was() -> None:
    """The old text and the old author, also when the row was changed elsewhere in the meantime."""
    policy = ReviewPolicyFactory(review_policy='one')
    assert archived() == []
    author, exam = policy.set_by_user_id, policy.proctored_exam_id
    policy.review_policy, policy.set_by_user = 'two', UserFactory()
    policy.save()
    assert archived() == [(policy.id, 'one', exam, author)]
    ProctoredExamReviewPolicy.objects.filter(id=policy.id).update(review_policy='three')
    policy.review_policy = 'four'
    policy.save(update_fields=['review_policy'])
    assert archived()[1:] == [(policy.id, 'three', exam, policy.set_by_user_id)]


def test_a_deletion_archives_the_policy() -> None:
    """By the object or by a queryset."""
    first, second = ReviewPolicyFactory(review_policy='one'), ReviewPolicyFactory(review_policy='two')
    ids = [first.id, second.id]
    first.delete()
    ProctoredExamReviewPolicy.objects.all().delete()
    assert [(key, text) for key, text, *_ in archived()] == list(zip(ids, ['one', 'two'], strict=True))


def test_an_archived_policy_is_not_deleted_by_itself() -> None:
    """Its object refuses; queries can."""
    ReviewPolicyFactory().delete()
    record = ProctoredExamReviewPolicyHistory.objects.get()
    with pytest.raises(NotImplementedError):
        record.delete()
    assert ProctoredExamReviewPolicyHistory.objects.count() == 1
    ProctoredExamReviewPolicyHistory.objects.all().delete()
    assert ProctoredExamReviewPolicyHistory.objects.count() == 0


@pytest.mark.parametrize('owner', ['proctored_exam', 'set_by_user'])
def test_policies_and_their_archive_go_with_exam_and_author(owner: str) -> None:
    """Nothing is left that points nowhere, and other exams' policies stay."""
    policy = ReviewPolicyFactory()
    policy.save()
    other = ReviewPolicyFactory()
    getattr(policy, owner).delete()
    assert list(ProctoredExamReviewPolicy.objects.all()) == [other]
    assert archived() == []
