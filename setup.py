"""What pyproject.toml can't say: the requirements, which have options and comments beside them in their files."""

from pathlib import Path

from setuptools import setup

REQUIREMENTS = Path(__file__).resolve().parent / 'requirements'


def requirements(name: str) -> list[str]:
    """Return the requirements in ``requirements/{name}.in``, without comments and options such as -c and -r."""
    text = REQUIREMENTS.joinpath(f'{name}.in').read_text(encoding='utf-8')
    lines = (line.partition('#')[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith('-')]


setup(
    install_requires=requirements('base'),
    extras_require={name: requirements(name) for name in ('openedx', 'metrics', 'docs')},
)
