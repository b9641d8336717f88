"""A site with a Celery worker, started as a process of its own: ``celery -A tests.celery_site worker``.

The environment says which database (as in ``tests.settings``), broker and queue it has, and where its provider is.
"""

import os

import django
import requests

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'test_settings')
django.setup()

from django.apps import apps  # noqa: E402 - Django has to be set up

from edx_proctoring.backends.rest import BaseRestProctoringProvider  # noqa: E402
from edx_proctoring.testing.host import install_host  # noqa: E402
from tests.settings import celery_app as app  # noqa: E402


class Provider(BaseRestProctoringProvider):
    """A REST provider that asks for no login."""

    def __init__(self) -> None:
        super().__init__(base_url=os.environ['PROVIDER_URL'])
        self.session = requests.Session()


# Redis does not notice that a worker is gone: tasks that it keeps for a second are given to another.
REDIS_OPTIONS = {
    'global_keyprefix': os.environ['BROKER_QUEUE'],
    'visibility_timeout': 1,
    'unacked_restore_interval': 0.1,
}

app.conf.update(
    task_always_eager=False,
    broker_url=os.environ['BROKER_URL'],
    broker_transport_options=REDIS_OPTIONS if os.environ['BROKER_URL'].startswith('redis') else {},
    broker_connection_retry_on_startup=True,
    task_default_queue=os.environ['BROKER_QUEUE'],
    worker_prefetch_multiplier=1,
)
app.autodiscover_tasks(['edx_proctoring'], force=True)
install_host()
apps.get_app_config('edx_proctoring').backends['test'] = Provider()  # type: ignore[attr-defined]
