"""The HTML of a page, taken apart for tests."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {'br', 'hr', 'img', 'input', 'link', 'meta'}


class Markup(HTMLParser):
    """The elements of a page: tag, attributes."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def find(self, tag: str, *classes: str, **attributes: str) -> dict[str, str | None]:
        """The attributes of the one such element."""
        requested = {name.replace('_', '-'): value for name, value in attributes.items()}
        found = [
            attrs
            for name, attrs in self.elements
            if name == tag
            and set(classes) <= set((attrs.get('class') or '').split())
            and requested.items() <= attrs.items()
        ]
        assert len(found) == 1, (tag, classes, attributes, found)
        return found[0]


def markup(html: str | None) -> Markup:
    assert html is not None
    return Markup(html)
