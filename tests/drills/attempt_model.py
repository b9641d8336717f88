"""What should become of a learner's attempts at one exam, in a few plain rules.

The model knows nothing of the app's code: it is told what people, the provider and the clock do, and answers with the
HTTP status that they must get. Its fields are what the database must hold then, ``told`` what the world outside must
have heard, each thing once. Moments are aware UTC.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

BEFORE_START = {'created', 'download_software_clicked', 'ready_to_start'}
RUNNING = {'started', 'ready_to_submit'}
OPEN = BEFORE_START | RUNNING
CREDIT = {'declined': 'declined', 'submitted': 'submitted', 'verified': 'satisfied', 'error': 'failed'}
PROVIDER_CALLS = {'submitted': 'stop_exam_attempt', 'error': 'mark_erroneous_exam_attempt'}
TOLD_PROVIDER = {
    'register_exam_attempt',
    'start_exam_attempt',
    'stop_exam_attempt',
    'mark_erroneous_exam_attempt',
    'remove_exam_attempt',
}
MAILED = {'submitted', 'verified'}

ENDLESS = 10**9


@dataclass
class ModelAttempt:
    """One attempt. ``external_id`` is the provider's, of supervised attempts only."""

    supervised: bool
    external_id: str | None = None
    status: str = 'created'
    started_at: datetime | None = None
    completed_at: datetime | None = None
    minutes: int | None = None
    seconds_left: int | None = None
    broke_off: bool = False
    ends_at: datetime | None = None
    is_resumable: bool = False
    ready_to_resume: bool = False
    resumed: bool = False
    reviews: set[str] = field(default_factory=set)
    from_allowances: int = 0  # seconds of its time
    granted: int = 0  # seconds that it got while it was running
    before_reopening: tuple[int | None, bool, bool] = (None, False, False)

    @property
    def facts(self) -> dict[str, Any]:
        """What the database must hold of it."""
        names = ('status', 'started_at', 'completed_at', 'is_resumable', 'ready_to_resume', 'resumed', 'external_id')
        return {
            **{name: getattr(self, name) for name in names},
            'taking_as_proctored': self.supervised,
            'allowed_time_limit_mins': self.minutes,
            'time_remaining_seconds': self.seconds_left,
        }

    @property
    def gives_way(self) -> bool:
        """Whether another attempt may follow it."""
        return self.ready_to_resume or self.resumed

    @property
    def inheritance(self) -> int | None:
        """The seconds that it leaves to the attempt that follows it; None: all that there are."""
        return self.seconds_left if self.gives_way else None

    def runs(self, now: datetime) -> bool:
        """Whether its clock is running, and its time is not over."""
        return self.status in RUNNING and self.seconds_remaining(now) > 0

    def extend(self, seconds: int) -> None:
        """Add to its time."""
        if self.started_at is None or self.ends_at is None:
            raise AssertionError('Its clock does not run.')
        self.ends_at += timedelta(seconds=seconds)
        limit = (self.ends_at - self.started_at) // timedelta(seconds=1)
        self.minutes = limit // 60
        if self.seconds_left is not None or limit % 60:
            self.seconds_left = limit
        self.granted += seconds

    def seconds_remaining(self, now: datetime) -> float:
        """Seconds on the learner's timer."""
        return max((self.ends_at - now).total_seconds(), 0.0) if self.ends_at else 0


def stored_facts(row: Any) -> dict[str, Any]:
    """The same of a row."""
    return {name: getattr(row, name) for name in ModelAttempt(supervised=False).facts}


