"""``edx_proctoring.testing.effects``: what a host's tests see of the effects that wait for a commit."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import TestCase

from edx_proctoring.api import update_attempt_status
from edx_proctoring.models import Delivery
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.effects import EffectsMixin, effects
from edx_proctoring.testing.fixtures import proctoring_effects
from edx_proctoring.testing.host import Host
from tests.factories import AttemptFactory, ExamFactory

__all__ = ['proctoring_effects']


def running() -> Any:
    """An attempt that runs."""
    return AttemptFactory(proctored_exam=ExamFactory(backend='test'), status=Status.started, taking_as_proctored=True)


@pytest.mark.django_db
def test_without_it_the_effects_wait(host: Host) -> None:
    update_attempt_status(running().id, Status.submitted)
    assert mail.outbox == []
    assert host.calls_to('instructor', 'complete_student_attempt') == []
    assert Delivery.objects.exists()


@pytest.mark.usefixtures('proctoring_effects')
def test_with_the_fixture_they_are_carried_out_at_once(host: Host) -> None:
    attempt = running()
    update_attempt_status(attempt.id, Status.submitted)
    assert len(mail.outbox) == 1
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1
    assert not Delivery.objects.exists()


class WithTheMixin(EffectsMixin, TestCase):
    """As a host's test case uses it."""

    def test_they_are_carried_out_at_once(self) -> None:
        update_attempt_status(running().id, Status.submitted)
        assert len(mail.outbox) == 1

    def test_outside_the_mixins_block_nothing_is_left_behind(self) -> None:
        assert len(connection.run_on_commit) == 0


@pytest.mark.django_db
def test_callbacks_run_at_the_end_of_the_outermost_block_in_their_order() -> None:
    seen: list[str] = []
    transaction.on_commit(lambda: seen.append('of the test'))
    with effects():
        with transaction.atomic():
            with transaction.atomic():
                transaction.on_commit(lambda: seen.append('inner'))
            transaction.on_commit(lambda: seen.append('outer'))
            assert seen == []
        assert seen == ['inner', 'outer']
        transaction.on_commit(lambda: seen.append('at the end'))
    assert seen == ['inner', 'outer', 'at the end']


@pytest.mark.django_db
def test_what_is_rolled_back_has_no_effects() -> None:
    seen: list[str] = []
    with effects():
        with transaction.atomic():
            transaction.on_commit(lambda: seen.append('rolled back'))
            transaction.set_rollback(True)
        with transaction.atomic():
            transaction.on_commit(lambda: seen.append('kept'))
    assert seen == ['kept']


@pytest.mark.django_db
def test_a_callback_may_make_changes_of_its_own() -> None:
    seen: list[str] = []

    def change() -> None:
        with transaction.atomic():
            transaction.on_commit(lambda: seen.append('of the change'))
        seen.append('first')

    with effects(), transaction.atomic():
        transaction.on_commit(change)
        transaction.on_commit(lambda: seen.append('second'))
    assert seen == ['of the change', 'first', 'second']


@pytest.mark.django_db
def test_a_host_may_replace_on_commit_by_a_function_of_one_argument(host: Host) -> None:
    attempt = running()
    with mock.patch('django.db.transaction.on_commit', lambda func: func()):
        update_attempt_status(attempt.id, Status.submitted)
    assert len(mail.outbox) == 1
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1
    assert not Delivery.objects.exists()
