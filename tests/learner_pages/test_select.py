"""The four tables: which rows decide, and that costly facts are only asked by the rows that are reached."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.prerequisites import Prerequisites
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.learner_pages.select import CONTENT, TABLES, Facts, select
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

FAILED = Prerequisites(failed=({'name': 'failed'},))
PENDING = Prerequisites(pending=({'name': 'pending'},))
DECLINED = Prerequisites(declined=({'name': 'declined'},), failed=({'name': 'failed'},))


def page(kind: ExamKind, status: str | None = None, **facts: Any) -> Page | None:
    """The page for these facts; a fact that is asked by a function may be given as its answer."""
    names = ('may_take_proctored', 'account_is_active', 'is_past_due', 'is_past_due_for_all', 'is_too_late')
    for name in (*names, 'grace_period_runs', 'provider_blocks', 'prerequisites'):
        if name in facts:
            facts[name] = answer(facts[name])
    return select(kind, Facts(status=status, **facts)).page


def answer(value: Any) -> Callable[[], Any]:
    return lambda: value


def never_asked() -> Any:
    raise AssertionError('this fact is not needed')


@pytest.mark.parametrize(
    ('kind', 'facts', 'expected'),
    [
        (ExamKind.PROCTORED, {'may_take_proctored': False, 'account_is_active': False}, CONTENT),
        (ExamKind.PROCTORED, {'account_is_active': False, 'is_past_due': True}, Page.INACTIVE_ACCOUNT),
        (ExamKind.PROCTORED, {'status': Status.declined, 'account_is_active': False}, CONTENT),
        (ExamKind.PRACTICE, {'status': Status.declined, 'account_is_active': False}, Page.INACTIVE_ACCOUNT),
        (ExamKind.ONBOARDING, {'may_take_proctored': False}, CONTENT),
        (ExamKind.TIMED, {'may_take_proctored': False, 'account_is_active': False}, Page.TIMED_ENTRANCE),
    ],
    ids=str,
)
def test_permission_and_account_come_first(kind: ExamKind, facts: dict[str, Any], expected: Page | None) -> None:
    assert page(kind, **facts) is expected


@pytest.mark.parametrize(
    ('prerequisites', 'expected', 'declines'),
    [
        (Prerequisites(), Page.PROCTORED_ENTRANCE, False),
        (FAILED, Page.FAILED_PREREQUISITES, False),
        (PENDING, Page.PENDING_PREREQUISITES, False),
        (DECLINED, CONTENT, True),
    ],
    ids=['none', 'failed', 'pending', 'declined before failed'],
)
def test_requirements_stand_before_the_entrance(
    prerequisites: Prerequisites, expected: Page | None, declines: bool
) -> None:
    row = select(ExamKind.PROCTORED, Facts(prerequisites=lambda: prerequisites))

    assert (row.page, row.declines) == (expected, declines)


def test_requirements_do_not_matter_past_due_or_with_an_attempt() -> None:
    assert page(ExamKind.PROCTORED, is_past_due=True, prerequisites=DECLINED) is Page.PROCTORED_EXPIRED
    assert page(ExamKind.PROCTORED, Status.created, prerequisites=DECLINED) is Page.INSTRUCTIONS
    assert page(ExamKind.PRACTICE, prerequisites=FAILED) is Page.PRACTICE_ENTRANCE


@pytest.mark.parametrize('kind', [ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING])
def test_an_attempt_ready_to_resume_hides_its_status(kind: ExamKind) -> None:
    assert page(kind, Status.error, is_ready_to_resume=True) is Page.READY_TO_RESUME
    assert page(kind, Status.submitted, is_ready_to_resume=True) is Page.READY_TO_RESUME


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('kind', ExamKind)
@pytest.mark.parametrize('status', [Status.created, Status.error, Status.declined])
@pytest.mark.parametrize('fact', ['is_past_due', 'is_too_late'])
def test_who_would_be_refused_is_not_told_that_they_can_go_on(kind: ExamKind, status: str, fact: str) -> None:
    expired = Page.TIMED_EXPIRED if kind is ExamKind.TIMED else Page.PROCTORED_EXPIRED
    facts: dict[str, Any] = {'is_ready_to_resume': True, fact: True, 'is_for_practice': True}
    assert page(kind, status, **facts) is expired


@pytest.mark.parametrize(
    ('kind', 'expected'),
    [
        (ExamKind.PROCTORED, Page.WRONG_BROWSER),
        (ExamKind.PRACTICE, Page.WRONG_BROWSER),
        (ExamKind.ONBOARDING, CONTENT),
        (ExamKind.TIMED, CONTENT),
    ],
)
def test_the_wrong_browser(kind: ExamKind, expected: Page | None) -> None:
    assert page(kind, Status.started, clock_runs=True, provider_blocks=True) is expected


@pytest.mark.deviation('R14')
@pytest.mark.parametrize(
    ('facts', 'expected'),
    [
        ({}, CONTENT),
        ({'hides_after_due': True}, Page.TIMED_SUBMITTED),
        ({'is_past_due': False}, Page.TIMED_SUBMITTED),
        ({'grace_period_runs': True}, Page.TIMED_SUBMITTED),
    ],
    ids=['revealed', 'hidden', 'not due yet', 'grace period'],
)
@pytest.mark.parametrize('status', [Status.submitted, Status.timed_out])
def test_a_timed_exam_is_revealed_after_its_due_date(status: str, facts: dict[str, Any], expected: Page | None) -> None:
    assert page(ExamKind.TIMED, status, **{'is_past_due': True, **facts}) is expected


VIEWABLE = {'is_acknowledged': True, 'shows_content_past_due': True, 'is_past_due_for_all': True}


@pytest.mark.parametrize('missing', [None, *VIEWABLE])
@pytest.mark.parametrize(
    ('status', 'shown'),
    [
        (Status.submitted, Page.PROCTORED_SUBMITTED),
        (Status.second_review_required, Page.PROCTORED_SUBMITTED),
        (Status.timed_out, Page.PROCTORED_SUBMITTED),
        (Status.verified, Page.PROCTORED_VERIFIED),
        (Status.rejected, Page.PROCTORED_REJECTED),
    ],
)
def test_acknowledged_content_is_viewable_only_when_all_agree(status: str, shown: Page, missing: str | None) -> None:
    facts = {**VIEWABLE, 'is_past_due': True} | ({missing: False} if missing else {})

    assert page(ExamKind.PROCTORED, status, **facts) is (shown if missing else CONTENT)


def test_only_a_verified_attempt_waits_for_the_grace_period() -> None:
    assert page(ExamKind.PROCTORED, Status.verified, grace_period_runs=True, **VIEWABLE) is Page.PROCTORED_VERIFIED
    assert page(ExamKind.PROCTORED, Status.rejected, grace_period_runs=True, **VIEWABLE) is CONTENT


def test_costly_facts_are_not_asked_in_vain() -> None:
    facts = Facts(
        status=Status.declined,
        account_is_active=never_asked,
        is_past_due=never_asked,
        is_past_due_for_all=never_asked,
        grace_period_runs=never_asked,
        provider_blocks=never_asked,
        prerequisites=never_asked,
    )

    assert select(ExamKind.PROCTORED, facts).page is CONTENT


def test_a_timed_exam_needs_no_user() -> None:
    facts = Facts(status=Status.started, clock_runs=True, may_take_proctored=never_asked, account_is_active=never_asked)

    assert select(ExamKind.TIMED, facts).page is CONTENT


def test_a_page_that_nobody_can_reach_is_a_mistake() -> None:
    reachable = {row.page for table in TABLES.values() for row in table}

    assert reachable == {CONTENT, *Page} - {Page.KEPT_OUT}, 'entry rules are asked about the selected page'


def test_every_row_can_be_reached() -> None:
    """No row stands below one that has all its conditions or fewer."""
    for table in TABLES.values():
        for position, row in enumerate(table):
            above = [set(earlier.conditions) for earlier in table[:position]]
            assert not any(conditions <= set(row.conditions) for conditions in above), row
