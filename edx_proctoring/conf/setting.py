"""What a setting is: where it stands, which values it takes, what it means, and what to paste."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, TypeVar, overload

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from edx_proctoring.conf.conversions import as_tuple, or_default
from edx_proctoring.conf.kinds import COUNT, FLAG, KEYS, Kind, choice, optional

T = TypeVar('T')

OWN: Final = 'PROCTORING_SETTINGS'
REQUIRED: Final[Any] = object()
NOT_WRITTEN: Final[Any] = object()


@dataclass(frozen=True)
class Derived:
    """A default that is read from another setting of the host: ``read()`` returns it, or ``REQUIRED``."""

    read: Callable[[], Any]
    words: str


class Setting(Generic[T]):
    """A setting, read whenever the attribute that holds it is read.

    It is a plain setting, or with ``own`` a key of ``PROCTORING_SETTINGS``, for which ``plain`` may name the setting
    that is read if the key is missing; ``fallback`` is read if neither exists. ``constant`` is its published name in
    ``edx_proctoring.constants``, where tests of hosts patch it. ``check`` is the number of the system check for its
    value, ``missing`` that of the one that reports it as missing.
    """

    patched: ClassVar[Mapping[str, Any]] = {}
    """The namespace of ``constants``: a value that a test has put there wins over the settings."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        *,
        check: str,
        meaning: str,
        example: str,
        default: Any = REQUIRED,
        own: bool = False,
        plain: str | None = None,
        fallback: Setting[T] | None = None,
        constant: str | None = None,
        convert: Callable[[Any], T] | None = None,
        secret: bool = False,
        missing: str | None = None,
    ) -> None:
        self.name = name
        self.kind = kind
        self.check = check
        self.meaning = meaning
        self.example = example
        self.default = default
        self.own = own
        self.plain = plain if own else name
        self.fallback = fallback
        self.constant = constant
        self.convert = convert
        self.secret = secret
        self.missing = missing

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> Setting[T]: ...

    @overload
    def __get__(self, instance: object, owner: type[Any]) -> T: ...

    def __get__(self, instance: object | None, owner: type[Any]) -> Setting[T] | T:
        return self if instance is None else self.read()

    @property
    def place(self) -> str:
        """The setting's place, in Python notation."""
        return f'{OWN}[{self.name!r}]' if self.own else self.name

    @property
    def paste(self) -> str:
        """What to put into the settings."""
        return f'Put {self.plain} = {self.example}' if self.plain else f'Put {self.name!r}: {self.example} into {OWN}'

    def read(self) -> T:
        """Return the value, or the default.

        :raises ImproperlyConfigured: the setting is required and missing.
        """
        if self.constant is not None and self.constant in self.patched:
            patched: T = self.patched[self.constant]
            return patched
        return self.read_settings()

    def read_settings(self) -> T:
        """Return what the settings say, whatever a test has put into ``constants``."""
        value = self.find()
        if value is REQUIRED:
            other = f', or {self.name!r} to {OWN}' if self.own else ''
            raise ImproperlyConfigured(
                f"edx_proctoring needs the setting {self.plain}. Add {self.plain} = '...' to the settings{other}."
            )
        found: T = self.convert(value) if self.convert else value
        return found

    def find(self) -> Any:
        """Return the value as the site wrote it, or the default; ``REQUIRED`` if there is neither."""
        written = self._written()
        if self.fallback:
            return self.fallback.find() if written in (NOT_WRITTEN, None) else written
        if written is not NOT_WRITTEN:
            return written
        return self.default.read() if isinstance(self.default, Derived) else self.default

    def is_written(self) -> bool:
        """Return whether the site sets a value, which then has to be checked."""
        return self._written() is not NOT_WRITTEN

    def _written(self) -> Any:
        own = getattr(settings, OWN, None) if self.own else None
        if isinstance(own, Mapping) and self.name in own:
            return own[self.name]
        return getattr(settings, self.plain, NOT_WRITTEN) if self.plain else NOT_WRITTEN


def flag(name: str, *, default: bool, own: bool = True, **fields: Any) -> Setting[bool]:
    """Return a setting that is True or False, by default a key of ``PROCTORING_SETTINGS``."""
    return Setting(name, FLAG, own=own, default=default, convert=bool, example=str(default), **fields)


def number(name: str, *, default: T, kind: Kind = COUNT, own: bool = True, **fields: Any) -> Setting[T]:
    """Return a setting that is a number above 0, or of ``kind``; by default a key of ``PROCTORING_SETTINGS``."""
    return _of_kind(name, kind, default, own=own, **fields)


def one_of(name: str, *values: str, **fields: Any) -> Setting[Any]:
    """Return a key of ``PROCTORING_SETTINGS`` that is one of some texts; the first is the default."""
    return _of_kind(name, choice(*values), values[0], own=True, **fields)


def several(
    name: str, kind: Kind, *, convert: Callable[[Any], tuple[Any, ...]] = as_tuple, **fields: Any
) -> Setting[tuple[str, ...]]:
    """Return a key of ``PROCTORING_SETTINGS`` that is a list of ``kind``, empty by default."""
    return Setting(name, optional(kind), own=True, default=(), convert=convert, **fields)


def keys(name: str, **fields: Any) -> Setting[tuple[str, ...]]:
    """Return a key of ``PROCTORING_SETTINGS`` that is a secret, or during a rotation a list of secrets."""
    example = "'<long random text>'"
    return Setting(
        name, optional(KEYS), own=True, default=None, convert=as_tuple, secret=True, example=example, **fields
    )


def _of_kind(name: str, kind: Kind, default: T, **fields: Any) -> Setting[T]:
    """Return a setting whose default is used if the value is of another kind, which a check reports."""
    return Setting(name, kind, default=default, convert=or_default(kind, default), example=repr(default), **fields)
