"""Numbers of things in English sentences, for operators."""


def counted(number: int, one: str, several: str) -> str:
    """The number and the form of the noun that goes with it: ``1 review``, ``2 reviews``."""
    return f'{number} {one if number == 1 else several}'
