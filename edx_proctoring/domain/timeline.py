"""Everything that happened to one attempt, as entries in one order, made of what is stored of it.

No entry has a key, a code, an encrypted link, or the text of an error: those who read it are the staff of a course.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any, Final, Literal, TypedDict

from edx_proctoring.domain.incidents import Cause, Remedy
from edx_proctoring.domain.time_limits import deadline, limit_seconds
from edx_proctoring.shapes import Keyword, Named
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

CREATED: Final = '+'  # types of history rows
CHANGED: Final = '~'
REMOVED: Final = '-'
LONGEST_NAME: Final = 100

Received = Literal['waiting', 'failed', 'given_up', 'done', 'cleared']


class Kind(StrEnum):
    """What an entry is about. Entries of the same moment are in this order, causes before effects."""

    CREATED = 'created'
    ALLOWANCE_GIVEN = 'allowance_given'
    ALLOWANCE_CHANGED = 'allowance_changed'
    ALLOWANCE_REVOKED = 'allowance_revoked'
    INCIDENT = 'incident'
    INCIDENT_REVERTED = 'incident_reverted'
    TIME_GRANTED = 'time_granted'
    TIME_TAKEN_BACK = 'time_taken_back'
    ENDED_BY_STAFF = 'ended_by_staff'
    RESUME_ALLOWED = 'resume_allowed'
    MESSAGE_SENT = 'message_sent'
    MESSAGE_READ = 'message_read'
    CONTACT_LOST = 'contact_lost'
    CONTACT_FOUND = 'contact_found'
    ENTRY = 'entry'
    REVIEW_RECEIVED = 'review_received'
    REVIEWED = 'reviewed'
    REVIEW_DECIDED = 'review_decided'
    REVIEW_SET_ASIDE = 'review_set_aside'
    REJECTION_EXPLAINED = 'rejection_explained'
    STATUS_CHANGED = 'status_changed'
    LIMIT_CHANGED = 'limit_changed'
    READY_TO_RESUME = 'ready_to_resume'
    REOPENED = 'reopened'
    REOPENING_UNDONE = 'reopening_undone'
    RESUMED = 'resumed'
    REMOVED = 'removed'
    OTHER_ATTEMPT_CREATED = 'other_attempt_created'
    OTHER_ATTEMPT_REMOVED = 'other_attempt_removed'
    JOB_DONE = 'job_done'
    JOB_WAITING = 'job_waiting'
    JOB_GIVEN_UP = 'job_given_up'


RANKS: Final = {kind: rank for rank, kind in enumerate(Kind)}


class SebCheckFactsDict(TypedDict, total=False):
    """What is known of a check of Safe Exam Browser."""

    version: Annotated[str, 'Of the browser, with its platform.']
    expected: Annotated[str, 'The first 8 characters of the hash that the server computed; of a wrong key only.']
    received: Annotated[str, 'The same of the hash that the browser gave.']


class TimelineFactsDict(TypedDict, total=False):
    """What is known about an entry. Which of these are present depends on its `kind`."""

    status: Annotated[str, 'The new status of the attempt, or the present one of another attempt.']
    former_status: Annotated[str, 'Absent if the history of the attempt begins here.']
    time_over_at: Annotated[datetime, 'When the time of the attempt was over, if that is what ended it.']
    is_proctored: bool
    limit_seconds: Annotated[int, 'The new time limit.']
    former_limit_seconds: int
    attempt_id: Annotated[int, 'Another attempt of the learner at the exam: which it resumes, or which resumes it.']
    seconds: Annotated[int, 'Extra time, or the time that a reopened attempt has.']
    source: Annotated[
        str, Named('ExtraTimeSource'), Keyword('enum', ('allowance', 'extension', 'incident')), 'Where it comes from.'
    ]
    reason: Annotated[str, 'In the words of the person who gave it.']
    learner_reason: Annotated[str, 'What the learner is told: a key of the list of reasons.']
    learner_text: Annotated[str, 'What the learner is told in the words of the person who decided.']
    text: Annotated[str, 'Of a message to the learner.']
    cause: Annotated[str, Named('IncidentCause'), Keyword('enum', tuple(Cause)), 'Of an incident: what was down.']
    began_at: datetime
    ended_at: datetime
    remedy: Annotated[str, Named('IncidentRemedy'), Keyword('enum', tuple(Remedy)), 'What the incident led to.']
    state: Annotated[
        str,
        Named('ReceivedReviewState'),
        Keyword('enum', ('waiting', 'failed', 'given_up', 'done', 'cleared')),
        'Of a received review: `failed` is tried again; `cleared` lost its content before it was processed.',
    ]
    processed_at: datetime
    verdict: str
    former_verdict: str
    set_aside: Annotated[str, 'Why a review does not count.']
    review_id: Annotated[int, 'Of the review of the attempt.']
    key: Annotated[str, 'Of an allowance.']
    value: str
    former_value: str
    job: Annotated[str, 'What was done, is still to be done, or was given up, at the provider or in the LMS.']
    tries: int
    error: Annotated[str, 'The class of the last error.']
    next_try_at: Annotated[datetime, 'Not before.']
    rule: Annotated[str, 'Of an entry: which of the entry rules it is about.']
    outcome: Annotated[str, 'Of an entry: why the learner was kept out, or what else happened.']
    address: Annotated[str, 'Of an entry: from where the learner came.']
    check: Annotated[SebCheckFactsDict, 'Of an entry with the rule `seb`.']


Facts = TimelineFactsDict


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened; ``who`` is a username, empty if no user of the site is known to have done it."""

    at: datetime
    kind: Kind
    who: str = ''
    facts: Facts = field(default_factory=Facts)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries, oldest first."""
    return sorted(entries, key=lambda entry: (entry.at, RANKS[entry.kind]))


def error_class(text: str) -> str:
    """Return the class of a stored error, ``Class: text``; the text is somebody else's, and may name anybody."""
    name, colon, _text = text.partition(':')
    return name if colon and name.isidentifier() and len(name) <= LONGEST_NAME else ''


