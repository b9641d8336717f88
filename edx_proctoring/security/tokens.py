"""Random texts that open something for whoever has them: the site keeps a digest only."""

from __future__ import annotations

import hashlib


def digest_of_token(token: str) -> str:
    """Return what is stored of a token that nobody can guess: 64 hex digits."""
    return hashlib.sha256(token.encode('utf-8', 'surrogatepass')).hexdigest()
