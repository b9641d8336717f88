"""The states that the pictures show: for each kind of page a name, a title, and what makes the page look so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

KINDS: Final[dict[str, dict[str, Any]]] = {
    'timed': {'exam_name': 'Midterm: clocks and calendars', 'is_proctored': False},
    'proctored': {'exam_name': 'Final exam: time in science and navigation', 'is_proctored': True},
    'practice': {'exam_name': 'Practice run', 'is_proctored': True, 'is_practice_exam': True},
    'onboarding': {'exam_name': 'Onboarding for the star clock exam', 'is_proctored': True, 'is_practice_exam': True},
}
# Which of the site's providers supervises an exam of that kind, if the state does not say otherwise.
PROVIDERS: Final = {'timed': None, 'proctored': 'app', 'practice': 'app', 'onboarding': 'onboarding'}
LIMIT_MINUTES: Final = 90
HOUR: Final = timedelta(hours=1)
DECISION: Final = {
    'review_status': 'Suspicious',
    'learner_reason': 'another_person',
    'learner_text': 'From minute 12 on, someone speaks with you.',
}
MESSAGE: Final = 'A printed calendar lies on the table beside the door. You may use it for question 4.'
RULES: Final = 'Pen, paper and a printed star chart are allowed.\nNo calculators.'
COURSE_ID: Final = 'course-v1:DemoX+TIME101+2026'
STAR_CLOCK: Final = 'block-v1:DemoX+TIME101+2026+type@sequential+block@star_clock'
REQUIREMENTS: Final = {'reverification': 'Identity check of the first week', STAR_CLOCK: 'Star clock exam'}


@dataclass(frozen=True, kw_only=True)
class LearnerState:
    """A learner in front of an exam. ``act`` is what they do on the page before the picture is taken."""

    name: str
    title: str
    kind: str
    status: str | None = None
    attempt: dict[str, Any] = field(default_factory=dict)
    provider: str | None = None
    due: timedelta | None = None
    """From now; negative: past."""
    grace_period: timedelta | None = None
    requirements: str | None = None
    """The credit status of what comes before the exam."""
    is_active: bool = True
    policy: str = ''
    review: dict[str, Any] = field(default_factory=dict)
    """What a person decided about the session."""
    reopened_minutes: int = 0
    """With which course staff has reopened the attempt."""
    used: timedelta = timedelta(minutes=40)
    """How long the attempt has run."""
    act: str = ''

    @property
    def section(self) -> str:
        """Where the state stands in the gallery."""
        return {'timed': 'Timed exams', 'proctored': 'Proctored exams'}.get(self.kind, 'Practice and onboarding')

    def host_context(self, now: datetime) -> dict[str, Any]:
        """What the courseware tells about the exam."""
        context: dict[str, Any] = {
            'display_name': KINDS[self.kind]['exam_name'],
            'default_time_limit_mins': LIMIT_MINUTES,
            'allow_proctoring_opt_out': True,
            'due_date': now + self.due if self.due else None,
            'grace_period': self.grace_period,
        }
        if self.requirements:
            context['credit_state'] = {
                'credit_requirement_status': [
                    {
                        'namespace': 'reverification' if name == 'reverification' else 'proctored_exam',
                        'name': name,
                        'display_name': display_name,
                        'order': order,
                        'status': self.requirements,
                    }
                    for order, (name, display_name) in enumerate(REQUIREMENTS.items())
                ]
            }
        return context


def state(name: str, title: str, kind: str, status: str | None = None, **fields: Any) -> LearnerState:
    return LearnerState(name=name, title=title, kind=kind, status=status, **fields)


LEARNER_STATES: Final = [
    state('timed-entrance', 'Before the exam', 'timed'),
    state('timed-ready-to-submit', 'Asked whether to end it', 'timed', Status.ready_to_submit),
    state('timed-submitted', 'Submitted', 'timed', Status.submitted, due=HOUR),
    state('timed-reopened', 'Reopened by the course staff', 'timed', Status.submitted, due=HOUR, reopened_minutes=20),
    state('timed-time-over', 'Time is up', 'timed', Status.submitted, used=timedelta(minutes=LIMIT_MINUTES)),
    state(
        'timed-waiting', 'Others still have time', 'timed', Status.submitted, due=-HOUR, grace_period=timedelta(days=2)
    ),
    state('timed-expired', 'Past its due date', 'timed', due=-HOUR),
    state('timed-closed', 'In a status of another kind of exam', 'timed', Status.declined),
    state('proctored-entrance', 'Before the exam', 'proctored'),
    state('proctored-opt-out', 'Asked whether to go without proctoring', 'proctored', act='opt out'),
    state('proctored-failed-requirements', 'Requirements not passed', 'proctored', requirements='failed'),
    state('proctored-pending-requirements', 'Requirements to complete', 'proctored', requirements='pending'),
    state('proctored-inactive-account', 'Account not activated', 'proctored', is_active=False),
    state('proctored-expired', 'Past its due date', 'proctored', due=-HOUR),
    state('proctored-instructions', 'Setup, with the steps of the provider', 'proctored', Status.created),
    state(
        'proctored-exam-code',
        'Setup, with an exam code',
        'proctored',
        Status.download_software_clicked,
        provider='code',
    ),
    state('proctored-decline', 'Declining during setup', 'proctored', Status.created, act='decline'),
    state('proctored-ready-to-start', 'Ready to start', 'proctored', Status.ready_to_start, policy=RULES),
    state('proctored-wrong-browser', 'Outside of the secure browser', 'proctored', Status.started, provider='browser'),
    state('proctored-ready-to-submit', 'Asked whether to end it', 'proctored', Status.ready_to_submit),
    state('proctored-submitted', 'Submitted', 'proctored', Status.submitted),
    state('proctored-verified', 'Review passed', 'proctored', Status.verified, due=-HOUR),
    state(
        'proctored-verified-waiting',
        'Review passed, others still have time',
        'proctored',
        Status.verified,
        due=-HOUR,
        grace_period=timedelta(days=2),
    ),
    state('proctored-rejected', 'Review not passed', 'proctored', Status.rejected),
    state(
        'proctored-rejected-reason', 'Review not passed, with a reason', 'proctored', Status.rejected, review=DECISION
    ),
    state('proctored-error', 'Technical problem', 'proctored', Status.error),
    state(
        'proctored-ready-to-resume',
        'May go on after a problem',
        'proctored',
        Status.error,
        attempt={'ready_to_resume': True, 'is_resumable': True, 'time_remaining_seconds': 3000},
    ),
    state('proctored-onboarding-missing', 'Onboarding missing', 'proctored', Status.onboarding_missing),
    state('proctored-onboarding-pending', 'Onboarding under review', 'proctored', Status.onboarding_pending),
    state('proctored-onboarding-failed', 'Onboarding not approved', 'proctored', Status.onboarding_failed),
    state('proctored-onboarding-expired', 'Onboarding expired', 'proctored', Status.onboarding_expired),
    state('practice-entrance', 'Before a practice exam', 'practice'),
    state('practice-submitted', 'Practice submitted', 'practice', Status.submitted),
    state('practice-error', 'Practice interrupted', 'practice', Status.error),
    state('onboarding-entrance', 'Before onboarding', 'onboarding'),
    state('onboarding-ready-to-submit', 'Asked whether to end it', 'onboarding', Status.ready_to_submit),
    state('onboarding-submitted', 'Onboarding submitted', 'onboarding', Status.submitted),
    state('onboarding-restart', 'Starting again', 'onboarding', Status.submitted, act='restart'),
    state('onboarding-verified', 'Onboarding approved', 'onboarding', Status.verified),
    state('onboarding-rejected', 'Onboarding not approved', 'onboarding', Status.rejected),
    state('onboarding-error', 'Onboarding interrupted', 'onboarding', Status.error),
]


@dataclass(frozen=True, kw_only=True)
class TimerState:
    """The bar above a running timed exam; ``left`` is the part of the time limit that is left."""

    name: str
    title: str
    left: float = 0.6
    act: str = ''


TIMER_STATES: Final = [
    TimerState(name='timer-running', title='The exam runs'),
    TimerState(name='timer-hidden', title='The time is hidden', act='hide time'),
    TimerState(name='timer-low', title='Time running low', left=0.15),
    TimerState(name='timer-critical', title='Time almost up', left=0.04),
    TimerState(name='timer-lost', title="The server can't be reached", act='lose connection'),
    TimerState(name='timer-extra', title='More time was given', act='gain time'),
    TimerState(name='timer-message', title='A message from the course staff', act='get message'),
]


@dataclass(frozen=True, kw_only=True)
class PanelState:
    """The panel about onboarding on the page of the course."""

    name: str
    title: str
    status: str | None = None
    age: timedelta = timedelta()
    """How long ago the attempt ended."""


PANEL_STATES: Final = [
    PanelState(name='panel-not-started', title='Not started'),
    PanelState(name='panel-started', title='Started', status=Status.started),
    PanelState(name='panel-submitted', title='Submitted', status=Status.submitted),
    PanelState(name='panel-verified', title='Verified', status=Status.verified),
    PanelState(name='panel-rejected', title='Rejected', status=Status.rejected),
    PanelState(name='panel-error', title='Error', status=Status.error),
]

EMAIL_STATES: Final = {
    'email-submitted': (Status.submitted, 'Submitted'),
    'email-satisfactory': (Status.verified, 'Review passed'),
    'email-unsatisfactory': (Status.rejected, 'Review not passed'),
}
