"""How Django and an Open edX host see this app."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar

from django.apps import AppConfig

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.registry import (
    BACKEND_CONFIGURATION_ALLOW_LIST,
    describe,
    get_provider,
    load_providers,
)
from edx_proctoring.backends.worker_config import write_worker_config
from edx_proctoring.conf import conf
from edx_proctoring.lms.missing_packages import log_missing

__all__ = ['BACKEND_CONFIGURATION_ALLOW_LIST', 'EdxProctoringConfig', 'make_worker_config']


def make_worker_config(backends: Iterable[Any], out: str = '/tmp/workers.json') -> bool:  # noqa: S108 - published  # nosec B108
    """Write which JavaScript workers the host's build must create; see ``write_worker_config``."""
    return write_worker_config(backends, out)


class EdxProctoringConfig(AppConfig):
    """The app. ``backends`` holds the providers by name, and may be changed by tests."""

    name = 'edx_proctoring'

    # The published tables have 32-bit keys; a host's DEFAULT_AUTO_FIELD must not ask for a migration of them.
    default_auto_field = 'django.db.models.AutoField'

    # The host's plugin machinery reads this: where URLs go, and what contributes to its settings.
    plugin_app: ClassVar[dict[str, Any]] = {
        'url_config': {
            'lms.djangoapp': {'namespace': 'edx_proctoring', 'regex': '^api/', 'relative_path': 'urls'},
            'cms.djangoapp': {
                'namespace': 'edx_proctoring',
                'regex': '^api/',
                'relative_path': 'instructor_dashboard_exam_urls',
            },
        },
        'settings_config': {
            'lms.djangoapp': {
                'common': {'relative_path': 'settings.common'},
                'production': {'relative_path': 'settings.production'},
            },
            'cms.djangoapp': {
                'common': {'relative_path': 'settings.common'},
                'production': {'relative_path': 'settings.production'},
            },
        },
    }

    def __init__(self, app_name: str, app_module: Any) -> None:
        super().__init__(app_name, app_module)
        self.backends: dict[str, ProctoringBackendProvider] = {}
        self.backend_failures: dict[str, str] = {}
        self.backend_classes: dict[str, type[ProctoringBackendProvider]] = {}

    def ready(self) -> None:
        """Connect receivers, checks, and handlers, create the providers, and write the configuration of their workers.

        What Open edX platforms have and this host has not is logged.
        """
        # They need the models. Receivers and checks register themselves.
        from edx_proctoring import checks, outbox, receivers  # noqa: F401, PLC0415
        from edx_proctoring.job_handlers import HANDLERS  # noqa: PLC0415

        outbox.connect(HANDLERS)
        self.backends, self.backend_failures, self.backend_classes = load_providers()
        if conf.env_root:
            known = filter(None, map(describe, self.backend_classes))
            make_worker_config(known, out=str(Path(conf.env_root, 'workers.json')))
        log_missing()

    def get_backend(self, name: str | None = None) -> ProctoringBackendProvider:
        """Return the provider with this name, or the default one.

        :raises ImproperlyConfigured: no name was given and the settings name no default.
        :raises NotImplementedError: the name is not configured or failed to load.
        """
        return get_provider(name)

    def get_backend_choices(self) -> Iterator[tuple[str, str]]:
        """Yield the name and the display name of every provider, including those with wrong options."""
        for name in dict.fromkeys([*self.backends, *self.backend_failures]):
            described = describe(name)
            if described is not None:
                yield name, described.verbose_name
