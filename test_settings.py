"""The settings that the tests, the checks, and the tools run under; they are in ``tests/settings.py``."""

from __future__ import annotations

from tests.settings import *  # noqa: F403
