"""What a setting is: where it stands, which values it takes, what it means, and what to paste.

``conf`` declares the settings with :class:`Setting`; ``constants``, ``checks`` and docs/settings.rst read the same
declarations. ``BACKEND_OPTIONS`` are the options of providers. Nothing here reads a setting when it is imported.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar, overload

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise
from django.utils.module_loading import import_string

T = TypeVar('T')

OWN: Final = 'PROCTORING_SETTINGS'
REQUIRED: Final[Any] = object()
NOT_WRITTEN: Final[Any] = object()
INFINITY: Final = float('inf')
MOST_DAYS: Final = 100_000  # back from today, still in the calendar
LONGEST_SHOWN = 60  # characters of a wrong value in a message


class Kind(NamedTuple):
    """Which values a setting takes: in words, and as a test that raises nothing."""

    words: str
    accepts: Callable[[Any], bool]


class Setting(Generic[T]):
    """A setting, read whenever the attribute that holds it is asked for.

    It is a plain setting, or with ``own`` a key of ``PROCTORING_SETTINGS``, for which ``plain`` may name the setting
    that is read where the key is missing; ``fallback`` is read where neither is there. ``constant`` is its published
    name in ``edx_proctoring.constants``, where tests of hosts patch it. ``check`` is the number of the system check
    that looks at its value; ``missing`` that of the one that misses it.
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
        """Where it stands, as one writes it in Python."""
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
        """Return the value as the site wrote it, or the default; ``REQUIRED`` where there is neither."""
        written = self._written()
        if self.fallback:
            return self.fallback.find() if written in (NOT_WRITTEN, None) else written
        return self.default if written is NOT_WRITTEN else written

    def is_written(self) -> bool:
        """Whether the site says anything, so that its value has to be looked at."""
        return self._written() is not NOT_WRITTEN

    def _written(self) -> Any:
        own = getattr(settings, OWN, None) if self.own else None
        if isinstance(own, Mapping) and self.name in own:
            return own[self.name]
        return getattr(settings, self.plain, NOT_WRITTEN) if self.plain else NOT_WRITTEN


def flag(name: str, *, default: bool, own: bool = True, **facts: Any) -> Setting[bool]:
    """A setting that is True or False, by default a key of ``PROCTORING_SETTINGS``."""
    return Setting(name, FLAG, own=own, default=default, convert=bool, example=str(default), **facts)


def number(name: str, *, default: T, kind: Kind | None = None, own: bool = True, **facts: Any) -> Setting[T]:
    """A setting that is a number above 0, or of ``kind``; by default a key of ``PROCTORING_SETTINGS``.

    Where something else is written, which a check reports, the default is read.
    """
    chosen = kind or COUNT
    convert = _or_default(chosen, default)
    return Setting(name, chosen, own=own, default=default, convert=convert, example=str(default), **facts)


def shown(value: object, *, secret: bool = False) -> str:
    """A wrong value for a message: what it is, and of secrets only which type it has."""
    if secret:
        return f'a value of the type {type(value).__name__}'
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f'{text[:LONGEST_SHOWN]}...'


def choice(*values: str) -> Kind:
    """One of some texts."""
    return Kind(f'one of {", ".join(map(repr, values))}', lambda value: isinstance(value, str) and value in values)


def as_dict(value: Any) -> Any:
    """A conversion: a dict; empty for everything else, which a check reports."""
    return value if isinstance(value, Mapping) else {}


def by_name(value: Any) -> Any:
    """A conversion: a dict whose keys are texts. YAML makes ``None`` of ``null`` without quotation marks."""
    found = as_dict(value)
    if all(isinstance(key, str) for key in found):
        return found
    return {'null' if key is None else str(key): each for key, each in found.items()}


def as_tuple(value: Any) -> tuple[Any, ...]:
    """A conversion: the entries of a list, or the one that stands there instead; none for what is empty."""
    return tuple(value) if isinstance(value, list | tuple | Set) else (value,) if value else ()


def limits(value: Any) -> tuple[Any, ...]:
    """A conversion, as :func:`as_tuple`, where no entry means "no limit": an empty text lets nothing through."""
    return (value,) if value == '' else as_tuple(value)


