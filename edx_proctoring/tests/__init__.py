"""What the test suites of hosts import from the installed package.

Importing anything from here makes a test host ready for exams: the providers ``test``, ``null`` and ``mock`` can be
used, and the two permissions that a host normally defines exist.
"""

from __future__ import annotations

from contextlib import suppress

import rules
from django.apps import apps

from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.tests.test_backend import TestBackendProvider

apps.get_app_config('edx_proctoring').backends.update(  # type: ignore[attr-defined]
    test=TestBackendProvider(), null=NullBackendProvider(), mock=MockProctoringBackendProvider()
)

for _permission, _rule in (
    ('accounts.can_retire_user', rules.is_staff),
    ('edx_proctoring.can_take_proctored_exam', rules.always_allow),
):
    with suppress(KeyError):  # the host registered its own
        rules.add_perm(_permission, _rule)
