"""Which texts a column of the database can hold: how long, and of which characters.

Its characters are learned from the database once per process and table.
Old tables of MySQL and MariaDB have the character set ``utf8mb3``, which lacks what is beyond U+FFFF, such as emoji. A
statement that stores one there fails (1366), and so does one that only looks for it (1267). Tables are converted one by
one, so every column counts for itself, and the connection's own character set counts too. PostgreSQL takes everything
but NUL, SQLite everything; none takes half of a surrogate pair.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import connections, router
from django.db.models import Model, Q
from django.utils.translation import gettext

from edx_proctoring.exact_text import exactly
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.texts import gettext_noop as _

REPLACEMENT: Final = '\ufffd'
PLAIN_REPLACEMENT: Final = '?'
USER_NAMES: Final = ('username', 'email')  # in the order in which they count

_EVERYTHING: Final = frozenset({'utf8mb4', 'utf16', 'utf16le', 'utf32', 'binary'})
_BASIC_PLANE: Final = frozenset({'utf8mb3', 'utf8', 'ucs2'})
_CODECS: Final = {'latin1': 'cp1252'}  # where Python has another name for it
_MOST_NAMED: Final = 5

_QUERY: Final = """
    SELECT column_name, character_set_name, @@character_set_connection
    FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = %s
"""

_Charsets = tuple[str, ...]
_learned: dict[tuple[str, str, str], dict[str, _Charsets]] = {}
_lock = threading.Lock()


def find_unstorable(text: str, field: Any, connection: Any) -> list[str]:
    """Return the characters of the text that the column of a model's field cannot hold, without duplicates."""
    if text.isascii() and '\0' not in text:
        return []
    charsets = _charsets_of(field.model._meta.db_table, field.column, connection)
    return [char for char in dict.fromkeys(text) if not _is_held(char, charsets, connection.vendor)]


def replace_unstorable(text: str, field: Any, connection: Any) -> str:
    """Return the text with U+FFFD, or a question mark, for every character that the column cannot hold."""
    unstorable = find_unstorable(text, field, connection)
    if not unstorable:
        return text
    charsets = _charsets_of(field.model._meta.db_table, field.column, connection)
    mark = REPLACEMENT if _is_held(REPLACEMENT, charsets, connection.vendor) else PLAIN_REPLACEMENT
    return text.translate({ord(char): mark for char in unstorable})


def is_too_long(text: str, field: Any) -> bool:
    """Return whether the text is longer than the column of a model's field allows; SQLite would store it."""
    return field.max_length is not None and len(text) > field.max_length


def fits(text: str, field: Any, connection: Any) -> bool:
    """Return whether the column of a model's field can hold the text as it is."""
    return not is_too_long(text, field) and not find_unstorable(text, field, connection)


def refuse_unstorable(model: type[Model], **texts: Any) -> None:
    """Raise :class:`InvalidInputException`, naming the field, if a text does not fit a column of the model.

    It is for input from people and programs that can be told. ``texts`` are by field name; values that are not text are
    ignored.
    """
    connection = connections[router.db_for_write(model)]
    for name, text in texts.items():
        if not isinstance(text, str):
            continue
        field: Any = model._meta.get_field(name)
        if is_too_long(text, field):
            raise InvalidInputException(
                _('%(name)s must not exceed %(limit)s characters.'), name=name, limit=field.max_length
            )
        unstorable = find_unstorable(text, field, connection)
        if unstorable:
            raise InvalidInputException(
                _("%(name)s contains characters that this site's database cannot store: %(characters)s."),
                name=name,
                characters=listed(unstorable),
            )


def is_storable(model: type[Model], name: str, text: str) -> bool:
    """Return whether the column of the field can hold the text as it is."""
    return fits(text, model._meta.get_field(name), connections[router.db_for_write(model)])


def refusal_of_text(unstorable: Sequence[str]) -> str:
    """Return the message about text with characters that cannot be stored, in the active language, for forms."""
    message = gettext("This text contains characters that this site's database cannot store: %(characters)s.")
    return message % {'characters': listed(unstorable)}


def find_fault(text: str, field: Any, connection: Any) -> str | None:
    """Return why the column cannot hold the text, in the active language, for forms; None if it can."""
    if is_too_long(text, field):
        return gettext('This text must not exceed %(limit)s characters.') % {'limit': field.max_length}
    unstorable = find_unstorable(text, field, connection)
    return refusal_of_text(unstorable) if unstorable else None


def listed(unstorable: Sequence[str]) -> str:
    """Return the first of these characters by their code points, such as ``U+1F600``."""
    named = ', '.join(f'U+{ord(char):04X}' for char in unstorable[:_MOST_NAMED])
    more = ', ...' if len(unstorable) > _MOST_NAMED else ''
    return f'{named}{more}'


def match_users(text: Any, lookup: str = 'exact', *, names: Sequence[str] = USER_NAMES, prefix: str = '') -> Q:
    """Return a condition for users with a matching name in one of ``names``; ``prefix`` leads to the user (``user__``).

    ``exact`` is exact on every database, including case and trailing blanks. No user has a name that the column cannot
    hold, so the database is not asked for one.
    """
    found = Q()
    for name in names:
        if not isinstance(text, str):
            found |= Q(**{f'{prefix}{name}__{lookup}': text})
        elif can_be_name(text, name):
            column = f'{prefix}{name}'
            found |= exactly(column, text) if lookup == 'exact' else Q(**{f'{column}__{lookup}': text})
    return found or Q(**{f'{prefix}pk__in': ()})


def can_be_name(text: str, name: str) -> bool:
    """Return whether the column ``name`` of users can hold the text."""
    model = get_user_model()
    return fits(text, model._meta.get_field(name), connections[router.db_for_read(model)])


def forget() -> None:
    """Forget the tables' character sets, for a process that has changed its tables."""
    _learned.clear()


def _charsets_of(table: str, column: str, connection: Any) -> _Charsets:
    """Return the character sets that text goes through on its way into the column."""
    if connection.vendor != 'mysql':
        return ()
    key = (connection.alias, connection.settings_dict['NAME'], table)
    with _lock:
        columns = _learned.get(key)
    if columns is None:
        with connection.cursor() as cursor:
            cursor.execute(_QUERY, [table])
            columns = {name: (own, through) for name, own, through in cursor.fetchall() if own}
        with _lock:
            _learned[key] = columns
    return columns.get(column, ())


def _is_held(char: str, charsets: _Charsets, vendor: str) -> bool:
    if '\ud800' <= char <= '\udfff':
        return False
    if char == '\0':
        return vendor != 'postgresql'
    return all(_is_in(char, charset) for charset in charsets)


def _is_in(char: str, charset: str) -> bool:
    """Return whether the character set has the character; if Python does not know the set, only ASCII is certain."""
    if charset in _EVERYTHING:
        return True
    if charset in _BASIC_PLANE:
        return char <= '\uffff'
    try:
        char.encode(_CODECS.get(charset, charset))
    except (UnicodeEncodeError, LookupError):
        return char.isascii()
    return True
