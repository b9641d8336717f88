"""The demo LMS as a Django app: it tells edx-proctoring which services and permissions it has."""

from __future__ import annotations

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """``ready()`` registers what the app asks its host for."""

    name = 'demo'
    label = 'demo'
    default_auto_field = 'django.db.models.BigAutoField'

    def ready(self) -> None:
        # Both need the models, which don't exist yet when this file is imported.
        from demo import host_services, permissions  # noqa: PLC0415

        permissions.register()
        host_services.register()
