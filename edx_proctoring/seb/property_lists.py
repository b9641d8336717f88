"""Configurations as XML property lists: reading what others wrote, and writing our own.

The reader is strict, since the config key depends on every value: what Python would read and a client would not, such
as ``1_000``, is refused. It is defused: declared entities and a DTD inside the document are refused before they are
read, no other file is fetched, and sizes and depths have bounds.
"""

from __future__ import annotations

import base64
import plistlib
import re
from collections.abc import Callable, Mapping
from typing import Final, NoReturn
from xml.parsers import expat  # nosec B407

from edx_proctoring.exceptions import InvalidSebConfiguration, UnreadableSebFile
from edx_proctoring.seb.hazards import LARGEST_INTEGER, refuse_hazards, refuse_long_name
from edx_proctoring.seb.values import Settings, Value, within
from edx_proctoring.texts import gettext_noop as _

MOST_BYTES: Final = 2 * 2**20  # of a property list
MOST_DEPTH: Final = 32  # elements in each other

_INTEGER: Final = re.compile('[+-]?[0-9]{1,20}')
_REAL: Final = re.compile(r'[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?', re.ASCII)
_BLANKS: Final = ' \t\r\n'
_BLANK: Final = re.compile(f'[{_BLANKS}]+')
_NOT_XML: Final = _('The configuration is not an XML property list.')
_ENTITY: Final = _('The configuration declares XML entities or has a DTD inside. Both are refused.')
_TOO_LARGE: Final = _('The configuration is too large.')
_NO_DICTIONARY: Final = _('The root of the configuration is not a dictionary.')
_DATE: Final = _('%(setting)s is a date. The versions of Safe Exam Browser hash dates differently.')
_NO_INTEGER: Final = _('%(setting)s is not a decimal number of at most 32 bits.')
_NO_REAL: Final = _('%(setting)s is not a decimal number.')
_NO_DATA: Final = _('%(setting)s is not in Base64.')


def write_property_list(settings: Mapping[str, Value]) -> bytes:
    """Return the configuration as XML in UTF-8, without a byte order mark.

    Raises ``InvalidSebConfiguration`` for values that clients treat differently: see :mod:`edx_proctoring.seb.hazards`.
    """
    refuse_hazards(settings)
    return plistlib.dumps(dict(settings), fmt=plistlib.FMT_XML, sort_keys=False)


def read_property_list(xml: bytes) -> Settings:
    """Return the settings of a configuration. Of two with the same name, the last one counts.

    Hazards that a value has are not looked for here, except where there is no value: see
    :func:`edx_proctoring.seb.hazards.refuse_hazards`.

    Raises ``UnreadableSebFile`` if it is no property list in UTF-8 with a dictionary at its root, and
    ``InvalidSebConfiguration`` for dates, for numbers and data in a form that not all clients read, and for long names.
    """
    if len(xml) > MOST_BYTES:
        raise UnreadableSebFile(_TOO_LARGE, 'too_large')
    if not xml.startswith(b'<?xml'):  # clients look for it; a byte order mark is refused by some
        raise UnreadableSebFile(_NOT_XML)
    reader = _Reader()
    parser = expat.ParserCreate(encoding='utf-8')
    parser.buffer_text = True
    _defuse(parser)
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as error:
        raise UnreadableSebFile(_NOT_XML) from error
    if not isinstance(reader.root, dict):
        raise UnreadableSebFile(_NO_DICTIONARY)
    return reader.root


