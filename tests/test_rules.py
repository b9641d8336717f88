"""Who may post a provider's review."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group, User

ATTEMPT: Any = {'id': 3, 'proctored_exam': {'backend': 'acme'}}


@pytest.mark.parametrize(
    ('group', 'attempt', 'allowed'),
    [
        ('acme_review', ATTEMPT, True),
        ('other_review', ATTEMPT, False),
        ('acme', ATTEMPT, False),
        (None, ATTEMPT, False),
        ('acme_review', None, False),
        ('None_review', {'proctored_exam': {'backend': None}}, True),
    ],
    ids=['its group', 'another group', 'no review group', 'no group', 'no attempt', 'no backend'],
)
def test_reviewers_are_in_the_group_of_the_backend(
    learner: User, group: str | None, attempt: Any, allowed: bool
) -> None:
    if group:
        learner.groups.add(Group.objects.create(name=group))
    assert learner.has_perm('edx_proctoring.can_review_attempt', attempt) is allowed


def test_staff_may_review_anything(staff: User) -> None:
    assert staff.has_perm('edx_proctoring.can_review_attempt', ATTEMPT)


@pytest.mark.django_db
def test_nobody_else_may() -> None:
    assert not AnonymousUser().has_perm('edx_proctoring.can_review_attempt', ATTEMPT)
