"""How an Open edX host sees this app."""

from typing import Any, ClassVar

from django.apps import AppConfig


class SebServerConfig(AppConfig):
    """The app: nothing but addresses, which the other one cannot have at the root."""

    name = 'edx_proctoring.seb_server'
    label = 'edx_proctoring_seb_server'
    plugin_app: ClassVar[dict[str, Any]] = {
        'url_config': {
            'lms.djangoapp': {'namespace': 'edx_proctoring_seb_server', 'regex': '', 'relative_path': 'urls'},
        },
    }
