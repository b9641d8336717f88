"""Settings of the small host that the tests, the checks and the tools run in.

It is what an LMS gives the app: the same middleware, ``ATOMIC_REQUESTS``, URL names and settings. What only an
Open edX host has (the ``openedx`` extra) is added where it is installed, so that the suite can also show that the
app works without it.

``DATABASE`` chooses the database: ``sqlite`` (default), ``postgres`` or ``mariadb``; ``DATABASE_HOST``,
``DATABASE_PORT``, ``DATABASE_USER``, ``DATABASE_PASSWORD`` and ``DATABASE_NAME`` override the single values.
``DATABASE_CHARSET`` is the character set of MariaDB's test database where it shall not be ``utf8mb4``. With ``utf8mb3``
it is one of the kind that many Open edX sites have. With ``DATABASE_COLLATIONS=mixed`` each of its tables has a
collation of its own, so that a statement that compares texts of two tables fails (error 1267).
``DATABASE_ISOLATION`` is the isolation level of PostgreSQL and MariaDB, such as ``repeatable read``, where it shall not
be Django's default.
"""

from __future__ import annotations

import getpass
import importlib.util
import os
import tempfile
from pathlib import Path
from typing import Any

from celery import Celery

import host_settings
from edx_proctoring import openapi

HERE = Path(__file__).resolve().parent


def installed(*module_names: str) -> bool:
    """Every one of these top-level modules can be imported."""
    return all(importlib.util.find_spec(name) is not None for name in module_names)


# --- Django -------------------------------------------------------------------------------------------------------

SECRET_KEY = 'test-settings-secret-key-that-is-long-enough-for-any-hmac'
DEBUG = False
ALLOWED_HOSTS = ['*']
SITE_ID = 1
USE_TZ = True
TIME_ZONE = 'UTC'
USE_I18N = True
LANGUAGE_CODE = 'en'
LANGUAGES = [('en', 'English'), ('fr', 'French')]
STATIC_URL = '/static/'
ROOT_URLCONF = 'tests.urls'

# The published tables have 32-bit keys. A host may ask for big ones; the app config has to pin its own.
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'


POSTGRES_ISOLATION = ('read uncommitted', 'read committed', 'repeatable read', 'serializable')  # psycopg counts from 1


def database() -> dict[str, Any]:
    """The ``default`` entry of ``DATABASES`` that the environment asks for."""
    kind = os.environ.get('DATABASE', 'sqlite')
    charset = os.environ.get('DATABASE_CHARSET', 'utf8mb4')
    defaults: dict[str, dict[str, Any]] = {
        'sqlite': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'},
        'postgres': {
            'ENGINE': 'django.db.backends.postgresql',
            'NAME': 'edx_proctoring',
            # Through the socket, Debian lets a user of the system in as the role of the same name.
            'HOST': '/var/run/postgresql' if Path('/var/run/postgresql').exists() else '127.0.0.1',
            'USER': getpass.getuser(),
        },
        'mariadb': {
            'ENGINE': 'django.db.backends.mysql',
            'NAME': 'edx_proctoring',
            # Through the socket, Debian lets root in without a password.
            'HOST': '' if Path('/run/mysqld/mysqld.sock').exists() else '127.0.0.1',
            'USER': 'root',
            'OPTIONS': {'charset': 'utf8mb4'},
            'TEST': {'CHARSET': charset, 'COLLATION': f'{charset}_general_ci'},
        },
    }
    if kind not in defaults:
        raise ValueError(f'DATABASE is {kind!r}; use one of: {", ".join(defaults)}')
    overrides = {
        key: os.environ[f'DATABASE_{key}']
        for key in ('HOST', 'PORT', 'USER', 'PASSWORD', 'NAME')
        if f'DATABASE_{key}' in os.environ
    }
    isolation = os.environ.get('DATABASE_ISOLATION')
    if isolation and kind != 'sqlite':
        options = defaults[kind].setdefault('OPTIONS', {})
        options['isolation_level'] = isolation if kind == 'mariadb' else POSTGRES_ISOLATION.index(isolation) + 1
    return {**defaults[kind], **overrides, 'ATOMIC_REQUESTS': True}


DATABASES = {'default': database()}
MIXED_COLLATIONS = os.environ.get('DATABASE_COLLATIONS') == 'mixed'  # see tests/collations.py

# Each entry: what must be installed for it, the app.
OPTIONAL_APPS = [
    ('waffle', 'waffle'),
    ('edx_when', 'edx_when'),
    ('webpack_loader', 'webpack_loader'),
]
INSTALLED_APPS = [
    *host_settings.INSTALLED_APPS,
    'django.contrib.sites',
    *[app for module, app in OPTIONAL_APPS if installed(module)],
    'edx_proctoring',
]