def function(value: Any) -> Any:
    """A conversion: the function that a dotted path names, or the one that stands there itself."""
    return import_string(value) if isinstance(value, str) else value


def one_of(name: str, values: Sequence[str]) -> Callable[[Any], Any]:
    """A conversion that lets no other value through, for settings with which the app could do nothing."""

    def convert(value: Any) -> Any:
        if value not in values:
            raise ImproperlyConfigured(f'{OWN}[{name!r}] must be one of {tuple(values)}, not {value!r}.')
        return value

    return convert


def optional(kind: Kind) -> Kind:
    """The same, or None."""
    return Kind(f'{kind.words}, or None', lambda value: value is None or kind.accepts(value))


def _or_default(kind: Kind, default: T) -> Callable[[Any], T]:
    return lambda value: value if kind.accepts(value) else default


def _is_text(value: object) -> bool:
    return isinstance(value, str | Promise)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_course_pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and 'course_id' in re.compile(value).groupindex
    except re.error:
        return False


def _is_network(value: object) -> bool:
    try:
        ipaddress.ip_network(value)  # type: ignore[arg-type]  # anything may stand in the settings
    except ValueError:
        return False
    return isinstance(value, str)


def _is_reviewers(value: object) -> bool:
    lists = value.values() if isinstance(value, Mapping) else [None]
    return all(each == '*' or (isinstance(each, list | tuple) and all(map(EMAIL.accepts, each))) for each in lists)


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(COUNT.accepts, value))


TEXT = Kind('text', _is_text)
NAME = Kind('text that is not empty', lambda value: _is_text(value) and bool(str(value).strip()))
ASCII = Kind('text of ASCII characters', lambda value: isinstance(value, str) and bool(value) and value.isascii())
FLAG = Kind('True or False', lambda value: isinstance(value, int) and value in (0, 1))
EMAIL = Kind('an email address', lambda value: _is_text(value) and '@' in str(value))
HOST = Kind(
    'a host name, with the port where it needs one',
    lambda value: _is_text(value) and not re.search(r'[/\s]', str(value)),
)
HOSTS = Kind(
    "a list of host names such as 'dashboard.example.com'",
    lambda value: isinstance(value, list | tuple) and all(map(HOST.accepts, value)),
)
URL = Kind(
    'a URL with http:// or https://', lambda value: isinstance(value, str) and bool(re.match('https?://.', value))
)
ROOT_URL = Kind(
    'a URL with http:// or https:// and no slash at its end',
    lambda value: URL.accepts(value) and not value.endswith('/'),
)
PATH = Kind('the path of a directory', lambda value: isinstance(value, str | os.PathLike))
SECONDS = Kind('a number of seconds, 0 or more', lambda value: _is_number(value) and 0 <= value < INFINITY)
COUNT = Kind('a number above 0', lambda value: _is_number(value) and 0 < value < INFINITY)
DAYS = Kind(f'a number of days above 0, up to {MOST_DAYS}', lambda value: COUNT.accepts(value) and value <= MOST_DAYS)
FUNCTION = Kind(
    "a function, or its dotted path such as 'package.module.function'",
    lambda value: (
        callable(value) or (isinstance(value, str) and bool(re.fullmatch(r'[^\W\d]\w*(\.[^\W\d]\w*)+', value)))
    ),
)
FRACTION = Kind('a number from 0 to 1', lambda value: _is_number(value) and 0 <= value <= 1)
DICT = Kind('a dict', lambda value: isinstance(value, Mapping))
TEXTS = Kind('a list of texts', lambda value: isinstance(value, list | tuple) and all(map(_is_text, value)))
LINKS = Kind(
    'a dict of URLs', lambda value: isinstance(value, Mapping) and all(map(optional(TEXT).accepts, value.values()))
)
REVIEWERS = Kind("a dict by provider of lists of email addresses, or of '*'", _is_reviewers)
NETWORKS = Kind(
    "a list of networks such as '203.0.113.0/24'",
    lambda value: isinstance(value, list | tuple) and all(map(_is_network, value)),
)
COURSE_PATTERN = Kind('a regular expression with the group course_id', _is_course_pattern)
KEYS = Kind(
    'text of ASCII characters, or a list of such texts',
    lambda value: all(map(ASCII.accepts, value)) if isinstance(value, list | tuple) and value else ASCII.accepts(value),
)
RATE = Kind(
    "a number of requests in a time, such as '600/minute'",
    lambda value: isinstance(value, str) and bool(re.fullmatch('[1-9][0-9]*/(second|minute|hour|day)', value)),
)
KEY = Kind('text', lambda value: isinstance(value, str | bytes))
TIMEOUT = Kind(
    'a number of seconds, or two: to connect and to read', lambda value: COUNT.accepts(value) or _is_pair(value)
)


