"""Who may delete reviews and archived reviews in the admin: who has the permission for it, as for any model."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
)
from tests.factories import CommentFactory

ARCHIVE = ProctoredExamSoftwareSecureReviewHistory
REVIEW = ProctoredExamSoftwareSecureReview
MODELS = pytest.mark.parametrize('model', [REVIEW, ARCHIVE], ids=lambda model: model.__name__)


def address(model: type[Model], action: str, *args: Any) -> str:
    return reverse(f'admin:edx_proctoring_{model._meta.model_name}_{action}', args=args)


def permit(user: User, model: type[Model], *actions: str) -> None:
    names = [f'{action}_{model._meta.model_name}' for action in actions]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


def ids(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by('pk').values_list('pk', flat=True))


@pytest.fixture(autouse=True)
def reviews(db: None) -> None:
    """A review with a finding, changed once, so that there is an archived one as well."""
    review = CommentFactory().review
    review.save()


@pytest.mark.deviation('S16')
@MODELS
@pytest.mark.parametrize('permissions', [(), ('view', 'change')], ids=str)
def test_staff_without_the_permission_delete_nothing(
    model: type[Model], permissions: tuple[str, ...], staff: User, staff_client: Client
) -> None:
    permit(staff, model, *permissions)
    (pk,) = ids(model)
    page = address(model, 'delete', pk)
    action = {'action': 'delete_selected', '_selected_action': [pk], 'post': 'yes'}
    assert staff_client.get(page).status_code == 403
    assert staff_client.post(page, {'post': 'yes'}).status_code == 403
    staff_client.post(address(model, 'changelist'), action)
    assert (ids(model), len(ids(REVIEW)), len(ids(ARCHIVE))) == ([pk], 1, 1)


@pytest.mark.deviation('S16')
@MODELS
@pytest.mark.parametrize('by', ['page', 'action'])
def test_staff_with_the_permission_delete(model: type[Model], by: str, staff: User, staff_client: Client) -> None:
    permit(staff, model, 'view', 'delete')
    (pk,) = ids(model)
    if by == 'page':
        answer = staff_client.post(address(model, 'delete', pk), {'post': 'yes'})
    else:
        action = {'action': 'delete_selected', '_selected_action': [pk], 'post': 'yes'}
        answer = staff_client.post(address(model, 'changelist'), action)
    assert answer.status_code == 302
    assert pk not in ids(model)


@pytest.mark.deviation('S16')
@pytest.mark.parametrize(('permitted', 'other'), [(REVIEW, ARCHIVE), (ARCHIVE, REVIEW)])
def test_the_permission_for_one_kind_is_none_for_the_other(
    permitted: type[Model], other: type[Model], staff: User, staff_client: Client
) -> None:
    permit(staff, permitted, 'view', 'delete')
    permit(staff, other, 'view')
    before = ids(other)
    assert staff_client.post(address(other, 'delete', *before), {'post': 'yes'}).status_code == 403
    assert ids(other) == before