MIDDLEWARE = [
    *(['edx_django_utils.cache.middleware.RequestCacheMiddleware'] if installed('edx_django_utils') else []),
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    *(['edx_django_utils.cache.middleware.TieredCacheMiddleware'] if installed('edx_django_utils') else []),
    'django.contrib.messages.middleware.MessageMiddleware',
    'crum.CurrentRequestUserMiddleware',
    *(['waffle.middleware.WaffleMiddleware'] if installed('waffle') else []),
    'simple_history.middleware.HistoryRequestMiddleware',
]
AUTHENTICATION_BACKENDS = host_settings.AUTHENTICATION_BACKENDS
TEMPLATES = host_settings.TEMPLATES
CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache', 'LOCATION': 'tests'}}
EMAIL_BACKEND = 'django.core.mail.backends.locmem.EmailBackend'
PASSWORD_HASHERS = ['django.contrib.auth.hashers.MD5PasswordHasher']

# --- Celery: tasks run at once, in the calling process; no test waits for a broker ---------------------------------

celery_app = Celery('test_host')
celery_app.config_from_object({'task_always_eager': True, 'task_eager_propagates': True})
celery_app.set_default()

# --- What an LMS sets for its own use and the app reads ------------------------------------------------------------

ENV_ROOT = tempfile.gettempdir()
NODE_MODULES_ROOT = None
COURSE_ID_PATTERN = host_settings.COURSE_ID_PATTERN
PLATFORM_NAME = 'Test University'
SITE_NAME = 'lms.example.com'
HTTPS = 'on'
LMS_ROOT_URL = 'https://lms.example.com'
LEARNING_MICROFRONTEND_URL = 'https://learning.example.com'
DEFAULT_FROM_EMAIL = 'from@lms.example.com'
CONTACT_EMAIL = 'contact@lms.example.com'
TECH_SUPPORT_EMAIL = 'tech@lms.example.com'
PIPELINE: dict[str, Any] = {'JAVASCRIPT': {}}
WEBPACK_LOADER = {
    'WORKERS': {'BUNDLE_DIR_NAME': 'bundles/', 'STATS_FILE': str(HERE / 'webpack-worker-stats.json')},
}

# What docs/openapi.yaml is made with; views look at it only when it is made.
REST_FRAMEWORK: dict[str, Any] = {'DEFAULT_SCHEMA_CLASS': 'edx_proctoring.openapi.document.DocumentedView'}
SPECTACULAR_SETTINGS = openapi.SPECTACULAR_SETTINGS
if installed('cryptography', 'jwt'):
    from tests.openedx_host.keys import jwt_settings

    TOKENS = jwt_settings(LMS_ROOT_URL)  # as the platform has it: signed with a private key
else:
    TOKENS = {}
JWT_AUTH: dict[str, Any] = {
    'JWT_AUTH_COOKIE': 'edx-jwt-cookie',
    'JWT_AUTH_HEADER_PREFIX': 'JWT',
    'JWT_ALGORITHM': 'HS256',
    'JWT_VERIFY_AUDIENCE': False,
    'JWT_LEEWAY': 1,
    'JWT_DECODE_HANDLER': 'edx_rest_framework_extensions.auth.jwt.decoder.jwt_decode_handler',
    'JWT_SUPPORTED_VERSION': '1.2.0',
    **TOKENS,
}
EDX_DRF_EXTENSIONS: dict[str, Any] = {}

# --- The app ------------------------------------------------------------------------------------------------------

PROCTORING_USER_OBFUSCATION_KEY = 'obfuscation-key'
PROCTORING_SETTINGS = {
    'LINK_URLS': {
        'contact_us': 'https://links.example.com/contact-us',
        'faq': 'https://links.example.com/faq',
        'online_proctoring_rules': 'https://links.example.com/rules',
        'tech_requirements': 'https://links.example.com/requirements',
    },
    'ALLOW_CALLBACK_SIMULATION': False,
}

# Keys of the test vectors; they open nothing.
RPNOW_OPTIONS = {
    'organization': 'test-organization',
    'exam_sponsor': 'Test Sponsor',
    'exam_register_endpoint': 'https://rpnow.example.com/register',
    'secret_key_id': 'key-id',
    'secret_key': '4B230FA45A6EC5AE8FDE2AFFACFABAA16D8A3D0B',
    'crypto_key': '123456789123456712345678',
    'software_download_url': 'https://rpnow.example.com/download',
    'video_review_aes_key': 'B886E02F19C77EC734B1B132BEECD91E',
}
PROCTORING_BACKENDS = {
    'DEFAULT': 'test',
    # Not an entry point: the suite adds edx_proctoring.backends.tests.test_backend to AppConfig.backends.
    'test': {},
    'null': {},
    'mock': {},
    'software_secure': {**RPNOW_OPTIONS, 'send_email': True},
    'rpnow4': {**RPNOW_OPTIONS, 'LINK_URLS': {'contact': 'https://rpnow.example.com/contact'}},
}
