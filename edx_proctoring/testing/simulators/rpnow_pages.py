"""The pages of RPNow: one for the learner, one for the reviewer, one for the faults."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.template import Context, Engine

from edx_proctoring.testing.simulators.rpnow_inbox import Registration
from edx_proctoring.testing.simulators.rpnow_reviews import REVIEW_STATUSES, LmsAnswer
from edx_proctoring.testing.simulators.rpnow_switches import MAX_DELAY_SECONDS, Switches

PAGES = Path(__file__).parent / 'pages'
STYLE = (PAGES / 'style.css').read_bytes()
EXAMPLE_VIDEO_LINK = 'https://video.example.com/AdminSite/Account/Reviewer/DirectLink-Generic.aspx?ID='

# An engine of its own: the simulator is a process without Django settings. Texts alone go into a context, since
# numbers would be formatted by those settings.
_ENGINE = Engine(dirs=[str(PAGES)], autoescape=True)


def learner_page(*, exam_code: str = '', error: str = '') -> str:
    """Where the learner pastes his exam code."""
    return _render('learner.html', {'page': 'learner', 'exam_code': exam_code, 'error': error})


def reviewer_page(registrations: Sequence[Registration]) -> str:
    """All sessions, the newest first."""
    sessions = [_session(registration) for registration in reversed(registrations)]
    return _render('reviewer.html', {'page': 'reviewer', 'sessions': sessions})


def review_page(registration: Registration, *, answers: Sequence[LmsAnswer] = (), error: str = '') -> str:
    """The form for one review; with ``answers``, what the LMS said to the one that was sent."""
    shown = [{'status': str(answer.status or 'No answer'), 'text': answer.text} for answer in answers]
    context = {
        'page': 'reviewer',
        'session': _session(registration),
        'verdicts': [{'id': status.lower().replace(' ', '-'), 'status': status} for status in REVIEW_STATUSES],
        'video_link': EXAMPLE_VIDEO_LINK + registration.locator,
        'answers': shown,
        'error': error,
    }
    return _render('review.html', context)


def control_page(switches: Switches, *, notice: str = '', error: str = '') -> str:
    """The faults that RPNow has been told to have."""
    context = {
        'page': 'control',
        'delay_seconds': f'{switches.delay_seconds:g}',
        'max_delay': str(MAX_DELAY_SECONDS),
        'answer_500': switches.answer_500,
        'drop_connection': switches.drop_connection,
        'deliver_twice': switches.deliver_twice,
        'notice': notice,
        'error': error,
    }
    return _render('control.html', context)


def message_page(heading: str) -> str:
    """A page that says one thing."""
    return _render('message.html', {'heading': heading})


def _render(name: str, context: Mapping[str, object]) -> str:
    return _ENGINE.get_template(name).render(Context(dict(context)))


def _session(registration: Registration) -> dict[str, str]:
    return {
        'exam_code': registration.exam_code,
        'locator': registration.locator,
        'exam_name': registration.exam_name,
        'learner_name': registration.learner_name,
        'course_id': str(registration.extra_value('courseID')),
        'duration': str(registration.body['duration']),
        'reviewer_notes': str(registration.body['reviewerNotes']),
        'received_at': registration.received_at,
        'started': 'yes' if registration.launches else 'no',
        'reviews': ', '.join(registration.reviews) or 'none',
    }
