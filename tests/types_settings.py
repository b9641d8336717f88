"""Settings under which the types are checked: those of the tests, with the models of the demo beside them."""

from __future__ import annotations

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as TESTED_APPS

INSTALLED_APPS = [*TESTED_APPS, 'demo']
