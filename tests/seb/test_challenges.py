"""Challenges: who may answer, when, and with what."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from edx_proctoring.seb.challenges import Answer, Challenge, verdict_of
from edx_proctoring.seb.hashes import CONFIG_KEY_HEADER, AcceptedKeys, Presented
from tests.seb.vectors import Case, cases, the


def moment(seconds: float) -> datetime:
    """A moment of a vector."""
    return datetime.fromtimestamp(seconds, UTC)


def challenge_of(case: Case) -> Challenge:
    """The one that was issued."""
    stored = case['stored']
    names = ('nonce', 'attempt_id', 'user_id', 'session', 'used')
    return Challenge(
        address=stored['url'], expires_at=moment(stored['expires_at']), **{name: stored[name] for name in names}
    )


def answer_of(case: Case) -> Answer:
    """What a browser answers."""
    given = case['presented']
    headers = {} if given['config_header'] is None else {CONFIG_KEY_HEADER: given['config_header']}
    presented = Presented.of(headers, config_script=given['config_js'])
    return Answer(given['nonce'], given['attempt_id'], given['user_id'], given['session'], presented)


@cases('challenge')
def test_an_answer_is_judged(case: Case) -> None:
    keys = AcceptedKeys(case['stored']['config_keys'], case['stored']['exam_keys'])

    verdict = verdict_of(challenge_of(case), answer_of(case), keys, now=moment(case['presented']['now']))

    # The vectors do not say which kind of key is wrong; it is always the config key.
    assert verdict == case['verdict'].replace('wrong_key', 'wrong_config_key')


def test_a_challenge_that_was_never_issued() -> None:
    case = the('challenge', 'ch-header')

    assert verdict_of(None, answer_of(case), AcceptedKeys(case['stored']['config_keys']), now=moment(0)) == 'unknown'


@pytest.mark.parametrize('text', ['é', '\ud800', ''])
def test_any_text_is_compared(text: str) -> None:
    case = the('challenge', 'ch-header')
    case = {**case, 'presented': {**case['presented'], 'session': text}}

    assert verdict_of(challenge_of(case), answer_of(case), AcceptedKeys(), now=moment(0)) == 'wrong_session'
