"""What the plug-in makes of Tutor's environment. Python is run, YAML is read, and docker's command lines are noted."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from celery import Celery, Task
from django.core.management import get_commands

from edx_proctoring import tasks
from tests.tutor.conftest import Tutor
from tests.tutor.platform import run_settings

TASKS = {task.name for task in vars(tasks).values() if isinstance(task, Task)}
COMMANDS = {'deliver_pending': '* * * * *', 'process_reviews': '*/5 * * * *', 'close_expired_attempts': '*/5 * * * *'}
BACKENDS = {
    'DEFAULT': 'acme',
    'acme': {'base_url': "https://acme.example.com/it's", 'client_id': 4711, 'client_secret': 'a"b\\n{x} é\nend ' * 9},
    'null': {},
}
# Run by Tutor's Python: what Kubernetes' own client makes of a manifest, and gives back of it.
ROUND_TRIP = """
import json, sys
from kubernetes import client
api = client.ApiClient()
for manifest in json.load(sys.stdin):
    read = api.deserialize(json.dumps(manifest), 'V1' + manifest['kind'], 'application/json')
    assert api.sanitize_for_serialization(read) == manifest, manifest
    print(manifest['kind'], manifest['metadata']['name'])
"""


def manifests(tutor: Tutor) -> list[Any]:
    """Those of the plug-in."""
    return [each for each in tutor.documents('k8s', 'deployments.yml') if 'proctoring' in each['metadata']['name']]


def check_manifests(tutor: Tutor) -> str:
    """Have Kubernetes' client read them; what it does not know would be missing afterwards."""
    command, given = [tutor.python, '-c', ROUND_TRIP], json.dumps(manifests(tutor))
    finished = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_every_file_of_the_environment_is_still_valid(tutor: Tutor) -> None:
    environment = tutor.directory / 'root' / 'env'
    for path in environment.rglob('*.yml'):
        list(yaml.safe_load_all(path.read_text()))
    for path in environment.rglob('*.py'):
        compile(path.read_text(), str(path), 'exec')


@pytest.mark.parametrize('service', ['lms', 'cms'])
@pytest.mark.parametrize('name', ['production', 'development'])
def test_lms_and_studio_share_what_providers_know_learners_by(tutor: Tutor, service: str, name: str) -> None:
    settings = tutor.settings(service, name)
    config = yaml.safe_load((tutor.directory / 'root' / 'config.yml').read_text())
    assert settings['FEATURES'] == {'OF_THE_PLATFORM': True, 'ENABLE_SPECIAL_EXAMS': True}
    assert settings['PROCTORING_BACKENDS'] == {'DEFAULT': 'null', 'null': {}}
    assert settings['PROCTORING_USER_OBFUSCATION_KEY'] == config['PROCTORING_USER_OBFUSCATION_KEY']
    assert len(config['PROCTORING_USER_OBFUSCATION_KEY']) == 40


def test_the_key_is_made_once(tutor: Tutor) -> None:
    before = tutor.settings('lms')['PROCTORING_USER_OBFUSCATION_KEY']
    tutor.run('config save')
    assert tutor.settings('lms')['PROCTORING_USER_OBFUSCATION_KEY'] == before


def test_the_workers_of_the_lms_deliver_and_studio_delivers_its_own(tutor: Tutor) -> None:
    assert tutor.settings('lms')['PROCTORING_SETTINGS'] == {'DELIVERY': 'celery'}
    assert tutor.settings('cms')['PROCTORING_SETTINGS'] == {'DELIVERY': 'inline'}
    tutor.save(DELIVERY='inline', SETTINGS={'LINK_URLS': {'faq': 'https://faq.example.com'}})
    for service in ('lms', 'cms'):
        assert tutor.settings(service)['PROCTORING_SETTINGS'] == {
            'DELIVERY': 'inline',
            'LINK_URLS': {'faq': 'https://faq.example.com'},
        }


def test_values_arrive_as_they_are_whatever_is_in_them(tutor: Tutor) -> None:
    tutor.save(BACKENDS=BACKENDS, USER_OBFUSCATION_KEY='it\'s \\ "quoted"')
    for service in ('lms', 'cms'):
        settings = tutor.settings(service)
        assert settings['PROCTORING_BACKENDS'] == BACKENDS
        assert settings['PROCTORING_USER_OBFUSCATION_KEY'] == 'it\'s \\ "quoted"'


