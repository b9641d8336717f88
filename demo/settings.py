"""Settings of the demo LMS. The part "The app" is what an LMS needs for edx-proctoring; the rest is plain Django."""

from __future__ import annotations

import os
import sys
from typing import Any
from urllib.parse import urlsplit

import host_settings
from demo import places
from edx_proctoring import openapi
from simulators import rest_account, rpnow_signature

# --- Django -------------------------------------------------------------------------------------------------------

# The demo is open to everyone who can reach it: anybody signs in as anybody. Nothing here is worth a secret.
SECRET_KEY = 'demo-key-that-keeps-no-secret-because-everyone-may-sign-in'
DEBUG = os.environ.get('DEMO_DEBUG') == '1'
ALLOWED_HOSTS = ['localhost', '127.0.0.1', '[::1]', 'testserver', str(urlsplit(places.LMS_URL).hostname)]
ROOT_URLCONF = 'demo.urls'
WSGI_APPLICATION = 'demo.wsgi.application'
DEFAULT_AUTO_FIELD = 'django.db.models.BigAutoField'
USE_TZ = True
TIME_ZONE = 'UTC'
LANGUAGE_CODE = 'en'
# Those that the app speaks; the demo's own pages are English.
LANGUAGES = [
    ('en', 'English'),
    ('ar', 'العربية'),
    ('de', 'Deutsch'),
    ('es-419', 'Español (Latinoamérica)'),
    ('fr', 'Français'),
    ('he', 'עברית'),
    ('it', 'Italiano'),
    ('pt-br', 'Português (Brasil)'),
    ('tr', 'Türkçe'),
    ('uk', 'Українська'),
    ('zh-hans', '简体中文'),
]
STATIC_URL = '/static/'
LOGIN_URL = 'front_page'

INSTALLED_APPS = [
    *host_settings.INSTALLED_APPS,
    'drf_spectacular',
    'edx_proctoring',
    'demo',
]
MIDDLEWARE = [
    'django.middleware.security.SecurityMiddleware',
    'demo.middleware.ContentSecurityPolicyMiddleware',
    'django.contrib.sessions.middleware.SessionMiddleware',
    'django.middleware.locale.LocaleMiddleware',
    'django.middleware.common.CommonMiddleware',
    'django.middleware.csrf.CsrfViewMiddleware',
    'django.contrib.auth.middleware.AuthenticationMiddleware',
    'demo.middleware.TokenAuthenticationMiddleware',
    'django.contrib.messages.middleware.MessageMiddleware',
    'django.middleware.clickjacking.XFrameOptionsMiddleware',
    'crum.CurrentRequestUserMiddleware',
    'simple_history.middleware.HistoryRequestMiddleware',
]
AUTHENTICATION_BACKENDS = host_settings.AUTHENTICATION_BACKENDS
TEMPLATES = host_settings.TEMPLATES
DATABASES: dict[str, dict[str, Any]] = {
    'default': {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': places.DATABASE,
        # Writers wait for one another at BEGIN instead of failing later with "database is locked".
        'OPTIONS': {
            'transaction_mode': 'IMMEDIATE',
            'timeout': 20,
            'init_command': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;',
        },
        'ATOMIC_REQUESTS': True,
    },
}
# One that all processes share: it says whose page was heard of lately.
CACHES = {
    'default': {'BACKEND': 'django.core.cache.backends.filebased.FileBasedCache', 'LOCATION': str(places.CACHE)},
}
# The reference of the HTTP interface, and docs/openapi.yaml, are made under these settings.
REST_FRAMEWORK = {'DEFAULT_SCHEMA_CLASS': 'edx_proctoring.openapi.document.DocumentedView'}
SPECTACULAR_SETTINGS = openapi.SPECTACULAR_SETTINGS
EMAIL_BACKEND = 'django.core.mail.backends.filebased.EmailBackend'
EMAIL_FILE_PATH = places.OUTBOX
SESSION_COOKIE_SAMESITE = 'Lax'
MESSAGE_STORAGE = 'django.contrib.messages.storage.session.SessionStorage'
X_FRAME_OPTIONS = 'SAMEORIGIN'
LOGGING = {
    'version': 1,
    'disable_existing_loggers': False,
    'formatters': {'plain': {'format': 'lms: %(levelname)s %(name)s %(message)s'}},
    'handlers': {'console': {'class': 'logging.StreamHandler', 'formatter': 'plain'}},
    'root': {'handlers': ['console'], 'level': 'WARNING'},
    'loggers': {'edx_proctoring': {'level': 'INFO'}},
}

