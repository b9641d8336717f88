"""Who looks at what is read."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.factories import UserFactory


@pytest.fixture
def teacher(db: None) -> User:
    """Who does what staff does."""
    return UserFactory(username='teacher')
