"""Requests that are one transaction from end to end, whatever they call."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from edx_proctoring.actions.transactions import transactional

Arguments = ParamSpec('Arguments')
Answer = TypeVar('Answer')


def in_one_transaction(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Run a view in one transaction with everything that it changes; it is tried again where it loses against another.

    Within a transaction of the caller it is a part of that one, which what fails in here leaves as it was.

    Raises :class:`BusyException` when trying again doesn't help; nothing is changed then.
    """
    return transactional(view)
