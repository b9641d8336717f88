"""Markup that providers put into their instructions, reduced to what can do no harm (deviation S17)."""

from html import escape
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS: Final = frozenset({'a', 'b', 'br', 'code', 'em', 'i', 'li', 'ol', 'p', 'strong', 'ul'})
ALLOWED_SCHEMES: Final = frozenset({'http', 'https', 'mailto'})

# What these hold is not text for people.
_SILENT_TAGS: Final = frozenset(
    {'iframe', 'noembed', 'noscript', 'script', 'style', 'template', 'textarea', 'title', 'xmp'}
)


def safe_html(markup: object) -> SafeString:
    """``markup`` as HTML with nothing in it but text, :data:`ALLOWED_TAGS` without attributes, and links.

    A link keeps its address when that is http, https or mailto. Other tags go and their text stays, scripts and styles
    go as a whole; every element that is left is closed, so the result can't reach out of the place it is put in.
    """
    cleaner = _Cleaner()
    cleaner.feed(str(markup))
    cleaner.close()
    return mark_safe(cleaner.result())  # noqa: S308 - built here from escaped pieces only


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._open: list[str] = []
        self._silent: list[str] = []

    def result(self) -> str:
        return ''.join(self._pieces + [f'</{tag}>' for tag in reversed(self._open)])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT_TAGS:
            self._silent.append(tag)
        elif tag == 'br' and not self._silent:
            self._pieces.append('<br>')
        elif tag in ALLOWED_TAGS and not self._silent:
            self._pieces.append(f'<{tag}{_link_attributes(attrs) if tag == "a" else ""}>')
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            if tag == self._silent[-1]:
                self._silent.pop()
        elif tag in self._open:
            while True:
                inner = self._open.pop()
                self._pieces.append(f'</{inner}>')
                if inner == tag:
                    break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(escape(data))


def _link_attributes(attrs: list[tuple[str, str | None]]) -> str:
    address = next((value for name, value in attrs if name == 'href' and value), '').strip()
    if not _is_harmless(address):
        return ''
    return f' href="{escape(address)}" target="_blank" rel="noopener noreferrer"'


def _is_harmless(address: str) -> bool:
    """An absolute address with an allowed scheme and no character that browsers drop before they read it."""
    if any(character.isspace() or not character.isprintable() for character in address):
        return False
    try:
        return urlsplit(address).scheme.lower() in ALLOWED_SCHEMES
    except ValueError:
        return False
