"""The results of a course name learners as the host's profiles do, without a statement for each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from demo.models import Profile
from edx_proctoring import api
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db


def learner(first_name: str = '', profile: str | None = None) -> User:
    """A learner, who has a profile if their name in it is given."""
    user = UserFactory(first_name=first_name)
    if profile is not None:
        Profile.objects.create(user=user, name=profile)
    return user


def test_full_names(django_assert_num_queries: Callable[[int], Any]) -> None:
    exam = ExamFactory()
    for user in (learner(), learner('Ada'), learner('Ada', ''), learner('Ada', 'Ada Lovelace'), learner('', 'Grace')):
        AttemptFactory(proctored_exam=exam, user=user)
    with django_assert_num_queries(5):
        names = [row['full_name'] for row in api.iter_results(COURSE_ID)]
    assert names == ['', 'Ada', 'Ada', 'Ada Lovelace', 'Grace']
