"""Ids as the services of providers give them."""


def id_text(given: object) -> str | None:
    """Return the id, text or a number, as text; None for anything else, and for an empty id."""
    is_id = isinstance(given, str | int) and not isinstance(given, bool)
    return str(given) if given and is_id else None
