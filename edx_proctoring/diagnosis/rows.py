"""Diagnoses of the data: what is pending, stuck, or inconsistent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine, numbered
from edx_proctoring.domain.counting import counted
from edx_proctoring.domain.retention import PARTS, kept_from
from edx_proctoring.queries import operations
from edx_proctoring.queries.backlog import (
    Backlog,
    count_pending_reviews,
    count_unattended,
    list_backlogs,
    list_overdue_attempts,
)
from edx_proctoring.queries.operations import MOST_NAMED, Found
from edx_proctoring.queries.retention import iter_old

DELIVERIES: Final = ('delivery', 'deliveries')

# Schedules run every few minutes; what is older than that was forgotten by them.
GRACE: Final = timedelta(minutes=15)
WORRYING: Final = timedelta(hours=1)
ALARMING: Final = timedelta(days=1)
LATE: Final = timedelta(days=7)  # for what is to be done once a day


def deliveries(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for deliveries that are old, were given up, or are not retried."""
    backlogs = list_backlogs()
    findings = [finding for backlog in backlogs for finding in _judge_backlog(backlog, circumstances)]
    unattended = count_unattended(since=circumstances.now - GRACE)
    if unattended:
        findings.append(
            Finding(
                Level.FAIL,
                f'{counted(unattended, *DELIVERIES)} due for {_words(GRACE)} and not retried.',
                'Nothing retries failed deliveries.',
                'Schedule manage.py deliver_pending or the task edx_proctoring.deliver_pending, every minute.',
            )
        )
    yield from findings or [fine(f'{counted(sum(each.pending for each in backlogs), *DELIVERIES)} pending.')]


def received(_: Circumstances) -> Iterator[Finding]:
    """Look for reviews that could not be processed."""
    pending, failed = count_pending_reviews()
    if failed:
        yield Finding(
            Level.FAIL,
            f'{counted(failed, "review", "reviews")} could not be processed.',
            'Their attempts wait for a verdict that has already arrived.',
            'Find the cause in the admin and fix it, then run: manage.py process_reviews --failed',
        )
    else:
        yield fine(f'{counted(pending, "received review is", "received reviews are")} pending.')


def overdue(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for open attempts whose time has been over for a while."""
    ids = list_overdue_attempts(now=circumstances.now - GRACE)
    yield _judge(
        Found(len(ids), tuple(ids[:MOST_NAMED])),
        Level.FAIL,
        'is still open although its time is over',
        'are still open although their time is over',
        'Nothing has read them since; grade, credit, and provider are waiting.',
        'Schedule manage.py close_expired_attempts, every five minutes.',
    )


def never_started(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for attempts that were entered long ago but never started."""
    yield _judge(
        operations.find_never_started(before=circumstances.now - circumstances.patience),
        Level.WARN,
        'was entered long ago but never started',
        'were entered long ago but never started',
        "Learners gave up during setup, or the provider's software never reported that it is running.",
        'If there are many for one provider, check whether its callback gets through; remove them in the instructor '
        'panel to let the learners start over.',
    )


def second_reviews(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for attempts that have waited long for a person to decide."""
    yield _judge(
        operations.find_waiting_for_second_review(before=circumstances.now - circumstances.patience),
        Level.WARN,
        'waits for a second review',
        'wait for a second review',
        'The provider found something, and nobody has decided yet.',
        'Decide in the admin, under reviews that nobody has looked at.',
    )


def without_review(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for supervised attempts that were submitted long ago but have no review."""
    yield _judge(
        operations.find_without_review(
            before=circumstances.now - circumstances.patience, except_of=provider_gateway.list_without_reviews()
        ),
        Level.WARN,
        'was submitted long ago but has no review',
        'were submitted long ago but have no review',
        'The provider sends no reviews, or they are rejected.',
        "Look for rejected requests to the review callback; check that the provider's user is in its group "
        "'{backend}_review'; ask the provider.",
    )


def duplicates(_: Circumstances) -> Iterator[Finding]:
    """Look for learners with several current attempts at one exam."""
    yield _judge(
        operations.find_duplicates(),
        Level.WARN,
        "is not its learner's only current attempt at that exam",
        "are not their learners' only current attempts at that exam",
        'They were created by a version in which two requests could create two attempts. The newest one counts.',
        'Review the others and remove them in the instructor panel.',
    )


def reviews_of_nothing(_: Circumstances) -> Iterator[Finding]:
    """Look for reviews without an attempt."""
    found = operations.find_reviews_of_nothing()
    if found.total:
        yield Finding(
            Level.WARN,
            f'There is no attempt for {numbered(found, "review", "reviews")}.',
            'Attempts and their history were deleted outside of the app.',
            'Restore them, or delete the reviews in the admin.',
        )
    else:
        yield fine('Every review has its attempt.')


def old_data(circumstances: Circumstances) -> Iterator[Finding]:
    """Look for data that should have been emptied a week ago, according to ``RETENTION``."""
    late = [
        kind
        for kind, days in conf.retention.items()
        if any(next(iter_old(part, kept_from(circumstances.now, days) - LATE), None) for part in PARTS[kind])
    ]
    if late:
        yield Finding(
            Level.WARN,
            f'Old data has not been emptied: {", ".join(late)}.',
            'RETENTION says that it is kept for a time that is over by more than a week.',
            'Schedule manage.py proctoring_retention --apply, once a day.',
        )
    else:
        yield fine('None.')


def _judge_backlog(backlog: Backlog, circumstances: Circumstances) -> Iterator[Finding]:
    about = f'{backlog.backend!r}' if backlog.backend else 'no provider'
    if backlog.given_up:
        yield Finding(
            Level.FAIL,
            f'{counted(backlog.given_up, *DELIVERIES)} about {about} given up.',
            'The provider, a mailbox, or the gradebook was not notified.',
            'Read their errors in the admin, fix the cause, and retry them there.',
        )
    age = circumstances.now - backlog.oldest if backlog.oldest else timedelta()
    if age > WORRYING:
        yield Finding(
            Level.FAIL if age > ALARMING else Level.WARN,
            f'{counted(backlog.pending, *DELIVERIES)} about {about} pending, the oldest for {_words(age)}.',
            'The provider or the mail server has failed since then, or one row keeps failing.',
            'Read their errors in the admin; they are retried automatically.',
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
