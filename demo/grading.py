"""Grades the answers to a problem. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from demo.olx.course import Problem, Question, QuestionKind

# What a learner gave, by the question's ``input_id``.
Answers = Mapping[str, Sequence[str]]


def points_earned(problem: Problem, answers: Answers) -> float:
    """Return the points, 0 to ``problem.weight``; all questions of the problem count the same."""
    correct = sum(is_correct(question, answers.get(question.input_id)) for question in problem.questions)
    return problem.weight * correct / len(problem.questions)


def is_correct(question: Question, given: Sequence[str] | None) -> bool:
    """Return whether the answer is correct.

    ``None`` means never answered, which is wrong; an empty sequence means answered by choosing nothing.
    """
    if given is None:
        return False
    match question.kind:
        case QuestionKind.SINGLE_CHOICE:
            return len(given) == 1 and given[0] in {choice.value for choice in question.choices if choice.is_correct}
        case QuestionKind.MULTIPLE_CHOICE:
            return set(given) == {choice.value for choice in question.choices if choice.is_correct}
        case QuestionKind.NUMERIC:
            return len(given) == 1 and is_number_accepted(question, given[0])
        case QuestionKind.TEXT:
            return len(given) == 1 and is_text_accepted(question, given[0])


def is_number_accepted(question: Question, text: str) -> bool:
    try:
        number = float(text.strip().replace('\N{MINUS SIGN}', '-'))
    except ValueError:
        return False
    accepted = question.accepted_range
    if accepted is None or not math.isfinite(number):
        return False
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
