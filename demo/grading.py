"""Grades the answers to a problem. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from demo.olx.course import NumericRange, Problem, Question, QuestionKind
from demo.olx.numbers import evaluate

NOT_A_NUMBER = 'Write a number, such as 3.5, or an expression, such as 1/3 or 9.3*10^7.'
# What a learner gave, by the question's ``input_id``.
Answers = Mapping[str, Sequence[str]]


def points_earned(problem: Problem, answers: Answers) -> float:
    """Return the points, 0 to ``problem.weight``; all questions of the problem count the same."""
    correct = sum(is_correct(question, answers.get(question.input_id)) for question in problem.questions)
    return problem.weight * correct / len(problem.questions)


def wrong_inputs(problem: Problem, answers: Answers) -> dict[str, str]:
    """Return what is wrong with answers that can't be graded, by ``input_id``. A wrong number is no such answer."""
    problems = {}
    for question in problem.questions:
        given = answers.get(question.input_id)
        if question.kind is QuestionKind.NUMERIC and given:
            try:
                evaluate(given[0])
            except ValueError:
                problems[question.input_id] = NOT_A_NUMBER
    return problems


def is_correct(question: Question, given: Sequence[str] | None) -> bool:
    """Return whether the answer is correct.

    ``None`` means never answered, which is wrong; an empty sequence means answered by choosing nothing.
    """
    if given is None:
        return False
    match question.kind:
        case QuestionKind.SINGLE_CHOICE | QuestionKind.DROPDOWN:
            return len(given) == 1 and given[0] in {choice.value for choice in question.choices if choice.is_correct}
        case QuestionKind.MULTIPLE_CHOICE:
            return set(given) == {choice.value for choice in question.choices if choice.is_correct}
        case QuestionKind.NUMERIC:
            return len(given) == 1 and is_number_accepted(question, given[0])
        case QuestionKind.TEXT:
            return len(given) == 1 and is_text_accepted(question, given[0])


def is_number_accepted(question: Question, text: str) -> bool:
    try:
        number = evaluate(text)
    except ValueError:
        return False
    return any(is_within(accepted, number) for accepted in question.accepted_ranges)


def is_within(accepted: NumericRange, number: float) -> bool:
    above = number >= accepted.low if accepted.includes_low else number > accepted.low
    below = number <= accepted.high if accepted.includes_high else number < accepted.high
    return above and below


def is_text_accepted(question: Question, text: str) -> bool:
    given = text.strip()
    flags = re.IGNORECASE if question.ignores_case else re.NOFLAG
    if any(re.fullmatch(pattern, given, flags) for pattern in question.accepted_patterns):
        return True
    if question.ignores_case:
        return given.casefold() in {accepted.strip().casefold() for accepted in question.accepted_texts}
    return given in {accepted.strip() for accepted in question.accepted_texts}
