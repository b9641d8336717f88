"""A small LMS, for whichever package of the two is importable; ``UPGRADE_DATABASE`` names its database."""

from __future__ import annotations

import json
import os
from typing import Any

import host_settings

SECRET_KEY = 'upgrade-settings-secret-key-that-is-long-enough'
DEBUG = False
ALLOWED_HOSTS = ['*']
USE_TZ = True
TIME_ZONE = 'UTC'
SITE_ID = 1
STATIC_URL = '/static/'
ROOT_URLCONF = 'upgrade_urls'
DATABASES = {'default': json.loads(os.environ['UPGRADE_DATABASE'])}
DEFAULT_AUTO_FIELD = 'django.db.models.AutoField'
INSTALLED_APPS = [
    *host_settings.INSTALLED_APPS,
    'django.contrib.sites',
    'waffle',
    'edx_when',
    'edx_proctoring',
]
MIDDLEWARE = [
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'crum.CurrentRequestUserMiddleware',
]
TEMPLATES = host_settings.TEMPLATES
EMAIL_BACKEND = 'django.core.mail.backends.dummy.EmailBackend'
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']

# The published package leaves this to simple_history's default, which its own migrations do not match.
SIMPLE_HISTORY_DATE_INDEX = False

JWT_AUTH = {'JWT_AUTH_COOKIE': 'edx-jwt-cookie'}
ENV_ROOT = os.environ['UPGRADE_ENV_ROOT']
COURSE_ID_PATTERN = host_settings.COURSE_ID_PATTERN
PLATFORM_NAME = 'Test University'
SITE_NAME = 'lms.example.com'
CONTACT_EMAIL = 'contact@lms.example.com'
DEFAULT_FROM_EMAIL = 'from@lms.example.com'
TECH_SUPPORT_EMAIL = 'tech@lms.example.com'
LEARNING_MICROFRONTEND_URL = 'https://learning.example.com'
PROCTORING_USER_OBFUSCATION_KEY = 'obfuscation-key'
PROCTORING_SETTINGS: dict[str, Any] = {'LINK_URLS': {'faq': 'https://links.example.com/faq'}}
# No entry point has 'supervisor'; upgrade_host puts it into the app config. A check of ours rightly minds.
PROCTORING_BACKENDS: dict[str, Any] = {'DEFAULT': 'supervisor', 'supervisor': {}, 'null': {}}
SILENCED_SYSTEM_CHECKS = ['edx_proctoring.W105', 'edx_proctoring.W003']
