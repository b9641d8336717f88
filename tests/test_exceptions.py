"""Each exception knows the status that the HTTP door answers with."""

from __future__ import annotations

import ast
import inspect
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import edx_proctoring
from edx_proctoring import exceptions

OTHER_STATUSES = {
    'ObjectNotFoundException': 404,
    'BusyException': 503,
    'BackendProviderCannotRemoveAttempt': 502,
    'BackendProviderRemovalNotConfirmed': 502,
    'BackendProviderNotConfigured': 500,
    'ProviderUnavailableException': 502,
    'BackendProviderNeverToldException': 502,
    'EntryRefusedException': 403,
    'ProctoredExamPermissionDenied': 403,
    'MessagesNotDeliveredException': 409,
    'ReviewChangedException': 409,
    'ReviewTooLarge': 413,
    'SebKeysExistException': 422,
    'SebNotAvailableException': 409,
    'TooManyAttemptsException': 429,
    'TooManyChecksException': 429,
    'TooManyCodesException': 429,
    'RequestTooLargeException': 413,
    'UnsupportedCharsetException': 415,
}
CLASSES = dict(inspect.getmembers(exceptions, inspect.isclass))
APP = Path(edx_proctoring.__file__).parent
REFUSALS = [
    exceptions.BackendProviderCannotRegisterAttempt,
    exceptions.BackendProviderSentNoAttemptID,
    exceptions.BackendProviderOnboardingProfilesException,
]
NOT_ANSWERED = {'tests', 'testing'}


@pytest.mark.parametrize('name', CLASSES)
def test_status_and_one_sentence(name: str) -> None:
    exception = CLASSES[name]
    assert issubclass(exception, exceptions.ProctoredBaseException)
    assert exception.http_status == OTHER_STATUSES.get(name, 400)
    assert exception.__doc__


@pytest.mark.parametrize(
    'exception',
    [
        exceptions.BackendProviderCannotRegisterAttempt,
        exceptions.BackendProviderSentNoAttemptID,
        exceptions.BackendProviderOnboardingProfilesException,
        exceptions.ProviderUnavailableException,
    ],
)
def test_an_answer_of_a_provider_keeps_its_status(
    exception: type[exceptions.BackendProviderCannotRegisterAttempt],
) -> None:
    error = exception('their words', 418)
    assert (str(error), error.http_status) == ('their words', 418)
    assert exception.http_status != 418


def test_an_onboarding_refusal_keeps_the_status_of_the_attempt() -> None:
    error = exceptions.BackendProviderOnboardingException('onboarding_missing')
    assert (error.status, error.http_status) == ('onboarding_missing', 400)


def test_an_unconfirmed_removal_is_a_failed_one() -> None:
    with pytest.raises(exceptions.BackendProviderCannotRemoveAttempt):
        raise exceptions.BackendProviderRemovalNotConfirmed('no answer')


def unmarked_messages() -> Iterator[str]:
    """Where one of these is made with a text that the catalogues cannot know."""
    for path in sorted(APP.rglob('*.py')):
        if NOT_ANSWERED.isdisjoint(path.relative_to(APP).parts):
            for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
                match node:
                    case ast.Call(ast.Name(name), [ast.Constant(str()) | ast.JoinedStr(), *_]) if name in CLASSES:
                        yield f'{path.relative_to(APP)}:{node.lineno}'


def test_every_message_is_marked_for_translation() -> None:
    assert list(unmarked_messages()) == [], "_('... %(name)s ...'), name=value"


def test_parameters_are_filled_into_both_languages() -> None:
    error = exceptions.InvalidInputException('%(name)s has to be text.', name='100% sure')

    with translation.override('fr'):
        assert (str(error), error.detail) == ('100% sure has to be text.', '100% sure doit être un texte.')
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


SAID = [
    ('No seat is free.', 400, 'No seat is free.'),
    ('100% of it', 422, '100% of it'),
    ('Two\r\nlines\x00 and\u202e more', 409, 'Two lines and more'),
    ('x' * 300, 400, 'x' * 300),
    ('x' * 301, 400, None),
    ('', 400, None),
    (' \n', 400, None),
    (None, 400, None),
    ({'answer': '%(name)s'}, 400, None),
    ('{"error": "There is no such exam."}', 400, None),
    ('<html><h1>Bad Request</h1>', 400, None),
    *(('There is no such exam.', status, None) for status in (200, 401, 403, 404, 405, 429, 500, 502, 503)),
]


@pytest.mark.parametrize('exception', REFUSALS)
@pytest.mark.parametrize(('said', 'status', 'shown'), SAID, ids=range(len(SAID)))
def test_what_readers_are_told_of_what_a_provider_said(
    exception: type[exceptions.RefusedByProvider], said: object, status: int, shown: str | None
) -> None:
    error = exception(said, status)

    assert error.detail == (shown or exception.message)
    assert str(error) == str(said)
    with translation.override('fr'):
        assert error.detail == (shown or translation.gettext(exception.message))


@pytest.mark.parametrize('said', ['x' * 5_000_000, {'error': 'x' * 5_000_000}], ids=['text', 'object'])
def test_no_more_than_the_beginning_of_it_is_kept(said: object) -> None:
    error = exceptions.BackendProviderCannotRegisterAttempt(said, 400)

    assert len(str(error)) == exceptions.LONGEST_SAID + 1
    assert error.detail == error.message
