"""The ``proctoring`` service that the LMS hands to its XBlocks."""

from inspect import isfunction
from typing import Any, Self

from edx_proctoring import api


class ProctoringService:
    """One object per process, with the functions of :mod:`edx_proctoring.api` as attributes."""

    _instance: Self | None = None

    def __new__(cls) -> Self:
        """Return the only instance, which is created on the first call."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __init__(self) -> None:
        for name in api.__all__:
            value = getattr(api, name)
            if isfunction(value):
                setattr(self, name, value)

    def __getattr__(self, name: str) -> Any:
        """Raise ``AttributeError`` for a function that the service does not have."""
        raise AttributeError(f'The proctoring service has no {name!r}.')
