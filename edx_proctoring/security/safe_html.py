"""Markup that providers put into their instructions, reduced to what can do no harm (deviation S17)."""

from typing import Final
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS: Final = frozenset({'a', 'b', 'br', 'code', 'em', 'i', 'li', 'ol', 'p', 'strong', 'ul'})
ALLOWED_SCHEMES: Final = frozenset({'http', 'https', 'mailto'})


def safe_html(markup: object) -> SafeString:
    """Return ``markup`` as HTML with only text, :data:`ALLOWED_TAGS` without attributes, and links.

    A link keeps its URL if that is http, https, or mailto. Other tags are removed and their text is kept; scripts and
    styles are removed completely. All remaining elements are closed, so the result can't affect the page around it.
    """
    return mark_safe(_CLEANER.clean(str(markup)))  # noqa: S308 - it is cleaned for that  # nosec B308 B703


def _keep_absolute_address(tag: str, attribute: str, value: str) -> str | None:
    """Drop a URL that would be relative to the site that shows it."""
    if attribute != 'href':
        return value
    try:
        return value if urlsplit(value).scheme.lower() in ALLOWED_SCHEMES else None
    except ValueError:
        return None


_CLEANER: Final = nh3.Cleaner(
    tags=set(ALLOWED_TAGS),
    attributes={'a': {'href'}},
    attribute_filter=_keep_absolute_address,
    url_schemes=set(ALLOWED_SCHEMES),
    link_rel='noopener noreferrer',
)
