"""Enrollments and verified names."""

from __future__ import annotations

from django.contrib.auth.models import User

from edx_proctoring.lms import enrollments, names
from edx_proctoring.testing.host import FakeEnrollment, FakeVerifiedName, Host

COURSE = 'course-v1:Org+Num+Run'
ADA = User(username='ada', email='ada@example.com')
VERITY = User(username='verity', email='verity@example.com')


def test_enrollments_in_the_hosts_order(host: Host) -> None:
    host.enrollments.enrollments = [FakeEnrollment(VERITY), FakeEnrollment(ADA, 'masters')]

    found = enrollments.list_proctored_enrollments(COURSE, None)

    assert [(each.user.username, each.mode) for each in found] == [('verity', 'verified'), ('ada', 'masters')]


def test_the_host_searches(host: Host) -> None:
    host.enrollments.enrollments = [FakeEnrollment(VERITY), FakeEnrollment(ADA)]

    assert [each.user for each in enrollments.list_proctored_enrollments(COURSE, 'ADA@')] == [ADA]
    assert host.calls_to('enrollments', 'get_enrollments_can_take_proctored_exams') == [
        {'course_id': COURSE, 'text_search': 'ADA@'}
    ]


def test_course_without_proctored_exams_has_no_enrollments(host: Host) -> None:
    host.enrollments.enrollments = None

    assert len(enrollments.list_proctored_enrollments(COURSE, None)) == 0


def test_verified_name(host: Host) -> None:
    host.names.names['ada'] = FakeVerifiedName('Augusta Ada King', status='submitted')

    assert names.find_verified_name(ADA) == 'Augusta Ada King'
    assert names.find_verified_name(VERITY) is None
    assert host.calls_to('name_affirmation', 'get_verified_name')[0] == {
        'user': ADA,
        'is_verified': False,
        'statuses_to_exclude': ['denied'],
    }


def test_denied_name_does_not_count(host: Host) -> None:
    host.names.names['ada'] = FakeVerifiedName('Somebody Else', status='denied')

    assert names.find_verified_name(ADA) is None


def test_host_without_the_services(host: Host) -> None:
    host.enrollments.enrollments = [FakeEnrollment(ADA)]
    host.names.names['ada'] = FakeVerifiedName('Augusta Ada King')
    host.withdraw('enrollments', 'name_affirmation')

    assert len(enrollments.list_proctored_enrollments(COURSE, None)) == 0
    assert names.find_verified_name(ADA) is None
