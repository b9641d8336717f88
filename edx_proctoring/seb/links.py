"""Links that open a configuration in Safe Exam Browser."""

import re
from typing import Final

_SCHEMES: Final = {'http': 'seb', 'https': 'sebs'}
_SCHEME: Final = re.compile('(https?)(?=://)', re.IGNORECASE)


def seb_link(download_url: str) -> str | None:
    """Return the address with ``seb`` for ``http``, or ``sebs`` for ``https``; None for other addresses.

    The rest stays as it is. Do not use it for addresses with a second question mark: clients pass on what follows it.
    """
    scheme = _SCHEME.match(download_url)
    return _SCHEMES[scheme[0].lower()] + download_url[scheme.end() :] if scheme else None
