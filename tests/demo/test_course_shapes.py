"""Exports in the shapes of real ones are read: what can't be shown or graded is named, and the rest is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.grading import points_earned
from demo.olx import CombinedOlxError, Course, Html, Problem, read_course, unpacked
from demo.olx.course import QuestionKind
from demo.summary import summary_of
from tests.demo.course_shapes import SHAPES
from tests.demo.exports import pack, pack_zip, sequential, write_export


def course_of(tmp_path: Path, name: str) -> Course:
    return read_course(write_export(tmp_path, SHAPES[name]))


def problem_of(course: Course, name: str) -> Problem:
    found = [problem for section in course.sequentials for problem in section.problems]
    return next(problem for problem in found if problem.usage_key.endswith(f'@{name}'))


@pytest.mark.parametrize('name', SHAPES)
@pytest.mark.parametrize('form', ['folder', 'tar.gz', 'zip'])
def test_every_shape_loads(tmp_path: Path, name: str, form: str) -> None:
    folder = write_export(tmp_path / 'olx', SHAPES[name])
    archive = tmp_path / f"an author's course.{form}"
    if form != 'folder':
        {'tar.gz': pack, 'zip': pack_zip}[form](folder, archive)

    with unpacked(folder if form == 'folder' else archive) as unpacked_folder:
        course = read_course(unpacked_folder)

    problems = [problem for section in course.sequentials for problem in section.problems]
    assert problems
    summary = summary_of(course)
    assert summary.startswith(f'Loaded "{course.display_name}" (course-v1:Org+Num+run)\n')
    for block in course.unsupported:
        assert f'{block.place}: {block.kind} "{block.display_name}": {block.reason}' in summary
    for remark in course.remarks:
        assert remark in summary


def test_partial_credit_is_not_graded(tmp_path: Path) -> None:
    course = course_of(tmp_path, 'partial credit')

    [block] = course.unsupported
    assert (block.display_name, block.reason) == ('Odd', 'partial credit is not graded here')
    assert len(course.sequentials[0].problems) == 1


@pytest.mark.parametrize(
    ('shape', 'answers', 'points'),
    [
        ('expression', ['93000000'], 1),
        ('expression', ['9.35*10^7'], 1),
        ('expression', ['9.4*10^7'], 0),
        ('tolerances and ranges', ['9/4', '200'], 2),
        ('tolerances and ranges', ['2.26', '-1'], 1),
        ('tolerances and ranges', ['2', '1000'], 1),
        ('dropdowns', ['choice-1', 'choice-2'], 2),
        ('dropdowns', ['choice-2', 'choice-1'], 0),
    ],
)
def test_points(tmp_path: Path, shape: str, answers: list[str], points: float) -> None:
    problem = problem_of(course_of(tmp_path, shape), 'odd')

    given = {question.input_id: [text] for question, text in zip(problem.questions, answers, strict=True)}
    assert points_earned(problem, given) == points


def test_dropdowns_have_their_options(tmp_path: Path) -> None:
    first, second = problem_of(course_of(tmp_path, 'dropdowns'), 'odd').questions

    assert {first.kind, second.kind} == {QuestionKind.DROPDOWN}
    assert [choice.html for choice in first.choices] == ['red', 'it&#x27;s blue']
    assert [choice.html for choice in second.choices] == ['S', 'L']
    assert (first.label, second.label) == ('Color?', 'Size')
    assert second.prompt_html == '<p>Size?</p>'


def test_nothing_in_an_odd_place_vanishes(tmp_path: Path) -> None:
    course = course_of(tmp_path, 'odd places')

    problems = [problem for section in course.sequentials for problem in section.problems]
    assert [problem.usage_key.rpartition('@')[2] for problem in problems] == ['good', 'p1', 'p2', 'p3', 'p4', 'p5']
    assert [section.display_name for section in course.sequentials] == [
        'Unit in a section',
        'Lesson',
        'Alone',
        'Lesson in the course',
    ]
    assert len(course.remarks) == 3
    alone = problem_of(course, 'p4')
    assert [getattr(part, 'html', '') for part in alone.parts[:2]] == ['<p>Text</p>', '<p>loose words</p>']
    assert alone.questions[0].prompt_html == 'Why?'


def test_cdata_is_markup_and_made_safe(tmp_path: Path) -> None:
    block = course_of(tmp_path, 'CDATA').sequentials[0].verticals[0].blocks[0]

    assert isinstance(block, Html)
    assert block.html == '<h3>A title</h3><p>5 &lt; 6</p>'


def test_exams_are_what_the_course_switches_on(tmp_path: Path) -> None:
    off = course_of(tmp_path / 'off', 'exams not switched on')
    timed = course_of(tmp_path / 'timed', 'proctoring not switched on')

    assert not off.sequentials[0].is_time_limited
    assert off.remarks == (
        '"Section" has a time limit, but the course sets neither enable_timed_exams nor enable_proctored_exams: '
        'it is no exam',
    )
    section = timed.sequentials[0]
    assert (section.is_time_limited, section.is_proctored, section.is_practice_exam) == (True, False, False)
    assert timed.remarks == (
        '"Section" is a proctored exam, but the course does not set enable_proctored_exams: it is a timed exam',
    )


def test_blocks_of_every_kind_are_named(tmp_path: Path) -> None:
    course = course_of(tmp_path, 'blocks of many kinds')

    assert [block.kind for block in course.unsupported] == [
        'video',
        'discussion',
        'lti_consumer',
        'problem',
        'problem',
        'html',
        'vertical',
    ]
    assert course.unsupported[0].display_name == 'A film'
    assert len(course.sequentials[0].problems) == 1


def test_all_errors_of_an_export_are_in_one_message(tmp_path: Path) -> None:
    attributes = 'is_time_limited="true" due="soon" graded="perhaps" default_time_limit_minutes="long"'
    files = {
        'course/run.xml': sequential(attributes).replace('</course>', '<chapter url_name="gone"/></course>'),
        'policies/run/policy.json': '[]',
        'policies/run/grading_policy.json': '{',
    }

    with pytest.raises(CombinedOlxError) as caught:
        read_course(write_export(tmp_path, files))

    lines = str(caught.value).splitlines()
    assert len(lines) == 7
    for expected in (
        'due is',
        'graded is',
        'default_time_limit_minutes is',
        'gone.xml is missing',
        'grading_policy.json',
    ):
        assert any(expected in line for line in lines), expected
