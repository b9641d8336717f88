"""The credit service."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from edx_proctoring.lms import credit
from edx_proctoring.testing.host import Host

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)


def test_state_without_course_info_is_asked_without_the_argument(host: Host) -> None:
    state = credit.find_credit_state(7, COURSE)

    assert state is not None
    assert state['profile_fullname'] == 'Ada Learner'
    assert 'course_name' not in state
    assert host.calls == [('credit', 'get_credit_state', {'user_id': 7, 'course_key_or_id': COURSE})]


def test_state_with_course_info_has_name_and_end(host: Host) -> None:
    host.credit.course_end_date = NOW

    state = credit.find_credit_state(7, COURSE, with_course_info=True)

    assert state is not None
    assert (state['course_name'], state['course_end_date']) == ('Demonstration Course', NOW)


def test_nobody_enrolled(host: Host) -> None:
    host.credit.enrollment_mode = None

    assert credit.find_credit_state(7, COURSE, with_course_info=True) is None


def test_requirement_status_is_set_and_removed(host: Host) -> None:
    host.credit.requirements[COURSE] = [{'namespace': 'proctored_exam', 'name': CONTENT, 'status': None}]

    credit.set_requirement_status(7, COURSE, CONTENT, 'submitted')
    [requirement] = host.credit.requirements[COURSE]
    assert requirement['status'] == 'submitted'

    credit.remove_requirement_status(7, COURSE, CONTENT)
    assert requirement['status'] is None
    place = {'user_id': 7, 'course_key_or_id': COURSE, 'req_namespace': 'proctored_exam', 'req_name': CONTENT}
    assert host.calls == [
        ('credit', 'set_credit_requirement_status', {**place, 'status': 'submitted'}),
        ('credit', 'remove_credit_requirement_status', place),
    ]


def test_host_without_the_service(host: Host) -> None:
    assert credit.is_available()
    host.withdraw('credit')

    assert not credit.is_available()
    assert credit.find_credit_state(7, COURSE, with_course_info=True) is None
    credit.set_requirement_status(7, COURSE, CONTENT, 'submitted')
    credit.remove_requirement_status(7, COURSE, CONTENT)
    assert host.calls == []


def test_errors_of_the_host_are_not_hidden(host: Host) -> None:
    host.fail('credit', 'set_credit_requirement_status', LookupError('no such course'))

    with pytest.raises(LookupError, match='no such course'):
        credit.set_requirement_status(7, COURSE, CONTENT, 'submitted')


@pytest.mark.deviation('R36')
@pytest.mark.parametrize(
    ('state', 'ended'),
    [
        pytest.param(None, False, id='no state'),
        pytest.param({}, False, id='no course info'),
        pytest.param({'course_end_date': None}, False, id='no end'),
        pytest.param({'course_end_date': NOW + timedelta(seconds=1)}, False, id='ends later'),
        pytest.param({'course_end_date': NOW}, True, id='ends now'),
        pytest.param({'course_end_date': datetime(2030, 1, 15, 11)}, True, id='naive, read as UTC'),  # noqa: DTZ001
        pytest.param({'course_end_date': datetime(2030, 1, 15, 13)}, False, id='naive and later'),  # noqa: DTZ001
    ],
)
def test_end_of_the_course(state: credit.CreditState | None, ended: bool) -> None:
    assert credit.has_ended(state, NOW) is ended
