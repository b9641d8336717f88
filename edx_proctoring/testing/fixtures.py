"""Fixtures for hosts that test with pytest and pytest-django; import them in a ``conftest.py``."""

from collections.abc import Iterator

import pytest

from edx_proctoring.testing.effects import effects

__all__ = ['proctoring_effects']


@pytest.fixture
def proctoring_effects(db: None) -> Iterator[None]:
    """Run what waits for a commit as if every change were committed; see :mod:`..effects`."""
    with effects():
        yield
