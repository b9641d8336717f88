"""Rows that the requests of the permission matrix are about."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from django.utils import timezone

from edx_proctoring.actions import access_codes
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from tests.factories import EntryRulesFactory, IncidentFactory, helped_attempt


def make_entrances(own: ProctoredExam, foreign: ProctoredExam) -> dict[str, Any]:
    """An exam with entry rules, and an access code of an exam in each course."""
    codes = {'own_code_that_changes': own, 'foreign_code_that_changes': foreign}
    now = timezone.now()
    made = {name: access_codes.create(exam, rotates_minutes=5, now=now).row.pk for name, exam in codes.items()}
    return {'gated': EntryRulesFactory(needs_code=True, needs_release=True).exam_id, **made}


def make_incidents(exams: list[ProctoredExam], attempts: list[ProctoredExamStudentAttempt]) -> dict[str, Any]:
    """An incident that can be reverted in each course, and one that has just hit an attempt there."""
    ended_at = timezone.now()
    began_at = ended_at - timedelta(minutes=10)
    ProctoredExamStudentAttempt.objects.filter(id__in=[each.id for each in attempts]).update(created=began_at)
    values: dict[str, Any] = {'window': urlencode({'cause': 'network', 'began_at': began_at, 'ended_at': ended_at})}
    for name, place, exam, attempt in zip(('own', 'foreign'), ('here', 'elsewhere'), exams, attempts, strict=True):
        incident = IncidentFactory(course_id=exam.course_id)
        helped_attempt(incident, proctored_exam=exam)
        values[f'{name}_incident'] = incident.pk
        happened = {'batch': str(uuid4()), 'cause': 'network', 'began_at': str(began_at), 'ended_at': str(ended_at)}
        remedies = [{'attempt_id': attempt.id, 'remedy': 'reset'}]
        values[f'incident_{place}'] = json.dumps({**happened, 'attempts': remedies})
    return values
