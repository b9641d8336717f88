"""Challenges for Safe Exam Browser: a page with a random address, that only the browser with the right key can prove.

Each is for one learner, attempt, and session, can be used once, and is over after a minute.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any, Final, Literal, NamedTuple

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.entry import BETWEEN_NOTES, hold_pass, record
from edx_proctoring.actions.seb_configurations import require_seb
from edx_proctoring.actions.seb_provider import get_ready
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain.entry_rules import Rule, Visitor
from edx_proctoring.exceptions import ProctoredExamPermissionDenied, TooManyChecksException
from edx_proctoring.lms import seb_links
from edx_proctoring.models import EntryEvent, EntryPass, ProctoredExam, ProctoredExamStudentAttempt, SebChallenge
from edx_proctoring.queries.entry import find_entry_rules
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.queries.seb import accepted_keys, attempt_in_use
from edx_proctoring.seb.challenges import Answer, Challenge, verdict_of
from edx_proctoring.seb.hashes import AcceptedKeys, Presented, Verdict, compared
from edx_proctoring.security.tokens import digest_of_token
from edx_proctoring.telemetry import metrics
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.visitors import current_visitor, proof_of

Attempt = ProctoredExamStudentAttempt

LIVES: Final = timedelta(seconds=60)
KEPT: Final = timedelta(days=1)
MOST_OPEN: Final = 30
"""So many may be issued for a learner at an exam within the time that one lives."""

_NEVER_SPENT: Final = frozenset(
    {Verdict.UNKNOWN, Verdict.WRONG_USER, Verdict.WRONG_SESSION, Verdict.WRONG_ATTEMPT, Verdict.REPLAYED}
)
_WRONG: Final[dict[Verdict, Literal['config', 'exam']]] = {
    Verdict.WRONG_CONFIG_KEY: 'config',
    Verdict.WRONG_EXAM_KEY: 'exam',
}
_NO_SESSION: Final = _('Safe Exam Browser can only be checked in a browser in which you are logged in.')
_TOO_MANY: Final = _('Safe Exam Browser was checked too often. Please try again in a minute.')


class Issued(NamedTuple):
    """The address to open, in a frame or as the page itself, and for how many seconds it can be used."""

    address: str
    expires_in: int


class Client(NamedTuple):
    """What a browser says of itself. ``has_headers`` and ``has_script``: where values were found."""

    version: str = ''
    has_headers: bool = False
    has_script: bool = False


class Outcome(NamedTuple):
    """What came of an answer. ``secret`` is for the cookie of a browser that was found to be the right one."""

    verdict: Verdict
    exam_id: int | None = None
    secret: str = ''


def issue(exam: ProctoredExam, user_id: Any, *, now: datetime) -> Issued:
    """Return a new challenge for the session of the current request.

    Raises :class:`SebNotAvailableException` where nothing is to be checked, :class:`ProctoredExamPermissionDenied`
    without a session, and :class:`TooManyChecksException`.
    """
    require_seb(exam)
    visitor = current_visitor()
    if not visitor.session:
        raise ProctoredExamPermissionDenied(_NO_SESSION)
    nonce = secrets.token_urlsafe(16)
    address = seb_links.check_address(nonce)
    attempt_id = attempt_in_use(current_attempt(exam, user_id, now=now))
    issued = SebChallenge.objects.filter(exam_id=exam.id, user_id=user_id, expires_at__gt=now)
    if issued.count() >= MOST_OPEN:
        raise TooManyChecksException(_TOO_MANY)
    SebChallenge.objects.create(
        nonce_digest=digest_of_token(nonce),
        exam_id=exam.id,
        user_id=user_id,
        attempt_id=attempt_id,
        session=visitor.session,
        issued_at=now,
        expires_at=now + LIVES,
    )
    return Issued(address, int(LIVES.total_seconds()))


def find_exam_of(nonce: str) -> ProctoredExam | None:
    """Return the exam for which the challenge was issued; None if it never was."""
    challenge = SebChallenge.objects.filter(nonce_digest=digest_of_token(nonce)).first()
    return find_exam(challenge.exam_id) if challenge is not None else None


def answer(
    nonce: str, user_id: Any, presented: Presented, client: Client, *, now: datetime, may_wait: bool = False
) -> Outcome:
    """Judge what a browser presents for the challenge. If it is right, the learner's pass says so.

    ``may_wait``: nothing happens if nothing is presented, since the page's script has not run yet.

    A supervised attempt that was being set up gets ready to start, if its provider is Safe Exam Browser. A failure is
    stored, for staff.
    """
    exam = find_exam_of(nonce)
    attempt = current_attempt(exam, user_id, now=now) if exam is not None else None
    outcome = _answer(nonce, user_id, attempt, presented, client, current_visitor(), may_wait, now=now)
    if not (may_wait and outcome.verdict is Verdict.MISSING):
        metrics.seb_checked(outcome=outcome.verdict)
    if outcome.verdict is Verdict.OK and attempt is not None:
        get_ready(attempt, now=now)
    return outcome


@transactional
def forget_old(*, now: datetime, at_most: int) -> int:
    """Delete challenges that are long over; return how many."""
    old = SebChallenge.objects.filter(expires_at__lt=now - KEPT).order_by('expires_at')
    return SebChallenge.objects.filter(id__in=list(old.values_list('id', flat=True)[:at_most])).delete()[0]


@transactional
def _answer(
    nonce: str,
    user_id: Any,
    attempt: Attempt | None,
    presented: Presented,
    client: Client,
    visitor: Visitor,
    may_wait: bool,
    *,
    now: datetime,
) -> Outcome:
    row = SebChallenge.objects.select_for_update().filter(nonce_digest=digest_of_token(nonce)).first()
    if row is None:
        return Outcome(Verdict.UNKNOWN)
    address, attempt_id = seb_links.check_address(nonce), attempt_in_use(attempt)
    challenge = Challenge(
        nonce, row.attempt_id or 0, row.user_id, row.session, address, row.expires_at, row.used_at is not None
    )
    given = Answer(nonce, attempt_id or 0, user_id, visitor.session, presented)
    keys = _keys(row, attempt_id)
    verdict = verdict_of(challenge, given, keys, now=now)
    if may_wait and verdict is Verdict.MISSING:
        return Outcome(verdict, row.exam_id)
    if verdict not in _NEVER_SPENT:
        row.used_at, row.outcome = now, str(verdict)
        row.save(update_fields=['used_at', 'outcome'])
    detail = _detail(verdict, presented, keys, address, client)
    if verdict in _WRONG:
        _keep_out(row, visitor)
    if verdict is not Verdict.OK:
        _note_failure(row.exam_id, user_id, attempt_id, verdict, visitor, detail, now=now)
        return Outcome(verdict, row.exam_id)
    return Outcome(verdict, row.exam_id, _let_in(row, attempt, visitor, client, detail, now=now))


def _keys(row: SebChallenge, attempt_id: int | None) -> AcceptedKeys:
    rules = find_entry_rules(row.exam_id)
    return accepted_keys(rules, row.user_id, attempt_id) if rules is not None else AcceptedKeys()


def _let_in(
    row: SebChallenge,
    attempt: Attempt | None,
    visitor: Visitor,
    client: Client,
    detail: dict[str, Any],
    *,
    now: datetime,
) -> str:
    """Note in the pass which browser was checked. Return the secret for its cookie; '' if it has one that is good."""
    entry_pass = hold_pass(row.exam_id, row.user_id, attempt)
    secret = '' if _is_known(visitor, row.user_id) else secrets.token_urlsafe(24)
    proof = proof_of(secret) if secret else visitor.seb_proof
    is_new = (entry_pass.seb_session, entry_pass.seb_proof) != (visitor.session, proof)
    entry_pass.seb_session, entry_pass.seb_proof = visitor.session, proof
    entry_pass.seb_verified_at, entry_pass.seb_version = now, client.version
    entry_pass.save()
    if is_new:
        record(row.exam_id, row.user_id, row.attempt_id, Rule.SEB, EntryEvent.PASSED, visitor, detail=detail, now=now)
    return secret


def _keep_out(row: SebChallenge, visitor: Visitor) -> None:
    """Forget that the browser was checked before: now it has another key. Who has a copy of the session alone, and not
    the cookie, changes nothing for the one who was checked."""
    passes = EntryPass.objects.filter(exam_id=row.exam_id, user_id=row.user_id)
    passes.filter(seb_session=visitor.session, seb_proof=visitor.seb_proof).update(seb_session='')


def _is_known(visitor: Visitor, user_id: Any) -> bool:
    """Return whether the browser has a cookie that it was given in this session, for this exam or another one."""
    if not visitor.seb_proof:
        return False
    passes = EntryPass.objects.filter(user_id=user_id, seb_session=visitor.session, seb_proof=visitor.seb_proof)
    return passes.exists()


def _note_failure(
    exam_id: int,
    user_id: Any,
    attempt_id: int | None,
    verdict: Verdict,
    visitor: Visitor,
    detail: dict[str, Any],
    *,
    now: datetime,
) -> None:
    """Store the failure, unless the same has just been stored."""
    same = EntryEvent.objects.filter(
        exam_id=exam_id, user_id=user_id, rule=str(Rule.SEB), outcome=str(verdict), at__gt=now - BETWEEN_NOTES
    )
    if not same.exists():
        record(exam_id, user_id, attempt_id, Rule.SEB, verdict, visitor, detail=detail, now=now)


def _detail(verdict: Verdict, presented: Presented, keys: AcceptedKeys, address: str, client: Client) -> dict[str, Any]:
    """Return what staff see: no key, and of a hash no more than its beginning."""
    detail: dict[str, Any] = {
        'version': client.version,
        'headers': client.has_headers,
        'script': client.has_script,
        'page': address.rsplit('/', 1)[0],
    }
    wrong = _WRONG.get(verdict)
    if wrong is not None:
        detail |= {'key': wrong, **compared(getattr(presented, wrong), getattr(keys, wrong), address)}
    return detail
