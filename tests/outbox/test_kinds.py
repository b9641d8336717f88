"""Each kind of job has a payload, which survives being stored, and a handler."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest

from edx_proctoring.job_handlers import HANDLERS
from edx_proctoring.outbox.handler import handler_of
from edx_proctoring.outbox.payloads import PAYLOADS, Kind, Payload, SaveExamAtProvider

# The values are in the rows of sites: none may change.
STORED = [
    'complete_in_lms',
    'credit',
    'decline_others',
    'zero_grade',
    'restore_grade',
    'email',
    'clear_onboarding_errors',
    'notify_support',
    'delete_in_lms',
    'undo_grade_override',
    'remove_credit',
    'start_exam_attempt',
    'stop_exam_attempt',
    'mark_erroneous_exam_attempt',
    'remove_exam_attempt',
    'exam_saved',
]
SAMPLES: dict[str, Any] = {'str': 'text', 'int': 12, 'bool': True, 'str | None': None, 'int | None': 7}


def sample(payload_class: type[Payload]) -> Payload:
    return payload_class(**{each.name: SAMPLES[str(each.type)] for each in fields(payload_class)})


def test_kinds_keep_their_stored_values() -> None:
    assert list(Kind) == STORED


def test_each_kind_has_a_handler_that_the_app_has_connected() -> None:
    assert set(HANDLERS) == set(PAYLOADS) == set(Kind)
    assert all(handler_of(kind.value) is handler for kind, handler in HANDLERS.items())


@pytest.mark.parametrize('payload_class', PAYLOADS.values())
def test_a_payload_is_read_as_it_was_stored(payload_class: type[Payload]) -> None:
    payload = sample(payload_class)
    assert payload_class.from_json(json.loads(json.dumps(payload.as_json()))) == payload


def test_keys_of_another_version_are_ignored_and_missing_ones_are_not_made_up() -> None:
    stored = {'exam_id': 1, 'backend': 'test', 'was_switched_off': False}
    assert SaveExamAtProvider.from_json({**stored, 'of_a_later_version': 1}).as_json() == {
        **stored,
        'correlation_id': None,
    }
    with pytest.raises(TypeError, match='was_switched_off'):
        SaveExamAtProvider.from_json({'exam_id': 1, 'backend': 'test'})
