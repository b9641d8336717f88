"""The key of the delivery that is being carried out, for providers that can pass it on.

A delivery may be carried out more than once: its process may die between the call and noting that it went through. A
provider's service that is told the key can know the repetition by it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

HEADER: Final = 'Idempotency-Key'

_key: ContextVar[str | None] = ContextVar('edx_proctoring_delivery_key', default=None)


@contextmanager
def delivering(key: str | None) -> Iterator[None]:
    """Mark calls in the block as belonging to the delivery with this key, which is kept if they fail; None: to none."""
    token = _key.set(key)
    try:
        yield
    finally:
        _key.reset(token)


def delivery_key() -> str | None:
    """Return the key; None for a call that is not a delivery, whose caller sees the failure directly."""
    return _key.get()
