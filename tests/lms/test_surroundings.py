"""Permissions, switches, the current request, monitoring and event tracking."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import rules
from crum import set_current_request
from django.apps import apps
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import RequestFactory

from edx_proctoring.lms import monitoring, permissions, requests, switches, tracking

EXAM = {'id': 1, 'course_id': 'course-v1:Org+Num+Run'}


def test_the_hosts_rule_gets_the_exam(learner: User) -> None:
    seen: list[Any] = []

    def refuse(user: User, exam: Any) -> bool:
        seen.append((user, exam))
        return False

    allowed = rules.permissions.permissions[permissions.TAKE_PROCTORED_EXAM]
    assert permissions.can_take_proctored_exam(learner, EXAM)
    rules.set_perm(permissions.TAKE_PROCTORED_EXAM, rules.predicate(refuse))
    try:
        assert not permissions.can_take_proctored_exam(learner, EXAM)
    finally:
        rules.set_perm(permissions.TAKE_PROCTORED_EXAM, allowed)
    assert seen == [(learner, EXAM)]


def test_only_staff_may_retire_users_of_this_host(learner: User, staff: User) -> None:
    assert permissions.can_retire_user(staff)
    assert not permissions.can_retire_user(learner)


@pytest.mark.django_db
def test_switch() -> None:
    models = pytest.importorskip('waffle.models')
    assert switches.is_on('edx_proctoring.test') is False

    models.Switch.objects.create(name='edx_proctoring.test', active=True)
    cache.clear()
    assert switches.is_on('edx_proctoring.test') is True


def test_switches_are_off_on_a_host_without_waffle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, 'is_installed', lambda name: False)

    assert switches.is_on('edx_proctoring.test') is False


def test_current_request(rf: RequestFactory) -> None:
    assert requests.current_request() is None
    request = rf.get('/')
    set_current_request(request)
    try:
        assert requests.current_request() is request
    finally:
        set_current_request(None)


def test_monitoring_gets_the_value(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's telemetry is chosen by a setting; here it is one that keeps attributes."""
    monitoring_api = pytest.importorskip('edx_django_utils.monitoring')
    kept: dict[str, Any] = {}
    telemetry = type(
        'Telemetry',
        (monitoring_api.TelemetryBackend,),
        {name: lambda *args, **kwargs: None for name in monitoring_api.TelemetryBackend.__abstractmethods__}
        | {'set_attribute': lambda self, key, value: kept.update({key: value})},
    )
    monkeypatch.setattr(sys.modules[__name__], 'Telemetry', telemetry, raising=False)
    settings.OPENEDX_TELEMETRY = [f'{__name__}.Telemetry']

    monitoring.set_custom_attribute('num_proctoring_eligible_enrollments', 3)

    assert kept == {'num_proctoring_eligible_enrollments': 3}


def test_event_carries_course_and_organisation(events: list[dict[str, Any]]) -> None:
    tracking.emit('edx.test', {'answer': 42}, course_id='course-v1:Org+Num+Run')

    assert events == [
        {'name': 'edx.test', 'data': {'answer': 42}, 'context': {'course_id': EXAM['course_id'], 'org_id': 'Org'}}
    ]


def test_event_of_a_malformed_course_has_no_organisation(events: list[dict[str, Any]]) -> None:
    tracking.emit('edx.test', {}, course_id='nonsense')

    assert [event['context'] for event in events] == [{'course_id': 'nonsense'}]


def test_host_without_tracker(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    tracker = pytest.importorskip('eventtracking.tracker')
    monkeypatch.setattr(tracker, 'TRACKERS', {})
    caplog.set_level('INFO')

    tracking.emit('edx.test', {}, course_id='course-v1:Org+Num+Run')

    assert not tracking.is_available()
    assert caplog.records == []


def test_optional_packages_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracking, 'tracker', None)
    monkeypatch.setattr(monitoring, 'monitoring', None)

    tracking.emit('edx.test', {}, course_id='nonsense')
    monitoring.set_custom_attribute('name', 1)
