"""The files of an export: where an element's own file is, and what is in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey

from demo.olx.elements import Element, parse
from demo.olx.errors import ErrorList, OlxError

NOT_IN_KEYS = re.compile(r'[^\w~.:-]')


@dataclass(frozen=True)
class ExportFiles:
    """One export: its folder, its course key, and the attributes that its policy file overrides."""

    root: Path
    course_key: CourseKey
    policies: dict[str, dict[str, str]]
    errors: ErrorList = field(default_factory=ErrorList)

    def find_resolved(self, element: Element) -> Element | None:
        """Return what ``resolved`` does; for an element whose file can't be read, note the error and return None."""
        try:
            return self.resolved(element)
        except OlxError as error:
            self.errors.add(error)
            return None

    def resolved(self, element: Element) -> Element:
        """Return the element, or the one in its own file if it is a pointer, with the attributes of its policy."""
        url_name = self.name_of(element)
        if element.is_pointer():
            file = self.existing(element, f'{element.tag}/{url_name.replace(":", "/")}.xml', 'url_name', url_name)
            target = replace(parse(file, self.root), errors=element.errors)
            if target.tag != element.tag:
                raise target.error(f'the element is "{target.tag}"; {element.file} expects a {element.tag}')
            target.node.set('url_name', url_name)
            element = target
        for name, value in self.policies.get(f'{element.tag}/{url_name}', {}).items():
            element.node.set(name, value)
        return element

    def name_of(self, element: Element) -> str:
        """Return the ``url_name``; of an element without one, its place in the file makes one that stays the same."""
        if not element.url_name:
            element.node.set('url_name', f'{element.tag}_{element.node.sourceline}')
        return element.url_name

    def existing(self, element: Element, file: str, attribute: str, value: str) -> Path:
        """Return the path of a file that an attribute of the element names.

        Blanks in names may have been written as underscores. Raises ``OlxError``.
        """
        path = (self.root / file).resolve()
        if not path.is_relative_to(self.root.resolve()):
            raise element.error(f'{attribute} is "{value}"; it leads out of the export')
        for candidate in (file, file.replace(' ', '_'), file.replace('_', ' ')):
            if (self.root / candidate).is_file():
                return self.root / candidate
        raise element.error(f'{file} is missing')

    def usage_key(self, element: Element, *, block_type: str = '') -> str:
        """Return the key of the element; what a key can't have in it becomes an underscore, as in Open edX."""
        block_type = block_type or element.tag
        name = self.name_of(element)
        try:
            return str(self.course_key.make_usage_key(block_type, name))
        except InvalidKeyError:
            return str(self.course_key.make_usage_key(block_type, NOT_IN_KEYS.sub('_', name)))

    def read_text(self, element: Element, file: str, attribute: str, value: str) -> str:
        """Return the text of a file that an attribute of the element names. Raises ``OlxError``."""
        path = self.existing(element, file, attribute, value)
        try:
            return path.read_text(encoding='utf-8')
        except UnicodeDecodeError as error:
            raise OlxError('not UTF-8 text', file=file) from error
