"""A provider's verdict, checked and in the form in which it is stored."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_noop as _

from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.statuses import ReviewStatus, SoftwareSecureReviewStatus

# NUL, and halves of characters: JSON has escapes for them, and no database takes them in a text.
UNSTORABLE: Final = re.compile('[\x00\ud800-\udfff]')

_VIDEO_LINK = 'videoReviewLink'
_COMMENT_STATUS_MAX_LENGTH = 255
_MOST_SECONDS = 2**31 - 1  # what the column holds


@dataclass(frozen=True, slots=True)
class ReviewComment:
    """One finding. ``start`` and ``stop`` are places in the video; all three numbers are seconds."""

    comment: str = field(repr=False)
    status: str
    start: int = 0
    stop: int = 0
    duration: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """One verdict.

    ``status`` is a stored status (``SoftwareSecureReviewStatus``). ``raw_data`` is the JSON text of what was posted,
    without the link to the video: that one is in ``video_url`` and may be stored encrypted only.
    ``reviewed_by_email`` is what the payload claims; whether to believe it is up to the caller.
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
        reviewed_by_email=_text_or_none(result.get('reviewed_by'), 'reviewed_by'),
    )


def _comments(items: object) -> tuple[ReviewComment, ...]:
    if items is None:
        return ()
    if not isinstance(items, list | tuple):
        raise InvalidInputException(_('%(name)s must be a list.'), name='comments')
    return tuple(_comment(item) for item in items)


def _comment(item: object) -> ReviewComment:
    if not isinstance(item, Mapping):
        raise InvalidInputException(_('A review comment must be an object.'))
    status = _text(item, 'status')
    if len(status) > _COMMENT_STATUS_MAX_LENGTH:
        raise InvalidInputException(
            _('status of a comment must not exceed %(limit)s characters.'), limit=_COMMENT_STATUS_MAX_LENGTH
        )
    return ReviewComment(
        comment=_text(item, 'comment'),
        status=status,
        start=_seconds(item, 'start'),
        stop=_seconds(item, 'stop'),
        duration=_seconds(item, 'duration'),
    )


def _text(item: Mapping[str, Any], key: str) -> str:
    value = item.get(key)
    if not isinstance(value, str | int | float):
        raise InvalidInputException(_('A review comment needs a text %(key)s.'), key=repr(key))
    return _storable(str(value), _('%(name)s of a review comment has characters that can not be stored.'), repr(key))


def _seconds(item: Mapping[str, Any], key: str) -> int:
    value = item.get(key)
    if value is None:
        return 0
    try:
        seconds = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInputException(
            _('%(key)s of a review comment must be a number of seconds.'), key=repr(key)
        ) from error
    if abs(seconds) > _MOST_SECONDS:
        raise InvalidInputException(_('%(key)s of a review comment is more seconds than can be.'), key=repr(key))
    return seconds


def _raw_data(body: Mapping[str, Any]) -> str:
    return json.dumps({key: value for key, value in body.items() if key != _VIDEO_LINK})


def _video_url(payload: object) -> str | None:
    return _text_or_none(payload.get(_VIDEO_LINK), _VIDEO_LINK) if isinstance(payload, Mapping) else None


def _text_or_none(value: object, name: str) -> str | None:
    if not isinstance(value, str) or not value:
        return None
    return _storable(value, _('%(name)s has characters that can not be stored.'), name)


def _storable(text: str, told: str, name: str) -> str:
    if UNSTORABLE.search(text):
        raise InvalidInputException(told, name=name)
    return text
