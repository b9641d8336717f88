"""The results of a course: each attempt with its learner, its exam, and what its review found.

A course may have hundreds of thousands of attempts, so they are read in batches, each by two statements. A batch begins
after the last attempt of the one before, not at a position: rows that are added or removed meanwhile let no other be
missed or come twice.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal, NamedTuple, TypedDict

from django.db.models import Exists, F, OuterRef, QuerySet, Value

from edx_proctoring.character_sets import match_users
from edx_proctoring.conf import conf
from edx_proctoring.domain.instants import in_utc
from edx_proctoring.domain.time_limits import is_ready_to_resume
from edx_proctoring.lms.names import PROFILE, has_profiles
from edx_proctoring.models import ProctoredExam, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempt_codes import as_one_value
from edx_proctoring.queries.attempt_groups import Choice
from edx_proctoring.queries.extra_minutes import Entitled, EntitlementSource, ExtraMinutes
from edx_proctoring.serializers import AttemptStatus
from edx_proctoring.shapes import IsoText, Keyword

Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview
Kind = Literal['timed', 'proctored', 'practice']

ATTEMPTS_AT_ONCE: Final = 4_000
ROWS_AT_ONCE: Final = 500  # that the database hands over while a batch is read
UNREAD: Final = ('external_id', 'modified', 'user__password')
COMMENT: Final = 'proctoredexamsoftwaresecurecomment__'
OF_REVIEW: Final = ('exam_id', 'student_id', 'review_status', 'reviewed_by__username', 'decision_reason')
OF_FINDING: Final = tuple(f'{COMMENT}{name}' for name in ('start_time', 'stop_time', 'duration', 'status', 'comment'))


class FindingDict(TypedDict):
    """One finding of a review; `start` and `stop` are seconds of the recording, null if the provider gave none."""

    start: int | None
    stop: int | None
    status: str
    comment: str


class ResultDict(TypedDict):
    """An attempt with its review. What has no value is null, and without a review there are no findings.

    Times are ISO 8601 text in UTC.
    """

    attempt_id: int
    username: str
    full_name: str
    email: str
    exam_name: str
    content_id: str
    kind: Kind
    status: AttemptStatus
    is_current: Annotated[bool, "Whether it is the learner's newest attempt at the exam."]
    created: IsoText
    started_at: IsoText | None
    completed_at: IsoText | None
    extra_minutes: Annotated[
        int | None, Keyword('minimum', 1), 'What the learner has beyond the time limit of the exam.'
    ]
    extra_minutes_from: Annotated[EntitlementSource | None, 'Where they come from.']
    minutes_allowed: int | None
    minutes_used: Annotated[int | None, 'Rounded; null until the attempt is completed.']
    ready_to_resume: bool
    provider: Annotated[str | None, 'Name of the provider; null for exams that are not proctored.']
    verdict: Annotated[str | None, 'Status of the review.']
    reviewer: Annotated[str | None, 'Username of the person who decided; null if it was the provider.']
    decision_reason: str | None
    number_of_findings: int | None
    findings: list[FindingDict]


class _Facts(NamedTuple):
    """What is kept of an attempt and its learner until the reviews of the batch are read."""

    id: int
    code: str | None
    exam_id: int
    user_id: int
    username: str
    full_name: str
    email: str
    status: str
    is_current: bool
    created: datetime
    started_at: datetime | None
    completed_at: datetime | None
    minutes_allowed: int | None
    ready_to_resume: bool


class _Reviewed(NamedTuple):
    """The same of a review; each finding has the values of ``OF_FINDING``."""

    exam_id: int | None
    student_id: int | None
    verdict: str
    reviewer: str | None
    reason: str | None
    findings: list[tuple[int, int, int, str, str]]


def iter_results(course_id: str, choice: Choice, *, now: datetime) -> Iterator[ResultDict]:
    """Yield the attempts of the chosen groups with their reviews, oldest id first.

    Two statements for each batch of ``ATTEMPTS_AT_ONCE`` attempts, one for the exams, and two for extra time.
    """
    exams = _exams(course_id, choice)
    extra = ExtraMinutes(course_id, exams, now=now)
    attempts = _chosen(exams, choice)
    after, is_last = 0, not exams
    while not is_last:
        batch = _read(attempts.filter(id__gt=after))
        yield from _results(batch, exams, extra)
        is_last = len(batch) < ATTEMPTS_AT_ONCE
        after = batch[-1].id if batch else after
        del batch  # before the next one is read


def _exams(course_id: str, choice: Choice) -> dict[int, ProctoredExam]:
    exams = ProctoredExam.objects.filter(course_id=course_id)
    return exams.in_bulk() if choice.exam_id is None else exams.filter(id=choice.exam_id).in_bulk()


def _chosen(exam_ids: Iterable[int], choice: Choice) -> QuerySet[Attempt]:
    """Return the attempts of the wanted groups with their learners."""
    attempts = Attempt.objects.filter(proctored_exam_id__in=list(exam_ids))
    if choice.search is not None:
        # The names are looked at where they are read anyway: searching all users once more for each batch is slower.
        attempts = attempts.filter(match_users(choice.search, 'icontains', prefix='user__'))
    if choice.status is not None:
        pair = {'user_id': OuterRef('user_id'), 'current_at_exam': OuterRef('proctored_exam_id')}
        attempts = attempts.filter(Exists(Attempt.objects.filter(**pair, status=choice.status)))
    named = F(f'user__{PROFILE}__name') if has_profiles() else Value('')
    return attempts.select_related('user').annotate(profile_name=named).defer(*UNREAD).order_by('id')


def _read(attempts: QuerySet[Attempt]) -> list[_Facts]:
    return [_facts(attempt) for attempt in attempts[:ATTEMPTS_AT_ONCE].iterator(ROWS_AT_ONCE)]


def _facts(attempt: Any) -> _Facts:
    """Return what is needed of an attempt, which is read with ``profile_name``."""
    user = attempt.user
    return _Facts(
        id=attempt.id,
        code=attempt.attempt_code,
        exam_id=attempt.proctored_exam_id,
        user_id=attempt.user_id,
        username=user.username,
        full_name=attempt.profile_name or user.get_full_name(),
        email=user.email,
        status=attempt.status,
        is_current=attempt.current_at_exam is not None,
        created=attempt.created,
        started_at=attempt.started_at,
        completed_at=attempt.completed_at,
        minutes_allowed=attempt.allowed_time_limit_mins,
        ready_to_resume=is_ready_to_resume(attempt),
    )


def _reviews_of(batch: Iterable[_Facts]) -> dict[str, _Reviewed]:
    """Return the reviews with the codes of these attempts, by code, without the raw data."""
    codes = [facts.code for facts in batch if facts.code]
    if not codes:
        return {}
    found = Review.objects.filter(attempt_code__in=as_one_value(codes, Review.objects.db))
    ordered = found.order_by('id', *OF_FINDING[:2], f'{COMMENT}id')
    rows = ordered.values_list('attempt_code', *OF_REVIEW, f'{COMMENT}id', *OF_FINDING)
    reviews: dict[str, _Reviewed] = {}
    for code, *rest in rows.iterator(ROWS_AT_ONCE):
        review, (finding_id, *finding) = rest[: len(OF_REVIEW)], rest[len(OF_REVIEW) :]
        if code not in reviews:
            reviews[code] = _Reviewed._make([*review, []])
        if finding_id is not None:
            reviews[code].findings.append(tuple(finding))
    return reviews


def _review_of(facts: _Facts, reviews: Mapping[str, _Reviewed]) -> _Reviewed | None:
    """Return the review of the attempt; codes need not be unique, so it must be about that learner and exam."""
    review = reviews.get(facts.code or '')
    is_its = review is not None and (
        review.exam_id in (None, facts.exam_id) and review.student_id in (None, facts.user_id)
    )
    return review if is_its else None


def _results(batch: Sequence[_Facts], exams: Mapping[int, ProctoredExam], extra: ExtraMinutes) -> Iterator[ResultDict]:
    reviews = _reviews_of(batch)
    for facts in batch:
        exam = exams[facts.exam_id]
        entitled = extra.of(facts.user_id, exam, at=facts.completed_at)
        yield _result(facts, exam, _review_of(facts, reviews), entitled)


def _result(facts: _Facts, exam: ProctoredExam, review: _Reviewed | None, entitled: Entitled) -> ResultDict:
    findings = review.findings if review else []
    return {
        'attempt_id': facts.id,
        'username': facts.username,
        'full_name': facts.full_name,
        'email': facts.email,
        'exam_name': exam.exam_name,
        'content_id': exam.content_id,
        'kind': _kind(exam),
        'status': facts.status,
        'is_current': facts.is_current,
        'created': _iso(facts.created),
        'started_at': _iso(facts.started_at) if facts.started_at else None,
        'completed_at': _iso(facts.completed_at) if facts.completed_at else None,
        'extra_minutes': entitled.minutes,
        'extra_minutes_from': entitled.source,
        'minutes_allowed': facts.minutes_allowed,
        'minutes_used': _minutes_used(facts),
        'ready_to_resume': facts.ready_to_resume,
        'provider': (exam.backend or conf.default_backend_name) if exam.is_proctored else None,
        'verdict': review.verdict if review else None,
        'reviewer': review.reviewer if review else None,
        'decision_reason': review.reason if review else None,
        'number_of_findings': len(findings) if review else None,
        'findings': [_finding(*finding) for finding in findings],
    }


def _finding(start: int, stop: int, duration: int, status: str, comment: str) -> FindingDict:
    is_timed = bool(start or stop or duration)
    return {
        'start': start if is_timed else None,
        'stop': (stop or start + duration) if is_timed else None,
        'status': status,
        'comment': comment,
    }


def _kind(exam: ProctoredExam) -> Kind:
    """Return the type of exam as the lists of the staff have it."""
    if exam.is_practice_exam:
        return 'practice'
    return 'proctored' if exam.is_proctored else 'timed'


def _iso(moment: datetime) -> str:
    return in_utc(moment).isoformat(timespec='seconds')


def _minutes_used(facts: _Facts) -> int | None:
    if facts.started_at is None or facts.completed_at is None:
        return None
    return math.floor((facts.completed_at - facts.started_at).total_seconds() / 60 + 0.5)
