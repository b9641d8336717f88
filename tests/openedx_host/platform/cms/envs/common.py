"""Defaults of Studio. At the end, while this module is being imported, plug-ins become a part of it."""

from edx_django_utils.plugins import add_plugins, get_plugin_apps

from openedx.envs.common import *
from openedx.plugins import ProjectType, SettingsType

ROOT_URLCONF = 'cms.urls'
WSGI_APPLICATION = 'cms.wsgi.application'
CELERY_DEFAULT_QUEUE = 'edx.cms.core.default'

SERVICE_VARIANT = 'cms'
INSTALLED_APPS = [*INSTALLED_APPS, 'cms.contentstore.apps.ContentstoreConfig']

INSTALLED_APPS.extend(get_plugin_apps(ProjectType.CMS))
add_plugins(__name__, ProjectType.CMS, SettingsType.COMMON)