class Option(NamedTuple):
    """An option of a provider in ``PROCTORING_BACKENDS``."""

    kind: Kind
    meaning: str
    secret: bool = False

    def read(self, value: Any) -> Any:
        """Return the value as the provider gets it: YAML makes numbers of ids without quotation marks."""
        if self.kind is ROOT_URL and isinstance(value, str):
            return value.rstrip('/')
        return str(value) if self.kind in (TEXT, NAME, KEY) and _is_number(value) else value

    def is_left_out(self, value: Any) -> bool:
        """Whether the provider's own default counts: where a number should be and is none, which a check reports."""
        return self.kind in (COUNT, TIMEOUT) and not self.kind.accepts(value)


BACKEND_OPTIONS: Final[Mapping[str, Option]] = {
    'base_url': Option(ROOT_URL, 'Where a REST provider has its service.'),
    'client_id': Option(TEXT, 'OAuth client of a REST provider.'),
    'client_secret': Option(TEXT, 'Its secret; it also signs links into the dashboard.', secret=True),
    'crypto_key': Option(KEY, "PSI's key for triple DES: 16 or 24 characters.", secret=True),
    'default_rules': Option(DICT, 'Rules that a REST provider is sent with exams that have none.'),
    'exam_register_endpoint': Option(URL, 'Where attempts are registered with PSI.'),
    'exam_sponsor': Option(TEXT, 'The name under which PSI knows the site.'),
    'has_dashboard': Option(FLAG, 'Whether instructors get a link to the dashboard of the provider.'),
    'help_center_article_url': Option(TEXT, 'An article about the provider for learners.'),
    'integration_specific_email': Option(TEXT, "Contact for trouble with this provider; else the site's."),
    'learner_notification_from_email': Option(TEXT, "The sender of the provider's mails."),
    'needs_oauth': Option(FLAG, 'Not read by the app; plug-ins set it.'),
    'organization': Option(TEXT, "The site's organization at PSI."),
    'passing_statuses': Option(TEXTS, 'Stored review statuses with which an attempt is verified.'),
    'ping_interval': Option(COUNT, 'Seconds between two pings to the JavaScript worker.'),
    'secret_key': Option(TEXT, "PSI's key for signatures.", secret=True),
    'secret_key_id': Option(TEXT, 'The id of that key.'),
    'send_email': Option(FLAG, "Whether PSI is told the learner's email address."),
    'software_download_url': Option(URL, "Where learners get PSI's program."),
    'supports_onboarding': Option(FLAG, 'Whether practice exams are onboarding exams.'),
    'tech_support_email': Option(TEXT, "Where learners get help with the provider's software."),
    'tech_support_phone': Option(TEXT, 'The same by telephone.'),
    'timeout': Option(TIMEOUT, 'Time that a call may take.'),
    'token_expiration_time': Option(COUNT, 'Seconds for which a link into the dashboard of a REST provider works.'),
    'verbose_name': Option(NAME, 'Name of the provider, shown to learners.'),
    'video_review_aes_key': Option(
        KEYS,
        'Key for stored video links: 32, 48 or 64 hex digits. While it is exchanged, a list: the first writes, '
        'each reads.',
        secret=True,
    ),
    'LINK_URLS': Option(LINKS, '``contact``: where mails about this provider send learners with questions.'),
    'allow_honor_mode': Option(FLAG, 'Read by the platform only.'),
    'requires_escalation_email': Option(FLAG, 'Read by the platform only.'),
    'show_review_rules': Option(FLAG, 'Read by the platform only.'),
}
HOST_OPTIONS: Final = frozenset({'LINK_URLS', 'allow_honor_mode', 'requires_escalation_email', 'show_review_rules'})
