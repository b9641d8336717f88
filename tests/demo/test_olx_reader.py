"""The reader of Open edX course exports."""

from __future__ import annotations

import io
import tarfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from demo.olx import Html, OlxError, Problem, Unsupported, read_course, unpacked
from demo.olx.course import QuestionKind
from demo.places import OWN_COURSE
from tests.demo.exports import pack, sequential, write_export


def test_own_course() -> None:
    course = read_course(OWN_COURSE)

    exams = {section.display_name.split(':')[0]: section for section in course.sequentials if section.is_time_limited}
    assert course.course_id == 'course-v1:DemoX+TIME101+2026'
    assert {name: (exam.is_proctored, exam.is_practice_exam) for name, exam in exams.items()} == {
        'Midterm': (False, False),
        'Entry quiz (closed)': (False, False),
        'Practice run with the proctoring software': (True, True),
        'Final exam': (True, False),
        'Onboarding for the star clock exam': (True, False),
        'Star clock': (True, False),
    }
    assert [name for name, exam in exams.items() if exam.is_onboarding_exam] == ['Onboarding for the star clock exam']
    assert {exam.proctoring_provider for exam in exams.values()} == {None, 'rest_proctor'}
    assert [name for name, exam in exams.items() if exam.is_credit_requirement] == ['Final exam']
    kinds = {question.kind for exam in exams.values() for problem in exam.problems for question in problem.questions}
    assert kinds == set(QuestionKind)
    assert exams['Final exam'].exam_review_rules
    assert sum(grader.weight for grader in course.graders) == pytest.approx(1)
    assert not [
        block
        for section in course.sequentials
        for vertical in section.verticals
        for block in vertical.blocks
        if isinstance(block, Unsupported)
    ]


def test_every_exam_attribute(tmp_path: Path) -> None:
    attributes = """
        is_time_limited="true" default_time_limit_minutes="90" is_proctored_enabled="true" is_practice_exam="false"
        is_onboarding_exam="true" exam_review_rules="Open book" hide_after_due="true" visible_to_staff_only="true"
        due="&quot;2030-01-31T22:00:00+00:00&quot;" start="2030-01-01T00:00:00" format="Final" graded="true"
    """
    course = read_course(write_export(tmp_path, {'course/run.xml': sequential(attributes)}))

    section = course.sequentials[0]
    assert section.usage_key == 'block-v1:Org+Num+run+type@sequential+block@s1'
    assert section.is_time_limited
    assert section.default_time_limit_minutes == 90
    assert section.is_proctored
    assert not section.is_practice_exam
    assert section.is_onboarding_exam
    assert section.exam_review_rules == 'Open book'
    assert section.hide_after_due
    assert section.is_staff_only
    assert section.is_graded
    assert section.assignment_type == 'Final'
    assert section.due == datetime(2030, 1, 31, 22, tzinfo=UTC)
    assert section.start == datetime(2030, 1, 1, tzinfo=UTC)


def test_section_without_attributes_is_no_exam(tmp_path: Path) -> None:
    section = read_course(write_export(tmp_path, {'course/run.xml': sequential()})).sequentials[0]

    assert {section.is_time_limited, section.is_proctored, section.is_practice_exam, section.is_graded} == {False}
    assert section.due is None
    assert section.find_problem(section.problems[0].usage_key) is section.problems[0]
    assert section.find_problem('elsewhere') is None


def test_policy_files_override_attributes(tmp_path: Path) -> None:
    policy = """{
        "course/run": {"display_name": "From the policy", "graceperiod": "1 day 2 hours", "self_paced": true,
                       "enable_proctored_exams": true, "proctoring_provider": null},
        "sequential/s1": {"is_time_limited": true, "default_time_limit_minutes": 15}
    }"""
    grading = '{"GRADER": [{"type": "Final", "weight": 1.0}], "GRADE_CUTOFFS": {"A": 0.8, "Pass": 0.6}}'
    files = {
        'course/run.xml': sequential('is_time_limited="false"'),
        'policies/run/policy.json': policy,
        'policies/run/grading_policy.json': grading,
    }
    course = read_course(write_export(tmp_path, files))

    assert course.display_name == 'From the policy'
    assert course.grace_period == timedelta(days=1, hours=2)
    assert course.is_self_paced
    assert course.enables_proctored_exams
    assert course.proctoring_provider is None
    assert course.sequentials[0].default_time_limit_minutes == 15
    assert course.pass_mark == 0.6
    assert [(grader.assignment_type, grader.weight) for grader in course.graders] == [('Final', 1.0)]


def test_pointers_lead_to_files(tmp_path: Path) -> None:
    files = {
        'course/run.xml': '<course><chapter url_name="c"/></course>',
        'chapter/c.xml': '<chapter display_name="C" due="2030-01-01T00:00:00Z"><sequential url_name="s"/></chapter>',
        'sequential/s.xml': '<sequential display_name="S"><vertical url_name="v"/></sequential>',
        'vertical/v.xml': '<vertical><html url_name="h"/><video url_name="film" display_name="A film"/></vertical>',
        'html/h.xml': '<html filename="h" display_name="Text"/>',
        'html/h.html': '<p onclick="x()">Look: <img src="/static/a.png" alt="A"><script>alert(1)</script></p>',
    }
    section = read_course(write_export(tmp_path, files)).sequentials[0]

    html, video = section.verticals[0].blocks
    assert section.due == datetime(2030, 1, 1, tzinfo=UTC)
    assert isinstance(html, Html)
    assert html.html == '<p>Look: <img src="course-static:/a.png" alt="A"></p>'
    assert isinstance(video, Unsupported)
    assert video.display_name == 'A film'


