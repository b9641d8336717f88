"""The grades and certificates services."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from edx_proctoring.lms import certificates, grades
from edx_proctoring.testing.host import Host

COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'
PLACE = {'user_id': 7, 'course_key_or_id': COURSE, 'usage_key_or_id': CONTENT}


@pytest.mark.parametrize('wanted', [True, False])
def test_the_course_decides_about_overrides(host: Host, wanted: bool) -> None:
    host.grades.overrides_on_rejection = wanted

    assert grades.overrides_on_rejection(COURSE) is wanted


def test_override_is_zero_points_by_the_reviewer(host: Host, staff: User) -> None:
    grades.override_to_zero(7, COURSE, CONTENT, overrider=staff, comment='Failed the review')

    assert host.grades.overrides == {(7, CONTENT): 0.0}
    assert host.calls_to('grades', 'override_subsection_grade') == [
        {**PLACE, 'earned_all': 0.0, 'earned_graded': 0.0, 'overrider': staff, 'comment': 'Failed the review'}
    ]


def test_override_can_be_undone(host: Host) -> None:
    grades.override_to_zero(7, COURSE, CONTENT, overrider=None, comment='')
    grades.undo_override(7, COURSE, CONTENT)

    assert host.grades.overrides == {}
    assert host.calls_to('grades', 'undo_override_subsection_grade') == [PLACE]


def test_certificate_is_taken_back(host: Host) -> None:
    certificates.invalidate(7, COURSE)

    assert host.calls == [('certificates', 'invalidate_certificate', {'user_id': 7, 'course_key_or_id': COURSE})]


def test_host_without_the_services(host: Host) -> None:
    host.withdraw('grades', 'certificates')

    assert grades.overrides_on_rejection(COURSE) is False
    grades.override_to_zero(7, COURSE, CONTENT, overrider=None, comment='')
    grades.undo_override(7, COURSE, CONTENT)
    certificates.invalidate(7, COURSE)
    assert host.calls == []
