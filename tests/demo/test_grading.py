"""Grading of answers."""

from __future__ import annotations

import pytest

from demo.grading import is_correct, points_earned, wrong_inputs
from demo.olx.course import Choice, NumericRange, Problem, Question, QuestionKind

CHOICES = (
    Choice(value='a', html='A', is_correct=True),
    Choice(value='b', html='B', is_correct=False),
    Choice(value='c', html='C', is_correct=True),
)
SINGLE = Question(input_id='q1', kind=QuestionKind.SINGLE_CHOICE, label='?', choices=CHOICES)
DROPDOWN = Question(input_id='q9', kind=QuestionKind.DROPDOWN, label='?', choices=CHOICES)
MULTIPLE = Question(input_id='q2', kind=QuestionKind.MULTIPLE_CHOICE, label='?', choices=CHOICES)
NONE_RIGHT = Question(input_id='q3', kind=QuestionKind.MULTIPLE_CHOICE, label='?', choices=CHOICES[1:2])
NUMERIC = Question(
    input_id='q4', kind=QuestionKind.NUMERIC, label='?', accepted_ranges=(NumericRange(low=-9.5, high=10.5),)
)
HALF_OPEN = Question(
    input_id='q5',
    kind=QuestionKind.NUMERIC,
    label='?',
    accepted_ranges=(NumericRange(low=5, high=7, includes_low=False, includes_high=False),),
)
TEXT = Question(input_id='q6', kind=QuestionKind.TEXT, label='?', accepted_texts=('Paris', 'Lutetia'))
TEXT_ANY_CASE = Question(
    input_id='q7', kind=QuestionKind.TEXT, label='?', accepted_texts=('Straße',), ignores_case=True
)
PATTERN = Question(
    input_id='q8', kind=QuestionKind.TEXT, label='?', accepted_patterns=(r'pari(s|gi)',), ignores_case=True
)


@pytest.mark.parametrize(
    ('question', 'given', 'expected'),
    [
        (SINGLE, ['a'], True),
        (SINGLE, ['b'], False),
        (SINGLE, ['a', 'b'], False),
        (SINGLE, [], False),
        (SINGLE, None, False),
        (MULTIPLE, ['c', 'a'], True),
        (MULTIPLE, ['a'], False),
        (MULTIPLE, ['a', 'b', 'c'], False),
        (MULTIPLE, [], False),
        (NONE_RIGHT, [], True),
        (NONE_RIGHT, None, False),
        (NUMERIC, ['10.5'], True),
        (NUMERIC, [' 1e1 '], True),
        (NUMERIC, ['\N{MINUS SIGN}9.5'], True),
        (NUMERIC, ['10.51'], False),
        (NUMERIC, ['1/3 + 2^3'], True),
        (NUMERIC, ['1/0'], False),
        (NUMERIC, ['nan'], False),
        (NUMERIC, ['ten'], False),
        (NUMERIC, [], False),
        (DROPDOWN, ['a'], True),
        (DROPDOWN, ['b'], False),
        (DROPDOWN, [], False),
        (HALF_OPEN, ['5'], False),
        (HALF_OPEN, ['6'], True),
        (HALF_OPEN, ['7'], False),
        (TEXT, [' Paris '], True),
        (TEXT, ['Lutetia'], True),
        (TEXT, ['paris'], False),
        (TEXT, ['London'], False),
        (TEXT_ANY_CASE, ['STRASSE'], True),
        (PATTERN, ['Parigi'], True),
        (PATTERN, ['Paris, France'], False),
    ],
)
def test_is_correct(question: Question, given: list[str] | None, expected: bool) -> None:
    assert is_correct(question, given) is expected


def test_what_is_no_number_can_be_told_from_a_wrong_one() -> None:
    problem = Problem(usage_key='p', display_name='P', parts=(NUMERIC, HALF_OPEN, TEXT), weight=3)

    assert set(wrong_inputs(problem, {'q4': ['ten'], 'q5': ['4'], 'q6': ['ten']})) == {'q4'}
    assert wrong_inputs(problem, {'q4': [], 'q5': ['1/3']}) == {}


def test_questions_of_a_problem_share_its_points() -> None:
    problem = Problem(usage_key='p', display_name='P', parts=(SINGLE, TEXT), weight=3)

    assert points_earned(problem, {'q1': ['a'], 'q6': ['Paris']}) == 3
    assert points_earned(problem, {'q1': ['a'], 'q6': ['Rome']}) == 1.5
    assert points_earned(problem, {}) == 0
