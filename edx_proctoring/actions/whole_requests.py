"""Requests that are one transaction from end to end, whatever they call."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from edx_proctoring.actions.transactions import transactional

Arguments = ParamSpec('Arguments')
Answer = TypeVar('Answer')


def in_one_transaction(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Run a view in one transaction with everything that it changes, and retry it if it loses against another one.

    Within a transaction of the caller, it becomes a part of that one, and an error in the view leaves that one intact.

    Raises :class:`BusyException` when retrying doesn't help; then nothing is changed.
    """
    return transactional(view)
