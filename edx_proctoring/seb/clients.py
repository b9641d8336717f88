"""What a client says of itself: the user agent, and the version in the JavaScript API. Neither proves anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_VERSION: Final = re.compile(r'(?<!\S)SEB/([0-9]+(?:\.[0-9]+)*)(?!\S)')
_MOST_CHARACTERS: Final = 2000
_SCRIPT_VERSION: Final = re.compile(
    r'(?P<product>SEB|Safe Exam Browser)_(?P<system>Windows|macOS|iOS)_(?P<version>[0-9]+(\.[0-9]+)*)'
    r'(_(?P<build>[^_\s]+)_(?P<bundle>\S+))?'
)


class Platform(StrEnum):
    """Where a client runs."""

    WINDOWS = 'windows'
    MACOS = 'macos'
    IOS = 'ios'
    UNKNOWN = 'unknown'


# What a user agent has for a platform; the first one counts, since iPads also name "Mac OS X".
_PLATFORM_MARKS: Final = {
    'iPad': Platform.IOS,
    'iPhone': Platform.IOS,
    'Windows NT': Platform.WINDOWS,
    'Macintosh': Platform.MACOS,
}


@dataclass(frozen=True, slots=True)
class UserAgent:
    """A browser according to its user agent. ``versions`` is empty for other browsers than Safe Exam Browser.

    The first version is the true one: macOS and iOS add others for servers that know old versions only.
    """

    platform: Platform
    versions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptVersion:
    """``SafeExamBrowser.version``: the app, its platform, and its version; build and bundle on macOS and iOS."""

    product: str
    platform: Platform
    version: str
    build: str | None
    bundle: str | None


def read_user_agent(text: str) -> UserAgent:
    """Return what a user agent says. Use it only to choose what to show.

    *Uncertain*: an iPad that asks for desktop pages may call itself ``Macintosh``.
    """
    text = text[:_MOST_CHARACTERS]
    found = (platform for mark, platform in _PLATFORM_MARKS.items() if mark in text)
    return UserAgent(next(found, Platform.UNKNOWN), tuple(_VERSION.findall(text)))


def read_script_version(text: str) -> ScriptVersion | None:
    """Return what the JavaScript API says; None for anything that Safe Exam Browser does not say."""
    found = _SCRIPT_VERSION.fullmatch(text[:_MOST_CHARACTERS])
    if found is None:
        return None
    platform = Platform(found['system'].lower())
    return ScriptVersion(found['product'], platform, found['version'], found['build'], found['bundle'])
