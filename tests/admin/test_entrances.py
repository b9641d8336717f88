"""Entry rules, codes, passes, and events in the admin: they are looked at, and codes revoked."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from edx_proctoring.actions import access_codes
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules
from tests.factories import EntryPassFactory, EntryRulesFactory

pytestmark = pytest.mark.django_db
SECRET = 'f' * 64


@pytest.fixture
def rows(now: datetime) -> dict[str, Any]:
    """One of each, with secrets."""
    rules = EntryRulesFactory(seb_exam_keys=[SECRET], seb_options={'quit_password_hash': SECRET}, seb_password=SECRET)
    exam_id = rules.exam_id
    return {
        'entryrules': rules.pk,
        'accesscode': access_codes.create(rules.exam, label='Room 5', now=now).row.pk,
        'entrypass': EntryPassFactory(exam_id=exam_id, code_session=SECRET, place_session=SECRET).pk,
        'entryevent': EntryEvent.objects.create(exam_id=exam_id, user_id=1, rule='seb', outcome='passed', at=now).pk,
    }


def test_all_are_shown_without_secrets_and_none_is_changed(rows: dict[str, Any], admin_client: Client) -> None:
    AccessCode.objects.update(salt='5a17', digest=SECRET)
    for name, key in rows.items():
        assert admin_client.get(reverse(f'admin:edx_proctoring_{name}_changelist'), {'q': '1'}).status_code == 200
        page = reverse(f'admin:edx_proctoring_{name}_change', args=(key,))
        answer = admin_client.get(page)
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert '5a17' not in answer.content.decode()
        assert admin_client.post(page, {}).status_code == 403
        for action, args in (('add', ()), ('delete', (key,))):
            assert admin_client.get(reverse(f'admin:edx_proctoring_{name}_{action}', args=args)).status_code == 403
    assert [model.objects.count() for model in (EntryRules, AccessCode, EntryPass, EntryEvent)] == [1, 1, 1, 1]


def test_codes_are_revoked(rows: dict[str, Any], admin_client: Client) -> None:
    action = {'action': 'revoke_selected', '_selected_action': [rows['accesscode']]}
    admin_client.post(reverse('admin:edx_proctoring_accesscode_changelist'), action)
    code = AccessCode.objects.get()
    assert code.revoked_at
    assert code.revoked_by_id
