"""Settings that are numbers: whatever stands there can be read, and a check says what is wrong with it."""

from __future__ import annotations

from datetime import timedelta
from math import inf, nan
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from edx_proctoring import checks
from edx_proctoring.backends import registry
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.conf import SETTINGS, Configuration
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS
from edx_proctoring.conf.kinds import COUNT, DAYS, FLAG, FRACTION, SECONDS, TIMEOUT
from edx_proctoring.conf.setting import Setting

NO_NUMBERS = ['1 MB', '', '60', None, [60], {}, -1, True, nan, inf, -inf, 1j, object()]
NUMBERS_ONLY = [each for each in SETTINGS if isinstance(each.default, int | float) and each.kind is not FLAG]


def numbers_reported() -> set[str]:
    """What the check of the settings finds."""
    return {str(each.id).rpartition('.')[2] for each in checks.check_settings()}


@pytest.mark.parametrize('wrong', NO_NUMBERS, ids=lambda each: repr(each)[:9])
@pytest.mark.parametrize('setting', SETTINGS, ids=lambda each: each.place)
def test_whatever_is_written_can_be_read(settings: Settings, setting: Setting[Any], wrong: Any) -> None:
    """The name of a function that there is not stops whoever reads it."""
    if setting.own:
        settings.PROCTORING_SETTINGS = {setting.name: wrong}
    else:
        setattr(settings, setting.name, wrong)
    reported = numbers_reported()
    is_sound = setting.kind.accepts(setting.find())  # None may stand for the setting that is read instead
    assert is_sound or reported & {setting.check, setting.missing} or '.' in setting.check
    try:
        value = setting.read()
    except ImportError:
        assert setting.check == 'W030'
        assert reported == {setting.check}
        return
    if setting in NUMBERS_ONLY:
        assert value == (wrong if is_sound else setting.default)


def test_each_number_is_known_to_be_one() -> None:
    """So that none is left out above: what is counted, and nothing else, has a number by default, or none."""
    kinds = [FRACTION, SECONDS, COUNT, DAYS]
    accept_numbers = [each for each in SETTINGS if each.kind.accepts(0.5) and not each.kind.accepts('text')]
    assert [each for each in accept_numbers if each.default is not None] == NUMBERS_ONLY
    assert {each.kind.words.partition(', or None')[0] for each in NUMBERS_ONLY} == {each.words for each in kinds}


@pytest.mark.parametrize('days', [100_001, 10**12])
def test_days_stay_in_the_calendar(settings: Settings, days: int) -> None:
    for setting in (Configuration.launch_link_days, Configuration.received_review_days):
        settings.PROCTORING_SETTINGS = {setting.name: days}
        assert numbers_reported() == {setting.check}
        assert setting.read() == setting.default
        settings.PROCTORING_SETTINGS = {setting.name: 100_000}
        assert numbers_reported() == set()
        assert (timezone.now() - timedelta(days=setting.read() or 0)).year < 1800


@pytest.mark.parametrize('wrong', [*NO_NUMBERS, (5, 0), (5, -1), (nan, 5), (5, 5, 5)], ids=lambda each: repr(each)[:9])
@pytest.mark.parametrize('key', [key for key, each in BACKEND_OPTIONS.items() if each.kind in (COUNT, TIMEOUT)])
def test_a_provider_is_not_given_what_is_no_number(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, key: str, wrong: Any
) -> None:
    """It keeps its own default; other wrong options are its own business."""
    given: dict[str, Any] = {}

    class Provider(NullBackendProvider):
        def __init__(self, **options: Any) -> None:
            given.update(options)

    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {key: wrong, 'verbose_name': 'Acme'}}
    registry._make_provider('acme', Provider)
    assert given == {'verbose_name': 'Acme'}
    reported = {str(each.id).rpartition('.')[2] for each in checks.check_providers()}
    assert ('W113' in reported) is (wrong is not None)
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {key: 7}}
    registry._make_provider('acme', Provider)
    assert given[key] == 7
