"""The reviews that providers post, for those who write one: the providers' own classes read them (``backends``)."""

from typing import Annotated, Any, Required, TypedDict

from edx_proctoring.shapes import Keyword, Named, texts_of
from edx_proctoring.statuses import ReviewStatus

Seconds = Annotated[int, 'Seconds.']


class ReviewComment(TypedDict, total=False):
    """A finding. `start` and `stop` are positions in the recording. Missing values are empty or 0."""

    comment: str
    status: str
    start: Seconds
    stop: Seconds
    duration: Seconds


class Review(TypedDict, total=False):
    """Other keys are stored with the review."""

    status: Required[Annotated[str, Named('ReviewStatus'), texts_of(ReviewStatus)]]
    comments: list[ReviewComment]
    reviewed_by: Annotated[str, 'Email address of the staff member who reviewed.']
    payload: Annotated[dict[str, Any], 'Its `videoReviewLink` is stored encrypted.']


class SoftwareSecureMetadata(TypedDict):
    """The attempt."""

    examCode: Annotated[str, 'Code of the attempt.']
    ssiRecordLocator: Annotated[str, "The provider's ID of the attempt."]


class SoftwareSecureComment(TypedDict, total=False):
    """A finding. Missing values are empty or 0."""

    comments: str
    eventStatus: str
    eventStart: Seconds
    eventFinish: Seconds
    duration: Seconds


class SoftwareSecureReview(TypedDict, total=False):
    """A review of a live or removed attempt."""

    examMetaData: Required[SoftwareSecureMetadata]
    reviewStatus: Required[Annotated[str, Keyword('enum', ('Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed'))]]
    videoReviewLink: Annotated[str, 'Stored encrypted.']
    webCamComments: list[SoftwareSecureComment]
    desktopComments: list[SoftwareSecureComment]