@pytest.mark.parametrize('scheduler', ['beat', 'settings'])
def test_the_platforms_celery_finds_the_schedule(tutor: Tutor, scheduler: str) -> None:
    tutor.save(SCHEDULER=scheduler)
    app = Celery()
    app.config_from_object(SimpleNamespace(**tutor.settings('lms')))  # without a namespace, as the platform does
    schedule = app.conf.beat_schedule
    assert 'of the platform' in schedule
    assert {entry['task'] for name, entry in schedule.items() if name != 'of the platform'} == {
        f'edx_proctoring.{command}' for command in COMMANDS
    }
    for command in COMMANDS:
        entry = schedule[f'edx_proctoring.{command}']
        assert entry['task'] in TASKS
        assert entry['options']['expires'] < entry['schedule'] in (60, 300)
    assert tutor.settings('cms')['CELERYBEAT_SCHEDULE'] == {'of the platform': {}}


def test_beat_runs_once_beside_the_workers(tutor: Tutor) -> None:
    service = tutor.documents('local', 'docker-compose.prod.yml')[0]['services']['proctoring-beat']
    worker = tutor.documents('local', 'docker-compose.prod.yml')[0]['services']['lms-worker']
    assert service['command'][:3] == ['celery', '--app=lms.celery', 'beat']
    assert (service['image'], service['environment']) == (worker['image'], worker['environment'])
    (deployment,) = manifests(tutor)
    assert (deployment['kind'], deployment['spec']['replicas']) == ('Deployment', 1)
    assert deployment['spec']['template']['spec']['containers'][0]['args'] == service['command']
    assert check_manifests(tutor) == 'Deployment proctoring-beat\n'


def test_kubernetes_runs_the_commands_when_asked_to(tutor: Tutor) -> None:
    tutor.save(SCHEDULER='cron')
    found = {}
    for each in manifests(tutor):
        assert each['kind'] == 'CronJob'
        assert each['spec']['concurrencyPolicy'] == 'Forbid'
        pod = each['spec']['jobTemplate']['spec']['template']['spec']
        (container,) = pod['containers']
        assert container['args'][:2] == ['./manage.py', 'lms']
        found[container['args'][2]] = each['spec']['schedule']
        assert {mount['name'] for mount in container['volumeMounts']} == {volume['name'] for volume in pod['volumes']}
    assert found == COMMANDS
    assert set(COMMANDS) <= set(get_commands())
    assert len(check_manifests(tutor).splitlines()) == 3
    assert 'proctoring-beat' not in tutor.read('local', 'docker-compose.prod.yml')
    assert tutor.settings('lms')['CELERYBEAT_SCHEDULE'] == {'of the platform': {}}


def test_without_a_scheduler_nothing_runs(tutor: Tutor) -> None:
    tutor.save(SCHEDULER='none')
    assert manifests(tutor) == []
    assert 'proctoring' not in tutor.read('local', 'docker-compose.prod.yml')
    assert tutor.settings('lms')['CELERYBEAT_SCHEDULE'] == {'of the platform': {}}


def test_the_image_gets_ours_after_the_platforms_and_once_more_for_development(tutor: Tutor) -> None:
    dockerfile = tutor.read('build', 'openedx', 'Dockerfile')
    line = "install 'edx-proctoring[openedx]>=7.0,<8.0'"
    platform = dockerfile.index('-r /openedx/edx-platform/requirements/edx/base.txt')
    development = dockerfile.index('-r requirements/edx/development.txt')
    first = dockerfile.index(line)
    assert platform < first < development < dockerfile.index(line, first + 1)
    assert 'proctoring-workers' not in dockerfile


def test_a_wheel_of_ones_own_goes_into_the_image(tutor: Tutor) -> None:
    for name in ('edx_proctoring-7.0.0-py3-none-any.whl', 'edx_proctoring-7.0.1-py3-none-any.whl'):
        wheel = tutor.directory / name
        wheel.write_bytes(b'PK')
        tutor.save(WHEEL=str(wheel))
        assert [each.name for each in (tutor.directory / 'root/env/build/openedx/edx-proctoring').iterdir()] == [name]
        dockerfile = tutor.read('build', 'openedx', 'Dockerfile')
        assert dockerfile.count('COPY ./edx-proctoring/ /tmp/edx-proctoring/') == 2
        assert dockerfile.count(f'[openedx] @ file:///tmp/edx-proctoring/{name}') == 2
        assert '>=7.0' not in dockerfile


