"""The life of an attempt: moves, time, and what counts for the learner's record."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Mutant

LIFECYCLE: Final = 'edx_proctoring/domain/attempt_lifecycle.py'
STATUS: Final = 'edx_proctoring/actions/attempt_status.py'
LIMITS: Final = 'edx_proctoring/domain/time_limits.py'
MOVES: Final = 'tests/domain/test_attempt_lifecycle.py'
STATUS_TESTS: Final = 'tests/actions/test_attempt_status.py'
SELECT: Final = 'edx_proctoring/learner_pages/select.py'
CLOSED: Final = 'tests/learner_pages/test_content_is_closed.py'
PAGES: Final = 'tests/learner_pages/test_select.py'
OVERTAKEN: Final = (
    'tests/actions/test_attempts.py::test_of_two_requests_at_once_one_makes_the_attempt_and_the_other_is_taken_back'
)
STORED: Final = (
    'tests/actions/test_transactions.py::'
    'test_an_attempt_that_is_stored_stays_registered_whatever_fails_after_the_commit'
)
LIMIT_TESTS: Final = 'tests/domain/test_time_limits.py'

MUTANTS: Final = (
    Mutant(
        file=STATUS,
        before='[locked.status, *siblings], locked.status,',
        after='[locked.status], locked.status,',
        breaks='other attempts are not seen when mails and credit are decided',
        tests=(f'{STATUS_TESTS}::test_a_verdict_beside_another_attempt_that_failed_is_neither_mailed_nor_credited',),
    ),
    Mutant(
        file=STATUS,
        before='actor=Actor.CLOCK, ended_at=time_limits.deadline(attempt))',
        after='actor=Actor.CLOCK)',
        breaks='an attempt that ran out of time ends when somebody looks',
        tests=(f'{STATUS_TESTS}::test_time_that_ran_out_ends_the_attempt_at_its_very_moment_once',),
    ),
    Mutant(
        file=STATUS,
        before='    if not time_limits.is_overdue(attempt, now=now):\n        return attempt\n    return change_status',
        after='    if time_limits.is_overdue(attempt, now=now):\n        return attempt\n    return change_status',
        breaks='attempts that run are ended, and those out of time go on',
        tests=(f'{STATUS_TESTS}::test_time_that_ran_out_ends_the_attempt_at_its_very_moment_once',),
    ),
    Mutant(
        file=STATUS,
        before='    attempt.taking_as_proctored = False\n',
        after='',
        breaks='a declined attempt counts as supervised',
        tests=(f'{STATUS_TESTS}::test_declining_gives_up_the_other_proctored_exams_of_the_course',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='if not is_legal(attempt.status, landing):',
        after='if not is_legal(landing, attempt.status):',
        breaks='what is completed becomes incomplete again',
        tests=(f'{MOVES}::test_an_operator_moves_as_published',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='        return attempt.status in INCOMPLETE\n',
        after='        return attempt.status is not None\n',
        breaks='an attempt that is over runs out of time',
        tests=(f'{MOVES}::test_time_runs_out_only_on_an_open_attempt',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='return attempt.status in move.provider_from',
        after='return attempt.status not in move.provider_from',
        breaks='a provider moves attempts where it has no say',
        tests=(f'{MOVES}::test_a_provider_is_followed_only_where_it_has_a_say',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='supervised_from=RUNNING | {Status.ready_to_start},',
        after='supervised_from=INCOMPLETE,',
        breaks='a learner starts before the provider is ready',
        tests=(f'{MOVES}::test_a_learner_makes_only_the_moves_of_their_own_flow',),
    ),
    Mutant(
        file=LIFECYCLE,
        before="starts_clock = move.stamps == 'started_at' and attempt.started_at is None",
        after="starts_clock = move.stamps == 'started_at'",
        breaks='the clock starts again when the learner goes back into the exam',
        tests=(f'{MOVES}::test_a_clock_starts_once',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='completes=completed_at is not None and attempt.completed_at is None,',
        after='completes=completed_at is not None,',
        breaks='the LMS is told of a completion again',
        tests=(f'{MOVES}::test_an_attempt_is_completed_once',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='return False if in_resume_process else move.resumable',
        after='return move.resumable',
        breaks='an attempt that was resumed can be resumed again',
        tests=(f'{MOVES}::test_an_attempt_in_the_resume_process_stays_unresumable',),
    ),
    Mutant(
        file=LIFECYCLE,
        before="if move.grade == 'restore' and from_status != Status.rejected:",
        after="if move.grade == 'restore' and from_status == Status.rejected:",
        breaks="a grade is restored that was not taken, and one that was isn't",
        tests=(f'{MOVES}::test_an_operator_moves_as_published',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='return all(status == Status.verified for status in statuses)',
        after='return any(status == Status.verified for status in statuses)',
        breaks='one verdict counts for all attempts',
        tests=(f'{MOVES}::test_several_attempts_share_one_record',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='emails=move.emails and attempt.taking_as_proctored and not attempt.is_sample_attempt,',
        after='emails=move.emails and not attempt.is_sample_attempt,',
        breaks='mails are sent about exams without supervision',
        tests=(f'{MOVES}::test_an_operator_moves_as_published',),
    ),
    Mutant(
        file=LIMITS,
        before='(time_limit_mins + additional_mins) * 60 if remaining_seconds is None else remaining_seconds\n',
        after='(time_limit_mins * 60 if remaining_seconds is None else remaining_seconds) + additional_mins * 60\n',
        breaks='an allowance counts again when an attempt is resumed',
        tests=(f'{LIMIT_TESTS}::test_an_allowance_is_not_granted_again_to_who_resumes',),
    ),
    Mutant(
        file=LIMITS,
        before='if seconds is not None and seconds // 60 == minutes:',
        after='if seconds == minutes:',
        breaks='seconds that were left are lost',
        tests=(f'{LIMIT_TESTS}::test_a_resumed_attempt_keeps_its_seconds',),
    ),
    Mutant(
        file=LIMITS,
        before='now > ends_at and Status.is_incomplete_status(attempt.status)',
        after='now > ends_at',
        breaks='attempts that are over are ended again',
        tests=(f'{LIMIT_TESTS}::test_what_is_not_running_is_never_overdue',),
    ),
    Mutant(
        file='edx_proctoring/actions/attempts.py',
        before='if ProctoredExamStudentAttempt.objects.filter(attempt_code=registration.attempt_code).exists():',
        after='if not registration:',
        breaks='an attempt that is stored is taken back at the provider',
        tests=(STORED,),
    ),
    Mutant(
        file='edx_proctoring/actions/attempts.py',
        before='        _record_taking_back(exam, user, registration, now=now)\n',
        after='',
        breaks='what was registered in vain stays at the provider',
        tests=(OVERTAKEN,),
    ),
    Mutant(
        file='edx_proctoring/actions/attempts.py',
        before='        current_at_exam=exam.id,\n',
        after='',
        breaks='the database takes two current attempts of a learner at an exam',
        tests=(OVERTAKEN,),
    ),
    Mutant(
        file='edx_proctoring/actions/attempt_removal.py',
        before='            if required:\n                raise\n',
        after='',
        breaks='an attempt is removed here and kept at the provider',
        tests=('tests/actions/test_attempts.py::test_an_attempt_that_the_provider_keeps_is_kept',),
    ),
    Mutant(
        file=SELECT,
        before='return facts.is_past_due()\n',
        after='return True\n',
        breaks='a timed exam shows its content again before its due date',
        tests=(f'{PAGES}::test_a_timed_exam_is_revealed_after_its_due_date',),
    ),
    Mutant(
        file=SELECT,
        before='(_handed_in, _not_hidden, _past_due,',
        after='(_handed_in, _past_due,',
        breaks='content is shown after the due date although the course team hides it',
        tests=(f'{PAGES}::test_a_timed_exam_is_revealed_after_its_due_date',),
    ),
    Mutant(
        file=SELECT,
        before='return facts.is_acknowledged and facts.shows_content_past_due and facts.is_past_due_for_all()',
        after='return facts.is_acknowledged and facts.is_past_due_for_all()',
        breaks='supervised content is shown again although the site does not want it',
        tests=(f'{PAGES}::test_acknowledged_content_is_viewable_only_when_all_agree',),
    ),
    Mutant(
        file=SELECT,
        before='(_status(Status.verified), _viewable, _no_grace_period)',
        after='(_status(Status.verified), _viewable)',
        breaks='a verified exam is shown while others have time',
        tests=(f'{PAGES}::test_only_a_verified_attempt_waits_for_the_grace_period',),
    ),
    Mutant(
        file=SELECT,
        before='_BOTTOM: Final = Row((), Page.CLOSED)',
        after='_BOTTOM: Final = Row((_lacks_permission,), CONTENT)',
        breaks='what no row foresees shows the content',
        tests=(f'{CLOSED}::test_what_no_row_foresees_is_closed',),
    ),
    Mutant(
        file=SELECT,
        before='if self.page is CONTENT and GRANTS.isdisjoint(self.conditions):',
        after='if self.page is CONTENT and GRANTS is None:',
        breaks='a table may show the content without a reason',
        tests=(f'{CLOSED}::test_a_table_cannot_show_content_without_a_reason',),
    ),
    Mutant(
        file=LIMITS,
        before='return attempt.started_at <= now + MOST_SKEW and not is_overdue(attempt, now=now)',
        after='return not is_overdue(attempt, now=now)',
        breaks='a clock that starts in the future runs',
        tests=(f'{CLOSED}::test_no_stored_attempt_shows_content_without_a_running_clock',),
    ),
    Mutant(
        file=LIFECYCLE,
        before='if attempt.status not in sources or not _has_move(move, policy):',
        after='if attempt.status not in sources:',
        breaks='a timed exam is declined, or breaks off, without a clock',
        tests=(f'{MOVES}::test_a_learner_makes_only_the_moves_of_their_own_flow',),
    ),
)
