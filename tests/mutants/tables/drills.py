"""What each drill proves, taken out: the short version of the drill has to fail."""

from __future__ import annotations

from typing import Final

from tests.mutants.mutant import Database, Mutant

ACTIONS: Final = 'edx_proctoring/actions'
KEY: Final = 'delivering(row.key if goes_to_provider(row.kind) else None)'
HOLD: Final = '_with_siblings(attempt, ProctoredExamStudentAttempt.objects.select_for_update())'


def crash(file: str, before: str, after: str, breaks: str) -> Mutant:
    """A process that is killed loses or repeats something."""
    return drill('tests/drills/test_crashes.py', f'edx_proctoring/{file}', before, after, f'crashes: {breaks}')


def lives(file: str, before: str, after: str, breaks: str) -> Mutant:
    """Something in a life is not as the model says."""
    return drill(
        'tests/drills/test_random_lives.py', f'edx_proctoring/{file}', before, after, f'random lives: {breaks}'
    )


def outage(file: str, before: str, after: str, breaks: str) -> Mutant:
    """Somebody notices that the provider is down, or the provider misses something."""
    return drill('tests/drills/test_outage.py', f'edx_proctoring/{file}', before, after, f'outage: {breaks}')


def workers(file: str, before: str, after: str, breaks: str, database: Database = 'sqlite') -> Mutant:
    """Those who act at once get in each other's way."""
    title = f'many workers: {breaks}'
    return drill('tests/drills/test_many_workers.py', f'{ACTIONS}/{file}', before, after, title, database)


def restart(file: str, before: str, after: str, breaks: str) -> Mutant:
    """A restart of the database is an error, or costs something."""
    return drill('tests/drills/test_database_restart.py', f'edx_proctoring/{file}', before, after, f'restart: {breaks}')


def interface(file: str, before: str, after: str, breaks: str) -> Mutant:
    """An answer is a server error, or not documented."""
    test = 'tests/drills/test_documented_interface.py'
    return drill(test, f'edx_proctoring/{file}', before, after, f'documented interface: {breaks}')


def payloads(file: str, before: str, after: str, breaks: str) -> Mutant:
    """A damaged review crashes something, or is stored by half."""
    return drill(
        'tests/views/test_review_payloads.py', f'{ACTIONS}/{file}', before, after, f'review payloads: {breaks}'
    )


def drill(test: str, file: str, before: str, after: str, breaks: str, database: Database = 'sqlite') -> Mutant:
    """A mutant that the drill has to kill."""
    return Mutant(file=file, before=before, after=after, breaks=breaks, tests=(test,), database=database, kind='drill')


