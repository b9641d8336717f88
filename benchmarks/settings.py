"""The host of the benchmarks: that of the tests, on a database that commits, with sessions that need none.

``BENCHMARK_DATABASE`` names a database that is there already, for a process that is to share it. ``BENCHMARK_REDIS`` is
the address of a Redis that has the cache and the sessions then, as on a site, and ``BENCHMARK_CACHE`` what their keys
begin with. ``BENCHMARK_PROXIES`` are the networks of the site's proxies.
"""

from __future__ import annotations

import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES, PROCTORING_SETTINGS

ROOT_URLCONF = 'benchmarks.urls'
SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'

# Commits need not survive a power cut: the disk is not what is measured.
WITHOUT_DURABILITY: dict[str, dict[str, Any]] = {
    'django.db.backends.sqlite3': {
        'init_command': 'PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL',
        'transaction_mode': 'IMMEDIATE',
        'timeout': 30,
    },
    'django.db.backends.postgresql': {'options': '-c synchronous_commit=off'},
    'django.db.backends.mysql': {},  # only its server can be told
}

default: dict[str, Any] = DATABASES['default']
default['OPTIONS'] = {**default.get('OPTIONS', {}), **WITHOUT_DURABILITY[default['ENGINE']]}
if 'BENCHMARK_DATABASE' in os.environ:
    default['NAME'] = os.environ['BENCHMARK_DATABASE']
if 'BENCHMARK_PROXIES' in os.environ:
    PROCTORING_SETTINGS = {**PROCTORING_SETTINGS, 'TRUSTED_PROXIES': os.environ['BENCHMARK_PROXIES'].split(',')}
if 'BENCHMARK_REDIS' in os.environ:
    CACHES = {
        'default': {
            'BACKEND': 'django.core.cache.backends.redis.RedisCache',
            'LOCATION': os.environ['BENCHMARK_REDIS'],
            'KEY_PREFIX': os.environ['BENCHMARK_CACHE'],
        }
    }
    SESSION_ENGINE = 'django.contrib.sessions.backends.cache'
