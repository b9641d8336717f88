"""Metadata of the distribution; the settings of the tools stand in pyproject.toml."""

import re
from pathlib import Path

from setuptools import find_packages, setup

ROOT = Path(__file__).resolve().parent


def read(*parts: str) -> str:
    """The text of a file beside this one."""
    return ROOT.joinpath(*parts).read_text(encoding='utf-8')


def version() -> str:
    """``__version__`` of the package, read without importing it."""
    found = re.search(r"^__version__ = '([^']+)'$", read('edx_proctoring', '__init__.py'), re.MULTILINE)
    if found is None:
        raise RuntimeError('edx_proctoring/__init__.py states no __version__')
    return found.group(1)


def requirements(name: str) -> list[str]:
    """The requirements named in ``requirements/{name}.in``; comments, and options such as -c and -r, are left out."""
    lines = (line.partition('#')[0].strip() for line in read('requirements', f'{name}.in').splitlines())
    return [line for line in lines if line and not line.startswith('-')]


DJANGO_APP = 'edx_proctoring = edx_proctoring.apps:EdxProctoringConfig'

setup(
    name='edx-proctoring',
    version=version(),
    description='Timed and proctored exams for Open edX',
    long_description=read('README.rst') + '\n\n' + read('CHANGELOG.rst'),
    long_description_content_type='text/x-rst',
    license_expression='AGPL-3.0-only',
    license_files=['LICENSE.txt'],
    keywords='django openedx exams proctoring',
    classifiers=[
        'Development Status :: 3 - Alpha',
        'Environment :: Web Environment',
        'Framework :: Django',
        'Framework :: Django :: 5.2',
        'Intended Audience :: Developers',
        'Intended Audience :: Education',
        'Natural Language :: English',
        'Operating System :: OS Independent',
        'Programming Language :: Python :: 3',
        'Programming Language :: Python :: 3 :: Only',
        'Programming Language :: Python :: 3.11',
        'Programming Language :: Python :: 3.12',
        'Programming Language :: Python :: 3.13',
        'Topic :: Education',
        'Typing :: Typed',
    ],
    python_requires='>=3.11',
    packages=find_packages(include=['edx_proctoring', 'edx_proctoring.*']),
    include_package_data=True,
    zip_safe=False,
    install_requires=requirements('base'),
    extras_require={name: requirements(name) for name in ('openedx', 'metrics', 'docs')},
    entry_points={
        'lms.djangoapp': [DJANGO_APP],
        'cms.djangoapp': [DJANGO_APP],
        # The entry's name is what exam.backend stores and PROCTORING_BACKENDS configures.
        'openedx.proctoring': [
            'mock = edx_proctoring.backends.mock:MockProctoringBackendProvider',
            'null = edx_proctoring.backends.null:NullBackendProvider',
            'rpnow4 = edx_proctoring.backends.software_secure:SoftwareSecureBackendProvider',
            'software_secure = edx_proctoring.backends.software_secure:SoftwareSecureBackendProvider',
        ],
    },
)
