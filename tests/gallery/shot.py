"""One state of the gallery, and how a browser comes to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


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
