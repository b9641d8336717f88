"""How a provider's method is called: measured, logged, and with the errors of this app."""

import logging
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import requests

from edx_proctoring.backends.answers import AnswerRefused
from edx_proctoring.backends.http.deadline import watching_traffic
from edx_proctoring.exceptions import ProctoredBaseException, ProviderUnavailableException
from edx_proctoring.telemetry import metrics
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)


def ask(backend: str | None, name: str, method: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a provider's method; its own exceptions pass, all others become :class:`ProviderUnavailableException`.

    Its time is measured if anything was sent: many methods of many providers don't call their service.
    """
    began_at = time.perf_counter()
    outcome: metrics.CallOutcome = 'failed'
    error_name = '-'
    with watching_traffic() as traffic:
        try:
            answer = method(*args, **kwargs)
            outcome = 'ok'
        except ProctoredBaseException as error:
            outcome, error_name = 'refused', type(error).__name__
            raise
        except requests.RequestException as error:
            outcome, error_name = 'unreachable', _name_of(error)
            raise ProviderUnavailableException(_told(error), HTTPStatus.SERVICE_UNAVAILABLE) from error
        except Exception as error:
            log.exception('Proctoring backend failed: backend=%s method=%s', backend, name)
            error_name = type(error).__name__
            raise ProviderUnavailableException(_('The proctoring service failed.'), HTTPStatus.BAD_GATEWAY) from error
        finally:
            seconds = time.perf_counter() - began_at
            if traffic.has_left:
                metrics.provider_called(backend=backend, method=name, outcome=outcome, seconds=seconds)
            level = logging.INFO if outcome == 'ok' else logging.WARNING
            message = 'Provider call: backend=%s method=%s outcome=%s error=%s seconds=%.3f'
            log.log(level, message, backend, name, outcome, error_name, seconds)
    return answer


def _told(error: requests.RequestException) -> str:
    """Return the message about a provider that gave no answer: what is wrong, in our words."""
    if isinstance(error, AnswerRefused):
        return str(error)
    if isinstance(error, requests.Timeout):
        return _('The proctoring service did not respond in time.')
    return _('The proctoring service cannot be reached.')


def _name_of(error: requests.RequestException) -> str:
    """Return the same for the log: the kind of error, with our words if it has any."""
    return f'{type(error).__name__} ({error})' if isinstance(error, AnswerRefused) else type(error).__name__


def read(backend: str | None, name: str, method: Callable[..., Any], *args: Any) -> Any:
    """Return the answer like :func:`ask`, or None if there is none, for pages that can do without it."""
    try:
        return ask(backend, name, method, *args)
    except ProctoredBaseException:
        return None
