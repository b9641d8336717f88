"""What Open edX platforms have installed and this host has not: said once, when Django starts."""

import logging

from django.apps import apps

from edx_proctoring.lms import tracking

log = logging.getLogger(__name__)


def find_missing() -> list[str]:
    """Return the packages that are not installed, each with the consequence."""
    found = {
        'event-tracking (no analytics events are emitted)': tracking.is_available(),
        'django-waffle (the switches of the app are off)': apps.is_installed('waffle'),
        'edx-when (exams have the same due date for all learners)': apps.is_installed('edx_when'),
    }
    return [words for words, is_there in found.items() if not is_there]


def log_missing() -> None:
    """Log the missing packages in one line, or nothing if none is missing."""
    missing = find_missing()
    if missing:
        log.info('Running without: %s', '; '.join(missing))
