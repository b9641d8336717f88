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
CHECKS: Final = 'edx_proctoring/actions/seb_challenges.py'
WAITING: Final = 'edx_proctoring/actions/waiting.py'
NETWORKS: Final = 'edx_proctoring/domain/networks.py'
MOVING: Final = 'tests/views/test_moving.py'
SEB: Final = 'tests/views/test_seb.py'

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
    Mutant(
        file=ACTION,
        before='is_free = place is None or (opens and not place)',
        after='is_free = not place',
        breaks='the computer that a learner leaves takes the place back by its next poll',
        tests=(f'{MOVING}::test_the_place_is_where_the_learner_opens_the_exam_next',),
    ),
    Mutant(
        file=ACTION,
        before='    if opens and is_somebody_else(attempt.user_id):\n        return Standing(refusal)\n',
        after='',
        breaks='staff who view a course as a learner take their place',
        tests=(f'{MOVING}::test_staff_who_view_the_course_as_the_learner_change_nothing',),
    ),
    Mutant(
        file=CHECKS,
        before='    if verdict in _WRONG:\n        _keep_out(row, visitor)\n',
        after='',
        breaks='a browser that shows another key reads on for minutes',
        tests=(f'{SEB}::test_a_wrong_answer_closes_the_content_at_once',),
    ),
    Mutant(
        file=CHECKS,
        before='passes.filter(seb_session=visitor.session, seb_proof=visitor.seb_proof).update',
        after='passes.filter(seb_session=visitor.session).update',
        breaks='a copied session keeps the learner out of their exam',
        tests=(f'{SEB}::test_what_a_copied_session_answers_closes_nothing_for_the_browser',),
    ),
    Mutant(
        file=WAITING,
        before='let_in = (signal, [ticket_of(exam_id, user_id) for user_id in user_ids])',
        after='let_in = (signal, [])',
        breaks='the page of who is let in does not ask',
        tests=('tests/views/test_let_in_signal.py',),
    ),
    Mutant(
        file=NETWORKS,
        before="return parse_address((found['v6'] or found['v4'] or '') if found else entry)",
        after='return parse_address(entry)',
        breaks='behind proxies that write ports, nobody gets in',
        tests=(f'{ENTRY}::test_addresses_are_taken_from_proxies_that_are_trusted',),
    ),
)
