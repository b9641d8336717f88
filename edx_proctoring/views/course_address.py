"""Addresses with a course in them. How a course id looks is a setting, read when the first address is resolved."""

from django.utils.functional import lazy

from edx_proctoring.conf import conf

__all__ = ['course_address']


def _pattern(before: str, after: str = '') -> str:
    return f'^{before}{conf.course_id_pattern}{after}$'


course_address = lazy(_pattern, str)
"""A regular expression for ``re_path`` with the site's pattern of course ids between ``before`` and ``after``.

Django compiles it when it needs it, as it compiles a translated address.
"""
