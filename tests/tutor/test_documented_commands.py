"""The commands of docs/installing-openedx.rst run as they stand there; docker only notes its command lines."""

from __future__ import annotations

import re
import textwrap

import yaml

from edx_proctoring import __version__
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
    """Every command line of the page that needs no container; in a crontab, without its time."""
    lines = (CRONTAB.sub('', line.strip()) for line in PAGE.read_text(encoding='utf-8').splitlines())
    return [line for line in lines if line.startswith(('tutor ', 'mkdir ', 'cp ', 'kubectl '))]


def test_every_command_of_tutor_succeeds_as_written(bare_tutor: Tutor) -> None:
    wheel = bare_tutor.directory / 'dist' / f'edx_proctoring-{__version__}-py3-none-any.whl'
    wheel.parent.mkdir()
    wheel.write_bytes(b'PK')
    own = bare_tutor.directory / 'plugins' / 'proctoring-settings.yml'
    own.parent.mkdir()
    _before, _, block = PAGE.read_text(encoding='utf-8').partition('.. code-block:: yaml\n\n')
    own.write_text(textwrap.dedent(block.split('\n\n2. ')[0]))
    given = commands()
    assert given[0] == 'tutor plugins enable proctoring'
    assert len(given) > 15
    for command in given:
        finished = bare_tutor.shell(command)
        assert finished.returncode == 0, f'{command}\n{finished.stdout}'
        if 'PROCTORING_WHEEL=$' in command:
            assert wheel.name in bare_tutor.read('build', 'openedx', 'Dockerfile')
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
    settings = bare_tutor.settings('lms')
    assert settings['FEATURES']['ENABLE_SPECIAL_EXAMS'] is True
    assert settings['PROCTORING_USER_OBFUSCATION_KEY'] == 'the-old-key'
    assert set(settings['PROCTORING_BACKENDS']) == {'DEFAULT', 'acme', 'null'}
    assert 'DELIVERY' not in settings['PROCTORING_SETTINGS'], 'those of the plug-in are gone'
    assert 'openedx:going-back' in bare_tutor.read('local', 'docker-compose.yml')
    assert '>=7.0' not in (bare_tutor.directory / 'going-back/env/build/openedx/Dockerfile').read_text()


def test_what_the_page_deletes_in_kubernetes_is_what_the_plugin_makes(tutor: Tutor) -> None:
    deleted = ' '.join(line for line in commands() if line.startswith('kubectl delete'))
    for scheduler in ('beat', 'cron'):
        tutor.save(SCHEDULER=scheduler)
        made = [each for each in tutor.documents('k8s', 'deployments.yml') if 'proctoring' in each['metadata']['name']]
        assert made
        for each in made:
            assert f'kubectl delete {each["kind"].lower()}' in deleted
            assert re.search(rf'[=( ]{each["metadata"]["labels"]["app.kubernetes.io/name"]}\b', deleted)


def test_the_page_describes_every_option(tutor: Tutor) -> None:
    text = PAGE.read_text(encoding='utf-8')
    listed = set(re.findall(r'\* - ``(PROCTORING_\w+)``', text))
    finished = tutor.shell(f"python -c '{PRINT_OPTIONS}'")
    assert finished.returncode == 0, finished.stdout
    found = {name for name in finished.stdout.split() if name.startswith('PROCTORING_')}
    assert found == {*listed, 'PROCTORING_VERSION'}