@pytest.mark.parametrize('version', ['6.1.4', '7.0.0.dev0', '10.1'])
def test_the_build_stops_where_an_older_version_took_the_place(tutor: Tutor, version: str) -> None:
    dockerfile = tutor.read('build', 'openedx', 'Dockerfile')
    (line,) = [each for each in dockerfile.splitlines() if "version('edx-proctoring')" in each]
    assert (
        dockerfile.index('RUN $PIP_COMMAND install -e .') < dockerfile.index(line) < dockerfile.index('npm run webpack')
    )
    metadata = tutor.directory / 'site' / f'edx_proctoring-{version}.dist-info' / 'METADATA'
    metadata.parent.mkdir(parents=True)
    metadata.write_text(f'Metadata-Version: 2.1\nName: edx-proctoring\nVersion: {version}\n')
    tutor.variables['PYTHONPATH'] = str(tutor.directory / 'site')
    finished = tutor.shell(line.removeprefix('RUN '))
    assert finished.returncode == (1 if version == '6.1.4' else 0), finished.stdout
    assert ('edx-proctoring 6.1.4 is installed' in finished.stdout) == (version == '6.1.4')


def test_null_needs_no_quotation_marks(tutor: Tutor) -> None:
    tutor.run("config save --set 'PROCTORING_BACKENDS={DEFAULT: null, null: {}}'")
    assert tutor.settings('cms')['PROCTORING_BACKENDS'] == {'DEFAULT': 'null', 'null': {}}


def test_workers_of_providers_are_built_without_their_secrets(tutor: Tutor) -> None:
    tutor.save(BACKENDS=BACKENDS, WORKER_PACKAGES=['@acme/proctoring-worker@^2', '@edx/edx-proctoring@^4.18.1'])
    dockerfile = tutor.read('build', 'openedx', 'Dockerfile')
    install = dockerfile.index("'@acme/proctoring-worker@^2' '@edx/edx-proctoring@^4.18.1'")
    assert install < dockerfile.index('cat /openedx/workers.json') < dockerfile.index('RUN npm run webpack')
    for service in ('lms', 'cms'):
        source = tutor.read('build', 'openedx', 'settings', service, 'assets.py')
        settings = run_settings(source)
        assert settings['PROCTORING_BACKENDS'] == {'DEFAULT': 'acme', 'acme': {}, 'null': {}}
        assert settings['NODE_MODULES_ROOT'] == '/openedx/proctoring-workers/node_modules'
    built = tutor.directory / 'root' / 'env' / 'build'
    assert not any('4711' in path.read_text() for path in built.rglob('*') if path.is_file())


def test_the_first_start_migrates_and_examines(tutor: Tutor) -> None:
    tutor.run('local do init --limit proctoring')
    assert './manage.py lms migrate edx_proctoring' in tutor.calls()
    assert './manage.py lms proctoring_doctor --offline || echo' in tutor.calls()


def test_jobs_of_the_command_line(tutor: Tutor) -> None:
    tutor.run('local do proctoring-doctor')
    assert './manage.py lms proctoring_doctor\n' in tutor.calls()
    tutor.run('local do proctoring-work')
    assert '\n'.join(f'./manage.py lms {command}' for command in COMMANDS) in tutor.calls()
    assert 'lms-job' in tutor.calls()


@pytest.mark.parametrize(
    ('option', 'words'),
    [
        ('PROCTORING_SCHEDULER=hourly', 'must be one of beat, settings, cron, none'),
        ('PROCTORING_DELIVERY=rabbit', 'must be one of celery, inline'),
        ('PROCTORING_BACKENDS=null', 'must be a mapping'),
        ('PROCTORING_SETTINGS=[1]', 'must be a mapping'),
        ('PROCTORING_WORKER_PACKAGES=acme', 'must be a list'),
        ("PROCTORING_USER_OBFUSCATION_KEY=''", 'must be text'),
        ('PROCTORING_USER_OBFUSCATION_KEY=12345678', 'put numbers in quotation marks'),
        ("PROCTORING_BACKENDS={null: {}, 'null': {}}", 'has "null" twice'),
        ('PROCTORING_BACKENDS={7: {}}', 'put the name 7 in quotation marks'),
        ('PROCTORING_WHEEL=/nowhere/edx.whl', 'there is no file'),
    ],
)
def test_what_cannot_work_is_refused_and_can_be_mended(tutor: Tutor, option: str, words: str) -> None:
    refused = tutor.shell(f'tutor config save --set "{option}"')
    assert refused.returncode == 1
    assert words in refused.stdout
    name = option.split('=', maxsplit=1)[0]
    tutor.run(f'config save --unset {name}')


def test_disabling_it_leaves_nothing_behind(tutor: Tutor) -> None:
    tutor.run('plugins disable proctoring')
    tutor.run('config save')
    environment = Path(tutor.directory, 'root', 'env')
    assert not any('proctoring' in path.read_text() for path in environment.rglob('*') if path.is_file())
