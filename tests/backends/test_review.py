"""From what a provider returned to what is stored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edx_proctoring.backends.review import Review, ReviewComment, review_from_callback
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamBadReviewStatus


def test_a_review_of_the_rest_protocol() -> None:
    body = {
        'status': 'suspicious',
        'comments': [
            {'comment': 'A phone', 'status': 'Suspicious', 'start': 5, 'stop': '9', 'duration': 4.9},
            {'comment': 'Talking', 'status': 'Suspicious', 'start': None},
        ],
        'reviewed_by': 'ada@example.com',
        'videoReviewLink': 'https://video.example.com/top',
        'payload': {'videoReviewLink': 'https://video.example.com/1'},
        'more': [1],
    }
    review = review_from_callback(body)
    assert review == Review(
        status='Suspicious',
        comments=(ReviewComment('A phone', 'Suspicious', 5, 9, 4), ReviewComment('Talking', 'Suspicious', 0, 0, 0)),
        raw_data=json.dumps({key: value for key, value in body.items() if key != 'videoReviewLink'}),
        video_url='https://video.example.com/1',
        reviewed_by_email='ada@example.com',
    )


@pytest.mark.parametrize('extra', [{}, {'comments': None}, {'comments': []}, {'payload': None}, {'reviewed_by': ''}])
def test_all_but_the_status_may_be_missing(extra: dict[str, Any]) -> None:
    review = review_from_callback({'status': 'passed', **extra})
    assert (review.status, review.comments, review.video_url, review.reviewed_by_email) == ('Clean', (), None, None)


def test_the_body_is_kept_when_the_provider_translated_it() -> None:
    review = review_from_callback({'status': 'passed'}, {'theirs': 1, 'videoReviewLink': 'https://video.example.com/1'})
    assert review.raw_data == '{"theirs": 1}'


@pytest.mark.parametrize(
    'result',
    [
        None,
        [],
        'passed',
    ],
    ids=repr,
)
def test_what_is_no_review_is_a_bad_request(result: Any) -> None:
    with pytest.raises(InvalidInputException) as refusal:
        review_from_callback(result)
    assert refusal.value.http_status == 400
    assert str(refusal.value)


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    ('finding', 'read', 'unread'),
    [
        (
            {'comment': 'c', 'status': 's', 'start': 1_893_499_200_000},
            ('c', 's', 0, 0, 0),
            {'start': 1_893_499_200_000},
        ),
        ({'comment': 'c', 'status': 's', 'stop': 2**31}, ('c', 's', 0, 0, 0), {'stop': 2**31}),
        ({'comment': 'c', 'status': 's', 'start': 'soon', 'stop': 9}, ('c', 's', 0, 9, 0), {'start': 'soon'}),
        ({'comment': 'c', 'status': 's', 'stop': []}, ('c', 's', 0, 0, 0), {'stop': []}),
        ({'comment': 'c', 'status': 's', 'duration': float('inf')}, ('c', 's', 0, 0, 0), {'duration': float('inf')}),
        ({'comment': 'c'}, ('c', '', 0, 0, 0), {'status': None}),
        ({'status': 's'}, ('', 's', 0, 0, 0), {'comment': None}),
        ({'comment': ['c'], 'status': 5}, ('', '5', 0, 0, 0), {'comment': ['c']}),
        ({'comment': 'a\x00b\udfff', 'status': 's'}, ('a\ufffdb\ufffd', 's', 0, 0, 0), {'comment': 'a\x00b\udfff'}),
        ({'comment': 'c', 'status': 'x' * 300}, ('c', 'x' * 255, 0, 0, 0), {'status': 'x' * 300}),
        ('text', ('text', '', 0, 0, 0), 'text'),
        (None, ('', '', 0, 0, 0), None),
        ([], ('', '', 0, 0, 0), []),
    ],
    ids=ascii,
)
def test_what_cannot_be_read_of_a_finding_is_kept_and_marked(finding: Any, read: tuple[Any, ...], unread: Any) -> None:
    (comment,) = review_from_callback({'status': 'passed', 'comments': [finding]}).comments
    assert (comment.comment, comment.status, comment.start, comment.stop, comment.duration) == read
    assert comment.unread is not None
    assert json.loads(comment.unread) == unread


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    ('comments', 'count'),
    [(None, 0), ('', 0), ({}, 0), (0, 0), ('text', 1), (5, 1), ({'comment': 'c', 'status': 's'}, 1)],
)
def test_findings_that_are_no_list_are_one(comments: Any, count: int) -> None:
    assert len(review_from_callback({'status': 'passed', 'comments': comments}).comments) == count


@pytest.mark.deviation('R9')
@pytest.mark.parametrize('text', ['\x00', 'ada\ud800@example.com'])
def test_a_name_or_link_that_cannot_be_stored_is_none(text: str) -> None:
    review = review_from_callback({'status': 'passed', 'reviewed_by': text, 'payload': {'videoReviewLink': text}})
    assert (review.status, review.video_url, review.reviewed_by_email) == ('Clean', None, None)


@pytest.mark.parametrize('status', [None, 'Clean', 'bogus', ['passed']], ids=repr)
def test_a_missing_or_unknown_status_is_a_bad_status(status: Any) -> None:
    with pytest.raises(ProctoredExamBadReviewStatus):
        review_from_callback({'status': status, 'comments': []})
