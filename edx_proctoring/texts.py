"""Marking texts for translation where modules are imported before the settings of the host are ready."""


def gettext_noop(text: str) -> str:
    """Return the text unchanged, marked for ``makemessages``. Django's function with this name reads a setting."""
    return text