# ── the attempt, and others of the learner at the exam ────────────────────────────────────────────────────────────


def of_attempts(rows: Iterable[Any], attempt: Any, reopenings: Iterable[Any] = ()) -> Iterator[Entry]:
    """Yield what happened to the attempt, and when others came and went.

    ``rows`` are the history of all attempts of the learner at the exam, oldest first. ``reopenings`` are those of the
    attempt: each marked it as ready to resume, which is not said twice.
    """
    histories: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        histories[row.id].append(row)
    own = histories.pop(attempt.id, [])
    others = sorted(histories.values(), key=_creation_order)
    before = [each for each in others if _creation_order(each) < (attempt.created, attempt.id)]
    after = others[len(before) :]
    resumes = before[-1][-1].id if before and before[-1][-1].resumed else None
    yield _creation(own, attempt, resumes)
    yield from _of_own(own, {each.reopened_at for each in reopenings}, resumed_by=after[0][-1].id if after else None)
    for each in others:
        yield from _of_other(each)


def _creation_order(rows: Sequence[Any]) -> tuple[datetime, int]:
    return rows[-1].created, rows[-1].id


def _of_own(rows: Sequence[Any], reopened_at: Collection[datetime], *, resumed_by: int | None) -> Iterator[Entry]:
    if rows and rows[0].history_type == CHANGED:
        yield _entry(rows[0], Kind.STATUS_CHANGED, {'status': rows[0].status})  # from what is not known
    for former, row in pairwise(rows):
        if row.history_type == REMOVED:
            yield _entry(row, Kind.REMOVED, {'status': row.status})
            continue
        if row.status != former.status:
            yield _status_entry(former, row)
        elif _is_other_limit(former, row):
            limits: Facts = {'former_limit_seconds': limit_seconds(former), 'limit_seconds': limit_seconds(row)}
            yield _entry(row, Kind.LIMIT_CHANGED, limits)
        if row.ready_to_resume and not former.ready_to_resume and row.history_date not in reopened_at:
            yield _entry(row, Kind.READY_TO_RESUME, {})
        if row.resumed and not former.resumed:
            yield _entry(row, Kind.RESUMED, {} if resumed_by is None else {'attempt_id': resumed_by})
    if len(rows) == 1 and rows[0].history_type == REMOVED:
        yield _entry(rows[0], Kind.REMOVED, {'status': rows[0].status})


def _is_other_limit(former: Any, row: Any) -> bool:
    """Return whether the limit has changed. An attempt to be resumed keeps there what it leaves to the next one."""
    is_left = former.ready_to_resume or row.ready_to_resume
    return bool(former.started_at) and not is_left and limit_seconds(former) != limit_seconds(row)


