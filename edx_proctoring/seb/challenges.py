"""Challenges: a page with a random address, used once, whose hash nobody can know beforehand.

A challenge belongs to one attempt, learner, and session, and is over after a minute. What it does not stop is a program
that knows the configuration and answers at once.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from edx_proctoring.seb.hashes import AcceptedKeys, Presented, Verdict, judge


@dataclass(frozen=True, slots=True)
class Challenge:
    """One that was issued: a nonce and whom it is for. ``session`` is a hash of the session's key.

    ``address`` is the server's own text of the page's address; none that a browser sends is ever used. It may be
    answered up to ``expires_at``, that moment included.
    """

    nonce: str
    attempt_id: int
    user_id: int
    session: str
    address: str
    expires_at: datetime
    used: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Who answers a challenge, and with what."""

    nonce: str
    attempt_id: int
    user_id: int
    session: str
    presented: Presented


def verdict_of(challenge: Challenge | None, answer: Answer, keys: AcceptedKeys, *, now: datetime) -> Verdict:
    """Return what comes of an answer; None for a challenge that was never issued."""
    if challenge is None or not _same(challenge.nonce, answer.nonce):
        return Verdict.UNKNOWN
    verdicts = {
        Verdict.WRONG_USER: challenge.user_id != answer.user_id,
        Verdict.WRONG_SESSION: not _same(challenge.session, answer.session),
        Verdict.WRONG_ATTEMPT: challenge.attempt_id != answer.attempt_id,
        Verdict.REPLAYED: challenge.used,
        Verdict.EXPIRED: now > challenge.expires_at,
    }
    refused = next((verdict for verdict, applies in verdicts.items() if applies), None)
    return refused or judge(answer.presented, keys, challenge.address)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode('utf-8', 'surrogatepass'), other.encode('utf-8', 'surrogatepass'))
