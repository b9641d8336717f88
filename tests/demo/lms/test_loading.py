"""Loading a course: what Studio does when a course is published."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from demo import library
from demo.accounts import create_accounts
from demo.loading import load_course, load_courses
from demo.models import CourseStaff, Enrollment
from demo.olx import Course
from demo.server import StartError
from edx_proctoring import api
from edx_proctoring.exceptions import ProctoredExamReviewPolicyNotFoundException
from simulators.rest import RestSimulator
from tests.demo.course_shapes import SHAPES
from tests.demo.exports import sequential, write_export

COURSE_ID = 'course-v1:Org+Num+run'
PROCTORED = 'is_time_limited="true" default_time_limit_minutes="60" is_proctored_enabled="true"'


def load(folder: Path, attributes: str) -> Course:
    load_course(write_export(folder, {'course/run.xml': sequential(attributes)}))
    return library.get_course(COURSE_ID)


@pytest.fixture(autouse=True)
def accounts(db: None) -> None:
    create_accounts()


def test_exam_is_registered_with_its_attributes(tmp_path: Path) -> None:
    load(
        tmp_path / 'olx', f'{PROCTORED} exam_review_rules="Open book" due="2030-01-31T22:00:00Z" hide_after_due="true"'
    )

    exam = api.get_exam_by_content_id(COURSE_ID, 'block-v1:Org+Num+run+type@sequential+block@s1')
    assert exam['exam_name'] == 'Section'
    assert exam['time_limit_mins'] == 60
    assert exam['is_proctored']
    assert not exam['is_practice_exam']
    assert exam['is_active']
    assert exam['hide_after_due']
    assert exam['backend'] == 'software_secure'
    assert exam['due_date'] == datetime.fromisoformat('2030-01-31T22:00:00+00:00')
    assert api.get_review_policy_by_exam_id(exam['id'])['review_policy'] == 'Open book'


@pytest.mark.parametrize('kind', ['is_practice_exam', 'is_onboarding_exam'])
def test_practice_and_onboarding_exams_are_practice_exams(tmp_path: Path, kind: str) -> None:
    load(tmp_path / 'olx', f'{PROCTORED} {kind}="true"')

    assert [exam['is_practice_exam'] for exam in api.get_all_exams_for_course(COURSE_ID)] == [True]


def test_section_without_time_limit_is_no_exam(tmp_path: Path) -> None:
    load(tmp_path / 'olx', '')

    assert api.get_all_exams_for_course(COURSE_ID) == []


def test_loading_again_updates_the_exam(tmp_path: Path) -> None:
    load(tmp_path / 'olx', f'{PROCTORED} exam_review_rules="Open book"')
    course = load(tmp_path / 'olx', 'is_time_limited="true" default_time_limit_minutes="45"')

    [exam] = api.get_all_exams_for_course(COURSE_ID)
    assert exam['time_limit_mins'] == 45
    assert not exam['is_proctored']
    assert course.sequentials[0].default_time_limit_minutes == 45
    with pytest.raises(ProctoredExamReviewPolicyNotFoundException):
        api.get_review_policy_by_exam_id(exam['id'])


def test_exam_that_is_gone_is_switched_off(tmp_path: Path) -> None:
    load(tmp_path / 'olx', PROCTORED)
    load(tmp_path / 'olx', '')

    [exam] = api.get_all_exams_for_course(COURSE_ID)
    assert not exam['is_active']
    assert not exam['is_proctored']


def test_everybody_is_let_in_and_keeps_what_was_changed(tmp_path: Path) -> None:
    load(tmp_path / 'olx', PROCTORED)
    [exam] = api.get_all_exams_for_course(COURSE_ID)

    assert set(Enrollment.objects.values_list('user__username', 'mode')) == {
        ('verity', 'verified'),
        ('ada', 'verified'),
    }
    assert list(CourseStaff.objects.values_list('user__username', flat=True)) == ['course_staff']
    assert [
        (entry['user']['username'], entry['key'], entry['value']) for entry in api.get_allowances_for_course(COURSE_ID)
    ] == [('ada', 'additional_time_granted', '30')]

    ada = Enrollment.objects.get(user__username='ada').user
    api.remove_allowance_for_user(exam['id'], ada.pk, 'additional_time_granted')
    load(tmp_path / 'olx', PROCTORED)
    assert api.get_allowances_for_course(COURSE_ID) == []


def test_unknown_provider_is_replaced_with_a_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = sequential(PROCTORED).replace('<course ', '<course proctoring_provider="elsewhere" ')
    load_course(write_export(tmp_path, {'course/run.xml': content}))

    assert [exam['backend'] for exam in api.get_all_exams_for_course(COURSE_ID)] == ['software_secure']
    assert 'no provider "elsewhere"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ('of_the_course', 'of_the_section', 'expected'),
    [
        pytest.param('rest_proctor', None, 'rest_proctor', id='of the course'),
        pytest.param(None, 'rest_proctor', 'rest_proctor', id='of the section'),
        pytest.param('rest_proctor', 'software_secure', 'software_secure', id='of both'),
        pytest.param('rest_proctor', 'elsewhere', 'rest_proctor', id='unknown one of the section'),
        pytest.param(None, None, 'software_secure', id='default'),
    ],
)
def test_provider_of_an_exam(
    tmp_path: Path, of_the_course: str | None, of_the_section: str | None, expected: str
) -> None:
    own = f'proctoring_provider="{of_the_section}"' if of_the_section else ''
    content = sequential(f'{PROCTORED} {own}')
    if of_the_course:
        content = content.replace('<course ', f'<course proctoring_provider="{of_the_course}" ')
    load_course(write_export(tmp_path, {'course/run.xml': content}))

    assert [exam['backend'] for exam in api.get_all_exams_for_course(COURSE_ID)] == [expected]


# The app tells the provider after the commit.
@pytest.mark.django_db(transaction=True)
def test_rest_provider_hears_of_its_exams(proctor: RestSimulator) -> None:
    load_courses(None)

    saved = proctor.records.list_exams('course-v1:DemoX+TIME101+2026')
    assert [(exam.name, exam.body['is_practice_exam']) for exam in saved] == [
        ('Onboarding for the star clock exam', True),
        ('Star clock: an exam without credit', False),
    ]
    assert saved[1].body['rule_summary'] == 'Pen, paper and a printed star chart are allowed.'
    registered = [exam['external_id'] for exam in api.get_all_exams_for_course('course-v1:DemoX+TIME101+2026')]
    assert {exam.id for exam in saved} <= set(registered)


def test_broken_export_changes_nothing(tmp_path: Path) -> None:
    load(tmp_path / 'olx', PROCTORED)

    with pytest.raises(StartError, match=r'course/run\.xml, line 3: is_time_limited is "maybe"'):
        load(tmp_path / 'olx', 'is_time_limited="maybe"')

    assert library.get_course(COURSE_ID).sequentials[0].default_time_limit_minutes == 60
    assert [exam['is_active'] for exam in api.get_all_exams_for_course(COURSE_ID)] == [True]


def test_summary_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    load_courses(write_export(tmp_path, SHAPES['blocks of many kinds']))

    lines = capsys.readouterr().out.splitlines()
    assert '  1 section, 1 subsection, 0 exams, 1 unit, 0 texts, 1 problem, 1 question' in lines
    assert '  Not supported in this demo, and shown as such (7):' in lines
    assert any(line.endswith(': video "A film": "video" blocks are not shown here') for line in lines)


def test_courses_of_earlier_starts_stay(tmp_path: Path) -> None:
    load_courses(write_export(tmp_path, {'course/run.xml': sequential(PROCTORED)}))
    load_courses(None)

    assert [course.course_id for course in library.list_courses()] == [
        COURSE_ID,
        'course-v1:DemoX+ROOM101+2026',
        'course-v1:DemoX+TIME101+2026',
    ]
