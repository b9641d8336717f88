"""Ids as the services of providers give them."""


def id_text(given: object) -> str | None:
    """The id, a text or a number, as text; None for what is neither, and for an empty one."""
    is_id = isinstance(given, str | int) and not isinstance(given, bool)
    return str(given) if given and is_id else None
