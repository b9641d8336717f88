"""Sorting of the requirements that come before an exam."""

from __future__ import annotations

from typing import Any

import pytest

from edx_proctoring.domain.prerequisites import sort_requirements
from edx_proctoring.learner_pages.prerequisites import prerequisites_of, status_dict

COURSE = 'course-v1:Org+Num+Run'
EXAM = 'block-v1:Org+Num+Run+type@sequential+block@exam'


def requirement(name: str, status: str | None, order: int | None, namespace: str = 'reverification') -> dict[str, Any]:
    return {'namespace': namespace, 'name': name, 'order': order, 'status': status, 'display_name': f'The {name}'}


def names(group: Any) -> list[str]:
    return [item['name'] for item in group]


def test_groups_are_sorted_by_order() -> None:
    sorted_out = sort_requirements(
        [
            requirement('f2', 'failed', 5),
            requirement('p1', 'pending', 2),
            requirement('s1', 'satisfied', 1),
            requirement('f1', 'failed', 4),
            requirement('d1', 'declined', 3),
            requirement('p0', None, 0),
            requirement('p2', 'submitted', 6),
        ],
        EXAM,
    )

    assert names(sorted_out.satisfied) == ['s1']
    assert names(sorted_out.failed) == ['f1', 'f2']
    assert names(sorted_out.pending) == ['p0', 'p1', 'p2']
    assert names(sorted_out.declined) == ['d1']
    assert not sorted_out.are_satisfied


def test_grades_and_what_comes_after_the_exam_do_not_count() -> None:
    sorted_out = sort_requirements(
        [
            requirement('grade', 'failed', 0, 'grade'),
            requirement('before', 'satisfied', 1),
            requirement(EXAM, None, 2, 'proctored_exam'),
            requirement('after', 'failed', 3),
        ],
        EXAM,
    )

    assert names(sorted_out.satisfied) == ['before']
    assert sorted_out.are_satisfied


@pytest.mark.parametrize('state', [None, {}, {'credit_requirement_status': None}, {'credit_requirement_status': []}])
def test_a_host_that_knows_nothing_has_no_requirements(state: dict[str, Any] | None) -> None:
    assert status_dict(prerequisites_of(state, EXAM), COURSE) == {
        'are_prerequisites_satisifed': True,
        'satisfied_prerequisites': [],
        'failed_prerequisites': [],
        'pending_prerequisites': [],
        'declined_prerequisites': [],
    }


def test_only_the_failed_requirements_are_linked_when_some_failed() -> None:
    other = 'block-v1:Org+Num+Run+type@sequential+block@other'
    state = {
        'credit_requirement_status': [
            requirement(other, 'failed', 1, 'proctored_exam'),
            requirement('photo', 'failed', 2),
            requirement('', 'failed', 3, 'proctored_exam'),
            requirement('waiting', None, 4, 'proctored_exam'),
        ]
    }

    status = status_dict(prerequisites_of(state, EXAM), COURSE)

    assert [item['jumpto_url'] for item in status['failed_prerequisites']] == [
        f'/courses/{COURSE}/jump_to/{other}',
        None,
        None,
    ]
    assert 'jumpto_url' not in status['pending_prerequisites'][0]
    assert 'jumpto_url' not in state['credit_requirement_status'][0], 'the host keeps its own dict'


def test_pending_requirements_are_linked_when_none_failed() -> None:
    state = {'credit_requirement_status': [requirement('waiting', None, 1, 'proctored_exam')]}

    status = status_dict(prerequisites_of(state, EXAM), COURSE)

    assert status['pending_prerequisites'][0]['jumpto_url'] == f'/courses/{COURSE}/jump_to/waiting'
