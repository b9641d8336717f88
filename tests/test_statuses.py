"""The vocabulary, and who asks what of it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from edx_proctoring.domain.attempt_lifecycle import MOVES
from edx_proctoring.exceptions import ProctoredExamBadReviewStatus
from edx_proctoring.statuses import (
    STATUSES,
    InstructorDashboardOnboardingAttemptStatus,
    ProctoredExamStudentAttemptStatus,
    ReviewStatus,
    SoftwareSecureReviewStatus,
    VerificientOnboardingProfileStatus,
)

SCRIPT = Path(__file__).resolve().parent.parent / 'frontend/src/instructor/words.js'
ALL = [
    'eligible',
    'created',
    'download_software_clicked',
    'ready_to_start',
    'started',
    'ready_to_submit',
    'declined',
    'timed_out',
    'submitted',
    'second_review_required',
    'verified',
    'rejected',
    'error',
    'expired',
    'onboarding_reset',
    'onboarding_missing',
    'onboarding_pending',
    'onboarding_failed',
    'onboarding_expired',
]
ONBOARDING_ERRORS = ['onboarding_missing', 'onboarding_pending', 'onboarding_failed', 'onboarding_expired']
INCOMPLETE = ['eligible', 'created', 'download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit']
COMPLETED = [
    *['declined', 'timed_out', 'submitted', 'second_review_required', 'verified', 'rejected', 'error'],
    *ONBOARDING_ERRORS,
]
HOLDERS = {
    'is_completed_status': COMPLETED,
    'is_incomplete_status': INCOMPLETE,
    'is_valid_status': [*INCOMPLETE, *COMPLETED],
    'is_pre_started_status': ['created', 'download_software_clicked', 'ready_to_start'],
    'is_in_progress_status': ['started', 'ready_to_submit'],
    'needs_credit_status_update': ['declined', 'submitted', 'verified', 'rejected', 'error'],
    'needs_grade_override': ['rejected'],
    'is_a_cascadable_failure': ['declined'],
}


@pytest.mark.parametrize('status', ALL)
def test_a_status_is_named_like_its_value(status: str) -> None:
    assert getattr(ProctoredExamStudentAttemptStatus, status) == status
    assert len(status) <= 64  # the column


@pytest.mark.parametrize(('predicate', 'holders'), HOLDERS.items(), ids=HOLDERS)
def test_predicates_hold_for_these_statuses_only(predicate: str, holders: list[str]) -> None:
    holds = getattr(ProctoredExamStudentAttemptStatus, predicate)
    assert [status for status in ALL if holds(status)] == [status for status in ALL if status in holders]
    assert holds('unknown') is False
    assert holds(None) is False


def test_onboarding_errors_keep_their_order() -> None:
    assert ProctoredExamStudentAttemptStatus.onboarding_errors == tuple(ONBOARDING_ERRORS)


@pytest.mark.parametrize(
    ('standard', 'stored', 'passes'),
    [
        ('passed', 'Clean', True),
        ('violation', 'Rules Violation', True),
        ('suspicious', 'Suspicious', False),
        ('not_reviewed', 'Not Reviewed', False),
    ],
)
def test_verdicts_have_a_standard_and_a_stored_form(standard: str, stored: str, passes: bool) -> None:
    assert ReviewStatus.validate(standard) is True
    assert SoftwareSecureReviewStatus.validate(stored) is True
    assert SoftwareSecureReviewStatus.from_standard_status[standard] == stored
    assert SoftwareSecureReviewStatus.to_standard_status[stored] == standard
    assert (stored in SoftwareSecureReviewStatus.passing_statuses) is passes
    assert (stored in SoftwareSecureReviewStatus.failing_statuses) is not passes


@pytest.mark.parametrize('status', [None, '', 'clean', 'PASSED', 7, ['passed'], {'status': 'passed'}], ids=str)
@pytest.mark.parametrize('vocabulary', [ReviewStatus, SoftwareSecureReviewStatus])
def test_other_verdicts_are_refused(vocabulary: Any, status: Any) -> None:
    with pytest.raises(ProctoredExamBadReviewStatus):
        vocabulary.validate(status)


@pytest.mark.parametrize(
    ('attempt_status', 'shown'),
    [
        (None, 'not_started'),
        ('', 'not_started'),
        ('created', 'setup_started'),
        ('download_software_clicked', 'setup_started'),
        ('ready_to_start', 'setup_started'),
        ('started', 'onboarding_started'),
        ('ready_to_submit', 'onboarding_started'),
        ('submitted', 'submitted'),
        ('second_review_required', 'submitted'),
        ('rejected', 'rejected'),
        ('verified', 'verified'),
        ('error', 'error'),
        ('expired', 'expired'),
        ('declined', None),
        ('timed_out', None),
        ('onboarding_missing', None),
    ],
)
def test_onboarding_as_the_dashboard_shows_it(attempt_status: str | None, shown: str | None) -> None:
    status = InstructorDashboardOnboardingAttemptStatus.get_onboarding_status_from_attempt_status(attempt_status)
    assert status == shown


@pytest.mark.parametrize(
    ('profile', 'attempt_status', 'shown'),
    [
        ('no-profile', None, 'not_started'),
        ('approved-in-course', 'verified', 'verified'),
        ('approved-in-different-course', 'other_course_approved', 'other_course_approved'),
        ('rejected', 'rejected', 'rejected'),
        ('expired', 'expired', 'expired'),
        ('pending', 'submitted', 'submitted'),
    ],
)
def test_a_profile_in_three_vocabularies(profile: str, attempt_status: str | None, shown: str) -> None:
    profiles = VerificientOnboardingProfileStatus
    assert profiles.get_edx_status_from_profile_status(profile) == attempt_status
    assert profiles.get_instructor_status_from_profile_status(profile) == shown
    assert profiles.get_profile_status_from_filter(shown) == profile


@pytest.mark.parametrize('word', [None, '', 'unknown'])
def test_unknown_words_of_a_profile_mean_nothing(word: str | None) -> None:
    profiles = VerificientOnboardingProfileStatus
    assert profiles.get_edx_status_from_profile_status(word) is None
    assert profiles.get_instructor_status_from_profile_status(word) is None
    assert profiles.get_profile_status_from_filter(word) is None


def test_each_status_has_a_row_and_a_move() -> None:
    assert set(STATUSES) == set(ALL)
    assert set(MOVES) == set(ALL)


def test_pages_know_the_same_phases() -> None:
    phases: dict[str, list[str]] = {}
    for each in STATUSES.values():
        phases.setdefault(each.phase, []).append(each.status)
    told = Path(__file__).resolve().parent.parent / 'frontend' / 'src' / 'common' / 'phases.json'
    assert json.loads(told.read_text('utf-8')) == phases


def test_the_instructor_panels_have_the_words_of_the_admin() -> None:
    table = SCRIPT.read_text(encoding='utf-8').partition('attemptStatuses = () => ({')[2].partition('});')[0]
    shown = dict(re.findall(r"(\w+): gettext\('([^']+)'\)", table))

    assert shown == {name: each.label for name, each in STATUSES.items() if name not in ('eligible', 'expired')}
