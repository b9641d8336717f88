"""A site: its files, its commands, and the processes of the LMS and Studio."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
import requests
import yaml

from tests.openedx_host.environments import HERE
from tests.openedx_host.keys import jwt_settings

Service = Literal['lms', 'cms']
SERVICES: tuple[Service, ...] = ('lms', 'cms')
PLATFORM = HERE / 'platform'
WORKER = 'rest-proctor-worker'  # the npm module of the provider of the REST kind
LONGEST_COMMAND = 300  # seconds
LONGEST_START = 120
LONGEST_WAIT = 60
POLL = 0.1


@dataclass
class Campus:
    """A site in ``folder``, with a port for each service. It can be used once it is configured."""

    python: Path
    folder: Path
    sockets: dict[Service, socket.socket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Take the ports and make the folders."""
        for service in SERVICES:
            self.sockets[service] = socket.create_server(('127.0.0.1', 0))
        for name in ('broker', 'control', 'mails', 'env_root', f'node_modules/{WORKER}'):
            (self.folder / name).mkdir(parents=True)
        package = self.folder / 'node_modules' / WORKER / 'package.json'
        package.write_text(json.dumps({'name': WORKER, 'main': 'index.js'}), encoding='utf-8')
        bundle = f'{WORKER}.0123.js'
        stats = {'status': 'done', 'chunks': {WORKER: [bundle]}, 'assets': {bundle: {'name': bundle}}}
        (self.folder / 'worker-stats.json').write_text(json.dumps(stats), encoding='utf-8')

    def configure(self, **settings: Any) -> None:
        """Write the files of the site."""
        said = yaml.safe_dump({**self.base_settings(), **settings}, allow_unicode=True)
        for service in SERVICES:
            (self.folder / f'{service}.yml').write_text(said, encoding='utf-8')

    def url(self, service: Service) -> str:
        """Where it is."""
        return f'http://127.0.0.1:{self.sockets[service].getsockname()[1]}'

    def base_settings(self) -> dict[str, Any]:
        """What the operator of a site has to say in any case."""
        lms = self.url('lms')
        broker = str(self.folder / 'broker')
        return {
            'SECRET_KEY': 'the secret key of the campus, which is long enough',
            'PLATFORM_NAME': 'Campus',
            'SITE_NAME': lms.removeprefix('http://'),
            'HTTPS': 'off',
            'LMS_ROOT_URL': lms,
            'LEARNING_MICROFRONTEND_URL': f'{lms}/learning',
            'FEATURES': {'ENABLE_SPECIAL_EXAMS': True},
            'JWT_AUTH': jwt_settings(lms),
            'CACHES': {
                'default': {
                    'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache',
                    'LOCATION': str(self.folder / 'cache'),
                },
            },
            'EMAIL_BACKEND': 'django.core.mail.backends.filebased.EmailBackend',
            'EMAIL_FILE_PATH': str(self.folder / 'mails'),
            'ENV_ROOT': str(self.folder / 'env_root'),
            'NODE_MODULES_ROOT': str(self.folder / 'node_modules'),
            'WEBPACK_LOADER': {
                'WORKERS': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': str(self.folder / 'worker-stats.json')},
            },
            'CELERY_BROKER_TRANSPORT': 'filesystem',
            'CELERY_BROKER_TRANSPORT_OPTIONS': {
                'data_folder_in': broker,
                'data_folder_out': broker,
                'control_folder': str(self.folder / 'control'),
            },
            'PROCTORING_USER_OBFUSCATION_KEY': 'the obfuscation key of the campus',
        }

    @property
    def environment(self) -> dict[str, str]:
        """Of every process: nothing of the checkout can be imported but the platform."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(('DJANGO', 'PYTEST', 'COV', 'PYTHON'))
        }
        return {
            **kept,
            'PYTHONPATH': str(PLATFORM),
            'PYTHONDONTWRITEBYTECODE': '1',
            'LMS_CFG': str(self.folder / 'lms.yml'),
            'CMS_CFG': str(self.folder / 'cms.yml'),
        }

    def run(self, *arguments: str, given: str = '', **environment: str) -> str:
        """Run Python and return what it printed; an exit code other than 0 fails the test, with its output."""
        ended = subprocess.run(
            [str(self.python), *arguments],
            env={**self.environment, **environment},
            cwd=self.folder,
            input=given,
            capture_output=True,
            text=True,
            timeout=LONGEST_COMMAND,
            check=False,
        )
        if ended.returncode:
            pytest.fail(f'{arguments} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}', pytrace=False)
        return ended.stdout

    def manage(self, service: Service, *arguments: str, given: str = '') -> str:
        """Run a management command, as in ``manage.py lms check``."""
        return self.run(str(PLATFORM / 'manage.py'), service, *arguments, given=given)

    def program(self, service: Service, code: str) -> str:
        """Run a few lines with the settings of a service; ``django.setup()`` is theirs to call."""
        return self.run('-c', code, DJANGO_SETTINGS_MODULE=f'{service}.envs.production').strip()

    @contextlib.contextmanager
    def serving(self, *, with_workers: bool) -> Iterator[None]:
        """While the LMS and Studio take requests, each with a Celery worker if that is asked."""
        with contextlib.ExitStack() as processes:
            for service in SERVICES:
                processes.enter_context(self._process(f'{service}', *self._web_server(service)))
                if with_workers:
                    processes.enter_context(self._process(f'{service}-worker', *self._worker(service)))
            for service in SERVICES:
                self.wait_for(lambda service=service: self._answers(service), f'{service} answers')
            yield

    def _web_server(self, service: Service) -> list[str]:
        bound = f'fd://{self.sockets[service].fileno()}'
        return ['-m', 'gunicorn', f'{service}.wsgi', '--bind', bound, '--threads', '4', '--log-level', 'warning']

    def _worker(self, service: Service) -> list[str]:
        quiet = ['--without-gossip', '--without-mingle', '--without-heartbeat', '--loglevel', 'info']
        return ['-m', 'celery', '--app', service, 'worker', '--pool', 'threads', '--concurrency', '2', *quiet]

    @contextlib.contextmanager
    def _process(self, name: str, *arguments: str) -> Iterator[None]:
        with (self.folder / f'{name}.log').open('wb') as log:
            process = subprocess.Popen(
                [str(self.python), *arguments],
                env=self.environment,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[each.fileno() for each in self.sockets.values()],
            )
            try:
                yield
                assert process.poll() is None, self.log(name)
            finally:
                process.send_signal(signal.SIGTERM)
                try:
                    process.wait(timeout=20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _answers(self, service: Service) -> bool:
        try:
            answer = requests.get(f'{self.url(service)}/heartbeat', timeout=LONGEST_START)
        except requests.RequestException:
            return False
        assert answer.status_code == 200, self.log(service)
        return bool(answer.json() == {'service': service})

    def wait_for(self, happens: Any, what: str) -> Any:
        """The result of ``happens()`` once it is true; a minute without that fails the test, with the logs."""
        deadline = time.monotonic() + LONGEST_WAIT
        while not (found := happens()):
            if time.monotonic() > deadline:
                logs = '\n'.join(
                    f'--- {path.stem}\n{self.log(path.stem)[-3000:]}' for path in self.folder.glob('*.log')
                )
                pytest.fail(f'{what}: not within {LONGEST_WAIT} seconds\n{logs}', pytrace=False)
            time.sleep(POLL)
        return found

    def log(self, name: str) -> str:
        """What a process has written."""
        return (self.folder / f'{name}.log').read_text(errors='replace')

    def mails(self) -> str:
        """All mails that were sent."""
        return '\n'.join(path.read_text(errors='replace') for path in sorted((self.folder / 'mails').iterdir()))

    def close(self) -> None:
        """Give the ports back."""
        for each in self.sockets.values():
            each.close()
