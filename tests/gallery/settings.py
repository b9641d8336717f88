"""The demo's settings, for a site that shows every page in every state. ``GALLERY_LANGUAGE`` is its language."""

from __future__ import annotations

import os

from demo.settings import *  # noqa: F403

ROOT_URLCONF = 'tests.gallery.urls'
LANGUAGE_CODE = os.environ.get('GALLERY_LANGUAGE', 'en')
PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
