"""Numbers of things in English sentences, for operators."""


def counted(number: int, one: str, several: str) -> str:
    """Return the number with the matching form of the noun: ``1 review``, ``2 reviews``."""
    return f'{number} {one if number == 1 else several}'
