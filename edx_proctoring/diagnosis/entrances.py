"""Diagnoses of the entrances of exams: rules by which nobody gets in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine, numbered
from edx_proctoring.domain.entry_problems import Problem
from edx_proctoring.lms.requests import list_missing_middleware
from edx_proctoring.queries.entry_lists import has_entrances, map_troubled_exams
from edx_proctoring.queries.operations import MOST_NAMED, Found

WORDS: Final[Mapping[Problem, tuple[Level, str, str]]] = {
    Problem.RULES_MISSING: (
        Level.FAIL,
        'The row with the entry rules is missing.',
        'Have the staff of the course save the rules again, or remove them.',
    ),
    Problem.NO_NETWORK: (
        Level.FAIL,
        'The list of networks is empty, or cannot be read.',
        'Have the staff of the course choose the networks again.',
    ),
    Problem.UNKNOWN_NETWORK: (
        Level.FAIL,
        'A network has no addresses.',
        'Add it to EXAM_NETWORKS, or have the staff of the course choose another one.',
    ),
    Problem.NO_CODE: (
        Level.WARN,
        'An access code is needed, and none is valid now.',
        'Have the staff of the course make one, before the exam begins.',
    ),
    Problem.NO_SEB_ADDRESS: (
        Level.FAIL,
        'Safe Exam Browser is needed, and there is no address at which it can be checked.',
        'Set SEB_BASE_URL.',
    ),
    Problem.LOST_PASSWORD: (
        Level.FAIL,
        'The password of the configuration for Safe Exam Browser cannot be read any more.',
        'Add the former SECRET_KEY to SECRET_KEY_FALLBACKS, or have the staff of the course set the password again.',
    ),
}
"""How bad each problem is, what it means, and what to do about it."""


def entry_rules(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for active exams with entry rules by which nobody gets in."""
    missing = list_missing_middleware() if has_entrances() else []
    if missing:
        yield Finding(
            Level.FAIL,
            f'MIDDLEWARE has no {" and no ".join(missing)}.',
            'Nobody gets into exams with rules about networks, codes, places, or Safe Exam Browser.',
            'Add it.',
        )
    exams: dict[Problem, list[int]] = {}
    for exam_id, troubles in map_troubled_exams(now=circumstances.now).items():
        for problem in dict.fromkeys(each.problem for each in troubles):
            exams.setdefault(problem, []).append(exam_id)
    for problem, ids in exams.items():
        level, meaning, advice = WORDS[problem]
        found = numbered(Found(len(ids), tuple(ids[:MOST_NAMED])), 'exam', 'exams')
        yield Finding(level, f'Nobody gets into {found}.', meaning, advice)
    if not exams and not missing:
        yield fine('All can be evaluated.')
