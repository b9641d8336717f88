"""Transactions that are tried again when the database does not let them through.

Two requests that want the same rows may hold each other up. A database then ends one of them with a deadlock, a lock
time-out or, under stricter isolation levels, a serialization failure; or one of them breaks a constraint because it did
not see what the other stored. Nothing was changed by the one that it ended, and the same again works, or is refused for
the reason that is visible now.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial, wraps
from typing import Final, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from edx_proctoring.database_errors import is_duplicate, is_lock_failure
from edx_proctoring.exceptions import BusyException, ProctoredBaseException
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

MOST_TRIES: Final = 8
MOST_SECONDS: Final = 5  # since the first try; MariaDB lets a statement wait for 50 seconds before it gives up
LONGEST_PAUSE: Final = 0.05  # seconds after the first try, more after each

Arguments = ParamSpec('Arguments')
Result = TypeVar('Result')


def transactional(action: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run the action in a transaction, up to ``MOST_TRIES`` times if it loses against another one.

    If that does not help, :class:`BusyException` is raised, and nothing is changed. Inside a transaction of the caller,
    the action runs once: only the caller could retry the whole transaction.

    The action must be repeatable: what it changes in its arguments must not affect what it does.
    """

    @wraps(action)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        return _run_in_tries(partial(action, *args, **kwargs), action.__qualname__)

    return run


def require_transaction() -> None:
    """Raise ``TransactionManagementError`` if no transaction is open, because locks would be released at once."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError('This locks rows; call it in a transaction.')


@contextmanager
def refusing_duplicates(refusal: type[ProctoredBaseException], message: str) -> Iterator[None]:
    """Raise the refusal if the database already has a row that it considers the same.

    Put it around a transactional action, which has then already retried. MySQL and MariaDB consider rows the same if
    their keys differ only in case, in accents, or in trailing blanks.
    """
    try:
        yield
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise refusal(message) from error


def _run_in_tries(action: Callable[[], Result], name: str) -> Result:
    began = time.monotonic()
    tries = 0
    while True:
        tries += 1
        committed: list[bool] = []
        try:
            with transaction.atomic():
                # The first of what waits for the commit: what fails among the rest is not to be done again.
                transaction.on_commit(partial(committed.append, True))
                return action()
        except IntegrityError:  # what this transaction could not see: another has stored the same meanwhile
            if committed or tries > 1:
                raise
        except OperationalError as error:
            if committed or not is_lock_failure(error):
                raise
            if tries == MOST_TRIES or time.monotonic() - began > MOST_SECONDS:
                raise BusyException(_('The database is busy. Please try again in a moment.')) from error
        log.warning('%s conflicted with another transaction and is retried (%s)', name, tries)
        time.sleep(random.uniform(0, LONGEST_PAUSE) * tries)  # noqa: S311 - no secret  # nosec B311
