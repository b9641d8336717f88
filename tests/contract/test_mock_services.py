"""What hosts' test suites import from the shipped tests can be called in every way in which the published can.

``mock_services.json`` has the parameters of each constructor and method, as introspection shows them.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.tests.test_backend import PassthroughBackendProvider, TestBackendProvider
from edx_proctoring.exceptions import (
    BackendProviderOnboardingException,
    BackendProviderSentNoAttemptID,
    UserNotFoundException,
)
from edx_proctoring.tests import test_services as services
from tests.contract.recorded import read

DATE = datetime(2030, 1, 1, tzinfo=UTC)
PUBLISHED = [
    pytest.param(module, name, method, parameters, id=f'{name}.{method}')
    for module, classes in read('mock_services.json').items()
    for name, methods in classes.items()
    for method, parameters in methods.items()
]


@pytest.mark.parametrize(('module', 'name', 'method', 'parameters'), PUBLISHED)
def test_signatures(module: str, name: str, method: str, parameters: list[list[str]]) -> None:
    cls = getattr(importlib.import_module(module), name)
    ours = [*inspect.signature(cls if method == '__init__' else getattr(cls(**given(cls)), method)).parameters.values()]
    same = ours[: len(parameters)]
    assert [each.name for each in same] == [each for each, _ in parameters]
    assert {each.kind for each in same} <= {inspect.Parameter.POSITIONAL_OR_KEYWORD}
    assert [each for each, need in parameters if need == 'optional'] == [
        each.name
        for each, (_, need) in zip(same, parameters, strict=True)
        if need == 'optional' and each.default is not each.empty
    ]
    more = [each for each in ours[len(parameters) :] if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    assert [each.name for each in more if each.default is each.empty] == []


def given(cls: type[Any]) -> dict[str, Any]:
    """Something for each parameter that has to be given; everything can be iterated."""
    needed = [each for each in inspect.signature(cls).parameters.values() if each.default is each.empty]
    return {each.name: () for each in needed if each.kind is each.POSITIONAL_OR_KEYWORD}


def test_credit() -> None:
    mock = services.MockCreditService('honor', 'Ada', 'Course', student_email='ada@example.com')
    mock.set_credit_requirement_status(1, 'course', 'proctored_exam', 'first')
    mock.set_credit_requirement_status(1, 'course', 'proctored_exam', 'second', status='failed')
    state = mock.get_credit_state(user_id=1, course_key='course', return_course_info=True)
    assert state is not None
    assert {key: state[key] for key in ('enrollment_mode', 'profile_fullname', 'course_name', 'student_email')} == {
        'enrollment_mode': 'honor',
        'profile_fullname': 'Ada',
        'course_name': 'Course',
        'student_email': 'ada@example.com',
    }
    found = [(each['name'], each['status'], each['order']) for each in state['credit_requirement_status']]
    assert found == [('first', 'satisfied', 0), ('second', 'failed', 1)]
    assert mock.remove_credit_requirement_status(1, 'course', 'proctored_exam', 'first') is True
    assert [each['name'] for each in state['credit_requirement_status']] == ['second']


def test_schedules() -> None:
    item = services.MockScheduleItemData(DATE, due_date=DATE)
    assert (item.effective_start, item.due) == (DATE, DATE)
    assert services.MockScheduleData(schedule_items={'key': item}, course_end=DATE).sequences == {'key': item}
    mock = services.MockLearningSequencesService(accessible_sequences=['key'], schedule_items={'key': item})
    details = mock.get_user_course_outline_details('course', 'user', DATE)
    assert details.outline.accessible_sequences == ['key']
    assert (details.schedule.sequences, details.schedule.course_end) == ({'key': item}, None)


def test_instructor() -> None:
    mock = services.MockInstructorService(is_user_course_staff=True)
    mock.send_support_notification('course', 'exam', 'ada', 'Suspicious', review_url='url')
    assert mock.notifications == [('course', 'exam', 'ada', 'Suspicious', 'url')]
    assert mock.get_proctoring_escalation_email(course_key='course') is None
    mock.mock_proctoring_escalation_email('help@example.com')
    assert mock.get_proctoring_escalation_email('course') == 'help@example.com'
    mock.mock_proctoring_escalation_email_error(LookupError('gone'))
    with pytest.raises(LookupError, match='gone'):
        mock.get_proctoring_escalation_email('course')
    assert mock.delete_student_attempt('ada', 'course', 'content', requesting_user='staff') is True
    with pytest.raises(UserNotFoundException):
        mock.delete_student_attempt('ada', 'course', 'content', None)


def test_grades() -> None:
    mock = services.MockGradesService()
    mock.override_subsection_grade(1, 'course', 'content', 0.0, 1.0, 'staff', 'a comment')
    override = mock.get_subsection_grade_override(1, 'course', 'content')
    assert override is not None
    assert (override.earned_all_override, override.earned_graded_override) == (0.0, 1.0)
    empty = services.MockGradeOverride(earned_graded=2.0)
    assert (empty.earned_all_override, empty.earned_graded_override) == (0.0, 2.0)
    assert mock.should_override_grade_on_rejected_exam(course_key='course') is True


def test_enrollments_are_made_of_dicts() -> None:
    mock = services.MockEnrollmentsService([{'user': 'ada', 'mode': 'verified'}])
    assert mock.enrollments == [services.MockEnrollment('ada', 'verified')]


def test_names() -> None:
    mock = services.MockNameAffirmationService()
    assert mock.get_verified_name('ada') is None
    name = mock.create_verified_name('ada', 'Ada King', 'Ada', proctored_exam_attempt_id=5, status='approved')
    assert mock.get_verified_name('ada') is name is mock.verified_name
    assert vars(name) == {
        'user': 'ada',
        'verified_name': 'Ada King',
        'profile_name': 'Ada',
        'verification_attempt_id': None,
        'proctored_exam_attempt_id': 5,
        'status': 'approved',
    }


def test_the_provider_for_tests_refuses_as_it_is_told() -> None:
    provider = TestBackendProvider()
    provider.attempt_error = 'onboarding_missing'
    with pytest.raises(BackendProviderOnboardingException) as refused:
        provider.register_exam_attempt({'id': 1}, {})
    assert refused.value.status == 'onboarding_missing'
    provider.attempt_error, provider.no_attempt_id_error = None, 'no id'
    with pytest.raises(BackendProviderSentNoAttemptID) as nothing:
        provider.register_exam_attempt({'id': 1}, {})
    assert nothing.value.http_status == 200
    provider.no_attempt_id_error = None
    assert provider.register_exam_attempt({'id': 1}, {}) == 'testexternalid'


@pytest.mark.parametrize(
    ('asked', 'url'),
    [
        ({}, '/instructor/course/'),
        ({'attempt_id': 'a'}, '/instructor/course/'),
        ({'exam_id': 'e'}, '/instructor/course/?exam=e'),
        ({'exam_id': 'e', 'attempt_id': 'a'}, '/instructor/course/?exam=e&attempt=a'),
        ({'exam_id': 'e', 'show_configuration_dashboard': True}, '/instructor/course/?exam=e&config=true'),
    ],
)
def test_the_dashboard_of_the_provider_for_tests(asked: dict[str, Any], url: str) -> None:
    assert TestBackendProvider().get_instructor_url('course', {'id': 1}, **asked) == url


MUST: dict[str, Callable[[ProctoringBackendProvider], Any]] = {
    'register_exam_attempt': lambda provider: provider.register_exam_attempt({'id': 1}, {}),
    'start_exam_attempt': lambda provider: provider.start_exam_attempt('exam', 'attempt'),
    'stop_exam_attempt': lambda provider: provider.stop_exam_attempt('exam', 'attempt'),
    'mark_erroneous_exam_attempt': lambda provider: provider.mark_erroneous_exam_attempt('exam', 'attempt'),
    'remove_exam_attempt': lambda provider: provider.remove_exam_attempt('exam', 'attempt'),
    'get_software_download_url': lambda provider: provider.get_software_download_url(),
    'on_review_callback': lambda provider: provider.on_review_callback({'id': 1}, {}),
    'on_exam_saved': lambda provider: provider.on_exam_saved({'id': 1}),
}


def test_what_a_provider_must_do_is_all_that_is_abstract() -> None:
    assert set(MUST) == ProctoringBackendProvider.__abstractmethods__


@pytest.mark.parametrize('call', MUST.values(), ids=MUST)
def test_the_provider_that_leaves_all_to_the_base_class(call: Callable[[ProctoringBackendProvider], Any]) -> None:
    with pytest.raises(NotImplementedError):
        call(PassthroughBackendProvider())


def test_what_the_base_class_does_is_done() -> None:
    provider = PassthroughBackendProvider(verbose_name='Named')
    assert provider.verbose_name == 'Named'
    assert provider.get_exam({'id': 1}) == {'id': 1}
    assert provider.get_attempt({'id': 2}) == {'id': 2}
    assert provider.get_instructor_url('course', {'id': 1}) is None
    assert provider.should_block_access_to_exam_material() is False
