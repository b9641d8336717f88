"""What an exam with entry rules should do with a learner who wants in, beside what becomes of their attempts.

It is made from the documented rules, and knows nothing of the app's code either. Where a browser is, is a name of the
table ``NEIGHBORHOODS``; which browser it is, a number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from tests.drills.attempt_model import OPEN, ModelAttempt, ModelExam

ROOM: Final = {'name': 'Room 5', 'cidrs': ['192.0.2.0/24', '2001:db8:5::/48']}
LIBRARY: Final = {'name': 'Library'}  # of the site, whose settings have its addresses, or have lost them
OF_LIBRARY: Final = ['198.51.100.0/24']
NEIGHBORHOODS: Final[dict[str, tuple[str, str]]] = {
    '192.0.2.7': ('first computer', 'Room 5'),
    '192.0.2.8': ('second computer', 'Room 5'),
    '2001:db8:5::7': ('third computer', 'Room 5'),
    '2001:db8:5::8': ('third computer', 'Room 5'),
    '198.51.100.7': ('laptop', 'Library'),
    '203.0.113.7': ('kitchen', ''),
}
UNKNOWN: Final = ''  # the address of a request that came through a socket
MOST_WRONG: Final = 3
WRONG_FOR: Final = timedelta(minutes=10)
CHECKED_FOR: Final = timedelta(minutes=5)
ASKED_AFTER: Final = timedelta(minutes=2)
WAITS_FOR: Final = {('start_window', 'too_early'), ('release', 'not_released')}

Refused = tuple[str, str]  # rule and reason


@dataclass
class Whereabouts:
    """Which browser the learner uses, where it is, what kept them out last, and the networks of the site."""

    browser: int = 0
    address: str = '192.0.2.7'
    kept_out_by: str = ''
    knows_library: bool = True

    @property
    def place(self) -> tuple[int, str]:
        """What an attempt can be bound to."""
        return self.browser, NEIGHBORHOODS[self.address][0] if self.address else ''

    @property
    def network(self) -> str:
        """The one that they are in; empty for none."""
        return NEIGHBORHOODS[self.address][1]


@dataclass(kw_only=True)
class ModelRules:
    """What staff have set."""

    starts_from: datetime | None = None
    starts_until: datetime | None = None
    networks: list[dict[str, Any]] | None = None
    needs_code: bool = False
    needs_release: bool = False
    binds_place: bool = False
    needs_seb: bool = False


@dataclass
class ModelCode:
    """An access code."""

    id: int
    text: str
    valid_from: datetime | None
    valid_until: datetime | None
    is_revoked: bool = False

    def is_valid(self, now: datetime) -> bool:
        """Whether its time has come, and is not over."""
        is_early = self.valid_from is not None and now < self.valid_from
        is_late = self.valid_until is not None and self.valid_until <= now
        return not (self.is_revoked or is_early or is_late)


@dataclass
class ModelPass:
    """What the learner has shown, and the attempt for which they used that."""

    used_for: ModelAttempt | None = None
    code_in: int | None = None  # browser
    is_released: bool = False
    place: tuple[int, str] | None = None
    checked_in: int | None = None  # browser
    checked_at: datetime | None = None


@dataclass
class WrongCodes:
    """How many since when."""

    count: int = 0
    since: datetime | None = None

    def are_too_many(self, now: datetime) -> bool:
        """Whether the next one is not even looked at."""
        return self.since is not None and now - self.since < WRONG_FOR and self.count >= MOST_WRONG

    def add(self, now: datetime) -> None:
        """One more."""
        if self.since is None or now - self.since >= WRONG_FOR:
            self.count, self.since = 0, now
        self.count += 1


class GatedExam(ModelExam):
    """An exam with an entrance, which stands open until staff set rules."""

    def __init__(self, learner: Whereabouts, *, proctored: bool, limit: int, due_at: datetime | None) -> None:
        super().__init__(proctored=proctored, limit=limit, due_at=due_at)
        self.learner = learner
        self.rules: ModelRules | None = None
        self.is_open_to_all = False
        self.codes: list[ModelCode] = []
        self.shown = ModelPass()
        self.wrong = WrongCodes()
        self.moves: list[tuple[ModelAttempt, str]] = []  # what the timelines say of places

    @property
    def current(self) -> ModelAttempt | None:
        """The newest attempt."""
        return self.attempts[-1] if self.attempts else None

    # --- What keeps the learner out --------------------------------------------------------------------------------

    def keeps_out(self, attempt: ModelAttempt | None, now: datetime) -> bool:
        found = self.list_refusals(attempt, now)
        self.learner.kept_out_by = found[0][0] if found else ''
        return bool(found)

    def list_refusals(self, attempt: ModelAttempt | None, now: datetime) -> list[Refused]:
        """Everything that does, in the order of the documented table."""
        if self.rules is None:
            return []
        worth = self._worth(attempt)
        found = [('network', self._of_network()), ('seb', self._of_browser(worth, now))]
        if self.has_begun(attempt):
            found += [('place', self._of_place(worth))]
        else:
            is_released = self.is_open_to_all or worth.is_released
            no_code = self.rules.needs_code and worth.code_in != self.learner.browser
            found = [
                ('start_window', self._of_time(now)),
                *found,
                ('access_code', 'no_code' if no_code else ''),
                ('release', 'not_released' if self.rules.needs_release and not is_released else ''),
                ('place', self._of_unknown_place()),
            ]
        return [(rule, reason) for rule, reason in found if reason]

    def has_begun(self, attempt: ModelAttempt | None) -> bool:
        """Whether the learner is in: their clock has run, for this attempt or the one that it goes on from, or they
        were let in, and take the exam without one. Who is in need not be let in again."""
        if attempt is None:
            return False
        if attempt.status == 'declined':
            return attempt.started_at is not None or attempt is self.shown.used_for
        may_go_on = attempt.status in OPEN or (attempt.ready_to_resume and not attempt.resumed)
        return may_go_on and (attempt.started_at is not None or attempt.seconds_left is not None)

    def shows_content(self, now: datetime) -> bool:
        return self.is_for_content(now) and not self.list_refusals(self.current, now)

    def is_for_content(self, now: datetime) -> bool:
        """Whether the content would be shown if the exam had no rules."""
        return super().shows_content(now)

    def _of_time(self, now: datetime) -> str:
        rules = self.rules
        if rules and rules.starts_until and now >= rules.starts_until:
            return 'too_late'
        return 'too_early' if rules and rules.starts_from and now < rules.starts_from else ''

    def _of_network(self) -> str:
        wanted = self.rules.networks if self.rules else None
        if wanted is None:
            return ''
        if self.learner.address == UNKNOWN or (LIBRARY in wanted and not self.learner.knows_library):
            return 'unavailable'
        return '' if self.learner.network in {each['name'] for each in wanted} else 'other_network'

    def _of_browser(self, worth: ModelPass, now: datetime) -> str:
        if not (self.rules and self.rules.needs_seb):
            return ''
        if worth.checked_at is None:
            return 'seb_needed'
        is_recent = now - worth.checked_at <= CHECKED_FOR
        return '' if is_recent and worth.checked_in == self.learner.browser else 'seb_lost'

    def _of_place(self, worth: ModelPass) -> str:
        if not (self.rules and self.rules.binds_place):
            return ''
        if self.learner.address == UNKNOWN or worth.place is None:
            return self._of_unknown_place()
        return '' if worth.place == self.learner.place else 'other_place'

    def _of_unknown_place(self) -> str:
        is_bound = self.rules and self.rules.binds_place
        return 'unavailable' if is_bound and self.learner.address == UNKNOWN else ''

    # --- What they have shown --------------------------------------------------------------------------------------

    def _worth(self, attempt: ModelAttempt | None) -> ModelPass:
        """It is good for one attempt; only the browser is still the same for those who resume it."""
        if not self._is_used_up(attempt):
            return self.shown
        if attempt and attempt.ready_to_resume and not attempt.resumed:
            return ModelPass(checked_in=self.shown.checked_in, checked_at=self.shown.checked_at)
        return ModelPass()

    def _is_used_up(self, attempt: ModelAttempt | None) -> bool:
        if self.shown.used_for is None:
            return False
        is_same = attempt is self.shown.used_for
        return not (is_same and attempt is not None and attempt.status in OPEN | {'declined'})

    def _renew(self) -> None:
        if self._is_used_up(self.current):
            self.shown = ModelPass()

    def begins(self, attempt: ModelAttempt) -> None:
        if self.rules is None:
            return
        if self._is_used_up(attempt):
            self.shown = ModelPass(checked_in=self.shown.checked_in, checked_at=self.shown.checked_at)
        self.shown.used_for = attempt
        if attempt.started_at is not None:
            self.shown.place = self.learner.place
        self.moves.append((attempt, 'passed'))

    # --- What the learner does -------------------------------------------------------------------------------------

    def enter_code(self, text: str, now: datetime) -> int:
        """The status of the answer."""
        if self.rules is None:
            return 404
        if not self.rules.needs_code:
            return 400
        if self.current:
            self.settle(self.current, now)
        if self.wrong.are_too_many(now):
            return 429
        self._renew()
        if any(code.text == text and code.is_valid(now) for code in self.codes):
            self.shown.code_in = self.learner.browser
            return 200
        self.wrong.add(now)
        return 400

    def look(self, attempt: ModelAttempt, now: datetime, *, opens: bool = False) -> Refused | None:
        """What closes the content of an attempt. One that is bound nowhere is bound here from now on; after staff let
        it move, by a page. Who declined before they were let in is let in."""
        if self.rules is None:
            return None
        found = self.list_refusals(attempt, now)
        if not found and not self.has_begun(attempt):
            self.begins(attempt)
        is_known = self.shown.used_for is attempt
        settles = not (is_known and self.shown.place is not None) and (opens or not is_known)
        if not found and self.rules.binds_place and settles:
            self.shown.used_for, self.shown.place = attempt, self.learner.place
            self.moves.append((attempt, 'moved'))
        return found[0] if found else None

    def is_check_due(self, attempt: ModelAttempt, now: datetime) -> bool:
        """Whether the answer to a poll asks for another check."""
        if self.rules is None or not self.rules.needs_seb or attempt.status != 'started':
            return False
        worth = self._worth(attempt)
        return worth.checked_at is None or worth.checked_in is None or now - worth.checked_at > ASKED_AFTER

    def pass_check(self, now: datetime) -> None:
        """Safe Exam Browser has proved itself."""
        self._renew()
        self.shown.checked_in, self.shown.checked_at = self.learner.browser, now

    def fail_check(self) -> None:
        """The browser has shown another key: it counts no more as the one that was checked."""
        if self.shown.checked_in == self.learner.browser:
            self.shown.checked_in = None

    # --- What staff do ---------------------------------------------------------------------------------------------

    def set_rules(self, rules: ModelRules) -> int:
        """The status of the answer."""
        if rules.networks and LIBRARY in rules.networks and not self.learner.knows_library:
            return 400
        self.rules = rules
        return 200

    def clear_rules(self) -> None:
        """Everybody gets in; that everybody was let in before is forgotten."""
        self.rules, self.is_open_to_all = None, False

    def release(self, *, everybody: bool, back: bool = False) -> tuple[int, int]:
        """The status of the answer, and how many learners were let in by name."""
        if self.rules is None:
            return 400, 0
        if everybody:
            self.is_open_to_all = not back
            return 200, 0
        self._renew()
        was_released, self.shown.is_released = self.shown.is_released, True
        return 200, int(not was_released)

    def free(self, attempt: ModelAttempt) -> str | None:
        """Let it move; returns why not, if so."""
        if attempt is not self.shown.used_for or self.shown.place is None:
            return 'not_bound'
        self.shown.place = None
        self.moves.append((attempt, 'freed'))
        return None
