"""The mock provider plays the service that reports to be ready."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.callbacks import start_exam_callback


def waiting() -> list[threading.Timer]:
    return [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]


@pytest.fixture(autouse=True)
def no_callback() -> Iterator[None]:
    yield
    for timer in waiting():
        timer.cancel()


def test_a_second_after_registration_it_reports_to_be_ready() -> None:
    assert MockProctoringBackendProvider().register_exam_attempt({}, {'attempt_code': 'CODE'}) == 'CODE'
    (timer,) = waiting()
    assert (timer.interval, timer.function, timer.args, timer.kwargs) == (1.0, start_exam_callback, (None, 'CODE'), {})
    assert timer.daemon


def test_any_options_are_accepted_and_ignored() -> None:
    provider = MockProctoringBackendProvider('positional', verbose_name='Other')
    assert provider.verbose_name == 'Mock Backend'
    assert (provider.args, provider.kwargs) == (('positional',), {'verbose_name': 'Other'})
    assert provider.get_software_download_url() == 'mockurl'
