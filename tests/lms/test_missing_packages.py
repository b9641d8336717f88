"""A host without the packages of a platform says so once, when it starts, and not with every event."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from edx_proctoring.lms import missing_packages, tracking

ROOT = Path(__file__).resolve().parents[2]

# A plain Django project, with Django's own logging to standard error. Emits two events and asks for what the packages
# would answer.
HOST = """
import json, sys
blocked, installed = json.loads(sys.argv[1])
for name in blocked:
    sys.modules[name] = None
import django
from django.conf import settings
settings.configure(
    SECRET_KEY='no secret',
    SITE_NAME='lms.example.com',
    PLATFORM_NAME='Plain',
    DEFAULT_FROM_EMAIL='from@lms.example.com',
    USE_TZ=True,
    INSTALLED_APPS=['django.contrib.admin', 'django.contrib.auth', 'django.contrib.contenttypes',
                    'django.contrib.sessions', 'django.contrib.messages', 'rest_framework', 'simple_history',
                    'edx_proctoring', *installed],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}},
    LOGGING={'version': 1, 'disable_existing_loggers': False,
             'handlers': {'all': {'class': 'logging.StreamHandler', 'formatter': 'plain'}},
             'formatters': {'plain': {'format': '%(levelname)s %(name)s %(message)s'}},
             'loggers': {'edx_proctoring': {'handlers': ['all'], 'level': 'INFO'}}},
)
django.setup()
from edx_proctoring.lms import dates, switches, tracking
for _ in range(2):
    tracking.emit('edx.test', {}, course_id='course-v1:Org+Num+Run')
    if 'waffle' not in installed:
        assert not switches.is_on('edx_proctoring.any')
    if 'edx_when' not in installed:
        assert dates.course_end_date('course-v1:Org+Num+Run') is None
"""
LINE = 'INFO edx_proctoring.lms.missing_packages Running without: '
EVENTS = 'event-tracking (no analytics events are emitted)'
SWITCHES = 'django-waffle (the switches of the app are off)'
DATES = 'edx-when (exams have the same due date for all learners)'


def log_of_host(*, blocked: list[str], installed: list[str]) -> list[str]:
    """The lines in the log of a process that starts, and of what it does then."""
    arguments = [sys.executable, '-c', HOST, json.dumps([blocked, installed])]
    finished = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=True)
    return finished.stderr.splitlines()


def test_packages_that_are_not_there() -> None:
    lines = log_of_host(blocked=['eventtracking', 'waffle', 'edx_when'], installed=[])
    assert lines == [f'{LINE}{EVENTS}; {SWITCHES}; {DATES}']


def test_packages_that_are_there_and_not_in_use() -> None:
    assert log_of_host(blocked=[], installed=[]) == [f'{LINE}{EVENTS}; {SWITCHES}; {DATES}']


def test_a_platform_has_nothing_to_say() -> None:
    for name in ('eventtracking', 'waffle', 'edx_when'):
        pytest.importorskip(name)
    assert log_of_host(blocked=[], installed=['eventtracking.django', 'waffle', 'edx_when']) == []


def test_a_tracker_that_the_host_registered_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = pytest.importorskip('eventtracking.tracker')
    monkeypatch.setattr(tracker, 'TRACKERS', {})
    assert EVENTS in missing_packages.find_missing()
    monkeypatch.setitem(tracker.TRACKERS, tracker.DEFAULT_TRACKER_NAME, object())
    assert tracking.is_available()
    assert EVENTS not in missing_packages.find_missing()