# --- What every LMS has, and the app reads ------------------------------------------------------------------------

PLATFORM_NAME = 'Demo Campus'
SITE_NAME = urlsplit(places.LMS_URL).netloc
HTTPS = 'on' if places.LMS_URL.startswith('https:') else 'off'
LMS_ROOT_URL = places.LMS_URL
# The demo has no separate learning front end; these addresses lead to its own pages (demo.urls).
LEARNING_MICROFRONTEND_URL = f'{places.LMS_URL}/learning'
COURSE_ID_PATTERN = host_settings.COURSE_ID_PATTERN
DEFAULT_FROM_EMAIL = 'registration@demo-campus.example.com'
CONTACT_EMAIL = 'info@demo-campus.example.com'
TECH_SUPPORT_EMAIL = 'technical@demo-campus.example.com'

# edx-django-utils, which comes with the client of REST providers, looks for New Relic otherwise.
OPENEDX_TELEMETRY: list[str] = []

# --- The app ------------------------------------------------------------------------------------------------------

PROCTORING_USER_OBFUSCATION_KEY = 'demo-obfuscation-key'
PROCTORING_SETTINGS = {
    'LINK_URLS': {
        'contact_us': f'{places.LMS_URL}/help/',
        'faq': f'{places.LMS_URL}/help/',
        'online_proctoring_rules': f'{places.LMS_URL}/help/#rules',
        'tech_requirements': f'{places.LMS_URL}/help/#set-up',
    },
    # The simulated providers run on the same machine.
    'PROVIDER_NETWORKS': ['127.0.0.0/8', '::1/128'],
    'EXAM_NETWORKS': {'This computer': ['127.0.0.0/8', '::1/128']},
    'SEB_BASE_URL': places.LMS_URL,
    # A failed review counts only after a person has looked at it.
    'REQUIRE_FAILURE_SECOND_REVIEWS': True,
}

# The provider "rest_proctor" is found as if it were installed.
if str(places.PLUGINS) not in sys.path:
    sys.path.append(str(places.PLUGINS))

_ACCOUNT = rpnow_signature.Account()
_REST_ACCOUNT = rest_account.Account()
PROCTORING_BACKENDS: dict[str, Any] = {
    'DEFAULT': 'software_secure',
    'null': {},
    'seb': {},
    'software_secure': {
        'organization': _ACCOUNT.organization,
        'exam_sponsor': PLATFORM_NAME,
        'exam_register_endpoint': f'{places.SIMULATOR_URL}/registration',
        'secret_key_id': _ACCOUNT.key_id,
        'secret_key': _ACCOUNT.secret_key,
        'crypto_key': _ACCOUNT.crypto_key,
        'software_download_url': f'{places.SIMULATOR_URL}/learner',
        'video_review_aes_key': 'B886E02F19C77EC734B1B132BEECD91E',
        'LINK_URLS': {'contact': f'{places.LMS_URL}/help/'},
    },
    'rest_proctor': {
        'base_url': places.REST_SIMULATOR_URL,
        'client_id': _REST_ACCOUNT.client_id,
        'client_secret': _REST_ACCOUNT.client_secret,
        'help_center_article_url': f'{places.LMS_URL}/help/#onboarding',
        'timeout': 10,
        'LINK_URLS': {'contact': f'{places.LMS_URL}/help/'},
    },
}
