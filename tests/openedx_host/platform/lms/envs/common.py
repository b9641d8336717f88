"""Defaults of the LMS. At the end, while this module is being imported, plug-ins become a part of it."""

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from openedx.envs.common import *
from openedx.plugins import ProjectType, SettingsType

ROOT_URLCONF = 'lms.urls'
WSGI_APPLICATION = 'lms.wsgi.application'
CELERY_DEFAULT_QUEUE = 'edx.lms.core.default'

INSTALLED_APPS = list(INSTALLED_APPS)

INSTALLED_APPS.extend(get_plugin_apps(ProjectType.LMS))
add_plugins(__name__, ProjectType.LMS, SettingsType.COMMON)
