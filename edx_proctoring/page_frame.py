"""The variables that the templates of all pages of our own have in common."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_bidi

from edx_proctoring.conf import conf


def page_frame() -> dict[str, Any]:
    """Return what a page needs around its content, in the language of the request."""
    return {
        'platform_name': str(conf.platform_name),
        'home_url': get_script_prefix(),
        'language': page_language(),
        'direction': 'rtl' if get_language_bidi() else 'ltr',
    }


def page_language() -> str:
    """Return the code of the language of the request, or of the site without one."""
    return get_language() or conf.language_code


def csrf_header() -> str:
    """Return the header in which scripts send the token against forged requests."""
    return settings.CSRF_HEADER_NAME.removeprefix('HTTP_').replace('_', '-')
