"""A small LMS, for whichever package of the two is importable; ``UPGRADE_DATABASE`` names its database."""

from __future__ import annotations

import json
import os
from typing import Any

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
    'django.contrib.admin',
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'django.contrib.sites',
    'django.contrib.messages',
    'django.contrib.staticfiles',
    'rest_framework',
    'simple_history',
    'rules.apps.AutodiscoverRulesConfig',
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
TEMPLATES = [
    {
        'BACKEND': 'django.template.backends.django.DjangoTemplates',
        'APP_DIRS': True,
        'OPTIONS': {
            'context_processors': [
                'django.template.context_processors.request',
                'django.contrib.auth.context_processors.auth',
                'django.contrib.messages.context_processors.messages',
            ],
        },
    },
]
EMAIL_BACKEND = 'django.core.mail.backends.dummy.EmailBackend'
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']

# The published package leaves this to simple_history's default, which its own migrations do not match.
SIMPLE_HISTORY_DATE_INDEX = False

JWT_AUTH = {'JWT_AUTH_COOKIE': 'edx-jwt-cookie'}
ENV_ROOT = os.environ['UPGRADE_ENV_ROOT']
COURSE_ID_PATTERN = r'(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)'
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
