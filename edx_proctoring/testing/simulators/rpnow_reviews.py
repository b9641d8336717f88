"""The review of a session, as RPNow posts it to the LMS."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import requests

from edx_proctoring.testing.simulators.rpnow_inbox import Registration

REVIEW_STATUSES = ('Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed')
CALLBACK_PATH = '/api/edx_proctoring/proctoring_review_callback/'
TIMEOUT_SECONDS = 30
SHOWN_CHARACTERS = 2000
COMMENT_LINE = re.compile(r'(?:(?P<start>\d+)\s*-\s*(?P<finish>\d+)\s+)?(?P<comment>.+)')


@dataclass(frozen=True)
class Comment:
    """What the reviewer saw, from second ``start`` to second ``finish`` of the recording."""

    text: str
    status: str
    start: int = 0
    finish: int = 0

    def as_json(self) -> dict[str, object]:
        return {
            'comments': self.text,
            'duration': self.finish - self.start,
            'eventStart': self.start,
            'eventFinish': self.finish,
            'eventStatus': self.status,
        }


@dataclass(frozen=True)
class SessionReview:
    """A reviewer's verdict on one session. ``status`` is one of REVIEW_STATUSES; the LMS must refuse any other."""

    status: str
    web_cam_comments: Sequence[Comment] = ()
    desktop_comments: Sequence[Comment] = ()
    overall_comments: str = ''
    video_link: str = ''


@dataclass(frozen=True)
class LmsAnswer:
    """What the LMS said to a review. ``status`` is None when the LMS could not be reached."""

    status: int | None
    text: str


def read_comments(lines: str, *, status: str) -> list[Comment]:
    """Comments from one line each: ``12-20 looked away`` (seconds), or the text alone."""
    comments = []
    for line in lines.splitlines():
        found = COMMENT_LINE.fullmatch(line.strip())
        if found:
            start, finish = int(found['start'] or 0), int(found['finish'] or 0)
            comments.append(Comment(text=found['comment'], status=status, start=start, finish=finish))
    return comments


def review_payload(registration: Registration, review: SessionReview) -> dict[str, object]:
    """The body of the callback: the keys that the LMS reads, and the others that RPNow is known to send."""
    body = registration.body
    payload: dict[str, object] = {
        'examDate': registration.received_at,
        'examProcessingStatus': 'Review Completed',
        'examTakerEmail': registration.extra_value('email') or '',
        'examTakerFirstName': registration.extra_value('firstName'),
        'examTakerLastName': registration.extra_value('lastName'),
        'keySetVersion': '',
        'examApiData': body,
        'overAllComments': review.overall_comments,
        'reviewStatus': review.status,
        'userPhotoBase64String': '',
        'examMetaData': {
            'examCode': registration.exam_code,
            'examName': body['examName'],
            'examSponsor': body['examSponsor'],
            'organization': body['organization'],
            'reviewedExam': str(body['reviewedExam']).lower(),
            'reviewerNotes': body['reviewerNotes'],
            'simulatedExam': 'true',
            'ssiExamToken': uuid.uuid4().hex.upper(),
            'ssiProduct': body['ssiProduct'],
            'ssiRecordLocator': registration.locator,
        },
        'desktopComments': [comment.as_json() for comment in review.desktop_comments],
        'webCamComments': [comment.as_json() for comment in review.web_cam_comments],
    }
    if review.video_link:
        payload['videoReviewLink'] = review.video_link
    return payload


def post_review(lms_url: str, payload: dict[str, object]) -> LmsAnswer:
    """Deliver a review once. Never raises for what the LMS or the network does."""
    try:
        response = requests.post(lms_url.rstrip('/') + CALLBACK_PATH, json=payload, timeout=TIMEOUT_SECONDS)
    except requests.RequestException as error:
        return LmsAnswer(status=None, text=f'The LMS cannot be reached: {error}')
    return LmsAnswer(status=response.status_code, text=response.text[:SHOWN_CHARACTERS])
