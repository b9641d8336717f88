"""Course text made safe to show: an imported course must not run scripts here, nor break the page's styles."""

from __future__ import annotations

import re

import nh3

# Where a course's own files are, in its text. Whoever shows the text puts the real address in.
QUOTED_STATIC_PREFIX = re.compile(r'(["\'])/static/')
STATIC_PLACEHOLDER = 'course-static:/'


def clean(html: str) -> str:
    """Return ``html`` with only known-good elements and attributes: no scripts, styles, frames, or event attributes."""
    marked = QUOTED_STATIC_PREFIX.sub(rf'\1{STATIC_PLACEHOLDER}', html)
    return nh3.clean(
        marked,
        url_schemes={'http', 'https', 'mailto', 'course-static'},
        clean_content_tags={'script', 'style', 'title'},
    ).strip()


def with_static_files(html: str, *, base_url: str) -> str:
    """Return cleaned text whose references to the course's files point below ``base_url``."""
    return html.replace(STATIC_PLACEHOLDER, base_url)
