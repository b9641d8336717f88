"""``proctoring_doctor`` and the metrics about entrances: rules by which nobody gets in, and who waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring.actions import access_codes
from edx_proctoring.diagnosis.figures import gauges
from edx_proctoring.models import EntryRules
from edx_proctoring.queries.entry_lists import map_troubled_exams
from edx_proctoring.security.sealed_texts import seal
from tests.commands.conftest import Doctor
from tests.factories import EntryPassFactory, EntryRulesFactory

pytestmark = pytest.mark.django_db


def test_rules_that_let_nobody_in_are_found(doctor: Doctor, now: datetime, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': None}
    fine = EntryRulesFactory(needs_code=True, networks=[{'name': 'Room', 'cidrs': ['192.0.2.0/24']}])
    access_codes.create(fine.exam, now=now)
    assert doctor('entry-rules')[0] == 0
    assert doctor('entry-rules')[1][0]['what'] == 'All can be evaluated.'
    no_code = EntryRulesFactory(needs_code=True).exam_id
    assert doctor('entry-rules')[0] == 1
    unknown = EntryRulesFactory(networks=[{'name': 'Nowhere'}], needs_seb=True).exam_id
    empty = EntryRulesFactory(networks=[]).exam_id
    gone = EntryRulesFactory().exam_id
    EntryRules.objects.filter(exam_id=gone).delete()
    EntryRulesFactory(networks=[], exam__is_active=False)
    code, findings = doctor('entry-rules')
    assert code == 2
    assert {each['what']: each['level'] for each in findings} == {
        f'Nobody gets into 1 exam ({no_code}).': 'WARN',
        f'Nobody gets into 1 exam ({unknown}).': 'FAIL',
        f'Nobody gets into 1 exam ({empty}).': 'FAIL',
        f'Nobody gets into 1 exam ({gone}).': 'FAIL',
    }
    assert any('SEB_BASE_URL' in each['advice'] for each in findings)


def test_a_password_that_nobody_can_read_any_more_is_found(doctor: Doctor, settings: Any) -> None:
    rules = EntryRulesFactory(needs_seb=True, seb_password=seal('told in the room'))
    assert doctor('entry-rules')[0] == 0
    settings.SECRET_KEY, former = 'another', settings.SECRET_KEY
    code, (found,) = doctor('entry-rules')
    assert (code, found['what']) == (2, f'Nobody gets into 1 exam ({rules.exam_id}).')
    assert 'SECRET_KEY_FALLBACKS' in found['advice']
    EntryRules.objects.update(seb_file=b'a file of staff, which has its own password')
    assert doctor('entry-rules')[0] == 0
    EntryRules.objects.update(seb_file=None)
    settings.SECRET_KEY_FALLBACKS = [former]
    assert doctor('entry-rules')[0] == 0


def test_middleware_without_which_no_request_is_known_is_missed(doctor: Doctor, settings: Any) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if not each.startswith('crum.')]
    assert doctor('entry-rules')[0] == 0, 'no exam has rules'
    EntryRulesFactory(binds_place=True)
    code, (found,) = doctor('entry-rules')
    assert (code, found['what']) == (2, 'MIDDLEWARE has no CurrentRequestUserMiddleware.')


def test_many_exams_cost_three_statements(now: datetime) -> None:
    for _each in range(5):
        EntryRulesFactory(needs_code=True)
    with CaptureQueriesContext(connection) as queries:
        assert len(map_troubled_exams(now=now)) == 5
    assert len(queries) == 3


def test_who_waits_is_counted(now: datetime) -> None:
    exam_id = EntryRulesFactory(needs_release=True).exam_id
    EntryPassFactory(exam_id=exam_id, waiting_at=now)
    EntryPassFactory(exam_id=exam_id, waiting_at=now - timedelta(minutes=2))
    EntryPassFactory(exam_id=exam_id, closed_rule='network', closed_at=now)
    EntryPassFactory(exam_id=exam_id, closed_rule='seb', closed_at=now - timedelta(minutes=11))
    found = {gauge.name: gauge.values for gauge in gauges(now=now)}
    assert found['entrance_waiting'] == {(): 1}
    assert found['entrance_kept_out'] == {
        **{(rule,): 0 for rule in ('start_window', 'seb', 'access_code', 'release', 'place')},
        ('network',): 1,
    }
