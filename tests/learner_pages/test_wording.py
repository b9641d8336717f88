"""Short phrases."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.exam_kind import ExamKind, exam_kind
from edx_proctoring.learner_pages.wording import days_and_hours, humanized_time, humanized_type, time_left


@pytest.mark.parametrize(
    ('minutes', 'text'),
    [
        (-5, '0 minutes'),
        (0, '0 minutes'),
        (1, '1 minute'),
        (2, '2 minutes'),
        (59, '59 minutes'),
        (60, '1 hour'),
        (61, '1 hour and 1 minute'),
        (90, '1 hour and 30 minutes'),
        (120, '2 hours'),
        (121, '2 hours and 1 minute'),
        (1500, '25 hours'),
        (0.5, '0.5 minutes'),
        (60.5, '1 hour and 0.5 minutes'),
        (90.0, '1 hour and 30 minutes'),
    ],
)
def test_humanized_time(minutes: float, text: str) -> None:
    assert humanized_time(minutes) == text


@pytest.mark.parametrize(
    ('minutes', 'text'),
    [
        (1, 'دقيقة واحدة'),
        (2, 'دقيقتان'),
        (3, '3 دقائق'),
        (30, '30 دقيقة'),
        (1.5, '1.5 دقيقة'),
        (122, 'ساعتان ودقيقتان'),
    ],
)
def test_each_number_has_its_form_in_arabic(minutes: float, text: str) -> None:
    with translation.override('ar'):
        assert humanized_time(minutes) == text


@pytest.mark.parametrize(
    ('seconds', 'text'),
    [
        (0, '0 minutes'),
        (86_399, '23 hours and 59 minutes'),
        (86_400, '1 day'),
        (86_400 + 3599, '1 day'),
        (86_400 + 3600, '1 day and 1 hour'),
        ((10_080 + 90) * 60, '7 days and 1 hour'),
        (14 * 86_400 - 1, '13 days and 23 hours'),
    ],
)
def test_days_and_hours(seconds: float, text: str) -> None:
    assert days_and_hours(seconds) == text


@given(st.integers(min_value=0, max_value=10**6))
def test_humanized_time_says_the_whole_time(minutes: int) -> None:
    words = pairwise(humanized_time(minutes).split())
    values = {unit.rstrip('s'): int(number) for number, unit in words if number.isdigit()}

    assert values.get('hour', 0) * 60 + values.get('minute', 0) == minutes


@pytest.mark.parametrize(
    ('seconds', 'text'),
    [
        (5399, '1 hour and 30 minutes'),
        (5400, '1 hour and 30 minutes'),
        (629, '10 minutes'),
        (600, '10 minutes'),
        (599.2, '10 minutes'),
        (599, '9 minutes and 59 seconds'),
        (119, '1 minute and 59 seconds'),
        (90, '1 minute and 30 seconds'),
        (61, '1 minute and 1 second'),
        (60, '1 minute'),
        (59, '59 seconds'),
        (8, '8 seconds'),
        (0.5, '1 second'),
        (0, '0 seconds'),
        (-3, '0 seconds'),
    ],
)
def test_the_time_that_is_announced_is_the_time_that_is_left(seconds: float, text: str) -> None:
    assert time_left(seconds) == f'You have {text} left.'


@pytest.mark.parametrize(
    ('flags', 'kind', 'phrase'),
    [
        ((False, False, False), ExamKind.TIMED, 'a timed exam'),
        ((True, False, False), ExamKind.PROCTORED, 'a proctored exam'),
        ((True, False, True), ExamKind.PROCTORED, 'a proctored exam'),
        ((True, True, False), ExamKind.PRACTICE, 'a practice exam'),
        ((True, True, True), ExamKind.ONBOARDING, 'an onboarding exam'),
        ((False, True, True), ExamKind.TIMED, 'a timed exam'),
    ],
    ids=['timed', 'proctored', 'proctored, onboarding provider', 'practice', 'onboarding', 'inconsistent'],
)
def test_kinds(flags: tuple[bool, bool, bool], kind: ExamKind, phrase: str) -> None:
    is_proctored, is_practice_exam, supports_onboarding = flags

    found = exam_kind(
        is_proctored=is_proctored, is_practice_exam=is_practice_exam, supports_onboarding=supports_onboarding
    )

    assert found is kind
    assert humanized_type(found) == phrase
    assert found.is_sample == (kind in (ExamKind.PRACTICE, ExamKind.ONBOARDING))
