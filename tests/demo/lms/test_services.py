"""The services that the demo registers, called as the app calls them."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core import mail
from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.host_services.grades import SectionNotFoundError
from demo.loading import load_course
from demo.models import Certificate, CreditRequirementStatus, GradeOverride, Profile
from demo.olx import Course, Sequential
from edx_proctoring.runtime import get_runtime_service
from edx_proctoring.testing.host import Host
from tests.demo.exports import sequential, write_export

NOWHERE = 'course-v1:No+Such+Course'


def test_signatures_are_those_of_an_open_edx_host() -> None:
    for name, fake in Host().services.items():
        service = get_runtime_service(name)
        for method, expected in inspect.getmembers(type(fake), inspect.isfunction):
            if not method.startswith('_') and hasattr(service, method):
                ours = inspect.signature(getattr(type(service), method)).parameters
                assert list(ours) == list(inspect.signature(expected).parameters), f'{name}.{method}'


def test_credit(course: Course, final_exam: Sequential, verity: User) -> None:
    service = get_runtime_service('credit')
    requirement = {'req_namespace': 'proctored_exam', 'req_name': final_exam.usage_key}

    state = service.get_credit_state(verity.pk, CourseKey.from_string(course.course_id))
    assert state['profile_fullname'] == 'Verity Learner'
    assert 'course_name' not in state
    assert [(row['name'], row['status']) for row in state['credit_requirement_status']] == [
        (final_exam.usage_key, None)
    ]

    service.set_credit_requirement_status(verity.pk, course.course_id, status='submitted', **requirement)
    service.set_credit_requirement_status(verity.pk, course.course_id, status='failed', **requirement)
    state = service.get_credit_state(verity.pk, course.course_id, return_course_info=True)
    assert state['course_name'] == 'Measuring Time'
    assert [row['status'] for row in state['credit_requirement_status']] == ['failed']

    service.remove_credit_requirement_status(verity.pk, course.course_id, **requirement)
    state = service.get_credit_state(verity.pk, course.course_id)
    assert [row['status'] for row in state['credit_requirement_status']] == [None]


def test_credit_ignores_what_is_no_requirement(course: Course, midterm: Sequential, verity: User) -> None:
    service = get_runtime_service('credit')

    service.set_credit_requirement_status(verity.pk, course.course_id, 'proctored_exam', midterm.usage_key)
    service.set_credit_requirement_status(verity.pk, NOWHERE, 'proctored_exam', midterm.usage_key)

    assert not CreditRequirementStatus.objects.exists()


def test_credit_of_strangers(course: Course) -> None:
    staff = User.objects.get(username='global_staff')

    assert get_runtime_service('credit').get_credit_state(staff.pk, course.course_id) is None
    assert get_runtime_service('credit').get_credit_state(staff.pk, NOWHERE) is None


def test_grades(course: Course, final_exam: Sequential, verity: User) -> None:
    service = get_runtime_service('grades')
    assert service.should_override_grade_on_rejected_exam(course.course_id)

    where = {'course_key_or_id': course.course_id, 'usage_key_or_id': final_exam.usage_key}
    service.override_subsection_grade(verity.pk, **where, earned_all=0.0, earned_graded=0.0, overrider=verity)
    assert GradeOverride.objects.get().overrider == verity
    service.undo_override_subsection_grade(verity.pk, **where)
    service.undo_override_subsection_grade(verity.pk, **where)
    assert not GradeOverride.objects.exists()
    with pytest.raises(SectionNotFoundError):
        service.override_subsection_grade(verity.pk, course.course_id, 'elsewhere', earned_all=0.0)


def test_certificates(course: Course, verity: User) -> None:
    service = get_runtime_service('certificates')
    assert not service.invalidate_certificate(verity.pk, course.course_id)

    Certificate.objects.create(user=verity, course_id=course.course_id, issued_at=datetime(2030, 1, 1, tzinfo=UTC))
    assert service.invalidate_certificate(verity.pk, course.course_id)
    assert not service.invalidate_certificate(verity.pk, course.course_id)
    assert Certificate.objects.get().invalidated_at is not None


def test_enrollments(course: Course, tmp_path: Path) -> None:
    service = get_runtime_service('enrollments')

    found = service.get_enrollments_can_take_proctored_exams(course.course_id)
    assert [(row.user.username, row.mode) for row in found] == [('ada', 'verified'), ('verity', 'verified')]
    assert [row.user.username for row in service.get_enrollments_can_take_proctored_exams(course.course_id, 'ERI')] == [
        'verity'
    ]
    without = sequential().replace('enable_proctored_exams="true"', '')
    load_course(write_export(tmp_path / 'olx', {'course/run.xml': without}))
    assert service.get_enrollments_can_take_proctored_exams('course-v1:Org+Num+run') is None
    assert service.get_enrollments_can_take_proctored_exams(NOWHERE) is None


def test_instructor(course: Course) -> None:
    service = get_runtime_service('instructor')
    users = {user.username: user for user in User.objects.all()}

    assert service.is_course_staff(users['course_staff'], course.course_id)
    assert not service.is_course_staff(users['course_staff'], NOWHERE)
    assert not service.is_course_staff(users['verity'], course.course_id)
    assert not service.is_course_staff(AnonymousUser(), course.course_id)
    assert service.get_proctoring_escalation_email(course.course_id) == 'exams@time101.example.com'
    assert service.get_proctoring_escalation_email(NOWHERE) is None
    assert service.allows_proctoring_opt_out(course.course_id)

    service.send_support_notification(course.course_id, 'Final', 'verity', 'Suspicious', review_url='/review')
    assert mail.outbox[0].subject == 'Proctoring review "Suspicious" for verity'


def test_learning_sequences(tmp_path: Path, course: Course) -> None:
    service = get_runtime_service('learning_sequences')
    attributes = 'start="2030-01-01T00:00:00Z" due="2030-02-01T00:00:00Z" hide_after_due="true"'
    load_course(write_export(tmp_path / 'olx', {'course/run.xml': sequential(attributes)}))
    key = CourseKey.from_string('course-v1:Org+Num+run')
    section = UsageKey.from_string('block-v1:Org+Num+run+type@sequential+block@s1')
    learner, staff = User.objects.get(username='verity'), User.objects.get(username='course_staff')

    def opens(user: User, month: int, year: int = 2030) -> bool:
        details = service.get_user_course_outline_details(key, user, datetime(year, month, 15, tzinfo=UTC))
        return section in details.outline.accessible_sequences

    assert [opens(learner, 12, 2029), opens(learner, 1), opens(learner, 2)] == [False, True, False]
    assert opens(staff, 12, 2029)
    schedule = service.get_user_course_outline_details(key, learner, datetime(2030, 1, 1, tzinfo=UTC)).schedule
    assert schedule.sequences[section].due == datetime(2030, 2, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match='no course'):
        service.get_user_course_outline_details(
            CourseKey.from_string(NOWHERE), learner, datetime(2030, 1, 1, tzinfo=UTC)
        )


def test_names(verity: User) -> None:
    service = get_runtime_service('name_affirmation')

    assert service.get_verified_name(verity, statuses_to_exclude=['denied']).verified_name == 'Verity Learner'
    Profile.objects.filter(user=verity).update(verified_name='')
    assert service.get_verified_name(verity) is None


def test_permissions(course: Course, verity: User) -> None:
    # rules takes any object; Django's types think of models.
    exam: Any = {'course_id': course.course_id}
    elsewhere: Any = {'course_id': NOWHERE}
    staff = User.objects.get(username='global_staff')

    assert verity.has_perm('edx_proctoring.can_take_proctored_exam', exam)
    assert not User.objects.create_user('stranger').has_perm('edx_proctoring.can_take_proctored_exam', exam)
    assert not verity.has_perm('edx_proctoring.can_take_proctored_exam', elsewhere)
    assert staff.has_perm('accounts.can_retire_user')
    assert not verity.has_perm('accounts.can_retire_user')
