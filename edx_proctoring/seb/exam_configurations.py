"""The configuration of one attempt: from a few choices to all settings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.allowed_versions import read_entry
from edx_proctoring.seb.settings_table import exam_settings
from edx_proctoring.seb.url_filter import FilterRule
from edx_proctoring.seb.values import Settings, is_key
from edx_proctoring.security.web_addresses import is_web_address
from edx_proctoring.texts import gettext_noop as _

# Each platform that may be used is named: macOS and iOS lock out all versions where only others are.
MINIMUM_VERSIONS: Final = ('Win.3.9.min', 'Mac.3.5.min', 'iOS.3.5.min')
MOST_SITES: Final = 200

_SITE: Final = re.compile(r'[.]?[A-Za-z0-9*]([A-Za-z0-9.*-]{0,251}[A-Za-z0-9*])?(:[0-9]{1,5})?')
_START: Final = _('The start link has to be an absolute address in ASCII.')
_QUIT: Final = _('The quit link has to be an absolute address in lower case, without a query and fragment.')
_HASH: Final = _('The hash of the quit password has to have 64 hex digits.')
_SITES: Final = _('This is not the host of an allowed site: %(site)s')
_MANY_SITES: Final = _('No more than %(most)s sites can be allowed.')

# What each choice sets.
_CHOICES: Final = {
    'allow_quit': ('allowQuit',),
    'allow_spell_check': ('allowSpellCheck',),
    'allow_reload': ('browserWindowAllowReload', 'newBrowserWindowAllowReload', 'showReloadButton'),
    'allow_screen_sharing': ('allowScreenSharing',),
    'allow_screen_capture': ('allowScreenCapture', 'allowWindowCapture', 'enablePrintScreen'),
    'allow_camera': ('browserMediaCaptureCamera',),
    'allow_microphone': ('browserMediaCaptureMicrophone',),
    'allow_uploads': ('allowUploads',),
    'allow_downloads': ('allowDownloads',),
    'forget_login': ('examSessionClearCookiesOnStart',),
}


@dataclass(frozen=True, slots=True)
class ExamConfiguration:
    """What differs from attempt to attempt. Making one raises ``InvalidSebConfiguration`` for values that cannot be.

    * ``start_url``: the first page. With a random part, no two attempts have the same config key.
    * ``quit_url``: ends the browser; random, in lower case, without a query. Platforms compare it in different ways.
    * ``quit_password_hash``: see :func:`edx_proctoring.seb.passwords.hashed_password`; '' for none.
    * ``allowed_sites``: hosts that may be opened besides the first page, with their subdomains; a point before a host
      leaves those out, ``*`` stands for anything, and a port may follow.
    * ``minimum_versions``: entries as in :mod:`edx_proctoring.seb.allowed_versions`, for each platform that may be
      used.
    * ``allow_reload``: in every window, with a button for it.
    * ``allow_screen_capture``: screenshots and recordings.
    * ``allow_camera``, ``allow_microphone``: pages may ask for them. Windows always lets them ask.
    * ``forget_login``: learners log in again when the browser starts.
    """

    start_url: str
    quit_url: str
    quit_password_hash: str = ''
    allowed_sites: tuple[str, ...] = ()
    minimum_versions: tuple[str, ...] = MINIMUM_VERSIONS
    allow_quit: bool = True
    allow_spell_check: bool = False
    allow_reload: bool = True
    allow_screen_sharing: bool = False
    allow_screen_capture: bool = False
    allow_camera: bool = False
    allow_microphone: bool = False
    allow_uploads: bool = True
    allow_downloads: bool = False
    forget_login: bool = False

    def __post_init__(self) -> None:
        if not _is_ascii_address(self.start_url):
            raise InvalidSebConfiguration(_START)
        if not _is_quit_link(self.quit_url):
            raise InvalidSebConfiguration(_QUIT)
        if self.quit_password_hash and not is_key(self.quit_password_hash):
            raise InvalidSebConfiguration(_HASH)
        if len(self.allowed_sites) > MOST_SITES:
            raise InvalidSebConfiguration(_MANY_SITES, most=MOST_SITES)
        for site in self.allowed_sites:
            if not _SITE.fullmatch(site):
                raise InvalidSebConfiguration(_SITES, site=site)
        for entry in self.minimum_versions:
            read_entry(entry)

    def settings(self) -> Settings:
        """Return the settings: those of every exam, and what was chosen."""
        chosen: Settings = {name: getattr(self, choice) for choice, names in _CHOICES.items() for name in names}
        return {
            **exam_settings(),
            **chosen,
            'startURL': self.start_url,
            'quitURL': self.quit_url,
            'hashedQuitPassword': self.quit_password_hash,
            'sebAllowedVersions': list(self.minimum_versions),
            'URLFilterRules': [FilterRule(site).setting() for site in self.allowed_sites],
        }


def _is_ascii_address(address: str) -> bool:
    return is_web_address(address) and address.isascii()


def _is_quit_link(address: str) -> bool:
    """Return whether all platforms recognize the address when it is visited."""
    if not _is_ascii_address(address) or address != address.lower():
        return False
    parts = urlsplit(address)
    return len(parts.path) > 1 and '?' not in address and '#' not in address