MUTANTS: Final = (
    crash(
        'actions/received_reviews.py',
        '    rows = ReceivedReview.objects.pending()\n    rows = ',
        '    return 0, 0\n    rows = ReceivedReview.objects.pending()\n    rows = ',
        'finish_pending() returns at once',
    ),
    crash(
        'actions/received_reviews.py',
        '@transactional\ndef _record_once(',
        'def _record_once(',
        'a payload is marked in one transaction and becomes a review in another',
    ),
    crash(
        'outbox/pending.py',
        'while succeeded + failed < limit:',
        'while limit < 0:',
        'deliver_pending() does nothing',
    ),
    crash(
        'outbox/recording.py',
        '    behind, breaker = _look_around(recorded, now=now)\n',
        '    behind, breaker = _look_around(recorded, now=now)\n    forget([row for row, _job in recorded])\n',
        'jobs are forgotten before they are run',
    ),
    crash('outbox/running.py', KEY, 'delivering(None)', 'a call that is repeated has no key'),
    crash('actions/attempt_effects.py', 'if transition.emails:', 'if not transition.to_status:', 'no mail is sent'),
    crash(
        'actions/attempt_effects.py',
        "if transition.credit and lms.is_offered('credit'):",
        "if transition.credit == 'submitted' and lms.is_offered('credit'):",
        'a verdict is not told to the credit service',
    ),
    crash(
        'actions/attempt_effects.py',
        "if transition.completes and lms.is_offered('instructor'):",
        "if not transition.to_status and lms.is_offered('instructor'):",
        'the LMS is not told that an attempt is complete',
    ),
    lives(
        'learner_pages/select.py',
        '    return next(matching, _BOTTOM)',
        '    return Row((_past_due,), CONTENT) if facts.status == Status.submitted else next(matching, _BOTTOM)',
        'who has submitted goes on reading',
    ),
    lives(
        'learner_pages/select.py',
        '    return next(matching, _BOTTOM)',
        '    return Row((_past_due,), CONTENT) if facts.status == Status.error else next(matching, _BOTTOM)',
        'who broke off goes on without a clock',
    ),
    lives('views/learner_attempts.py', 'if attempt.user_id != owner_id:', 'if not owner_id:', 'strangers act'),
    lives(
        'views/learner_attempts.py',
        'act(settle(attempt, now=now), user=',
        'act(attempt, user=',
        'actions are taken after the time is over',
    ),
    lives(
        'actions/attempts.py',
        '    return attempt.time_remaining_seconds\n',
        '    return None\n',
        'who resumes has all of the time again',
    ),
    lives(
        'actions/attempt_status.py',
        '[locked.status, *siblings], locked.status,',
        '[locked.status], locked.status,',
        'other attempts are not seen when mails and credit are decided',
    ),
    lives(
        'actions/attempts.py',
        'resumed, attempt.is_resumable, attempt.current_at_exam = True, False, None',
        'resumed, attempt.is_resumable, attempt.current_at_exam = True, False, attempt.current_at_exam',
        'an attempt that was resumed stays the current one',
    ),
    outage(
        'outbox/circuit_breaker.py',
        'others.filter(given_up=False, not_before__gt=now).update(not_before=now, failed_at=None)',
        'others.filter(given_up=False, not_before__gt=now).update(failed_at=None)',
        'what failed waits on when it is over',
    ),
    outage(
        'domain/provider_outage.py',
        'return self.failures >= FAILURES',
        'return self.failures < 0',
        'a provider that is down is asked again and again',
    ),
    outage(
        'models/delivery.py',
        'self.filter(~Exists(earlier), given_up=False',
        'self.filter(given_up=False',
        'calls overtake each other',
    ),
    outage('outbox/running.py', 'given_up=is_hopeless(tries)', 'given_up=True', 'calls are given up'),
    outage(
        'queries/attempts.py',
        'status__in=sorted(INCOMPLETE), started_at__lt=now',
        'status__in=[], started_at__lt=now',
        'who lets the time run out is never submitted',
    ),
    workers(
        'attempt_status.py', HOLD, HOLD.replace('select_for_update()', 'all()'), 'attempts are not locked', 'postgres'
    ),
    workers(
        'attempts.py',
        '        _record_taking_back(exam, user, registration, now=now)\n',
        '',
        'registrations in vain stay at the provider',
    ),
    workers('attempts.py', '        current_at_exam=exam.id,\n', '', 'two enter at once and both have an attempt'),
    restart(
        'database_errors.py',
        "return state in POSTGRES_LOST or state.startswith('08')",
        'return not state',
        'a lost connection is a server error on PostgreSQL',
    ),
    restart(
        'database_errors.py',
        'return _mysql_code(error) in MYSQL_LOST',
        'return not _mysql_code(error)',
        'a lost connection is a server error on MariaDB',
    ),
    restart('outbox/running.py', KEY, 'delivering(None)', 'a call that is repeated has no key'),
    interface(
        'views/base.py',
        "body: dict[str, Any] = {'detail': error.detail}",
        "body: dict[str, Any] = {'detail': [error.detail]}",
        'refusals have another shape',
    ),
    interface(
        'views/base.py',
        'Response(body, status=error.http_status,',
        'Response(body, status=error.http_status + 10,',
        'refusals have another status',
    ),
    interface(
        'queries/attempts.py',
        'except ProctoredExamStudentAttempt.DoesNotExist:',
        'except ZeroDivisionError:',
        'an attempt that is none is a server error',
    ),
    payloads(
        'received_reviews.py',
        'if error.http_status < FIRST_SERVER_ERROR:',
        'if error.http_status < 0:',
        'what is refused is kept',
    ),
    payloads(
        'received_reviews.py',
        "update(processed_at=now, payload='', error='')",
        "update(processed_at=now, error='')",
        'what became a review stays as a payload, too',
    ),
    payloads(
        'reviews.py',
        '    row.save_only()\n    ',
        "    row.raw_data = '{}'\n    row.save_only()\n    ",
        'a review is stored without what was sent',
    ),
)
