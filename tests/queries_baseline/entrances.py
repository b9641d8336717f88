"""Exams with entry rules, and what is at their entrances."""

from __future__ import annotations

import base64
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import access_codes, seb_configurations
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules, ProctoredExam
from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.security.access_codes import digest_of
from tests.factories import EntryPassFactory, EntryRulesFactory
from tests.queries_baseline.world import World


def gated(world: World) -> int:
    """An exam with codes, at whose entrance ``size`` learners wait."""
    exam_id = world.timed.id
    EntryRulesFactory(exam=world.timed, needs_release=True, needs_code=True)
    ProctoredExam.objects.filter(id=exam_id).update(has_entry_rules=True)
    now = timezone.now()
    for learner in world.learners:
        access_codes.create(world.timed, now=now)
        EntryPassFactory(exam_id=exam_id, user_id=learner.id, waiting_at=now, closed_rule='access_code', closed_at=now)
        EntryEvent.objects.create(exam_id=exam_id, user_id=learner.id, rule='access_code', outcome='no_code', at=now)
    return exam_id


def changing_code(world: World) -> int:
    """A code that changes."""
    return access_codes.create(world.exam, rotates_minutes=5, now=timezone.now()).row.pk


def bound(world: World) -> list[int]:
    """The attempts of ``size`` learners, bound to their computers."""
    EntryRulesFactory(exam=world.exam)
    for each in world.attempts:
        EntryPassFactory(exam_id=world.exam.id, user_id=each.user_id, attempt_id=each.id, place_session='s')
    return [each.id for each in world.attempts]


def exam_with_rules(world: World, **rules: Any) -> ProctoredExam:
    """An exam with entry rules and ``size`` access codes, at which ``size`` others have shown something."""
    exam = world.make_exam('gated', is_proctored=False, external_id=None, has_entry_rules=True)
    EntryRules.objects.create(exam=exam, modified_at=timezone.now(), **rules)
    for learner in world.learners:
        digest = digest_of('ROOM5GATE', learner.username)
        AccessCode.objects.create(exam_id=exam.id, salt=learner.username, digest=digest, created_at=timezone.now())
        EntryPass.objects.create(exam_id=exam.id, user_id=learner.id)
    return exam


def seb_token(world: World) -> str:
    """The token of a link to the learner's configuration."""
    exam = exam_with_rules(world, needs_seb=True)
    link = seb_configurations.make_link(exam, world.learner.id, now=timezone.now())
    return link.download_url.rpartition('/')[2].removesuffix('.seb')


def seb_file() -> dict[str, str]:
    """A configuration of the staff's own, as it is uploaded."""
    configuration = ExamConfiguration('https://lms.example.com/start', 'https://lms.example.com/quit')
    return {'file': base64.b64encode(write_seb_file(configuration.settings())).decode()}
