"""How much there is in JSON, found before it is read: three bytes, such as ``{},``, become seventy in memory."""

import re
from itertools import islice
from typing import Final

MOST_VALUES: Final = 250_000  # about twenty megabytes of memory at worst; a review with ten thousand findings has half

# A text, which ends where the body does if nothing ends it before; or what each further value needs. Possessive: every
# byte is looked at once.
_PIECE: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[{\[,]', re.DOTALL)


def has_too_many_values(raw: bytes | bytearray, *, most: int = MOST_VALUES) -> bool:
    """Return whether the JSON has more than ``most`` texts, names, commas, objects, and lists in total.

    Commas in texts don't count. The JSON need not be valid.
    """
    return next(islice(_PIECE.finditer(raw), most, None), None) is not None
