"""What sites have in common that run in processes of their own. Importing it sets Django up."""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from typing import Any

import django

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'test_settings')
django.setup()

from django.apps import apps  # noqa: E402 - Django has to be set up
from django.conf import settings  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402

import edx_proctoring.tests  # noqa: E402, F401 - registers the permissions that a host defines
from edx_proctoring.backends.backend import ProctoringBackendProvider  # noqa: E402
from edx_proctoring.models import (  # noqa: E402
    Delivery,
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.backlog import count_pending_reviews  # noqa: E402
from edx_proctoring.security.crypto import obscured_user_id  # noqa: E402
from edx_proctoring.telemetry.correlation import correlation_id  # noqa: E402
from edx_proctoring.testing.host import install_host  # noqa: E402
from tests.factories import ExamFactory, UserFactory  # noqa: E402

LONG_ENOUGH = 1_000_000  # minutes; nobody runs out of time here
REVIEWER = 'reviewer'  # the user as which the provider comes


def say(text: str) -> None:
    """Tell whoever started this site."""
    sys.stdout.write(f'{text}\n')
    sys.stdout.flush()


def make_site(facts: dict[str, Any]) -> tuple[ProctoredExam, list[User]]:
    """Make the tables, an exam that the provider knows, its learners, and the user as which the provider comes."""
    call_command('migrate', verbosity=0)
    UserFactory(username=REVIEWER).groups.add(Group.objects.create(name='test_review'))
    exam = ExamFactory(external_id=facts['exam'], course_id=facts['course'], time_limit_mins=LONG_ENOUGH)
    return exam, [UserFactory(username=f'learner{number}') for number in range(facts['learners'])]


def known_as(exam: ProctoredExam, learners: list[User]) -> list[str]:
    """As whom the provider will know the learners."""
    return [obscured_user_id(learner.id, exam.backend) for learner in learners]


def use_provider(provider: ProctoringBackendProvider) -> None:
    """Run as a host, with that provider, which listens on this machine."""
    install_host()
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends['test'] = provider


def run_schedule() -> None:
    """What a site's schedule runs."""
    call_command('process_reviews', verbosity=0, stdout=sys.stderr)
    call_command('process_reviews', '--failed', verbosity=0, stdout=sys.stderr)
    call_command('deliver_pending', verbosity=0, stdout=sys.stderr)


def state() -> dict[str, Any]:
    """What is stored, the attempts in the order of their learners, and what is still to be done."""
    history = defaultdict(list)
    for attempt_id, status in ProctoredExamStudentAttempt.history.order_by('history_id').values_list('id', 'status'):
        history[attempt_id].append(status)
    reviews = Counter(ProctoredExamSoftwareSecureReview.objects.values_list('attempt_code', flat=True))
    return {
        'attempts': [
            {
                'id': row.id,
                'learner': row.user.username,
                'user_id': row.user_id,
                'email': row.user.email,
                'external_id': row.external_id,
                'code': row.attempt_code,
                'correlation_id': correlation_id(row.attempt_code),
                'status': row.status,
                'history': history[row.id],
                'reviews': reviews[row.attempt_code or ''],
            }
            for row in ProctoredExamStudentAttempt.objects.select_related('user').order_by('user_id', 'id')
        ],
        'received': count_pending_reviews()[0],
        'deliveries': Delivery.objects.count(),
    }
