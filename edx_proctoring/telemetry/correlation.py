"""One id for everything that is logged about an attempt, from its registration to its review.

It is made of the attempt's code with the site's ``SECRET_KEY`` and tells nothing of the code. Lines that the app writes
while it is about an attempt end with ``correlation_id=...`` and have the attribute ``correlation_id``, for formatters
that write JSON. :class:`CorrelationFilter`, on a handler, gives it to the lines of other packages too.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, Final, ParamSpec, Protocol, TypeVar

from django.utils.crypto import salted_hmac

DIGITS: Final = 12
NO_ATTEMPT: Final = '-'

_current: ContextVar[str | None] = ContextVar('edx_proctoring_correlation_id', default=None)


class HasCode(Protocol):
    """An attempt, or its review."""

    @property
    def attempt_code(self) -> str | None:
        """The attempt's code."""


AttemptT = TypeVar('AttemptT', bound=HasCode)
Arguments = ParamSpec('Arguments')
Result = TypeVar('Result')


def correlation_id(attempt_code: str | None) -> str | None:
    """Return twelve hex digits that stand for the code; None without a code."""
    if not attempt_code:
        return None
    return salted_hmac('edx_proctoring.correlation', attempt_code, algorithm='sha256').hexdigest()[:DIGITS]


@contextmanager
def about(identifier: str | None) -> Iterator[None]:
    """Mark what is logged in the block as about the attempt with this correlation id; None changes nothing."""
    if identifier is None:
        yield
        return
    token = _current.set(identifier)
    try:
        yield
    finally:
        _current.reset(token)


def correlated(
    function: Callable[Concatenate[AttemptT, Arguments], Result],
) -> Callable[Concatenate[AttemptT, Arguments], Result]:
    """Mark what a function and its callees log as about the attempt that is its first argument."""

    @wraps(function)
    def about_attempt(attempt: AttemptT, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with about(correlation_id(attempt.attempt_code)):
            return function(attempt, *args, **kwargs)

    return about_attempt


class CorrelatedLogger(logging.LoggerAdapter[logging.Logger]):
    """A logger whose lines carry the correlation id.

    For an exception, they name its type and where it happened. Its text is left out, because it may quote personal
    data: mail servers quote addresses, and databases values. If the text is needed to fix something, it is stored
    there.
    """

    def process(self, msg: Any, kwargs: MutableMapping[str, Any]) -> tuple[Any, MutableMapping[str, Any]]:
        """Add the id to the text and to the record, and remove the text of an exception."""
        current = _current.get()
        if error := _error(kwargs.get('exc_info')):
            kwargs['exc_info'] = _without_text(error)
        kwargs['extra'] = {**(kwargs.get('extra') or {}), 'correlation_id': current or NO_ATTEMPT}
        return (msg if current is None else f'{msg} correlation_id={current}'), kwargs


def _error(exc_info: Any) -> BaseException | None:
    return exc_info if isinstance(exc_info, BaseException) else sys.exc_info()[1] if exc_info else None


def _without_text(error: BaseException) -> BaseException:
    """Return an exception that looks like this one in a traceback, without its text and its cause."""
    kind = type(error)
    stand_in: BaseException = type(kind.__name__, (Exception,), {'__module__': kind.__module__})()
    return stand_in.with_traceback(error.__traceback__)


def get_logger(name: str) -> CorrelatedLogger:
    """Return the logger of a module."""
    return CorrelatedLogger(logging.getLogger(name))


class CorrelationFilter(logging.Filter):
    """Gives every record the attribute ``correlation_id``, ``-`` without an attempt. It drops none."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Set the correlation id of the record, and return True."""
        if not hasattr(record, 'correlation_id'):
            record.correlation_id = _current.get() or NO_ATTEMPT
        return True
