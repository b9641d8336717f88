"""The settings of this app, one typed attribute each, read when it is asked for.

``PROCTORING_SETTINGS`` is a dict; its keys are the settings with ``own=True``. Some have a published name in
``constants`` as well, for the same value. The system checks and docs/settings.rst are made from these declarations.
Nothing here reads a setting when it is imported.
"""

from __future__ import annotations

from typing import Any

from edx_proctoring.conf.entry import EntrySettings
from edx_proctoring.conf.setting import Setting
from edx_proctoring.conf.site import SiteSettings
from edx_proctoring.conf.traffic import TrafficSettings

__all__ = ['SETTINGS', 'Configuration', 'conf', 'site_url']


class Configuration(SiteSettings, TrafficSettings, EntrySettings):
    """Reads Django's settings on every access, so that ``override_settings`` and plugin settings take effect."""


PARTS = (SiteSettings, TrafficSettings, EntrySettings)
SETTINGS: tuple[Setting[Any], ...] = tuple(
    each for part in PARTS for each in vars(part).values() if isinstance(each, Setting)
)

conf = Configuration()


def site_url() -> str:
    """Return the absolute URL of the site, without a slash at its end."""
    return f'{conf.url_scheme}://{conf.site_name}'
