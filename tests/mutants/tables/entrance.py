"""The entrance of exams: what is asked for, and what keeps learners out."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

ACTION: Final = 'edx_proctoring/actions/entry.py'
RULES: Final = 'edx_proctoring/domain/entry_rules.py'
CODES: Final = 'edx_proctoring/actions/code_entry.py'
LET_IN_ONCE: Final = 'tests/views/test_let_in_once.py'
ENTRY: Final = 'tests/views/test_entry.py'
CODE_ENTRY: Final = 'tests/actions/test_code_entry.py'

MUTANTS: Final = (
    Mutant(
        file=ACTION,
        before='former = _UNUSED_HERE if row.attempt_id not in (None, attempt.id) else {}',
        after='former = {}',
        breaks='a code that was entered for an attempt lets into the next one',
        tests=(f'{LET_IN_ONCE}::test_what_was_shown_for_a_removed_attempt_does_not_count_again',),
    ),
    Mutant(
        file=ACTION,
        before=' or carried_seconds(attempt) is not None',
        after='',
        breaks='who resumes after the window never comes back',
        tests=(f'{LET_IN_ONCE}::test_who_resumes_starts_the_clock_after_the_window_and_in_another_browser',),
    ),
    Mutant(
        file=ACTION,
        before='return Moment.CONTENT if is_let_in else Moment.START',
        after='return Moment.CONTENT',
        breaks='who declines another exam reads this one without its code',
        tests=(f'{LET_IN_ONCE}::test_who_declines_another_exam_is_not_let_into_this_one',),
    ),
    Mutant(
        file=ACTION,
        before='            return [_NO_RULES]',
        after='            return []',
        breaks='rules that were lost let everybody in',
        tests=(f'{ENTRY}::test_a_rule_that_was_lost_keeps_everybody_out',),
    ),
    Mutant(
        file=RULES,
        before='asked.passed.code_session == asked.visitor.session',
        after='asked.passed.code_session',
        breaks='a code that one browser entered lets in all of that learner',
        tests=(f'{ENTRY}', f'{CODE_ENTRY}', 'tests/domain/test_entry_rules.py'),
    ),
    Mutant(
        file=RULES,
        before='return one.session == other.session and neighborhood(one.address) == neighborhood(other.address)',
        after='return one.session == other.session',
        breaks='an attempt goes on at another address',
        tests=(f'{ENTRY}', 'tests/domain/test_entry_rules.py'),
    ),
    Mutant(
        file=CODES,
        before='and row.wrong_codes >= conf.wrong_codes_per_learner',
        after='and row.wrong_codes > conf.wrong_codes_per_learner',
        breaks='a learner has one try more than the limit',
        tests=(f'{CODE_ENTRY}',),
    ),
    Mutant(
        file='edx_proctoring/actions/waiting.py',
        before='        _forget_release(row)\n',
        after='        pass\n',
        breaks='staff do not see who waits again after another attempt',
        tests=(f'{LET_IN_ONCE}::test_who_waits_again_after_another_attempt_is_seen_and_can_be_let_in',),
    ),
    Mutant(
        file='edx_proctoring/queries/entry_lists.py',
        before='    if _is_early(rules, now=now):\n        return passes\n',
        after='',
        breaks='staff do not see who waits for the time only',
        tests=('tests/actions/test_waiting.py::test_who_waits_for_the_time_is_listed_until_it_comes',),
    ),
)
