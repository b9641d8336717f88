"""Course text made safe to show: an imported course must not run scripts here, nor break the page's styles."""

from __future__ import annotations

import re

import nh3

# Where a course's own files and parts are, in its text. Whoever shows the text puts the real addresses in.
QUOTED_STATIC_PREFIX = re.compile(r'(["\'])/static/')
QUOTED_JUMP_PREFIX = re.compile(r'(["\'])/jump_to_id/')
STATIC_PLACEHOLDER = 'course-static:/'
JUMP_PLACEHOLDER = 'course-part:/'


def clean(html: str) -> str:
    """Return ``html`` with only known-good elements and attributes: no scripts, styles, frames, or event attributes."""
    marked = QUOTED_STATIC_PREFIX.sub(rf'\1{STATIC_PLACEHOLDER}', html)
    marked = QUOTED_JUMP_PREFIX.sub(rf'\1{JUMP_PLACEHOLDER}', marked)
    return nh3.clean(
        marked,
        url_schemes={'http', 'https', 'mailto', 'course-static', 'course-part'},
        clean_content_tags={'script', 'style', 'title'},
    ).strip()


def with_addresses(html: str, *, files_url: str, parts_url: str) -> str:
    """Return cleaned text: its references to files of the course point below ``files_url``, those to parts of it
    below ``parts_url``."""
    return html.replace(STATIC_PLACEHOLDER, files_url).replace(JUMP_PLACEHOLDER, parts_url)
