"""Diagnoses of what the tables hold: what waits, what stands still, what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from edx_proctoring import provider_gateway
from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine, numbered
from edx_proctoring.domain.counting import counted
from edx_proctoring.queries import operations
from edx_proctoring.queries.backlog import (
    Backlog,
    count_pending_reviews,
    count_unattended,
    list_backlogs,
    list_overdue_attempts,
)
from edx_proctoring.queries.operations import MOST_NAMED, Found

DELIVERIES: Final = ('delivery', 'deliveries')

# Schedules run every few minutes; what is older than that was forgotten by them.
GRACE: Final = timedelta(minutes=15)
WORRYING: Final = timedelta(hours=1)
ALARMING: Final = timedelta(days=1)


def deliveries(circumstances: Circumstances) -> Iterator[Finding]:
    """Deliveries that are old, that were given up, and that nobody tries."""
    backlogs = list_backlogs()
    findings = [finding for backlog in backlogs for finding in _judge_backlog(backlog, circumstances)]
    unattended = count_unattended(since=circumstances.now - GRACE)
    if unattended:
        findings.append(
            Finding(
                Level.FAIL,
                f'{counted(unattended, *DELIVERIES)} due for {_words(GRACE)}, and nobody tries again.',
                'Nothing looks after deliveries that failed.',
                'Schedule manage.py deliver_pending or the task edx_proctoring.deliver_pending, every minute.',
            )
        )
    yield from findings or [fine(f'{counted(sum(each.pending for each in backlogs), *DELIVERIES)} pending.')]


def received(_: Circumstances) -> Iterator[Finding]:
    """Reviews that came in and could not be processed."""
    pending, failed = count_pending_reviews()
    if failed:
        yield Finding(
            Level.FAIL,
            f'{counted(failed, "review", "reviews")} came in and could not be processed.',
            'Their attempts wait for a verdict that is here already.',
            'Find the cause in the admin and fix it, then run: manage.py process_reviews --failed',
        )
    else:
        yield fine(f'{counted(pending, "received review is", "received reviews are")} pending.')


def overdue(circumstances: Circumstances) -> Iterator[Finding]:
    """Attempts that are open although their time has been over for a while."""
    ids = list_overdue_attempts(now=circumstances.now - GRACE)
    yield _judge(
        Found(len(ids), tuple(ids[:MOST_NAMED])),
        Level.FAIL,
        'is open although its time is over',
        'are open although their time is over',
        'Nobody has looked at them since; grade, credit and provider wait.',
        'Schedule manage.py close_expired_attempts, every five minutes.',
    )


def never_started(circumstances: Circumstances) -> Iterator[Finding]:
    """Attempts that were entered long ago and never begun."""
    yield _judge(
        operations.find_never_started(before=circumstances.now - circumstances.patience),
        Level.WARN,
        'was entered long ago and never begun',
        'were entered long ago and never begun',
        "Learners gave up while they set up, or the provider's software never reported that it runs.",
        "If there are many at one provider, see whether its callback gets through; remove them in the instructor's "
        'panel to let the learners begin anew.',
    )


def second_reviews(circumstances: Circumstances) -> Iterator[Finding]:
    """Attempts that have waited long for a person to decide."""
    yield _judge(
        operations.find_waiting_for_second_review(before=circumstances.now - circumstances.patience),
        Level.WARN,
        'waits for a second review',
        'wait for a second review',
        'The provider has found something, and nobody has decided.',
        'Decide in the admin, under reviews that nobody has looked at.',
    )


def without_review(circumstances: Circumstances) -> Iterator[Finding]:
    """Supervised attempts that were submitted long ago and have no review."""
    yield _judge(
        operations.find_without_review(
            before=circumstances.now - circumstances.patience, except_of=provider_gateway.list_without_reviews()
        ),
        Level.WARN,
        'was submitted long ago and has no review',
        'were submitted long ago and have no review',
        "The provider's reviews do not come, or do not come in.",
        "Look for refused requests at the review callback; see that the provider's user is in its group "
        "'{backend}_review'; ask the provider.",
    )


def duplicates(_: Circumstances) -> Iterator[Finding]:
    """Learners with several current attempts at one exam."""
    yield _judge(
        operations.find_duplicates(),
        Level.WARN,
        'is not the only one of its learner at that exam that counts',
        'are not the only ones of their learners at that exam that count',
        'They were made by a version that let two requests make two attempts. The newest one counts.',
        "Remove the others in the instructor's panel after looking at them.",
    )


def reviews_of_nothing(_: Circumstances) -> Iterator[Finding]:
    """Reviews of attempts that are not known."""
    found = operations.find_reviews_of_nothing()
    if found.total:
        yield Finding(
            Level.WARN,
            f'No attempt is known for {numbered(found, "review", "reviews")}.',
            'Rows of attempts and of their history were deleted behind the back of the app.',
            'Restore them, or delete the reviews in the admin.',
        )
    else:
        yield fine('Every review has its attempt.')


def _judge_backlog(backlog: Backlog, circumstances: Circumstances) -> Iterator[Finding]:
    about = f'{backlog.backend!r}' if backlog.backend else 'no provider'
    if backlog.given_up:
        yield Finding(
            Level.FAIL,
            f'{counted(backlog.given_up, *DELIVERIES)} about {about} given up.',
            'The provider, a mailbox or the gradebook does not know what it should.',
            'Read their errors in the admin, fix the cause, and retry them there.',
        )
    age = circumstances.now - backlog.oldest if backlog.oldest else timedelta()
    if age > WORRYING:
        yield Finding(
            Level.FAIL if age > ALARMING else Level.WARN,
            f'{counted(backlog.pending, *DELIVERIES)} about {about} pending, the oldest for {_words(age)}.',
            'The provider or the mail server has failed since then, or one row fails again and again.',
            'Read their errors in the admin; they are tried again by themselves.',
        )


def _judge(found: Found, level: Level, one: str, several: str, meaning: str, advice: str) -> Finding:
    if not found.total:
        return fine('None.')
    return Finding(
        level,
        f'{numbered(found, "attempt", "attempts")} {one if found.total == 1 else several}.',
        meaning,
        advice,
    )


def _words(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    if hours >= 48:
        return f'{hours / 24:.0f} days'
    return f'{hours:.0f} hours' if hours >= 2 else counted(round(age.total_seconds() / 60), 'minute', 'minutes')
