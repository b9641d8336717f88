"""Whether an exam needs Safe Exam Browser: by its rules or by its provider, with one answer everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from edx_proctoring.actions import entry
from edx_proctoring.actions.entry_rules import save_rules
from edx_proctoring.actions.seb_configurations import require_seb
from edx_proctoring.actions.seb_rules import needs_seb
from edx_proctoring.backends.seb import SebBackendProvider
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.exceptions import SebNotAvailableException
from edx_proctoring.learner_pages.seb_block import seb_context
from edx_proctoring.models import EntryRules, ProctoredExam
from tests.factories import EntryRulesFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _seb_provider() -> Iterator[None]:
    config: Any = apps.get_app_config('edx_proctoring')
    config.backends['seb'] = SebBackendProvider()
    yield
    del config.backends['seb']


@pytest.mark.parametrize('provider', ['seb', 'test'])
@pytest.mark.parametrize('by_rules', [True, False])
def test_one_answer_everywhere(provider: str, by_rules: bool) -> None:
    exam, learner, now = ExamFactory(backend=provider), UserFactory(), timezone.now()
    rules = EntryRulesFactory(exam=exam, needs_seb=by_rules)
    exam.refresh_from_db()
    answer = by_rules or provider == 'seb'
    assert needs_seb(exam, rules) == answer
    seen = entry.look(exam, learner.pk, None, now=now)
    assert (Rule.SEB in seen.demands) == answer
    assert (Rule.SEB in [each.rule for each in seen.refusals]) == answer
    assert bool(seb_context(exam, None, seen, None)) == answer
    if answer:
        assert require_seb(exam) == rules
    else:
        with pytest.raises(SebNotAvailableException, match='does not need'):
            require_seb(exam)


@pytest.mark.parametrize(('provider', 'answer'), [('seb', 'cannot be checked'), ('test', 'does not need')])
def test_lost_rules_are_told_from_none(provider: str, answer: str) -> None:
    with pytest.raises(SebNotAvailableException, match=answer):
        require_seb(ExamFactory(backend=provider))


@pytest.mark.parametrize('provider', ['seb', 'test'])
def test_staff_reads_what_holds(provider: str) -> None:
    exam: ProctoredExam = ExamFactory(backend=provider)
    for _ in range(2):
        save_rules(exam, {'needs_seb': False}, now=timezone.now())
        stored = EntryRules.objects.get()
        assert (stored.needs_seb, stored.signal) == (provider == 'seb', 1)