def test_problem_with_text_between_questions(tmp_path: Path) -> None:
    content = """
    <problem url_name="p" display_name="Mixed">
      <p>Read this <b>first</b>.</p>
      <multiplechoiceresponse>
        <p>Which one?</p>
        <choicegroup><choice correct="true">A<choicehint>yes</choicehint></choice><choice>B</choice></choicegroup>
        <solution><p>It is A.</p></solution>
      </multiplechoiceresponse>
      <div>
        <numericalresponse answer="10">
          <label>How many?</label>
          <responseparam type="tolerance" default="5%"/>
          <formulaequationinput/>
        </numericalresponse>
      </div>
      <demandhint><hint>Think.</hint></demandhint>
    </problem>
    """
    section = read_course(write_export(tmp_path, {'course/run.xml': sequential(content=content)})).sequentials[0]

    problem = section.problems[0]
    single, numeric = problem.questions
    assert problem.weight == 2
    assert len(problem.parts) == 3
    assert single.input_id != numeric.input_id
    assert single.label == 'Mixed'
    assert single.prompt_html == '<p>Which one?</p>'
    assert [(choice.html, choice.is_correct) for choice in single.choices] == [('A', True), ('B', False)]
    assert numeric.label == 'How many?'
    assert [(accepted.low, accepted.high) for accepted in numeric.accepted_ranges] == [(9.5, 10.5)]


@pytest.mark.parametrize(
    ('content', 'named'),
    [
        pytest.param('<formularesponse answer="x"><textline/></formularesponse>', 'formularesponse', id='response'),
        pytest.param('<script type="loncapa/python">x = 1</script>', 'script', id='script'),
    ],
)
def test_foreign_problem_is_not_shown(tmp_path: Path, content: str, named: str) -> None:
    problem = f'<problem url_name="p">{content}</problem>'
    section = read_course(write_export(tmp_path, {'course/run.xml': sequential(content=problem)})).sequentials[0]

    block = section.verticals[0].blocks[0]
    assert isinstance(block, Unsupported)
    assert named in block.reason
    assert section.problems == ()


def problem_with(response: str) -> dict[str, str]:
    return {'course/run.xml': sequential(content=f'\n<problem url_name="p">\n{response}\n</problem>')}


BROKEN = {
    'no such chapter': ({'course/run.xml': '<course>\n<chapter url_name="gone"/>\n</course>'}, 'course/run.xml', 2),
    'no course file': ({}, 'course.xml', 1),
    'not well-formed': ({'course/run.xml': '<course>\n<chapter>\n</course>'}, 'course/run.xml', 3),
    'another element': ({'course/run.xml': '<chapter/>'}, 'course/run.xml', 1),
    'no course key': ({'course.xml': '<course url_name="a b" org="O" course="C"/>'}, 'course.xml', 1),
    'no org': ({'course.xml': '\n<course url_name="run" course="C"/>'}, 'course.xml', 2),
    'time limit in words': (
        {'course/run.xml': sequential('is_time_limited="true" default_time_limit_minutes="an hour"')},
        'course/run.xml',
        3,
    ),
    'no time limit': ({'course/run.xml': sequential('is_time_limited="true"')}, 'course/run.xml', 3),
    'odd truth value': ({'course/run.xml': sequential('is_time_limited="yes"')}, 'course/run.xml', 3),
    'no date': ({'course/run.xml': sequential('due="tomorrow"')}, 'course/run.xml', 3),
    'no duration': ({'course/run.xml': '<course graceperiod="soon"/>'}, 'course/run.xml', 1),
    'leads outside': ({'course/run.xml': '<course><chapter url_name="../../x"/></course>'}, 'course/run.xml', 1),
    'entities': ({'course/run.xml': '<!DOCTYPE course [<!ENTITY a "b">]>\n<course>&a;</course>'}, 'course/run.xml', 1),
    'policy is no JSON': (
        {'course/run.xml': '<course/>', 'policies/run/policy.json': '{\n"a": }'},
        'policies/run/policy.json',
        2,
    ),
    'policy is a list': (
        {'course/run.xml': '<course/>', 'policies/run/policy.json': '[]'},
        'policies/run/policy.json',
        1,
    ),
    'policy of a block is a text': (
        {'course/run.xml': '<course/>', 'policies/run/policy.json': '{"course/run": "x"}'},
        'policies/run/policy.json',
        None,
    ),
    'grader without weight': (
        {'course/run.xml': '<course/>', 'policies/run/grading_policy.json': '{"GRADER": [{"type": "Final"}]}'},
        'policies/run/grading_policy.json',
        None,
    ),
}
# Of one unit or block: the course is read without it.
BROKEN_BLOCKS = {
    'unit is missing': (
        {
            'course/run.xml': '<course><chapter url_name="c"><sequential url_name="s">\n<vertical url_name="gone"/>'
            '</sequential></chapter></course>'
        },
        'course/run.xml',
        2,
    ),
    'text is missing': (
        {'course/run.xml': sequential(content='<html url_name="h" filename="gone"/>')},
        'course/run.xml',
        4,
    ),
    'text leads outside': (
        {'course/run.xml': sequential(content='<html url_name="h" filename="../../h"/>')},
        'course/run.xml',
        4,
    ),
    'nothing is correct': (
        problem_with(
            '<multiplechoiceresponse><choicegroup><choice>A</choice><choice>B</choice></choicegroup>'
            '</multiplechoiceresponse>'
        ),
        'course/run.xml',
        6,
    ),
    'one choice': (
        problem_with(
            '<choiceresponse><checkboxgroup><choice correct="true">A</choice></checkboxgroup></choiceresponse>'
        ),
        'course/run.xml',
        6,
    ),
    'answer is no number': (problem_with('<numericalresponse answer="two"/>'), 'course/run.xml', 6),
    'tolerance is no number': (
        problem_with(
            '<numericalresponse answer="2">\n<responseparam type="tolerance" default="some"/></numericalresponse>'
        ),
        'course/run.xml',
        7,
    ),
    'no answer': (problem_with('<stringresponse/>'), 'course/run.xml', 6),
    'bad expression': (problem_with('<stringresponse type="regexp" answer="("/>'), 'course/run.xml', 6),
    'negative weight': (
        {
            'course/run.xml': sequential(
                content='<problem url_name="p" weight="-1"><stringresponse answer="a"/></problem>'
            )
        },
        'course/run.xml',
        4,
    ),
}


