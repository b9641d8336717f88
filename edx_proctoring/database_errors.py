"""What the errors of the database mean: a lost race, a lost connection, a row that is there already."""

from __future__ import annotations

from typing import Any, Final

from django.db import Error, IntegrityError, OperationalError, connection

from edx_proctoring.exceptions import BusyException
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

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


def is_lock_failure(error: BaseException) -> bool:
    """Return whether the database ended a transaction in favor of another one."""
    if not isinstance(error, OperationalError):
        return False
    if connection.vendor == 'mysql':
        return _mysql_code(error) in MYSQL_LOCK_FAILURES
    if connection.vendor == 'postgresql':
        return _postgres_state(error) in POSTGRES_LOCK_FAILURES
    return str(error).startswith(SQLITE_LOCK_FAILURES)


def is_connection_lost(error: BaseException) -> bool:
    """Return whether the database could not be reached, or the connection was lost."""
    if not isinstance(error, Error):
        return False
    if connection.vendor == 'mysql':
        return _mysql_code(error) in MYSQL_LOST
    if connection.vendor == 'postgresql':
        state = _postgres_state(error)
        return state in POSTGRES_LOST or state.startswith('08')
    return False


def is_duplicate(error: IntegrityError) -> bool:
    """Return whether a unique constraint was violated."""
    if connection.vendor == 'mysql':
        return bool(_mysql_code(error) == MYSQL_DUPLICATE)
    if connection.vendor == 'postgresql':
        return _postgres_state(error) == POSTGRES_DUPLICATE
    return str(error).startswith(SQLITE_DUPLICATE)


def find_busy(error: BaseException) -> BusyException | None:
    """Return the error for users whose request the database could not serve; None if ``error`` means something else."""
    if isinstance(error, BusyException):
        return error
    if not (is_lock_failure(error) or is_connection_lost(error)):
        return None
    log.warning('The database could not serve a request: %s', type(error).__name__, exc_info=error)
    return BusyException(_('The database is not available. Please try again in a moment.'))


def _mysql_code(error: BaseException) -> Any:
    return error.args[0] if error.args else None


def _postgres_state(error: BaseException) -> str:
    """Return the SQLSTATE code (five characters); '08000' if the driver lost the server and has no code."""
    cause = error.__cause__
    state = getattr(cause, 'sqlstate', None) or getattr(cause, 'pgcode', None)
    if state is None and type(cause).__name__ in {'OperationalError', 'InterfaceError'}:
        return '08000'
    return state or ''
