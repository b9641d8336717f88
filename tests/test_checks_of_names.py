"""What ``manage.py check`` finds wrong with the names of providers."""

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
