"""The instructor service. The fake, like the LMS, refuses ids that are not text."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from edx_proctoring.lms import instructor
from edx_proctoring.testing.host import Host

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'


def test_course_staff_of_this_course_only(host: Host) -> None:
    ada = User(username='ada')
    host.instructor.staff.add(('ada', COURSE))

    assert instructor.is_course_staff(ada, COURSE)
    assert not instructor.is_course_staff(ada, 'course-v1:Org+Other+Run')
    assert not instructor.is_course_staff(User(username='verity'), COURSE)


def test_key_objects_reach_the_service_as_text(host: Host) -> None:
    course_key: Any = CourseKey.from_string(COURSE)
    usage_key: Any = UsageKey.from_string(CONTENT)
    staff = User(username='staff')

    instructor.is_course_staff(staff, course_key)
    instructor.complete_attempt('ada', usage_key)
    instructor.delete_attempt('ada', course_key, usage_key, requesting_user=staff)
    instructor.find_escalation_email(course_key)
    fields = {
        'exam_name': 'Midterm',
        'student_username': 'ada',
        'review_status': 'Suspicious',
        'review_url': 'https://',
    }
    instructor.notify_support(course_id=course_key, **fields)

    assert host.calls == [
        ('instructor', 'is_course_staff', {'user': staff, 'course_id': COURSE}),
        ('instructor', 'complete_student_attempt', {'user_identifier': 'ada', 'content_id': CONTENT}),
        (
            'instructor',
            'delete_student_attempt',
            {'student_identifier': 'ada', 'course_id': COURSE, 'content_id': CONTENT, 'requesting_user': staff},
        ),
        ('instructor', 'get_proctoring_escalation_email', {'course_id': COURSE}),
        ('instructor', 'send_support_notification', {'course_id': COURSE, **fields}),
    ]


def test_escalation_email(host: Host) -> None:
    assert instructor.find_escalation_email(COURSE) is None
    host.instructor.escalation_email = 'proctoring@example.com'

    assert instructor.find_escalation_email(COURSE) == 'proctoring@example.com'


def malformed_key() -> InvalidKeyError:
    """Return what the LMS raises for a text that is no course key."""
    with pytest.raises(InvalidKeyError) as refusal:
        CourseKey.from_string('nonsense')
    return refusal.value


@pytest.mark.parametrize('error', [malformed_key(), ObjectDoesNotExist()], ids=['key', 'object'])
def test_course_that_the_host_does_not_know_has_no_escalation_email(host: Host, error: Exception) -> None:
    host.instructor.escalation_email = 'proctoring@example.com'
    host.fail('instructor', 'get_proctoring_escalation_email', error)

    assert instructor.find_escalation_email(COURSE) is None


def test_other_errors_of_the_host_are_not_hidden(host: Host) -> None:
    host.fail('instructor', 'get_proctoring_escalation_email')

    with pytest.raises(RuntimeError, match='scripted'):
        instructor.find_escalation_email(COURSE)


@pytest.mark.deviation('S14')
def test_opting_out_is_allowed_by_a_host_that_is_not_asked(host: Host) -> None:
    assert instructor.allows_opt_out(COURSE)
    assert host.calls == []


@pytest.mark.deviation('S14')
def test_opting_out_is_the_hosts_decision(host: Host) -> None:
    service = host.support_opt_out_question()
    service.opt_out_forbidden.add(COURSE)

    assert not instructor.allows_opt_out(COURSE)
    assert instructor.allows_opt_out('course-v1:Org+Other+Run')


def test_host_without_the_service(host: Host) -> None:
    ada = User(username='ada')
    host.instructor.staff.add(('ada', COURSE))
    host.withdraw('instructor')

    assert instructor.is_course_staff(ada, COURSE) is False
    assert instructor.find_escalation_email(COURSE) is None
    assert instructor.allows_opt_out(COURSE)
    instructor.complete_attempt('ada', CONTENT)
    instructor.delete_attempt('ada', COURSE, CONTENT, requesting_user=ada)
    instructor.notify_support(
        course_id=COURSE, exam_name='', student_username='ada', review_status='Suspicious', review_url=''
    )
    assert host.calls == []
