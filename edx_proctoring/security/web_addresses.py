"""Addresses that others sent: which of them a browser may be given."""

from __future__ import annotations

import re
from typing import TypeGuard
from urllib.parse import urlsplit

from edx_proctoring.conf import conf

# Blanks, what browsers take for a slash, and what they leave out of an address: none belongs into one.
_MISLEADING = re.compile(r'[\x00-\x20\x7f\\]')


def is_web_address(address: object) -> TypeGuard[str]:
    """Return whether it is an absolute http or https URL, which loads a page and runs nothing where it is shown."""
    if not isinstance(address, str) or _MISLEADING.search(address):
        return False
    try:
        parts = urlsplit(address)
        return parts.scheme.lower() in ('http', 'https') and bool(parts.hostname)
    except ValueError:
        return False


def is_link(address: object) -> TypeGuard[str]:
    """Return whether it is such a URL, or the path of a page on this site."""
    return is_web_address(address) or is_path(address)


def is_path(address: object) -> TypeGuard[str]:
    """Return whether it is the path of a page on this site, however a browser reads it."""
    return (
        isinstance(address, str)
        and not _MISLEADING.search(address)
        and address.startswith('/')
        and not address.startswith('//')
    )


def is_permitted_redirect(address: object) -> TypeGuard[str]:
    """Return whether staff may be redirected there: to this site, or to one of ``REDIRECT_HOSTS`` if there are any."""
    if is_path(address):
        return True
    if not is_web_address(address):
        return False
    host = str(urlsplit(address).hostname)
    allowed = conf.redirect_hosts
    return not allowed or any(
        host == each.lower() or (each.startswith('.') and host.endswith(each.lower())) for each in allowed
    )