class ModelExam:
    """The attempts at an exam of ``limit`` minutes, oldest first."""

    def __init__(self, *, proctored: bool, limit: int, due_at: datetime | None = None) -> None:
        self.proctored, self.limit, self.due_at = proctored, limit, due_at
        self.attempts: list[ModelAttempt] = []
        self.extra: int | None = None
        self.told: defaultdict[str, list[tuple[str, str | None]]] = defaultdict(list)

    # --- The learner --------------------------------------------------------------------------------------------

    def enter(self, external_id: str, now: datetime, *, supervised: bool, start: bool) -> int:
        current = self.attempts[-1] if self.attempts else None
        is_past_due = self.due_at is not None and self.due_at <= now
        suits = not supervised or (self.proctored and not start)
        inherited = current.inheritance if current else None
        if is_past_due or (suits and self._is_too_late(inherited, now)):
            return 403
        if not suits:
            return 400
        if current:
            self.settle(current, now)
        if self.keeps_out(current, now):
            return 403
        if current and not current.gives_way:
            return self._start_at_the_entrance(current, now) if start else 400
        attempt = ModelAttempt(supervised, external_id if supervised else None)
        self._add(attempt, current)
        if self.proctored and not supervised:
            self._move(attempt, 'declined', now)
        elif start:
            self._move(attempt, 'started', now)
        self.begins(attempt)
        return 200

    def _add(self, attempt: ModelAttempt, current: ModelAttempt | None) -> None:
        if attempt.supervised:
            self.told['provider'].append(('register_exam_attempt', None))
        if current:
            current.resumed, current.is_resumable = True, False
            attempt.seconds_left = current.seconds_left
        self.attempts.append(attempt)

    def _start_at_the_entrance(self, attempt: ModelAttempt, now: datetime) -> int:
        """A timed exam that was entered without a clock."""
        if self.proctored or attempt.status not in BEFORE_START:
            return 400
        self._move(attempt, 'started', now)
        self.begins(attempt)
        return 200

    def act(self, attempt: ModelAttempt, action: str, now: datetime) -> int:
        """What the learner asks for by one of the verbs of the interface."""
        self.settle(attempt, now)
        if action == 'error':
            return self._report_error(attempt, now)
        if action == 'submit' and attempt.status == 'submitted':
            return 200
        if action == 'start' and self.keeps_out(attempt, now):
            return 403
        target = {
            'start': 'started',
            'stop': 'ready_to_submit',
            'submit': 'submitted',
            'click_download_software': 'download_software_clicked',
            'decline': 'declined',
        }[action]
        if attempt.status not in self._sources(attempt, action):
            return 400
        if action == 'start' and attempt.started_at is None and self._is_too_late(attempt.seconds_left, now):
            return 403
        if action == 'click_download_software' and attempt.status in RUNNING:
            target = 'submitted'  # who restarts the setup while the clock runs is at the end
        self._move(attempt, target, now)
        if action == 'start':
            self.begins(attempt)
        return 200

    def keeps_out(self, attempt: ModelAttempt | None, now: datetime) -> bool:
        """Whether the exam demands something that the learner lacks; this one demands nothing (``entry_model``)."""
        return False

    def begins(self, attempt: ModelAttempt) -> None:
        """The learner was let in, and has the attempt."""

    def _sources(self, attempt: ModelAttempt, action: str) -> set[str]:
        if action in {'click_download_software', 'decline'} and not self.proctored:
            return set()
        if action == 'start':
            return {'ready_to_submit', 'ready_to_start'} if attempt.supervised else OPEN - {'started'}
        return RUNNING if action == 'stop' and attempt.supervised else OPEN

    def _report_error(self, attempt: ModelAttempt, now: datetime) -> int:
        if attempt.status in OPEN:
            if not self.proctored:
                return 400
            self._move(attempt, 'error', now)
        return 200

    # --- The provider -------------------------------------------------------------------------------------------

    def report_ready(self, attempt: ModelAttempt, now: datetime) -> int:
        self.settle(attempt, now)
        if attempt.status in {'created', 'download_software_clicked'}:
            self._move(attempt, 'ready_to_start', now)
        return 200

    def review(self, attempt: ModelAttempt, verdict: str, now: datetime) -> int:
        self.settle(attempt, now)
        if verdict in attempt.reviews:
            return 200
        attempt.reviews.add(verdict)
        passing = 'verified' if attempt.completed_at else 'error'
        outcomes = {'passed': passing, 'violation': passing, 'suspicious': 'second_review_required'}
        status = outcomes.get(verdict, 'error')
        if status != attempt.status:
            self._move(attempt, status, now)
        return 200

    # --- Staff and the clock ------------------------------------------------------------------------------------

    def mark_ready_to_resume(self, attempt: ModelAttempt, now: datetime) -> int:
        self.settle(attempt, now)
        if not attempt.is_resumable:
            return 400
        attempt.ready_to_resume, attempt.is_resumable = True, False
        return 200

    def grant(self, minutes: int, now: datetime) -> None:
        """An allowance: what it has more than before, or than the attempt got from an earlier one, is added at once."""
        former, self.extra = self.extra or 0, minutes
        current = self.attempts[-1] if self.attempts else None
        if current and current.runs(now) and minutes > former:
            wanted = minutes * 60 - max(former * 60, current.from_allowances)
            gained = self._gain(current, wanted)
            current.extend(gained)
            current.from_allowances += gained

    def extend(self, attempt: ModelAttempt, minutes: int, now: datetime, *, beyond_due_date: bool) -> int:
        """Time that staff gives; returns the seconds that the attempt gets."""
        if not attempt.runs(now):
            return 0
        gained = minutes * 60 if beyond_due_date else self._gain(attempt, minutes * 60)
        attempt.extend(gained)
        return gained

    def undo(self, attempt: ModelAttempt, seconds: int, now: datetime) -> int:
        """Take it back, unless it was used."""
        if attempt not in self.attempts or attempt.status not in RUNNING or attempt.seconds_remaining(now) <= seconds:
            return 400
        attempt.extend(-seconds)
        return 200

    def reopen(self, attempt: ModelAttempt, minutes: int, now: datetime) -> int:
        """Let the learner go on; returns the seconds that they have if they do so now, 0 if they may not."""
        self.settle(attempt, now)
        is_newest = attempt is self.attempts[-1]
        if not is_newest or attempt.gives_way or attempt.status not in {'submitted', 'error'}:
            return 0
        if self._is_too_late(minutes * 60, now):
            return 0
        attempt.before_reopening = (attempt.seconds_left, attempt.is_resumable, attempt.broke_off)
        attempt.ready_to_resume, attempt.is_resumable, attempt.broke_off = True, False, True
        attempt.seconds_left = minutes * 60
        return min(minutes * 60, self._seconds_to_due_date(now))

    def undo_reopening(self, attempt: ModelAttempt) -> int:
        """Close it again, unless the learner is back."""
        is_here = any(each is attempt for each in self.attempts)
        if not is_here or attempt.resumed:
            return 400
        attempt.seconds_left, was_resumable, attempt.broke_off = attempt.before_reopening
        attempt.ready_to_resume, attempt.is_resumable = False, was_resumable and attempt.status == 'error'
        return 200

    def end(self, attempt: ModelAttempt, now: datetime) -> str | None:
        """Staff ends it; returns why it does not, if so."""
        self.settle(attempt, now)
        if attempt.status not in RUNNING:
            return 'not_running' if attempt.status in OPEN else 'over'
        self._move(attempt, 'submitted', now)
        return None

    def _gain(self, attempt: ModelAttempt, seconds: int) -> int:
        if self.due_at is None or attempt.ends_at is None:
            return max(seconds, 0)
        return max(min(seconds, (self.due_at - attempt.ends_at) // timedelta(seconds=1)), 0)

    def remove(self, attempt: ModelAttempt) -> int:
        if attempt.external_id:
            self.told['provider'].append(('remove_exam_attempt', attempt.external_id))
        self.attempts.remove(attempt)
        return 200

    def remove_all(self) -> int:
        if not self.attempts:
            return 404
        for attempt in list(self.attempts):
            self.remove(attempt)
        return 200

    def settle(self, attempt: ModelAttempt, now: datetime) -> None:
        """An attempt whose time is over was submitted when it was over."""
        if attempt.status in OPEN and attempt.ends_at and now > attempt.ends_at:
            self._move(attempt, 'submitted', attempt.ends_at)

    def shows_content(self, now: datetime) -> bool:
        """Whether the learner sees the questions: while their clock runs, or without a clock where they gave it up."""
        current = self.attempts[-1] if self.attempts else None
        if current is None:
            return False
        if self.proctored and current.status == 'declined':
            return True
        return current.status == 'started' and current.ends_at is not None and now <= current.ends_at

    # --- What all moves have in common --------------------------------------------------------------------------

    def _move(self, attempt: ModelAttempt, status: str, now: datetime) -> None:
        if status == 'error' and attempt.ends_at and (attempt.status in OPEN or not attempt.broke_off):
            attempt.seconds_left = int(attempt.seconds_remaining(attempt.completed_at or now))
            attempt.broke_off = True
        attempt.status = status
        if status == 'started' and attempt.started_at is None:
            self._start_clock(attempt, now)
        if status == 'submitted':
            if attempt.completed_at is None:
                self.told['completed'].append(('completed', None))
            attempt.completed_at = now
        if status in {'submitted', 'error'} or attempt.gives_way:
            attempt.is_resumable = status == 'error' and not attempt.gives_way
        self._tell(attempt, status)
        if status == 'declined' and self.proctored:
            attempt.supervised, attempt.external_id = False, None

    def _start_clock(self, attempt: ModelAttempt, now: datetime) -> None:
        seconds = min(self._full_seconds(attempt.seconds_left), self._seconds_to_due_date(now))
        attempt.started_at, attempt.minutes = now, seconds // 60
        if attempt.seconds_left is not None or seconds % 60:
            attempt.seconds_left = seconds
        attempt.ends_at = now + timedelta(seconds=seconds)
        attempt.from_allowances = max(seconds - self.limit * 60, 0)
        if self.proctored:
            self.told['provider'].append(('start_exam_attempt', attempt.external_id))

    def _full_seconds(self, inherited: int | None) -> int:
        return (self.limit + (self.extra or 0)) * 60 if inherited is None else inherited

    def _seconds_to_due_date(self, now: datetime) -> int:
        return max((self.due_at - now) // timedelta(seconds=1), 0) if self.due_at else ENDLESS

    def _is_too_late(self, inherited: int | None, now: datetime) -> bool:
        """The due date cuts the time, and leaves less than a minute."""
        left = self._seconds_to_due_date(now)
        return left < min(self._full_seconds(inherited), 60)

    def _tell(self, attempt: ModelAttempt, status: str) -> None:
        if self._counts(status) and status in CREDIT:
            self.told['credit'].append((CREDIT[status], None))
        if self._counts(status) and status in MAILED and attempt.supervised:
            self.told['mail'].append((status, None))
        if self.proctored and status in PROVIDER_CALLS:
            self.told['provider'].append((PROVIDER_CALLS[status], attempt.external_id))

    def _counts(self, status: str) -> bool:
        """Whether the learner's record follows, although there are other attempts at the exam."""
        if len(self.attempts) == 1 or status in {'declined', 'error', 'submitted'}:
            return True
        return status == 'verified' and all(attempt.status == 'verified' for attempt in self.attempts)
