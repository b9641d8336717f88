"""Who is on the campus."""

from __future__ import annotations

import json
from typing import Any

from simulators.rest_account import Account
from tests.openedx_host.course import COURSE, OTHER_COURSE
from tests.openedx_host.person import password

LEARNERS = ('ada', 'bob', 'cleo')
VERIFIED = {COURSE: 'verified', OTHER_COURSE: 'verified'}


def as_json() -> str:
    """Learners, staff, and the users that programs act as, for ``create_people``."""
    account = Account()
    people: list[dict[str, Any]] = [
        *({'username': name, 'modes': VERIFIED} for name in LEARNERS),
        {'username': 'audrey', 'modes': {COURSE: 'audit'}},
        {'username': 'teacher', 'staff_of': [COURSE]},
        {'username': 'neighbor', 'staff_of': [OTHER_COURSE]},
        {'username': 'boss', 'flags': {'is_staff': True, 'is_superuser': True}},
        {
            'username': 'rest_proctor_service',
            'groups': ['rest_proctor_review'],
            'client': [account.lms_client_id, account.lms_client_secret],
        },
    ]
    return json.dumps([{'password': password(person['username']), **person} for person in people])
