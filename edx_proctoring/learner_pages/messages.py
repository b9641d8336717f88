"""What course staff tell a learner who is in an exam, for the page with the timer."""

from collections.abc import Iterable
from typing import Annotated, TypedDict

from edx_proctoring.mailbox import Letter
from edx_proctoring.shapes import IsoText, Keyword


class MessageDict(TypedDict):
    """A message of course staff."""

    number: Annotated[int, Keyword('minimum', 1), 'To dismiss it by.']
    text: Annotated[str, 'Plain text.']
    sent_at: IsoText


class MessagesDict(TypedDict, total=False):
    """The messages that were not dismissed, oldest first; without any, there is no list."""

    messages: list[MessageDict]


def as_messages(letters: Iterable[Letter]) -> MessagesDict:
    """Return the messages as the page gets them."""
    found: list[MessageDict] = [
        {'number': letter.number, 'text': letter.text, 'sent_at': letter.sent_at} for letter in letters
    ]
    return {'messages': found} if found else {}
