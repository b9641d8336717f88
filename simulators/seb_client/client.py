"""A client with a configuration: the values that it presents for an address, and its JavaScript API."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from simulators.seb_client.config_keys import config_key
from simulators.seb_client.files import Configuration
from simulators.seb_client.profiles import PROFILES, Api, Headers, Profile
from simulators.seb_client.versions import lets_itself_be_used

CONFIG_KEY_HEADER = 'X-SafeExamBrowser-ConfigKeyHash'
EXAM_KEY_HEADER = 'X-SafeExamBrowser-RequestHash'
DELAY_MILLISECONDS = 300

_FOLDER = Path(__file__).parent
_SCRIPTS = {Api.LATE: 'late_api.js', Api.EMPTY_FIRST: 'empty_api.js', Api.EMPTY_FIRST_AND_PRESET: 'empty_api.js'}


class Fault(StrEnum):
    """What a client, or somebody who imitates one, does wrong."""

    WRONG_KEY = 'wrong-key'
    OTHER_CONFIGURATION = 'other-configuration'  # the same, with one more setting
    NO_VALUES = 'no-values'  # neither headers nor API
    MALFORMED = 'malformed'  # a digit too few
    RECORDED = 'recorded'  # what was right for the start URL, presented everywhere


@dataclass(frozen=True)
class Values:
    """What is presented: 64 hex digits each, if nothing is wrong. ``exam`` is not what a real client has."""

    config: str
    exam: str


@dataclass(frozen=True)
class SebClient:
    """A client. ``own_exam_key`` is its browser exam key, 64 hex digits; '' for one that is made up."""

    configuration: Configuration
    profile: Profile = PROFILES['windows-3.9']
    fault: Fault | None = None
    own_exam_key: str = ''
    delay_milliseconds: int = DELAY_MILLISECONDS

    @property
    def user_agent(self) -> str:
        suffix = str(self.configuration.settings.get('browserUserAgent', ''))
        return f'{self.profile.user_agent} {suffix}'.rstrip()

    @property
    def config_key(self) -> str:
        """The key that it uses, which a fault may have changed."""
        if self.fault is Fault.WRONG_KEY:
            return hashlib.sha256(b'a wrong key').hexdigest()
        if self.fault is Fault.OTHER_CONFIGURATION:
            return config_key({**self.configuration.settings, 'anotherSetting': True})
        return self.configuration.config_key

    @property
    def exam_key(self) -> str:
        """Its browser exam key: one for each configuration and client, as those of real clients."""
        if self.fault is Fault.WRONG_KEY or not self.own_exam_key:
            return hmac.new(self.config_key.encode(), self.profile.name.encode(), 'sha256').hexdigest()
        return self.own_exam_key

    def lets_itself_be_used(self) -> bool:
        """Return whether the configuration allows this version. Raises EntryError, if Windows cannot read it."""
        profile = self.profile
        return lets_itself_be_used(
            self.configuration.allowed_versions, profile.platform, profile.version, build=profile.build
        )

    def values_for(self, url: str) -> Values:
        """Return the values for a page, whose address is as the browser has it."""
        hashed = self.hashed_part(self.configuration.start_url if self.fault is Fault.RECORDED else url)
        start = 1 if self.fault is Fault.MALFORMED else 0
        config, exam = (
            hashlib.sha256((hashed + key).encode()).hexdigest()[start:] for key in (self.config_key, self.exam_key)
        )
        return Values(config, exam)

    def hashed_part(self, url: str) -> str:
        """Return the address without its fragment."""
        before, sign, fragment = url.partition('#')
        return before + sign if sign and not fragment and self.profile.keeps_empty_fragment else before

    def headers_for(
        self, url: str, *, page: str | None = None, main_frame: bool = True, redirected: bool = False
    ) -> dict[str, str]:
        """Return the headers of a request; empty where this client has none.

        ``page`` is the address of the page that is open in the window, None at the start. ``main_frame`` is whether
        the request replaces that page; others are for frames, images, and scripts.
        """
        if self.fault is Fault.NO_VALUES or self.configuration.settings.get('sendBrowserExamKey') is not True:
            return {}
        if not self._has_headers(url, page, main_frame, redirected):
            return {}
        values = self.values_for(url)
        return {CONFIG_KEY_HEADER: values.config, EXAM_KEY_HEADER: values.exam}

    def _has_headers(self, url: str, page: str | None, main_frame: bool, redirected: bool) -> bool:
        host = urlsplit(page or '').hostname or ''
        same_host = host in ('', urlsplit(url).hostname)
        match self.profile.headers:
            case Headers.NEVER:
                return False
            case Headers.SAME_HOST:
                return same_host and not redirected
            case Headers.SAME_HOST_OR_MAIN_FRAME:
                return main_frame or same_host
            case Headers.ALL:
                return True

    def script_values_for(self, url: str) -> Values | None:
        """Return what a page's script reads in the end; None without an API."""
        return None if self.fault is Fault.NO_VALUES or self.profile.api is Api.NONE else self.values_for(url)

    def api_script(self) -> str:
        """Return JavaScript that defines ``window.SafeExamBrowser``, to run before a page's own; '' without an API.

        Whoever reads it knows the keys.
        """
        if self.fault is Fault.NO_VALUES or self.profile.api is Api.NONE:
            return ''
        options = {
            'version': self.profile.script_version,
            'keys': {'config': self.config_key, 'exam': self.exam_key},
            'address': self.hashed_part(self.configuration.start_url) if self.fault is Fault.RECORDED else None,
            'firstDigit': 1 if self.fault is Fault.MALFORMED else 0,
            'delay': self.delay_milliseconds,
            'presetInMainFrame': self.profile.api is Api.EMPTY_FIRST_AND_PRESET,
        }
        return f'{_function(_SCRIPTS[self.profile.api])}({_function("sha256.js")}, {json.dumps(options)});'

    def quits_at(self, url: str) -> bool:
        """Return whether visiting the address ends the browser."""
        quit_url = self.configuration.quit_url
        if not quit_url:
            return False
        if self.profile.platform == 'Win':
            return url.casefold() in {quit_url.casefold().removesuffix('/') + end for end in ('', '/')}
        return url.strip('/') == quit_url.strip('/')


def _function(file: str) -> str:
    """Return the function expression that a script consists of."""
    return (_FOLDER / file).read_text(encoding='utf-8').strip().removesuffix(';')
