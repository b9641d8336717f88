"""A list that is read from the database when somebody looks at it, and only as far as they look.

The published functions return lists, and hosts do with them whatever can be done with a list. Some lists grow with the
course, and a host that shows them page by page needs a count and a page: docs/decisions/0012-lists-read-on-demand.rst.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from operator import index as as_index
from typing import Any, Final, Generic, SupportsIndex, TypeVar

from django.db.models import Model, QuerySet

ModelT = TypeVar('ModelT', bound=Model)
ItemT = TypeVar('ItemT')


class _Unread:
    """The content of an unread list, so that code that reads the memory of lists fails instead of finding nothing."""

    def __repr__(self) -> str:
        return '<not read from the database yet>'


UNREAD: Final = _Unread()


class _Source(Generic[ModelT, ItemT]):
    """The source of the items: the ordered rows, what makes an item of a row, and what is already known."""

    def __init__(self, rows: 'QuerySet[ModelT]', make_item: Callable[[ModelT], ItemT]) -> None:
        self._rows = rows
        self._make_item = make_item
        self._count: int | None = None
        self._start = 0
        self._window: list[ItemT] | None = None
        self._known: dict[Any, ItemT] = {}  # by primary key, so that what was handed out stays the list's item

    @property
    def count(self) -> int:
        """How many rows there are; one statement, once."""
        if self._count is None:
            self._count = self._rows.count()
        return self._count

    def read_everything(self) -> list[ItemT]:
        """Return all items; one statement unless all are known."""
        if self._count == 0:
            return []
        if self._window is not None and self._start == 0 and len(self._window) == self._count:
            return self._window
        return self._items(self._rows)

    def find_window(self, start: int, stop: int) -> list[ItemT] | None:
        """Return the items from ``start`` to before ``stop``; None if it is not within the first window.

        The first window costs a statement; reading inside of it costs nothing.
        """
        if start >= stop:
            return []
        if self._window is None:
            self._start, self._window = start, self._items(self._rows[start:stop])
            if len(self._window) < stop - start and (self._window or start == 0):
                self._count = start + len(self._window)
        elif not self._start <= start < stop <= self._start + len(self._window):
            return None
        return self._window[start - self._start : stop - self._start]

    def _items(self, rows: Iterable[ModelT]) -> list[ItemT]:
        items = []
        for row in rows:
            if row.pk not in self._known:
                self._known[row.pk] = self._make_item(row)
            items.append(self._known[row.pk])
        return items


class LazyList(list[ItemT]):
    """A list of the items that ``make_item`` returns for the rows of an ordered queryset.

    It takes at most three statements, whatever is done with it: ``len()`` counts, the first slice or index from the
    front reads what it covers, and everything else reads all rows, once. After that, it is like any other list; its
    slices, copies, and pickles are plain lists.
    """

    __slots__ = ('_source',)

    def __init__(self, rows: 'QuerySet[Any]', make_item: Callable[[Any], ItemT]) -> None:
        super().__init__([UNREAD])  # type: ignore[list-item]
        self._source: _Source[Any, ItemT] | None = _Source(rows, make_item)

    def read(self) -> None:
        """Read all items into memory."""
        source = self._source
        if source is not None:
            super().__init__(source.read_everything())
            self._source = None

    def __len__(self) -> int:
        source = self._source
        return super().__len__() if source is None else source.count

    def __getitem__(self, index: Any, /) -> Any:
        window = self._find_window(index)
        if window is not None:
            return window if isinstance(index, slice) else window[0]
        self.read()
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[ItemT]:
        self.read()
        return super().__iter__()

    def __radd__(self, other: Any, /) -> list[ItemT]:
        return other + list(self) if isinstance(other, list) else NotImplemented

    def __reduce_ex__(self, protocol: SupportsIndex, /) -> tuple[Any, ...]:
        return list, (list(self),)

    def count(self, value: Any) -> int:
        """Return how often the value is in the list. It requires an argument, so that paginators count by ``len()``."""
        return list(self).count(value)

    def _find_window(self, index: Any) -> list[ItemT] | None:
        """Return the items of a slice or index that can be read without the rest; None if all must be read."""
        source = self._source
        if source is None:
            return None
        if not isinstance(index, slice):
            start = as_index(index)
            return (source.find_window(start, start + 1) or None) if start >= 0 else None
        if index.stop is None or index.step not in (None, 1):
            return None
        start, stop = as_index(index.start or 0), as_index(index.stop)
        return source.find_window(start, stop) if start >= 0 and stop >= 0 else None


def _after_reading(name: str) -> Callable[..., Any]:
    """Return the ``list`` method with this name, which first reads the list and every list argument into memory."""
    method: Callable[..., Any] = getattr(list, name)

    @wraps(method)
    def read_first(self: LazyList[Any], /, *args: Any, **kwargs: Any) -> Any:
        for each in (self, *args):
            if isinstance(each, LazyList):
                each.read()
        return method(self, *args, **kwargs)

    return read_first


# All that `list` itself defines and that looks at the items or changes them. A test holds that none is left out.
_COMPARES = ('__eq__', '__ge__', '__gt__', '__le__', '__lt__', '__ne__')
_LOOKS = ('__add__', '__contains__', '__mul__', '__repr__', '__reversed__', '__rmul__', 'copy', 'index')
_CHANGES = (
    '__delitem__',
    '__iadd__',
    '__imul__',
    '__setitem__',
    'append',
    'clear',
    'extend',
    'insert',
    'pop',
    'remove',
)
for _name in (*_COMPARES, *_LOOKS, *_CHANGES, 'reverse', 'sort'):
    setattr(LazyList, _name, _after_reading(_name))