def _defuse(parser: expat.XMLParserType) -> None:
    """Refuse what makes XML dangerous when it is declared; the usual reference to Apple's DTD is never followed."""

    def refuse(*_arguments: object) -> NoReturn:
        raise UnreadableSebFile(_ENTITY)

    def refuse_internal_subset(_name: str, _system: str | None, _public: str | None, has_subset: int) -> None:
        if has_subset:
            refuse()

    def refuse_other_encodings(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ('utf-8', 'utf8'):
            raise UnreadableSebFile(_NOT_XML)

    parser.StartDoctypeDeclHandler = refuse_internal_subset
    parser.EntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    parser.XmlDeclHandler = refuse_other_encodings


class _Reader:
    """Builds the value from the events of the parser."""

    def __init__(self) -> None:
        self.root: Value | None = None
        self._elements: list[str] = []  # the open ones
        self._containers: list[list[Value] | dict[str, Value]] = []
        self._names: list[str | int] = []  # the path of the value that comes next
        self._pieces: list[str] = []

    def start(self, element: str, _attributes: Mapping[str, str]) -> None:
        """Open an element where it may stand."""
        parent = self._elements[-1] if self._elements else ''
        if element not in _CHILDREN.get(parent, ()) or len(self._elements) >= MOST_DEPTH:
            raise UnreadableSebFile(_NOT_XML)
        if parent == 'dict' and (element == 'key') is self._has_name():
            raise UnreadableSebFile(_NOT_XML)  # a name without a value, or a value without a name
        if parent == 'plist' and self.root is not None:
            raise UnreadableSebFile(_NOT_XML)
        self._elements.append(element)
        self._pieces = []
        if parent == 'array':
            self._names.append(len(self._containers[-1]))
        if element in ('dict', 'array'):
            self._containers.append({} if element == 'dict' else [])

    def text(self, piece: str) -> None:
        """Keep a piece of text; between elements, only blanks may stand."""
        if self._elements[-1] in ('plist', 'dict', 'array'):
            if piece.strip(_BLANKS):
                raise UnreadableSebFile(_NOT_XML)
        else:
            self._pieces.append(piece)

    def end(self, element: str) -> None:
        """Close an element, and put its value into what is around it."""
        self._elements.pop()
        if element == 'key':
            name = ''.join(self._pieces)
            refuse_long_name(name)
            self._names.append(name)
        elif element in ('dict', 'array'):
            if self._has_name():
                raise UnreadableSebFile(_NOT_XML)  # the last name has no value
            self._keep(self._containers.pop())
        elif element != 'plist':
            self._keep(_SCALARS[element](''.join(self._pieces), self._path()))

    def _has_name(self) -> bool:
        return len(self._names) == len(self._containers)

    def _path(self) -> str:
        path = ''
        for name in self._names:
            path = within(path, name)
        return path

    def _keep(self, value: Value) -> None:
        if not self._containers:
            self.root = value
            return
        name = self._names.pop()
        around = self._containers[-1]
        if isinstance(around, list):
            around.append(value)
        else:
            around[str(name)] = value


def _integer(text: str, path: str) -> int:
    """Return the number; blanks around it, leading zeros, and a plus sign are read by all clients."""
    number = int(text) if _INTEGER.fullmatch(text := text.strip(_BLANKS)) else None
    if number is None or not -LARGEST_INTEGER - 1 <= number <= LARGEST_INTEGER:
        raise InvalidSebConfiguration(_NO_INTEGER, setting=path)
    return number


def _real(text: str, path: str) -> float:
    if not _REAL.fullmatch(text := text.strip(_BLANKS)):
        raise InvalidSebConfiguration(_NO_REAL, setting=path)
    return float(text)


def _data(text: str, path: str) -> bytes:
    try:
        return base64.b64decode(_BLANK.sub('', text), validate=True)
    except ValueError as error:
        raise InvalidSebConfiguration(_NO_DATA, setting=path) from error


def _date(_text: str, path: str) -> bool:
    raise InvalidSebConfiguration(_DATE, setting=path)


def _boolean(value: bool) -> Callable[[str, str], bool]:
    def read(text: str, path: str) -> bool:
        if text:
            raise UnreadableSebFile(_NOT_XML)
        return value

    return read


# What each element's text becomes; the second argument is the path for messages.
_SCALARS: Final[dict[str, Callable[[str, str], Value]]] = {
    'string': lambda text, _path: text,
    'integer': _integer,
    'real': _real,
    'true': _boolean(True),
    'false': _boolean(False),
    'data': _data,
    'date': _date,
}
_VALUES: Final = ('dict', 'array', *_SCALARS)
_CHILDREN: Final = {'': ('plist',), 'plist': _VALUES, 'array': _VALUES, 'dict': ('key', *_VALUES)}
