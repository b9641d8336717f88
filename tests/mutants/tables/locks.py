"""Locks, transactions, and what is done again."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

ACTIONS: Final = 'edx_proctoring/actions'
TRANSACTIONS: Final = f'{ACTIONS}/transactions.py'
LEARNER_LOCK: Final = "get_user_model().objects.select_for_update().values_list('id').get(id=user.id)"
LOCKS: Final = 'tests/actions/test_locks.py'
AT_ONCE: Final = 'tests/actions/test_concurrency.py'
TRIES: Final = 'tests/actions/test_transactions.py'

OVERTAKEN: Final = (
    'tests/actions/test_attempts.py::test_of_two_requests_at_once_one_makes_the_attempt_and_the_other_is_taken_back'
)

MUTANTS: Final = (
    Mutant(
        file=f'{ACTIONS}/attempts.py',
        before=LEARNER_LOCK,
        after=LEARNER_LOCK.replace('select_for_update().', ''),
        breaks='an attempt is stored without a lock on its learner',
        tests=(f'{LOCKS}::test_who_enters_an_exam_waits_for_whoever_has_locked_the_learner',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/attempts.py',
        before=LEARNER_LOCK,
        after=LEARNER_LOCK.replace('select_for_update().', ''),
        breaks='an attempt is stored without a lock on its learner, on MariaDB',
        tests=(f'{LOCKS}::test_who_enters_an_exam_waits_for_whoever_has_locked_the_learner',),
        database='mariadb',
    ),
    Mutant(
        file=f'{ACTIONS}/attempt_removal.py',
        before=".order_by('id').select_for_update())",
        after=".order_by('id'))",
        breaks='attempts are deleted without a lock',
        tests=(f'{LOCKS}::test_an_attempt_that_two_remove_at_once_is_archived_once',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/attempt_status.py',
        before='_with_siblings(attempt, ProctoredExamStudentAttempt.objects.select_for_update())',
        after='_with_siblings(attempt, ProctoredExamStudentAttempt.objects.all())',
        breaks='a change of status does not lock the attempt and its siblings',
        tests=(f'{AT_ONCE}::test_the_second_of_two_changes_is_planned_from_what_the_first_one_left',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/attempt_status.py',
        before='rows = ProctoredExamStudentAttempt.objects.select_for_update().select_related(None)',
        after='rows = ProctoredExamStudentAttempt.objects.select_related(None)',
        breaks='fields are changed without a lock',
        tests=(f'{AT_ONCE}::test_no_change_is_lost_when_another_is_made_at_the_same_time',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/replay.py',
        before='change_held(held, Change(held.attempt.status), now=now)',
        after='change_held(held, Change(attempt.status), now=now)',
        breaks='the status that is repeated is read without a lock',
        tests=(f'{LOCKS}::test_a_status_that_is_repeated_is_that_of_the_locked_row',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/replay.py',
        before='attempts = ProctoredExamStudentAttempt.objects.select_for_update().filter(',
        after='attempts = ProctoredExamStudentAttempt.objects.filter(',
        breaks='the review that is judged again is read without a lock',
        tests=(f'{LOCKS}::test_a_review_that_is_judged_again_is_the_one_that_came_last',),
        database='postgres',
    ),
    Mutant(
        file=TRANSACTIONS,
        before='if committed or tries > 1:',
        after='if tries > 1:',
        breaks='a change is made again after its commit and an IntegrityError',
        tests=(f'{TRIES}::test_what_fails_after_the_commit_does_not_repeat_the_change',),
    ),
    Mutant(
        file=TRANSACTIONS,
        before='if committed or not is_lock_failure(error):',
        after='if not is_lock_failure(error):',
        breaks='a change is made again after its commit and a lost lock',
        tests=(f'{TRIES}::test_what_fails_after_the_commit_does_not_repeat_the_change',),
    ),
    Mutant(
        file=TRANSACTIONS,
        before='if committed or tries > 1:',
        after='if committed or tries > 0:',
        breaks='a broken constraint is not looked at once more',
        tests=(f'{TRIES}::test_a_broken_constraint_is_looked_at_once_more_and_then_told',),
    ),
    Mutant(
        file=TRANSACTIONS,
        before='if tries == MOST_TRIES or',
        after='if tries == 2 * MOST_TRIES or',
        breaks='there are more tries than a request may take',
        tests=(f'{TRIES}::test_tries_are_bounded',),
        database='postgres',
    ),
    Mutant(
        file=TRANSACTIONS,
        before='if connection.in_atomic_block:',
        after='if not connection:',
        breaks="a part of the caller's transaction is tried again",
        tests=(f'{TRIES}::test_inside_a_callers_transaction_nothing_is_tried_again',),
        database='postgres',
    ),
    Mutant(
        file=TRANSACTIONS,
        before="            raise BusyException(_('The database is busy. Please try again in a moment.')) from error",
        after='            raise',
        breaks='a database that is busy is an error of the server',
        tests=(f'{TRIES}::test_tries_are_bounded',),
        database='postgres',
    ),
    Mutant(
        file=f'{ACTIONS}/attempts.py',
        before='return isinstance(error, IntegrityError) and',
        after='return isinstance(error, OSError) and',
        breaks='of two who enter at once, one is told of an error of the server',
        tests=(OVERTAKEN,),
    ),
)