@pytest.mark.parametrize(('files', 'file', 'line'), [pytest.param(*case, id=name) for name, case in BROKEN.items()])
def test_broken_export_names_file_and_line(tmp_path: Path, files: dict[str, str], file: str, line: int | None) -> None:
    write_export(tmp_path, files)

    with pytest.raises(OlxError) as caught:
        read_course(tmp_path)

    assert (caught.value.file, caught.value.line) == (file, line)
    assert str(caught.value).startswith(file if line is None else f'{file}, line {line}: ')


@pytest.mark.parametrize(
    ('files', 'file', 'line'), [pytest.param(*case, id=name) for name, case in BROKEN_BLOCKS.items()]
)
def test_broken_block_is_not_supported(tmp_path: Path, files: dict[str, str], file: str, line: int) -> None:
    course = read_course(write_export(tmp_path, files))

    [block] = course.unsupported
    assert block.place == f'{file}, line {line}'
    assert course.sequentials[0].verticals[0].blocks == (block,)
    assert block.reason


def test_problem_without_a_question_is_a_text(tmp_path: Path) -> None:
    course = read_course(write_export(tmp_path, problem_with('<p>Nothing to answer.</p>')))

    [block] = course.sequentials[0].verticals[0].blocks
    assert isinstance(block, Html)
    assert block.html == '<p>Nothing to answer.</p>'


def test_archive_as_studio_makes_it(tmp_path: Path) -> None:
    archive = pack(write_export(tmp_path / 'a', {'course/run.xml': sequential()}), tmp_path / 'course.tar.gz')

    with unpacked(archive) as folder:
        course = read_course(folder)

    assert course.course_id == 'course-v1:Org+Num+run'
    assert not folder.exists()


def test_archive_that_writes_outside_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / 'evil.tar.gz'
    with tarfile.open(archive, 'w:gz') as members:
        member = tarfile.TarInfo('../evil.txt')
        member.size = 4
        members.addfile(member, io.BytesIO(b'evil'))

    with pytest.raises(OlxError, match='not a safe archive'), unpacked(archive):
        pytest.fail('it was unpacked')

    assert not list(tmp_path.rglob('evil.txt'))


@pytest.mark.parametrize('content', [b'', b'no archive at all', b'\x1f\x8b\x08\x00broken'])
def test_damaged_archive(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / 'course.tar.gz'
    archive.write_bytes(content)

    with pytest.raises(OlxError, match=r'course\.tar\.gz'), unpacked(archive):
        pytest.fail('it was unpacked')


def test_missing_path_and_folder_without_course(tmp_path: Path) -> None:
    with pytest.raises(OlxError, match='no such file or folder'), unpacked(tmp_path / 'gone'):
        pytest.fail('there is nothing to open')
    with pytest.raises(OlxError, match=r'no course\.xml'), unpacked(tmp_path):
        pytest.fail('there is no course')


def test_problem_is_a_problem(tmp_path: Path) -> None:
    block = read_course(write_export(tmp_path, {'course/run.xml': sequential()})).sequentials[0].verticals[0].blocks[0]

    assert isinstance(block, Problem)
    assert block.questions[0].accepted_texts == ('Paris',)
    assert block.questions[0].ignores_case
