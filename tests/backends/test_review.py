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
        {'status': 'passed', 'comments': 'text'},
        {'status': 'passed', 'comments': {'comment': 'A phone', 'status': 'x'}},
        {'status': 'passed', 'comments': ['text']},
        {'status': 'passed', 'comments': [{'status': 'x'}]},
        {'status': 'passed', 'comments': [{'comment': 'A phone'}]},
        {'status': 'passed', 'comments': [{'comment': None, 'status': 'x'}]},
        {'status': 'passed', 'comments': [{'comment': ['A phone'], 'status': 'x'}]},
        {'status': 'passed', 'comments': [{'comment': 'A phone', 'status': 'x' * 256}]},
        {'status': 'passed', 'comments': [{'comment': 'A phone', 'status': 'x', 'start': 'soon'}]},
        {'status': 'passed', 'comments': [{'comment': 'A phone', 'status': 'x', 'stop': []}]},
        {'status': 'passed', 'comments': [{'comment': 'A phone', 'status': 'x', 'duration': float('inf')}]},
    ],
    ids=repr,
)
def test_what_is_no_review_is_a_bad_request(result: Any) -> None:
    with pytest.raises(InvalidInputException) as refusal:
        review_from_callback(result)
    assert refusal.value.http_status == 400
    assert str(refusal.value)


@pytest.mark.parametrize('status', [None, 'Clean', 'bogus', ['passed']], ids=repr)
def test_a_missing_or_unknown_status_is_a_bad_status(status: Any) -> None:
    with pytest.raises(ProctoredExamBadReviewStatus):
        review_from_callback({'status': status, 'comments': []})
