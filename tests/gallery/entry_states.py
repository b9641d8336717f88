"""The states of learners at exams with entry rules: a name, a title, and what makes the page look so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, Literal

CODE: Final = 'ROOM-2345'
HERE: Final = [{'name': 'This computer'}]  # a network of the demo's site
ELSEWHERE: Final = [{'name': 'Exam center', 'cidrs': ['203.0.113.0/24']}]
ROOM_COURSE_ID: Final = 'course-v1:DemoX+ROOM101+2026'


@dataclass(frozen=True, kw_only=True)
class EntryState:
    """A learner at an exam with ``rules``. ``act`` is what they do on the page before the picture is taken."""

    name: str
    title: str
    rules: dict[str, Any] = field(default_factory=dict)
    opens: Literal['entrance', 'course', 'exam'] = 'entrance'
    """The page in the course is that of an exam that is not in the course's outline; ``exam`` is one of the demo's."""
    provider: str = ''
    starts_in: timedelta | None = None
    has_begun: bool = False
    is_elsewhere: bool = False
    """Whether the exam was started in another session than the one that asks."""
    is_released: bool = False
    act: str = ''


ENTRY_STATES: Final = [
    EntryState(
        name='entry-course', title='In the course, before the start', rules={'needs_code': True}, opens='course'
    ),
    EntryState(name='entry-code', title='An access code is asked for', rules={'needs_code': True, 'networks': HERE}),
    EntryState(
        name='entry-wrong-code',
        title='A wrong access code',
        rules={'needs_code': True, 'networks': HERE},
        act='enter wrong code',
    ),
    EntryState(name='entry-network', title='Outside of the network', rules={'networks': ELSEWHERE}),
    EntryState(
        name='entry-too-early',
        title='Before the exam may be started',
        rules={'networks': HERE},
        starts_in=timedelta(minutes=25),
    ),
    EntryState(
        name='entry-waiting',
        title='In the waiting room',
        rules={'needs_code': True, 'needs_release': True},
        act='enter code',
    ),
    EntryState(
        name='entry-open',
        title='Let in',
        rules={'needs_code': True, 'needs_release': True},
        is_released=True,
        act='enter code',
    ),
    EntryState(name='entry-seb', title='Safe Exam Browser is needed', rules={'needs_seb': True}),
    EntryState(
        name='entry-seb-check',
        title='Safe Exam Browser has another configuration',
        rules={'needs_seb': True},
        act='fail check',
    ),
    EntryState(
        name='entry-seb-problem',
        title='What the last check of Safe Exam Browser found',
        rules={'needs_seb': True},
        act='read diagnosis',
    ),
    EntryState(
        name='entry-seb-provider',
        title='Setup, where Safe Exam Browser is the provider',
        rules={'needs_seb': True},
        opens='course',
        provider='seb',
    ),
    EntryState(
        name='entry-closed',
        title='The exam closes while it runs',
        rules={'networks': HERE},
        opens='exam',
        has_begun=True,
        act='leave network',
    ),
    EntryState(
        name='entry-moved',
        title='The exam was started on another computer',
        rules={'binds_place': True},
        opens='course',
        has_begun=True,
        is_elsewhere=True,
    ),
    EntryState(
        name='entry-clock-runs',
        title='The entrance while the clock runs',
        rules={'binds_place': True, 'networks': HERE},
        has_begun=True,
        is_elsewhere=True,
    ),
]
