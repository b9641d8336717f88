"""Transactions that are tried again when the database does not let them through, and what its errors mean.

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
from typing import Any, Final, ParamSpec, TypeVar

from django.db import Error, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext_noop as _

from edx_proctoring.correlation import get_logger
from edx_proctoring.exceptions import BusyException, ProctoredBaseException

log = get_logger(__name__)

MOST_TRIES: Final = 4
MOST_SECONDS: Final = 5  # since the first try; MariaDB lets a statement wait for 50 seconds before it gives up
LONGEST_PAUSE: Final = 0.05  # seconds after the first try, more after each

# Of MariaDB and MySQL: lock time-out, deadlock, a row that has changed since the snapshot.
MYSQL_LOCK_FAILURES: Final = frozenset({1020, 1205, 1213})
# Too many connections, shutting down, killed, and the client's: cannot connect, gone away, lost.
MYSQL_LOST: Final = frozenset({1040, 1053, 1927, 2002, 2003, 2006, 2013, 2055, 4031})
# Of PostgreSQL: serialization failure, deadlock, lock time-out.
POSTGRES_LOCK_FAILURES: Final = frozenset({'40001', '40P01', '55P03'})
# Connection exceptions, too many connections, shutting down, crashed, starting; the client's own have no state.
POSTGRES_LOST: Final = frozenset({'53300', '57P01', '57P02', '57P03'})
MYSQL_DUPLICATE: Final = 1062
POSTGRES_DUPLICATE: Final = '23505'
SQLITE_DUPLICATE: Final = 'UNIQUE constraint failed'
SQLITE_LOCK_FAILURES: Final = ('database is locked', 'database table is locked')

Arguments = ParamSpec('Arguments')
Result = TypeVar('Result')


def transactional(action: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Run the action in a transaction, and up to ``MOST_TRIES`` times where it loses against another one.

    :class:`BusyException` is raised when that does not help; nothing is changed then. Inside a transaction of the
    caller the action runs once: only the whole of that transaction could be tried again.

    The action must bear to be run again: what it changes in its arguments must not decide what it does.
    """

    @wraps(action)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        if connection.in_atomic_block:
            with transaction.atomic():
                return action(*args, **kwargs)
        return _run_in_tries(partial(action, *args, **kwargs), action.__qualname__)

    return run


def is_lock_failure(error: BaseException) -> bool:
    """Whether the database ended a transaction in favour of another one."""
    if not isinstance(error, OperationalError):
        return False
    if connection.vendor == 'mysql':
        return _mysql_code(error) in MYSQL_LOCK_FAILURES
    if connection.vendor == 'postgresql':
        return _postgres_state(error) in POSTGRES_LOCK_FAILURES
    return str(error).startswith(SQLITE_LOCK_FAILURES)


def is_connection_lost(error: BaseException) -> bool:
    """Whether the database could not be reached, or went away."""
    if not isinstance(error, Error):
        return False
    if connection.vendor == 'mysql':
        return _mysql_code(error) in MYSQL_LOST
    if connection.vendor == 'postgresql':
        state = _postgres_state(error)
        return state in POSTGRES_LOST or state.startswith('08')
    return False


def is_duplicate(error: IntegrityError) -> bool:
    """Whether there is a row already that the database takes for the same by a unique constraint."""
    if connection.vendor == 'mysql':
        return bool(_mysql_code(error) == MYSQL_DUPLICATE)
    if connection.vendor == 'postgresql':
        return _postgres_state(error) == POSTGRES_DUPLICATE
    return str(error).startswith(SQLITE_DUPLICATE)


@contextmanager
def refusing_duplicates(refusal: type[ProctoredBaseException], told: str) -> Iterator[None]:
    """Raise the refusal where the database has a row already that it takes for the same.

    To be put around an action that is transactional, which has tried again by then. MySQL and MariaDB take rows for the
    same whose keys differ in the case of letters, in accents or in blanks at the end.
    """
    try:
        yield
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise refusal(told) from error


def find_busy(error: BaseException) -> BusyException | None:
    """What to tell someone whom the database did not serve; None for an error that means something else."""
    if isinstance(error, BusyException):
        return error
    if not (is_lock_failure(error) or is_connection_lost(error)):
        return None
    log.warning('The database did not serve a request: %s', type(error).__name__, exc_info=error)
    return BusyException(_('The database cannot be asked. Please try again in a moment.'))


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
        log.warning('%s lost against another transaction and is tried again (%s)', name, tries)
        time.sleep(random.uniform(0, LONGEST_PAUSE) * tries)  # noqa: S311 - no secret  # nosec B311


def _mysql_code(error: BaseException) -> Any:
    return error.args[0] if error.args else None


def _postgres_state(error: BaseException) -> str:
    """The five characters of the standard; '08000' where the driver lost the server and has none."""
    cause = error.__cause__
    state = getattr(cause, 'sqlstate', None) or getattr(cause, 'pgcode', None)
    if state is None and type(cause).__name__ in {'OperationalError', 'InterfaceError'}:
        return '08000'
    return state or ''
