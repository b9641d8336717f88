"""Environments, one for each Python that there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.openedx_host import environments
from tests.openedx_host.campus import Campus

MakeCampus = Callable[[str], Campus]


@pytest.fixture(scope='session')
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return environments.build_wheel(tmp_path_factory.mktemp('wheel'))


@pytest.fixture(scope='session')
def platform_python(tmp_path_factory: pytest.TempPathFactory, wheel: Path) -> Callable[[str], Path]:
    """Of a version of Python, the one with a platform's packages and the wheel."""
    made: dict[str, Path] = {}

    def find(version: str) -> Path:
        if version not in made:
            interpreter = environments.find_interpreter(version)
            if interpreter is None:
                pytest.skip(f'this machine has no Python {version}')
            made[version] = environments.make_environment(interpreter, wheel, tmp_path_factory.mktemp('env') / version)
        return made[version]

    return find


@pytest.fixture
def make_campus(tmp_path: Path, platform_python: Callable[[str], Path]) -> Iterator[MakeCampus]:
    """Make a site for a version of Python."""
    made: list[Campus] = []

    def make(version: str) -> Campus:
        campus = Campus(platform_python(version), tmp_path)
        made.append(campus)
        return campus

    yield make
    for campus in made:
        campus.close()
