"""The URL filter: which pages Safe Exam Browser opens. This is how the Windows client decides.

An expression is ``scheme://user:password@host:port/path?query#fragment``. Only the host is required, ``*`` stands for
anything, and case does not count. Rules have no order: one that blocks wins; what no rule allows is blocked.

*Uncertain*: macOS and iOS were not tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.values import Value
from edx_proctoring.texts import gettext_noop as _

BLOCK: Final = 0
ALLOW: Final = 1

_EXPRESSION: Final = re.compile(
    r'((?P<scheme>[a-z*][a-z0-9+.*-]*)://)?'
    r'((?P<user>[^@/?#]*)@)?'
    r'(?P<host>\[[0-9a-f:.]+\]|[^:/?#@\[\]\s]+)'
    r'(:(?P<port>[0-9*]+))?'
    r'(?P<path>/[^?#]*)?'
    r'(\?(?P<query>[^#]*))?'
    r'(\#(?P<fragment>.*))?',
    re.IGNORECASE,
)
_WORD: Final = re.compile('[a-z0-9]+', re.IGNORECASE)
_PORTS: Final = {'http': 80, 'https': 443}
_NO_QUERY: Final = '.'
_MALFORMED: Final = _('This is not an expression of the URL filter: %(expression)s')


@dataclass(frozen=True, slots=True)
class FilterRule:
    """A rule. A regular expression is searched anywhere in the address: begin it with ``^``, or it lets in too much."""

    expression: str
    allow: bool = True
    regex: bool = False

    def setting(self) -> dict[str, Value]:
        """Return the rule as an entry of ``URLFilterRules``."""
        action = ALLOW if self.allow else BLOCK
        return {'action': action, 'active': True, 'expression': self.expression, 'regex': self.regex}


def opens(rules: Iterable[FilterRule], address: str) -> bool:
    """Return whether the address is opened. The start URL is, whatever the rules say.

    Regular expressions are run as they are, so only give this what staff of the site wrote. Raises
    ``InvalidSebConfiguration`` for expressions that cannot be read; what is not an address is not opened.
    """
    found = [rule.allow for rule in rules if _matches(rule, address)]
    return bool(found) and all(found)


def _matches(rule: FilterRule, address: str) -> bool:
    if rule.regex:
        try:
            return re.search(rule.expression, address, re.IGNORECASE) is not None
        except (re.error, RecursionError, OverflowError) as error:
            raise InvalidSebConfiguration(_MALFORMED, expression=rule.expression[:100]) from error
    expression = _EXPRESSION.fullmatch(rule.expression)
    if expression is None:
        raise InvalidSebConfiguration(_MALFORMED, expression=rule.expression[:100])
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return False
    return (
        _fits(expression['scheme'], parts.scheme)
        and _fits(expression['user'], parts.netloc.rpartition('@')[0])
        and _host_fits(expression['host'], parts)
        and _fits(expression['port'], str(port))
        and _path_fits(expression['path'], parts.path)
        and _query_fits(expression['query'], parts.query)
        and _fits(expression['fragment'], parts.fragment)
    )


def _fits(pattern: str | None, text: str) -> bool:
    """Return whether a part is the pattern's, in which ``*`` is anything; None is any part."""
    if pattern is None:
        return True
    wild = '.*'.join(re.escape(piece) for piece in re.split(r'\*+', pattern))
    return re.fullmatch(wild, text, re.IGNORECASE | re.DOTALL) is not None


def _host_fits(pattern: str, parts: SplitResult) -> bool:
    """Return whether a host is meant: with its subdomains, unless a point stands before it or none in it."""
    host = parts.hostname or ''
    if pattern.startswith('['):
        return pattern[1:-1].lower() == host
    if pattern.startswith('.'):
        return _fits(pattern[1:], host)
    return _fits(pattern, host) or (not _WORD.fullmatch(pattern) and _fits(f'*.{pattern}', host))


def _path_fits(pattern: str | None, path: str) -> bool:
    """Return whether a path is meant: with or without a slash at the end, and every path for none."""
    if pattern in (None, '', '/'):
        return True
    return _fits(str(pattern).removesuffix('/'), path) or _fits(str(pattern).removesuffix('/'), path.removesuffix('/'))


def _query_fits(pattern: str | None, query: str) -> bool:
    return not query if pattern == _NO_QUERY else _fits(pattern, query)