def _creation(rows: Sequence[Any], attempt: Any, resumes: int | None) -> Entry:
    """Return the entry of the creation; of attempts that are older than their history, only its time is known."""
    first = rows[0] if rows else attempt
    facts: Facts = {'is_proctored': first.taking_as_proctored}
    if resumes is not None:
        facts['attempt_id'] = resumes
    if not rows or first.history_type != CREATED:
        return Entry(at=attempt.created, kind=Kind.CREATED, facts=facts)
    return _entry(first, Kind.CREATED, {**facts, 'status': first.status})


def _status_entry(former: Any, row: Any) -> Entry:
    facts: Facts = {'former_status': former.status, 'status': row.status}
    if row.started_at and not former.started_at and row.allowed_time_limit_mins is not None:
        facts['limit_seconds'] = limit_seconds(row)
    time_over_at = _find_end_of_time(former, row)
    if time_over_at is None:
        return _entry(row, Kind.STATUS_CHANGED, facts)
    # The user of the request is whoever looked at the attempt first after that, and did nothing to it.
    return Entry(at=row.history_date, kind=Kind.STATUS_CHANGED, facts={**facts, 'time_over_at': time_over_at})


def _find_end_of_time(former: Any, row: Any) -> datetime | None:
    """Return when the time of the attempt was over, if that is what ended it."""
    ends_at = deadline(former)
    if ends_at is None or not Status.is_incomplete_status(former.status):
        return None
    ran_out = {Status.submitted: row.completed_at == ends_at, Status.timed_out: row.history_date > ends_at}
    return ends_at if ran_out.get(row.status) else None


def _of_other(rows: Sequence[Any]) -> Iterator[Entry]:
    first, last = rows[0], rows[-1]
    facts: Facts = {'attempt_id': last.id, 'status': last.status}
    who = _name(first.history_user) if first.history_type == CREATED else ''
    yield Entry(at=last.created, kind=Kind.OTHER_ATTEMPT_CREATED, who=who, facts=facts)
    if last.history_type == REMOVED:
        yield _entry(last, Kind.OTHER_ATTEMPT_REMOVED, facts)


def _entry(row: Any, kind: Kind, facts: Facts) -> Entry:
    return Entry(at=row.history_date, kind=kind, who=_name(row.history_user), facts=facts)


# ── extra time, reopening, and allowances ─────────────────────────────────────────────────────────────────────────────


def of_grants(grants: Iterable[Any]) -> Iterator[Entry]:
    """Yield extra time that was given and taken back; the rows have usernames as ``granter`` and ``reverter``."""
    for grant in grants:
        facts: Facts = {'seconds': grant.seconds, 'source': grant.source}
        given: Facts = {**facts, 'reason': grant.reason} if grant.reason else facts
        yield Entry(at=grant.granted_at, kind=Kind.TIME_GRANTED, who=grant.granter or '', facts=given)
        if grant.reverted_at:
            yield Entry(at=grant.reverted_at, kind=Kind.TIME_TAKEN_BACK, who=grant.reverter or '', facts=facts)


def of_incidents(rows: Iterable[Any]) -> Iterator[Entry]:
    """Yield the incidents that led to something for the attempt, and their reversals.

    The rows have their incident, and usernames as ``recorder`` and ``reverter``.
    """
    for row in rows:
        incident = row.incident
        facts: Facts = {
            'cause': incident.cause,
            'began_at': incident.began_at,
            'ended_at': incident.ended_at,
            'remedy': row.remedy,
        }
        given: Facts = {**facts, 'reason': incident.reason} if incident.reason else facts
        yield Entry(at=row.treated_at, kind=Kind.INCIDENT, who=row.recorder or '', facts=given)
        if incident.reverted_at and row.remedy != Remedy.RESET:
            yield Entry(at=incident.reverted_at, kind=Kind.INCIDENT_REVERTED, who=row.reverter or '', facts=facts)


def of_reopenings(reopenings: Iterable[Any]) -> Iterator[Entry]:
    """Yield when the attempt was reopened, and when that was undone; the rows have ``reopener`` and ``reverter``."""
    for row in reopenings:
        facts: Facts = {'seconds': row.seconds}
        if row.reason:
            facts['reason'] = row.reason
        yield Entry(at=row.reopened_at, kind=Kind.REOPENED, who=row.reopener or '', facts=facts)
        if row.reverted_at:
            yield Entry(at=row.reverted_at, kind=Kind.REOPENING_UNDONE, who=row.reverter or '', facts=Facts())


