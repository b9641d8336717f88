"""One XML element of an export, with the file it stands in: typed attributes, and errors that say where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from typing import cast

from lxml import etree

from demo.olx.errors import ErrorList, OlxError, place

# Attributes that an element may have and still be only a pointer to its own file.
POINTER_ATTRIBUTES = frozenset({'url_name', 'org', 'course', 'slug'})
DURATION = re.compile(
    r'^(?:(?P<days>\d+) days?)?\s*(?:(?P<hours>\d+) hours?)?\s*'
    r'(?:(?P<minutes>\d+) minutes?)?\s*(?:(?P<seconds>\d+) seconds?)?$'
)


@dataclass(frozen=True)
class Element:
    """An element and where it comes from. ``file`` is relative to the course folder ``root``.

    A wrong attribute is added to ``errors``, and its default is returned; without ``errors``, ``OlxError`` is raised.
    """

    node: etree._Element
    file: str
    root: Path
    errors: ErrorList | None = None

    @property
    def tag(self) -> str:
        return str(self.node.tag)

    @property
    def url_name(self) -> str:
        return self.text_of('url_name')

    @property
    def display_name(self) -> str:
        return self.text_of('display_name')

    @property
    def line(self) -> int | None:
        return cast('int | None', self.node.sourceline)

    @property
    def place(self) -> str:
        return place(self.file, self.line)

    def error(self, message: str) -> OlxError:
        return OlxError(message, file=self.file, line=self.line)

    def report(self, message: str) -> None:
        """Add an error, or raise it without a list to add it to."""
        if self.errors is None:
            raise self.error(message)
        self.errors.add(self.error(message))

    def raising(self) -> Element:
        """Return the same element; its errors are raised."""
        return replace(self, errors=None)

    def children(self) -> Iterator[Element]:
        """Return an iterator over the child elements, without comments and processing instructions."""
        return (replace(self, node=node) for node in self.node.iterchildren(etree.Element))

    def descendants(self, tag: str) -> Iterator[Element]:
        return (replace(self, node=node) for node in self.node.iterdescendants(tag))

    def is_pointer(self) -> bool:
        has_content = len(self.node) > 0 or bool((self.node.text or '').strip())
        return not has_content and bool(self.url_name) and set(self.node.attrib) <= POINTER_ATTRIBUTES

    # --- attributes -----------------------------------------------------------------------------------------------

    def find_text(self, name: str) -> str | None:
        """Return an attribute as plain text. Exports write some values as JSON: quotes and ``null`` are understood."""
        value = self.node.get(name)
        if value is None or value.strip() in ('', 'null', 'None'):
            return None
        value = value.strip()
        return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value

    def text_of(self, name: str) -> str:
        return self.find_text(name) or ''

    def flag_of(self, name: str, *, default: bool = False) -> bool:
        value = self.find_text(name)
        if value is None:
            return default
        if value.lower() not in ('true', 'false'):
            self.report(f'{name} is "{value}"; write true or false')
            return default
        return value.lower() == 'true'

    def find_whole_number(self, name: str) -> int | None:
        value = self.find_text(name)
        if value is None:
            return None
        if not re.fullmatch(r'[0-9]+', value):
            self.report(f'{name} is "{value}"; write a whole number')
            return None
        return int(value)

    def number_of(self, name: str, *, default: float) -> float:
        value = self.find_text(name)
        if value is None:
            return default
        try:
            return float(value)
        except ValueError:
            self.report(f'{name} is "{value}"; write a number')
            return default

    def find_moment(self, name: str) -> datetime | None:
        """Return an aware datetime; without an offset it is UTC."""
        value = self.find_text(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.report(f'{name} is "{value}"; write a date and time such as 2030-01-31T23:59:00Z')
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def find_duration(self, name: str) -> timedelta | None:
        value = self.find_text(name)
        if value is None:
            return None
        match = DURATION.match(value)
        if match is None:
            self.report(f'{name} is "{value}"; write a duration such as "2 days 3 hours"')
            return None
        return timedelta(**{unit: int(amount) for unit, amount in match.groupdict().items() if amount})

    # --- content --------------------------------------------------------------------------------------------------

    def inner_html(self) -> str:
        """Return the text and child elements as HTML, not cleaned."""
        parts = [escape(self.node.text or '', quote=False)]
        parts.extend(etree.tostring(child, encoding='unicode', method='html') for child in self.node)
        return ''.join(parts).strip()

    def inner_markup(self) -> str:
        """Return the content of a block that holds HTML, not cleaned.

        Text that is written as CDATA or with entities is HTML as well, as in Open edX.
        """
        parts = [self.node.text or '']
        parts.extend(etree.tostring(child, encoding='unicode', method='html') for child in self.node)
        return ''.join(parts).strip()

    def inner_text(self) -> str:
        """Return all text inside, with whitespace collapsed."""
        return ' '.join(''.join(str(text) for text in self.node.itertext()).split())


def parse(path: Path, root: Path) -> Element:
    """Return the root element of a file. No entities beyond XML's own, no external files, no network."""
    file = path.relative_to(root).as_posix()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.parse(str(path), parser)
    except OSError as error:
        raise OlxError('the file is missing', file=file) from error
    except etree.XMLSyntaxError as error:
        raise OlxError(f'not well-formed XML: {error.msg}', file=file, line=error.lineno) from error
    if tree.docinfo.internalDTD is not None:
        raise OlxError('a document type or entities are not accepted', file=file, line=1)
    return Element(tree.getroot(), file, root)
