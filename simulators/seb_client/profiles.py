"""Clients that differ in what a server sees of them."""

from dataclasses import dataclass
from enum import StrEnum

_CHROMIUM = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome'
_SAFARI = 'AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15'
_FOR_OLD_SERVERS = 'SEB/3.5.4 SEB/3.6 SEB/3.6.1'  # not true of the client


class Headers(StrEnum):
    """Which requests have the headers."""

    NEVER = 'never'
    SAME_HOST = 'same_host'  # of the page; the first page has no other; not after a redirect
    SAME_HOST_OR_MAIN_FRAME = 'same_host_or_main_frame'
    ALL = 'all'


class Api(StrEnum):
    """How ``window.SafeExamBrowser`` comes to be there."""

    NONE = 'none'
    LATE = 'late'  # some time after the page begins, complete
    EMPTY_FIRST = 'empty_first'  # at once, with empty texts, which `updateKeys` fills
    EMPTY_FIRST_AND_PRESET = 'empty_first_and_preset'  # the same, and the main frame's are filled without asking


@dataclass(frozen=True)
class Profile:
    """A client. ``platform`` is as in ``sebAllowedVersions``: ``Win``, ``Mac`` or ``iOS``.

    ``script_version`` is ``SafeExamBrowser.version``. A client that ``asks_with_head`` sends HEAD before it fetches a
    configuration, and has no cookies then.
    """

    name: str
    platform: str
    version: str
    build: int
    user_agent: str
    script_version: str
    headers: Headers
    api: Api

    @property
    def loader_user_agent(self) -> str:
        """What it calls itself when it fetches a configuration from a ``sebs:`` link."""
        return f'SEB/{self.version}'

    @property
    def asks_with_head(self) -> bool:
        return self.platform == 'Win'

    @property
    def keeps_empty_fragment(self) -> bool:
        """Whether ``https://x/#`` is hashed with that sign."""
        return self.platform != 'Win'


def _windows(version: str, build: int, chromium: str, headers: Headers, api: Api) -> Profile:
    short = version.removesuffix('.0')
    agent = f'{_CHROMIUM}/{chromium} SEB/{version} (x64)'
    return Profile(f'windows-{short}', 'Win', version, build, agent, f'SEB_Windows_{version}.{build}', headers, api)


def _macos(view: str, headers: Headers, api: Api) -> Profile:
    agent = f'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_SAFARI} SEB/3.6 {_FOR_OLD_SERVERS}'
    version = 'Safe Exam Browser_macOS_3.6_16012_org.safeexambrowser.SafeExamBrowser'
    return Profile(f'macos-3.6-{view}', 'Mac', '3.6', 16012, agent, version, headers, api)


PROFILES = {
    profile.name: profile
    for profile in (
        _windows('3.3.1', 388, '92.0.4515.131', Headers.SAME_HOST, Api.NONE),
        _windows('3.9.0', 787, '126.0.6478.183', Headers.SAME_HOST_OR_MAIN_FRAME, Api.LATE),
        _macos('classic', Headers.ALL, Api.NONE),
        _macos('modern', Headers.NEVER, Api.EMPTY_FIRST_AND_PRESET),
        Profile(
            'ios-3.6',
            'iOS',
            '3.6',
            16020,
            f'Mozilla/5.0 (iPad; CPU OS 18_3 like Mac OS X) {_SAFARI} SEB/3.6 {_FOR_OLD_SERVERS}',
            'SEB_iOS_3.6_16020_org.safeexambrowser.ios',
            Headers.NEVER,
            Api.EMPTY_FIRST,
        ),
    )
}