def of_allowances(current: Iterable[Any], archived: Iterable[Any]) -> Iterator[Entry]:
    """Yield how the learner's allowances for the exam came, changed, and went; nobody knows who did that.

    ``archived`` are, oldest first, the states before each change. Of a revoked allowance, it is not known when it was
    given.
    """
    former: dict[int, list[Any]] = defaultdict(list)
    for row in archived:
        former[row.allowance_id].append(row)
    live = {row.id: row for row in current}
    for allowance_id in sorted(former.keys() | live.keys()):
        yield from _of_allowance(live.get(allowance_id), former[allowance_id])


def _of_allowance(current: Any, former: Sequence[Any]) -> Iterator[Entry]:
    states = [*former, *([current] if current else [])]
    if current:
        facts: Facts = {'key': current.key, 'value': states[0].value}
        yield Entry(at=current.created, kind=Kind.ALLOWANCE_GIVEN, facts=facts)
    for before, after in pairwise(states):
        if before.value != after.value:
            facts = {'key': after.key, 'former_value': before.value, 'value': after.value}
            yield Entry(at=before.created, kind=Kind.ALLOWANCE_CHANGED, facts=facts)
    if not current:
        last = states[-1]
        facts = {'key': last.key, 'former_value': last.value}
        yield Entry(at=last.created, kind=Kind.ALLOWANCE_REVOKED, facts=facts)


# ── reviews ───────────────────────────────────────────────────────────────────────────────────────────────────────


def of_received(received: Iterable[Any]) -> Iterator[Entry]:
    """Yield what came from the provider; the rows have the sender's username, and whether they have their payload."""
    for row in received:
        facts: Facts = {'state': _state(row)}
        if row.processed_at:
            facts['processed_at'] = row.processed_at
        if name := error_class(row.error):
            facts['error'] = name
        yield Entry(at=row.received_at, kind=Kind.REVIEW_RECEIVED, who=row.sender or '', facts=facts)


def _state(row: Any) -> Received:
    if row.processed_at:
        return 'given_up' if row.has_payload else 'done'
    if not row.has_payload:
        return 'cleared'
    return 'failed' if row.error else 'waiting'


def of_reviews(current: Mapping[str, Any], archived: Iterable[Any]) -> Iterator[Entry]:
    """Yield the verdicts about the attempt, and the reviews that did not count.

    ``current`` are the reviews by the code of the attempt; ``archived``, oldest first, those without effect, and the
    states before each change.
    """
    former: dict[str, list[Any]] = defaultdict(list)
    for row in archived:
        if row.set_aside:
            facts: Facts = {'verdict': row.review_status, 'set_aside': row.set_aside}
            if row.attempt_code in current:
                facts['review_id'] = current[row.attempt_code].id
            yield Entry(at=row.created, kind=Kind.REVIEW_SET_ASIDE, who=_name(row.reviewed_by), facts=facts)
        else:
            former[row.attempt_code].append(row)
    for code in former.keys() | current.keys():
        yield from _of_review(current.get(code), former[code])


def _of_review(current: Any, former: Sequence[Any]) -> Iterator[Entry]:
    """Yield the states of a review; each begins when the one before was archived."""
    states = [*former, *([current] if current else [])]
    moments = [(current or states[0]).created, *(row.created for row in former)]
    before = None
    for moment, state in zip(moments, states, strict=False):
        if before is None or not _was_only_marked(before, state):
            entry = _verdict(moment, before, state)
            if current:
                entry.facts['review_id'] = current.id
            yield entry
        before = state


def _was_only_marked(before: Any, state: Any) -> bool:
    """Return whether all that changed is that the attempt was removed."""
    facts = [
        (row.review_status, row.reviewed_by_id, row.decision_reason, row.learner_reason, row.learner_text)
        for row in (before, state)
    ]
    return facts[0] == facts[1] and before.is_attempt_active != state.is_attempt_active


def _verdict(moment: datetime, before: Any, state: Any) -> Entry:
    facts: Facts = {'verdict': state.review_status}
    if before is not None:
        facts['former_verdict'] = before.review_status
    if state.decision_reason:
        facts['reason'] = state.decision_reason
    if state.learner_reason:
        facts['learner_reason'] = state.learner_reason
    if state.learner_text:
        facts['learner_text'] = state.learner_text
    kind = Kind.REVIEW_DECIDED if state.reviewed_by_id else Kind.REVIEWED
    return Entry(at=moment, kind=kind, who=_name(state.reviewed_by), facts=facts)


def _name(user: Any) -> str:
    return user.get_username() if user else ''
