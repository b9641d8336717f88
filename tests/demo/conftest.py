"""Tests of the demo LMS. Those in ``lms`` need its own settings: ``pytest --ds=demo.settings tests/demo``."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get('DJANGO_SETTINGS_MODULE') == 'demo.settings' else ['lms']
