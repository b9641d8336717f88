"""Marking texts for translation where modules are imported before the settings of the host are ready."""


def gettext_noop(text: str) -> str:
    """Return the text as it is; ``makemessages`` finds it. Django's function of that name reads a setting."""
    return text
