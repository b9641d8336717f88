"""A provider's service on this machine, and the permission to reach it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_django import Settings

from tests.backends.provider_server import Provider, running

LOOPBACK = ['127.0.0.0/8', '::1/128']


@pytest.fixture
def service() -> Iterator[Provider]:
    """A provider's service."""
    with running(Provider()) as server:
        yield server


@pytest.fixture
def allow(settings: Settings) -> Callable[..., None]:
    """``allow(PROVIDER_NETWORKS=[...])`` changes settings of the app; the loopback is permitted unless said."""

    def change(**own: Any) -> None:
        settings.PROCTORING_SETTINGS = {'PROVIDER_NETWORKS': LOOPBACK, **own}

    return change
