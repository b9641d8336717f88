"""The commands of docs/installing-openedx.rst run as they stand there; docker only notes its command lines."""

from __future__ import annotations

import re

import yaml

from tests.tutor.conftest import PROJECT, Tutor

PAGE = PROJECT / 'docs' / 'installing-openedx.rst'
PRINT_OPTIONS = """
from tutor import hooks
import tutorproctoring.plugin
for options in (hooks.Filters.CONFIG_DEFAULTS, hooks.Filters.CONFIG_UNIQUE):
    for name, _value in options.iterate():
        print(name)
"""
CRONTAB = re.compile(r'^(?:[*/\d]+ +){5}/usr/local/bin/')


def commands() -> list[str]:
    """Every command line of Tutor on the page; in a crontab, without its time."""
    lines = (CRONTAB.sub('', line.strip()) for line in PAGE.read_text(encoding='utf-8').splitlines())
    return [line for line in lines if line.startswith('tutor ')]


def test_every_command_of_tutor_succeeds_as_written(bare_tutor: Tutor) -> None:
    wheel = bare_tutor.directory / 'dist' / 'edx_proctoring-7.0.0-py3-none-any.whl'
    wheel.parent.mkdir()
    wheel.write_bytes(b'PK')
    given = commands()
    assert given[0] == 'tutor plugins enable proctoring'
    assert len(given) > 15
    for command in given:
        finished = bare_tutor.shell(command)
        assert finished.returncode == 0, f'{command}\n{finished.stdout}'
        if command.startswith('tutor images build'):
            assert wheel.name not in bare_tutor.read('build', 'openedx', 'Dockerfile'), 'the wheel was unset before'
            settings = bare_tutor.settings('lms')
            assert settings['PROCTORING_USER_OBFUSCATION_KEY'] == 'the-old-key'
            assert set(settings['PROCTORING_BACKENDS']) == {'DEFAULT', 'acme', 'null'}
            assert settings['PROCTORING_SETTINGS']['LINK_URLS'] == {'contact_us': 'https://lms.example.com/contact'}
    calls = bare_tutor.calls()
    assert './manage.py lms deliver_pending --dry-run' in calls
    assert './manage.py lms migrate edx_proctoring 0001_squashed_0025' in calls
    assert './manage.py lms proctoring_doctor' in calls
    assert 'build' in calls
    config = yaml.safe_load((bare_tutor.directory / 'root' / 'config.yml').read_text())
    assert config['PROCTORING_USER_OBFUSCATION_KEY'] == 'the-old-key', 'kept after the plug-in was disabled'
    assert 'proctoring' not in bare_tutor.read('apps', 'openedx', 'settings', 'lms', 'production.py').lower()


def test_the_page_describes_every_option(tutor: Tutor) -> None:
    text = PAGE.read_text(encoding='utf-8')
    listed = set(re.findall(r'\* - ``(PROCTORING_\w+)``', text))
    finished = tutor.shell(f"python -c '{PRINT_OPTIONS}'")
    assert finished.returncode == 0, finished.stdout
    found = {name for name in finished.stdout.split() if name.startswith('PROCTORING_')}
    assert found == {*listed, 'PROCTORING_VERSION'}
