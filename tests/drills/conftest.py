"""Long versions run only when they are asked for by their mark; figures reach the terminal."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.actions.conftest import shared_database
from tests.drills.provider_inbox import ProviderInbox

__all__ = ['shared_database']

Report = Callable[[str], None]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long versions out, unless the choice of marks speaks of them."""
    if 'drill' in (config.getoption('markexpr') or ''):
        return
    long_ones = [item for item in items if item.get_closest_marker('drill')]
    if long_ones:
        config.hook.pytest_deselected(items=long_ones)
        items[:] = [item for item in items if item not in long_ones]


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """``report(text)`` prints a line of figures even while output is captured, and adds it to the file ``FIGURES``."""

    def write(text: str) -> None:
        if 'FIGURES' in os.environ:
            with Path(os.environ['FIGURES']).open('a') as figures:
                figures.write(f'{text}\n')
        with capsys.disabled():
            print(f'\n{text}', flush=True)  # noqa: T201 - figures are what the long versions are for

    return write


@pytest.fixture
def inbox() -> Iterator[ProviderInbox]:
    """The provider, which outlives the site and does not use its database."""
    provider = ProviderInbox()
    provider.open()
    yield provider
    provider.stop()
    provider.close()
