"""Each exception knows the status that the HTTP door answers with."""

from __future__ import annotations

import inspect

import pytest

from edx_proctoring import exceptions

OTHER_STATUSES = {
    'ObjectNotFoundException': 404,
    'BusyException': 503,
    'BackendProviderCannotRemoveAttempt': 502,
    'BackendProviderRemovalNotConfirmed': 502,
    'BackendProviderNotConfigured': 500,
    'ProviderUnavailableException': 502,
    'ProctoredExamPermissionDenied': 403,
}
CLASSES = dict(inspect.getmembers(exceptions, inspect.isclass))


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
