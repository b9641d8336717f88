"""Markup that providers put into their instructions, reduced to what can do no harm (deviation S17)."""

from typing import Final
from urllib.parse import urlsplit

import nh3
from django.utils.safestring import SafeString, mark_safe

ALLOWED_TAGS: Final = frozenset({'a', 'b', 'br', 'code', 'em', 'i', 'li', 'ol', 'p', 'strong', 'ul'})
ALLOWED_SCHEMES: Final = frozenset({'http', 'https', 'mailto'})


def safe_html(markup: object) -> SafeString:
    """``markup`` as HTML with nothing in it but text, :data:`ALLOWED_TAGS` without attributes, and links.

    A link keeps its address when that is http, https or mailto. Other tags go and their text stays, scripts and styles
    go as a whole; every element that is left is closed, so the result can't reach out of the place it is put in.
    """
    return mark_safe(_CLEANER.clean(str(markup)))  # noqa: S308 - it is cleaned for that  # nosec B308 B703


def _keep_absolute_address(tag: str, attribute: str, value: str) -> str | None:
    """Drop an address that would lead somewhere on the site that shows it."""
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
