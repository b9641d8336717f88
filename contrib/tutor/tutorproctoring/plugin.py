"""What Tutor loads: configuration, patches of the environment, and jobs.

Every name of the configuration has the prefix ``PROCTORING_``; README.rst describes each.
"""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path
from typing import Any

import click
from tutor import exceptions, hooks

from tutorproctoring import __version__

# Management commands of the LMS that have to run again and again, each with its pause in minutes. The Celery tasks of
# the same purpose are called ``edx_proctoring.{command}``.
JOBS = (('deliver_pending', 1), ('process_reviews', 5), ('close_expired_attempts', 5))

# Celery's scheduler. Its file is a cache of when things ran last; without one it begins again.
BEAT = (
    *('celery', '--app=lms.celery', 'beat', '--loglevel=info'),
    *('--schedule=/tmp/celerybeat-schedule', '--pidfile='),
)

SCHEDULERS = ('beat', 'settings', 'cron', 'none')
DELIVERY_MODES = ('celery', 'inline')
WHEEL_FOLDER = ('build', 'openedx', 'edx-proctoring')

DEFAULTS: dict[str, Any] = {
    'VERSION': __version__,
    'REQUIREMENT': 'edx-proctoring[openedx]>=7.0,<8.0',
    'WHEEL': '',
    'BACKENDS': {'DEFAULT': 'null', 'null': {}},
    'SETTINGS': {},
    'DELIVERY': 'celery',
    'SCHEDULER': 'beat',
    'WORKER_PACKAGES': [],
}

hooks.Filters.CONFIG_DEFAULTS.add_items([(f'PROCTORING_{name}', value) for name, value in DEFAULTS.items()])
hooks.Filters.CONFIG_UNIQUE.add_item(('PROCTORING_USER_OBFUSCATION_KEY', '{{ 40|random_string }}'))
hooks.Filters.ENV_TEMPLATE_VARIABLES.add_items([('proctoring_jobs', JOBS), ('proctoring_beat', BEAT)])
hooks.Filters.MOUNTED_DIRECTORIES.add_item(('openedx', 'edx-proctoring'))


def _name_backends(backends: dict[Any, Any]) -> dict[str, Any]:
    """``PROCTORING_BACKENDS`` with the name ``"null"`` where YAML read an unquoted ``null`` as nothing."""
    named = {'null' if name is None else name: options for name, options in backends.items()}
    if len(named) < len(backends):
        raise exceptions.TutorError('PROCTORING_BACKENDS has "null" twice, with and without quotation marks')
    for name in named:
        if not isinstance(name, str):
            raise exceptions.TutorError(f'PROCTORING_BACKENDS: put the name {name!r} in quotation marks')
    if 'DEFAULT' in named and named['DEFAULT'] is None:
        named['DEFAULT'] = 'null'
    return named


hooks.Filters.ENV_TEMPLATE_FILTERS.add_item(('proctoring_named', _name_backends))

for patch in sorted((resources.files('tutorproctoring') / 'patches').iterdir(), key=lambda each: each.name):
    hooks.Filters.ENV_PATCHES.add_item((patch.name, patch.read_text(encoding='utf-8')))

DOCTOR = './manage.py lms proctoring_doctor'
# Its exit code is 1 for warnings and 2 for failures. Neither stops a launch: a provider may follow later.
hooks.Filters.CLI_DO_INIT_TASKS.add_item(
    (
        'lms',
        './manage.py lms migrate edx_proctoring\n'
        f'{DOCTOR} --offline || echo "edx-proctoring: read what was found above"',
    )
)


@click.command(name='proctoring-doctor', help="Examine the site's proctoring and report problems")
@click.option('--offline', is_flag=True, help="Do not call the providers' services")
def doctor(offline: bool) -> list[tuple[str, str]]:
    """``tutor local do proctoring-doctor``."""
    return [('lms', f'{DOCTOR} --offline' if offline else DOCTOR)]


@click.command(name='proctoring-work', help='Run the scheduled proctoring commands once')
def work() -> list[tuple[str, str]]:
    """``tutor local do proctoring-work``, for the crontab of the machine; all commands in one container."""
    return [('lms', '\n'.join(f'./manage.py lms {command}' for command, _minutes in JOBS))]


hooks.Filters.CLI_DO_COMMANDS.add_items([doctor, work])


@hooks.Actions.CONFIG_LOADED.add()
def refuse_what_cannot_work(config: dict[str, Any]) -> None:
    """Say what is wrong before anything is rendered from it."""
    for name, allowed in (('PROCTORING_SCHEDULER', SCHEDULERS), ('PROCTORING_DELIVERY', DELIVERY_MODES)):
        if config.get(name) not in allowed:
            raise exceptions.TutorError(f'{name} must be one of {", ".join(allowed)}; it is {config.get(name)!r}')
    for name in ('PROCTORING_BACKENDS', 'PROCTORING_SETTINGS'):
        if not isinstance(config.get(name), dict):
            raise exceptions.TutorError(f'{name} must be a mapping; it is {config.get(name)!r}')
    if not isinstance(config.get('PROCTORING_WORKER_PACKAGES'), list):
        raise exceptions.TutorError('PROCTORING_WORKER_PACKAGES must be a list')
    _name_backends(config['PROCTORING_BACKENDS'])
    key = config.get('PROCTORING_USER_OBFUSCATION_KEY')
    if not isinstance(key, str) or not key:
        raise exceptions.TutorError(
            'PROCTORING_USER_OBFUSCATION_KEY must be text and not empty; put numbers in quotation marks: '
            '--set \'PROCTORING_USER_OBFUSCATION_KEY="12345678"\''
        )
    wheel = config.get('PROCTORING_WHEEL')
    if wheel and not Path(str(wheel)).expanduser().is_file():
        raise exceptions.TutorError(f'PROCTORING_WHEEL: there is no file {wheel}')
    if wheel and not hasattr(hooks.Actions, 'ENV_SAVED'):
        raise exceptions.TutorError('PROCTORING_WHEEL needs Tutor 22 or newer; use PROCTORING_REQUIREMENT')


def copy_the_wheel(environment: str, config: dict[str, Any]) -> None:
    """Put ``PROCTORING_WHEEL`` where the image is built, alone: an older one must not stay beside it."""
    folder = Path(environment, *WHEEL_FOLDER)
    shutil.rmtree(folder, ignore_errors=True)
    wheel = config.get('PROCTORING_WHEEL')
    if wheel:
        folder.mkdir(parents=True)
        shutil.copy(Path(str(wheel)).expanduser(), folder)


if hasattr(hooks.Actions, 'ENV_SAVED'):  # since Tutor 22
    hooks.Actions.ENV_SAVED.add()(copy_the_wheel)
