"""A provider's verdict, checked and in the form in which it is stored.

The verdict must be there; nothing else in a review costs it. What cannot be read of a finding is kept as it came and
marked (:attr:`ReviewComment.unread`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.statuses import ReviewStatus, SoftwareSecureReviewStatus
from edx_proctoring.texts import gettext_noop as _

# NUL, and halves of characters: JSON has escapes for them, and no database takes them in a text.
UNSTORABLE: Final = re.compile('[\x00\ud800-\udfff]')

_VIDEO_LINK = 'videoReviewLink'
_COMMENT_STATUS_MAX_LENGTH = 255
_MOST_SECONDS = 2**31 - 1  # what the column holds
_REPLACEMENT = '\ufffd'


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """One finding. ``start`` and ``stop`` are positions in the video; all three numbers are seconds.

    ``unread`` is JSON text of what could not be read: an object of those of the five fields, or the whole finding if it
    is not an object; None if everything was read.
    """

    comment: str = field(repr=False)
    status: str
    start: int = 0
    stop: int = 0
    duration: int = 0
    unread: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Review:
    """One verdict.

    ``status`` is a stored status (``SoftwareSecureReviewStatus``). ``raw_data`` is the JSON text of what was posted,
    without the link to the video: this is in ``video_url`` and may only be stored encrypted. ``reviewed_by_email`` is
    what the payload claims; whether to believe it is up to the caller.
    """

    status: str
    comments: tuple[ReviewComment, ...] = field(repr=False)
    raw_data: str = field(repr=False)
    video_url: str | None = field(repr=False)
    reviewed_by_email: str | None = field(repr=False)


def review_from_callback(result: object, body: Mapping[str, Any] | None = None) -> Review:
    """Check what a provider's ``on_review_callback`` returned and convert it.

    ``body`` is the object that was posted; without it, the result is taken to be that object, as the providers of the
    REST protocol have it.

    :raises InvalidInputException: the result is not a review; nothing of it may be stored.
    :raises ProctoredExamBadReviewStatus: the verdict is missing or unknown.
    """
    if result is None:
        raise InvalidInputException(_('This proctoring provider does not deliver reviews.'))
    if not isinstance(result, Mapping):
        raise InvalidInputException(_('A review must be a JSON object.'))
    status: Any = result.get('status')
    ReviewStatus.validate(status)
    return Review(
        status=SoftwareSecureReviewStatus.from_standard_status[status],
        comments=_comments(result.get('comments')),
        raw_data=_raw_data(result if body is None else body),
        video_url=_video_url(result.get('payload')),
        reviewed_by_email=_find_text(result.get('reviewed_by')),
    )


def _comments(items: object) -> tuple[ReviewComment, ...]:
    if not items:
        return ()
    return tuple(_comment(item) for item in (items if isinstance(items, list | tuple) else [items]))


def _comment(item: object) -> ReviewComment:
    if not isinstance(item, Mapping):
        return ReviewComment(comment=_storable(item) if isinstance(item, str) else '', status='', unread=_json(item))
    found: dict[str, Any] = {}
    unread = {}
    for name, read in _READERS.items():
        found[name], is_whole = read(item.get(name))
        if not is_whole:
            unread[name] = item.get(name)
    return ReviewComment(**found, unread=_json(unread) if unread else None)


def _text(value: object) -> tuple[str, bool]:
    """Return what can be stored of a text, and whether that is all of it; '' for anything else."""
    if not isinstance(value, str | int | float):
        return '', False
    text = _storable(str(value))
    return text, text == str(value)


def _short_text(value: object) -> tuple[str, bool]:
    """Return the same, limited to the length of the column for statuses."""
    text, is_whole = _text(value)
    return text[:_COMMENT_STATUS_MAX_LENGTH], is_whole and len(text) <= _COMMENT_STATUS_MAX_LENGTH


def _seconds(value: Any) -> tuple[int, bool]:
    """Return the seconds, 0 for None and for invalid values, and whether the value was valid (None is)."""
    if value is None:
        return 0, True
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError):
        return 0, False
    return (seconds, True) if abs(seconds) <= _MOST_SECONDS else (0, False)


_READERS: Final[Mapping[str, Callable[[Any], tuple[Any, bool]]]] = {
    'comment': _text,
    'status': _short_text,
    'start': _seconds,
    'stop': _seconds,
    'duration': _seconds,
}


def _raw_data(body: Mapping[str, Any]) -> str:
    return json.dumps({key: value for key, value in body.items() if key != _VIDEO_LINK})


def _video_url(payload: object) -> str | None:
    return _find_text(payload.get(_VIDEO_LINK)) if isinstance(payload, Mapping) else None


def _find_text(value: object) -> str | None:
    """Return the text if it is not empty and can be stored; otherwise None."""
    return value if isinstance(value, str) and value and not UNSTORABLE.search(value) else None


def _storable(text: str) -> str:
    return UNSTORABLE.sub(_REPLACEMENT, text)


def _json(value: object) -> str:
    """Return the value as JSON; what JSON can't represent, from a provider's plug-in, by its text."""
    return json.dumps(value, default=str)
