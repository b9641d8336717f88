"""One state of the gallery, and how a browser comes to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Act = Callable[[Any], None]


@dataclass(frozen=True, kw_only=True)
class Shot:
    """One state. ``show`` brings a page of a browser there; ``part`` is the part that is pictured, ``view`` what is
    in the window, else all of it."""

    name: str
    title: str
    section: str
    show: Callable[[Any, str], None]
    part: str = ''
    width: int = 0
    """Of a desktop, in pixels, where the state needs more than others."""


def shots_of(
    section: str, opener: Callable[[Act], Callable[[Any, str], None]], rows: Iterable[tuple[str, str, Act, str]]
) -> list[Shot]:
    """The states of one page for staff: name, title, what is done on the page, and the part that is taken."""
    return [
        Shot(name=name, title=title, section=section, show=opener(act), part=part, width=1280)
        for name, title, act, part in rows
    ]
