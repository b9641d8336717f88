"""Passwords inside a configuration: to quit the browser, and to open its settings."""

import hashlib
import unicodedata


def hashed_password(password: str) -> str:
    """Return what ``hashedQuitPassword`` and ``hashedAdminPassword`` hold: 64 hex digits; '' stands for no password.

    The text is normalized (NFC). There is no salt, and the hash is in the file: only a long random password is safe
    from whoever has that. Versions of macOS before 3.7 did not normalize, so accents typed there could fail.
    """
    normalized = unicodedata.normalize('NFC', password).encode('utf-8', 'surrogatepass')
    return hashlib.sha256(normalized).hexdigest() if password else ''
