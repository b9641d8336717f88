"""What ``manage.py check`` finds wrong with the names of providers, and of kinds of data."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.checks import run_checks
from pytest_django import Settings

from edx_proctoring.security.crypto import obscured_user_id


@pytest.mark.parametrize(
    ('names', 'is_told'),
    [(['acme', '2acme'], True), (['7'], True), (['2acme'], False), (['acme', 'acme2'], False), (['a1b', 'b'], False)],
    ids=str,
)
def test_two_learners_with_one_id(settings: Settings, names: list[str], is_told: bool) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, **{name: {} for name in names}}
    messages = run_checks(app_configs=[apps.get_app_config('edx_proctoring')])
    told = [message.msg for message in messages if message.id == 'edx_proctoring.W119']
    assert len(told) == is_told
    if names == ['acme', '2acme']:
        assert "'2acme'" in told[0]
        assert obscured_user_id(1, '2acme') == obscured_user_id(12, 'acme'), 'what the warning is about'


@pytest.mark.parametrize(
    ('retention', 'pasted'),
    [
        ({'raw_review': 30}, "Use 'raw_reviews' instead, or remove it."),
        ({'Timelines': None, 'raw_reviews': 30}, "Use 'timelines' instead, or remove it."),
        ({7: 30}, 'Remove it.'),
        ({'raw_reviews': 30, 'timelines': 0.5, 'review_comments': None}, ''),
    ],
    ids=str,
)
def test_a_misspelled_kind_of_old_data(settings: Settings, retention: dict[object, object], pasted: str) -> None:
    settings.PROCTORING_SETTINGS = {'RETENTION': retention}
    messages = run_checks(app_configs=[apps.get_app_config('edx_proctoring')])
    hints = [message.hint for message in messages if message.id == 'edx_proctoring.W185']
    assert hints == ([pasted] if pasted else [])
    assert not [message for message in messages if message.id == 'edx_proctoring.W184']
