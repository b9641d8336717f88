"""The pages of RPNow: one for the learner, one for the reviewer, one for the faults."""

from collections.abc import Sequence
from typing import Any

from simulators.reviews import FAILS_OR_WAITS, NO_VERDICT, LmsAnswer
from simulators.rpnow_inbox import Registration
from simulators.rpnow_reviews import REVIEW_STATUSES
from simulators.site import Site, SwitchGroup, shown_answers, shown_time

EXAMPLE_VIDEO_LINK = 'https://video.example.com/AdminSite/Account/Reviewer/DirectLink-Generic.aspx?ID='

# What an LMS makes of a verdict.
MEANINGS = {
    'Clean': 'The learner passes.',
    'Rules Violation': 'The learner passes: the violations are tolerated.',
    'Suspicious': FAILS_OR_WAITS,
    'Not Reviewed': NO_VERDICT,
}

SITE = Site(
    product='RPNow simulator',
    links={'learner': 'Learner', 'reviewer': 'Reviewer', 'control': 'Faults'},
    faults=(
        SwitchGroup(
            'When an LMS registers a session',
            {
                'answer_500': 'Answer with an internal error',
                'drop_connection': 'Close the connection without an answer',
            },
        ),
        SwitchGroup('When a review is sent', {'deliver_twice': 'Deliver it twice'}),
    ),
)


def learner_page(*, exam_code: str = '', error: str = '') -> str:
    """Where the learner pastes the exam code."""
    return SITE.render('rpnow/learner.html', page='learner', exam_code=exam_code, error=error)


def reviewer_page(registrations: Sequence[Registration]) -> str:
    """All sessions, the newest first."""
    sessions = [_session(registration) for registration in reversed(registrations)]
    return SITE.render('rpnow/reviewer.html', page='reviewer', sessions=sessions)


def review_page(registration: Registration, *, answers: Sequence[LmsAnswer] = (), error: str = '') -> str:
    """Return the form for one review; with ``answers``, what the LMS said to the one that was sent."""
    return SITE.render(
        'rpnow/review.html',
        page='reviewer',
        session=_session(registration),
        verdicts=[
            {'id': status.lower().replace(' ', '-'), 'status': status, 'meaning': MEANINGS[status]}
            for status in REVIEW_STATUSES
        ],
        video_link=EXAMPLE_VIDEO_LINK + registration.locator,
        answers=shown_answers(answers),
        error=error,
    )


def _session(registration: Registration) -> dict[str, Any]:
    return {
        'exam_code': registration.exam_code,
        'locator': registration.locator,
        'exam_name': registration.exam_name,
        'learner_name': registration.learner_name,
        'course_id': str(registration.extra_value('courseID')),
        'duration': str(registration.body['duration']),
        'reviewer_notes': str(registration.body['reviewerNotes']),
        'received_at': shown_time(registration.received_at),
        'started': 'yes' if registration.launches else 'no',
        'reviews': ', '.join(registration.reviews) or 'none',
    }
