"""The settings of a real Studio: the defaults, what the YAML file ``CMS_CFG`` says, and then the plug-ins once more."""

import copy
import os
from pathlib import Path

import yaml
from django.core.exceptions import ImproperlyConfigured
from edx_django_utils.plugins import add_plugins

from cms.envs.common import *
from openedx.plugins import ProjectType, SettingsType

try:
    CONFIG_FILE = os.environ['CMS_CFG']
except KeyError:
    raise ImproperlyConfigured('Set the CMS_CFG env variable') from None
_YAML_TOKENS = yaml.safe_load(Path(CONFIG_FILE).read_text(encoding='utf-8'))

KEYS_WITH_MERGED_VALUES = ['FEATURES', 'EVENT_TRACKING_BACKENDS', 'JWT_AUTH', 'REST_FRAMEWORK']
vars().update({key: copy.deepcopy(value) for key, value in _YAML_TOKENS.items() if key not in KEYS_WITH_MERGED_VALUES})
FEATURES.update(_YAML_TOKENS.get('FEATURES', {}))
JWT_AUTH.update(_YAML_TOKENS.get('JWT_AUTH', {}))
EVENT_TRACKING_BACKENDS['tracking_logs']['OPTIONS']['backends'].update(_YAML_TOKENS.get('EVENT_TRACKING_BACKENDS', {}))

TIME_ZONE = CELERY_TIMEZONE
BROKER_URL = f'{CELERY_BROKER_TRANSPORT}://'
BROKER_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS

# Plug-ins read the site's file by these names.
ENV_TOKENS = _YAML_TOKENS
AUTH_TOKENS = _YAML_TOKENS
add_plugins(__name__, ProjectType.CMS, SettingsType.PRODUCTION)

REST_FRAMEWORK.update(_YAML_TOKENS.get('REST_FRAMEWORK', {}))
