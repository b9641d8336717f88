"""Long lists of a page, a few rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

ROWS_ON_A_PAGE = 25


@dataclass(frozen=True, slots=True)
class PageOfRows:
    """One page of a list; ``key`` is its name in the query of the page's address, and the id of its heading."""

    key: str
    page: Page[Any]
    query: QueryDict

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where the other pages are: what leads there, and its address."""
        page, last = self.page, self.page.paginator.num_pages
        numbers = []
        if page.has_previous():
            numbers += [('First', 1), ('Previous', page.previous_page_number())]
        if page.has_next():
            numbers += [('Next', page.next_page_number()), ('Last', last)]
        return [(text, self._address(number)) for text, number in numbers]

    def _address(self, number: int) -> str:
        query = self.query.copy()
        query[self.key] = str(number)
        return f'?{query.urlencode()}#{self.key}'


def page_of_rows(
    request: HttpRequest, key: str, rows: Sequence[Any] | QuerySet[Any], shown: Callable[[Any], Any] | None = None
) -> PageOfRows:
    """Return the page of the list that the address asks for; the nearest one if there is no such page.

    ``shown`` returns what the page's template gets of a row.
    """
    page = Paginator(rows, ROWS_ON_A_PAGE).get_page(request.GET.get(key))
    if shown is not None:
        page.object_list = [shown(row) for row in page.object_list]
    return PageOfRows(key, page, request.GET)
