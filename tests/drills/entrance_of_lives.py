"""What happens at the entrances of exams in random lives: rules, codes, waiting, and moving."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any, ClassVar

from crum import set_current_request
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from rest_framework.test import APIClient

from edx_proctoring.api import get_student_view
from edx_proctoring.models import EntryEvent
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.host_services import FakeEnrollment
from simulators.seb_client.client import Fault
from tests.drills.attempt_model import ModelAttempt, ModelExam
from tests.drills.chances import (
    ADDRESSES,
    BROWSERS,
    DEMANDS,
    ELSEWHERE,
    FAULTS,
    GUESSES,
    KINDS,
    PAUSES,
    PREPARED,
    VALIDITIES,
    WHICH,
)
from tests.drills.entry_model import (
    LIBRARY,
    MOST_WRONG,
    OF_LIBRARY,
    ROOM,
    WAITS_FOR,
    GatedExam,
    ModelCode,
    ModelRules,
    Refused,
    Whereabouts,
)
from tests.drills.requests_of import url
from tests.drills.staff_of_lives import StaffOfLives
from tests.views.seb_scene import seb_for, verdict_on, verify

NETWORKS = {each['name']: each for each in (ROOM, LIBRARY)}
MOVES = (EntryEvent.PASSED, EntryEvent.FREED, EntryEvent.MOVED)


def pairs(kept_out: list[dict[str, Any]]) -> list[Refused]:
    """What keeps a learner out, in an answer."""
    return [(each['rule'], each['reason']) for each in kept_out]


class EntranceOfLives(StaffOfLives):
    """The rules about entrances, for a class that has the other ones."""

    host: Host
    learner: User
    as_learner: APIClient
    site: ClassVar[Any]  # pytest's settings
    gates: dict[str, GatedExam]
    enter: Callable[..., None]
    act: Callable[..., None]
    poll: Callable[..., None]
    reset: Callable[..., None]
    wait: Callable[..., None]
    fail_and_resume: Callable[..., None]
    get_ready_and_start: Callable[[], None]
    is_setting_up: Callable[[], bool]

    def __init__(self) -> None:
        super().__init__()
        self.here = Whereabouts()
        self.gates = {
            kind: GatedExam(self.here, proctored=each.proctored, limit=each.limit, due_at=each.due_at)
            for kind, each in self.models.items()
        }
        self.models = dict(self.gates)
        self.host.enrollments.enrollments = [FakeEnrollment(self.learner)]
        self.browsers = [APIClient(), APIClient()]
        for browser in self.browsers:
            browser.default_format = 'json'
            browser.force_login(self.learner)
        self.go_elsewhere(0, self.here.address)
        self.change_networks_of_the_site(knows_library=True)

    # --- The learner ------------------------------------------------------------------------------------------------

    @rule(browser=BROWSERS, address=ADDRESSES)
    def go_elsewhere(self, browser: int, address: str) -> None:
        self.here.browser, self.here.address = browser, address
        self.as_learner = self.browsers[browser]
        self.as_learner.defaults['REMOTE_ADDR'] = address

    @rule(kind=KINDS, guess=GUESSES)
    def enter_code(self, kind: str, guess: int | None) -> None:
        gate = self.gates[kind]
        known = [code.text for code in gate.codes]
        text = known[-1 - guess % len(known)] if known and guess is not None else 'not this one'
        answer = self.as_learner.post(url('proctored_exam.entrance_code', self.exams[kind].id), {'code': text})
        self.answered(answer, gate.enter_code(text, self.now), 'code')

    @rule(kind=KINDS)
    def look_at_entrance(self, kind: str) -> None:
        exam, gate = self.exams[kind], self.gates[kind]
        answer = self.as_learner.get(url('proctored_exam.my_entrance', exam.id))
        self.answered(answer, 200 if gate.rules else 404, 'entrance')
        if gate.rules is None:
            return
        if gate.current:
            gate.settle(gate.current, self.now)
        found, shown = gate.list_refusals(gate.current, self.now), answer.json()
        waits = bool(found) and set(found) <= WAITS_FOR
        assert pairs(shown['kept_out']) == found, (shown, found)
        assert (shown['can_start'], shown['clock_runs'], shown['waits']) == (
            not found,
            gate.has_begun(gate.current),
            waits,
        )
        if waits:
            self.done['waits'] += 1
            seen = self.as_staff.get(url('proctored_exam.entrance', exam.id)).json()
            assert [each['user_id'] for each in seen['waiting']] == [self.learner.id], seen

    @precondition(lambda self: any(gate.rules and gate.rules.needs_seb for gate in self.gates.values()))
    @rule(kind=KINDS, fault=FAULTS)
    def check_browser(self, kind: str, fault: Fault | None) -> None:
        """The learner opens the exam in Safe Exam Browser, or in something that is almost it."""
        exam, gate = self.exams[kind], self.gates[kind]
        if not (gate.rules and gate.rules.needs_seb):
            return
        browser = Client(REMOTE_ADDR=self.here.address)
        browser.cookies = self.as_learner.cookies
        answer = verify(browser, exam, seb_for(browser, exam, fault=fault))
        if gate.current:
            gate.settle(gate.current, self.now)
        self.done[f'checked {fault is None}'] += 1
        assert (verdict_on(answer) == 'ok') == (fault is None), answer.content
        if fault is None:
            gate.pass_check(self.now)
        else:
            gate.fail_check()

    @rule(kind=KINDS)
    def open_page(self, kind: str) -> None:
        """This time, what looking at it changes stays."""
        exam, gate = self.exams[kind], self.gates[kind]
        with self.in_browser():
            page = get_student_view(self.learner.id, exam.course_id, exam.content_id, {})
        if gate.current:
            gate.settle(gate.current, self.now)
        refused = (
            gate.look(gate.current, self.now, opens=True) if gate.current and gate.is_for_content(self.now) else None
        )
        self.done[f'opened {refused[0] if refused else page is None}'] += 1
        assert (page is None) == (gate.is_for_content(self.now) and refused is None), (refused, page)

    def polled(self, exam: ModelExam, attempt: ModelAttempt, shown: dict[str, Any]) -> None:
        assert isinstance(exam, GatedExam)
        refused = exam.look(attempt, self.now) if attempt.status == 'started' else None
        self.done[f'polled {refused[0] if refused else "open"}'] += 1
        assert pairs([shown['kept_out']] if 'kept_out' in shown else []) == ([refused] if refused else []), (
            shown,
            refused,
        )
        assert shown.get('seb_check_due', False) == exam.is_check_due(attempt, self.now), shown

    # --- Staff ------------------------------------------------------------------------------------------------------

    @rule(kind=KINDS, demands=DEMANDS)
    def set_rules(self, kind: str, demands: dict[str, Any]) -> None:
        networks = [NETWORKS[name] for name in demands.get('networks', [])] or None
        moments = {name: self.later(demands.get(name)) for name in ('starts_from', 'starts_until')}
        rules = ModelRules(**{**demands, **moments, 'networks': networks})
        body = {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in asdict(rules).items()
        }
        answer = self.as_staff.put(url('proctored_exam.entry_rules', self.exams[kind].id), body)
        self.answered(answer, self.gates[kind].set_rules(rules), 'set rules')

    @rule(kind=KINDS)
    def clear_rules(self, kind: str) -> None:
        answer = self.as_staff.delete(url('proctored_exam.entry_rules', self.exams[kind].id))
        self.answered(answer, 200, 'clear rules')
        self.gates[kind].clear_rules()

    @rule(knows_library=st.booleans())
    def change_networks_of_the_site(self, *, knows_library: bool) -> None:
        self.here.knows_library = knows_library
        self.site.PROCTORING_SETTINGS = {
            **self.site.PROCTORING_SETTINGS,
            'EXAM_NETWORKS': {LIBRARY['name']: OF_LIBRARY} if knows_library else {},
            'WRONG_CODES_PER_LEARNER': MOST_WRONG,
        }

    @rule(kind=KINDS, validity=VALIDITIES)
    def make_code(self, kind: str, validity: tuple[int | None, int | None]) -> None:
        first, last = map(self.later, validity)
        body = {'valid_from': first and first.isoformat(), 'valid_until': last and last.isoformat()}
        answer = self.as_staff.post(url('proctored_exam.access_codes', self.exams[kind].id), body)
        self.answered(answer, 200, 'make code')
        made = answer.json()
        self.gates[kind].codes.append(ModelCode(made['id'], made['code'], first, last))

    @precondition(lambda self: any(gate.codes for gate in self.gates.values()))
    @rule(which=WHICH)
    def revoke_code(self, which: int) -> None:
        gate = max(self.gates.values(), key=lambda each: len(each.codes))
        code = gate.codes[-1 - which % len(gate.codes)]
        self.answered(self.as_staff.delete(url('proctored_exam.access_code', code.id)), 200, 'revoke code')
        code.is_revoked = True

    @rule(kind=KINDS, everybody=st.booleans())
    def release(self, kind: str, everybody: bool) -> None:
        body = {'all': True} if everybody else {'user_ids': [self.learner.id]}
        answer = self.as_staff.post(url('proctored_exam.entrance', self.exams[kind].id), body)
        status, count = self.gates[kind].release(everybody=everybody)
        self.answered(answer, status, 'release')
        if status == 200:
            assert (answer.json()['released'], answer.json()['refused']) == (count, []), answer.json()

    @rule(kind=KINDS)
    def take_back_release(self, kind: str) -> None:
        answer = self.as_staff.delete(url('proctored_exam.entrance', self.exams[kind].id))
        self.answered(answer, self.gates[kind].release(everybody=True, back=True)[0], 'take back')

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH)
    def let_move(self, kind: str, which: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        assert isinstance(exam, GatedExam)
        address = url('proctored_exam.entrance.move', row.proctored_exam.course_id)
        answer = self.as_staff.post(address, {'attempt_ids': [row.id]})
        self.answered(answer, 200, 'let move')
        (result,) = answer.json()['results']
        refusal = exam.free(attempt)
        assert result.get('refusal') == refusal, (result, refusal)
        if refusal is None:
            self.done['moved'] += 1
            timeline = self.as_staff.get(url('proctored_exam.attempt.timeline', row.id)).json()
            facts = [entry['facts'] for entry in timeline['entries'] if entry['kind'] == 'entry']
            told = [each['outcome'] for each in facts if each['rule'] == 'place' and each['outcome'] in MOVES]
            assert told == [what for moved, what in exam.moves if moved is attempt]

    # --- Several steps, which random lives take seldom in this order -----------------------------------------------

    @initialize(starts=st.booleans(), timed=DEMANDS, proctored=DEMANDS, is_prepared=PREPARED)
    def enter_as_most_do(
        self, starts: bool, timed: dict[str, Any], proctored: dict[str, Any], is_prepared: bool
    ) -> None:
        for kind, demands in (('timed', timed), ('proctored', proctored)):
            if is_prepared:
                self.set_rules(kind, demands)
                self.do_what_is_asked(kind, starts)
            else:
                self.enter_plainly(kind, starts)
                self.set_rules(kind, demands)

    @rule(kind=KINDS, starts=st.booleans())
    def do_what_is_asked(self, kind: str, starts: bool) -> None:
        """The learner shows all that they can show, staff let them in, and they enter; before that, they do not."""
        self.enter_plainly(kind, starts)
        rules = self.gates[kind].rules or ModelRules()
        if rules.networks:
            self.go_elsewhere(self.here.browser, '192.0.2.8')
        if rules.needs_seb:
            self.check_browser(kind, None)
        if rules.needs_code:
            self.make_code(kind, (None, None))
            self.enter_code(kind, 0)
        if rules.needs_release:
            self.look_at_entrance(kind)
            self.release(kind, everybody=False)
        if rules != ModelRules():
            self.enter_plainly(kind, starts)
        if kind == 'proctored' and starts and self.is_setting_up():
            self.get_ready_and_start()

    @rule(kind=KINDS, place=ELSEWHERE, starts=st.booleans())
    def try_elsewhere(self, kind: str, place: tuple[int, str], starts: bool) -> None:
        """Somebody else with the learner's password, or the learner at another computer, for a moment."""
        former = self.here.browser, self.here.address
        self.go_elsewhere(*place)
        if self.gates[kind].current is None:
            self.enter_plainly(kind, starts)
        else:
            self.poll(kind, 0)
            self.act(kind, 0, 'start')
        self.open_page(kind)
        self.go_elsewhere(*former)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, place=ELSEWHERE)
    def move(self, kind: str, place: tuple[int, str]) -> None:
        """Their computer breaks: the next one shows nothing until staff let the attempt move."""
        former = self.here.browser, self.here.address
        self.go_elsewhere(*place)
        self.poll(kind, 0)
        self.let_move(kind, 0)
        self.poll(kind, 0)
        self.go_elsewhere(*former)
        self.poll(kind, 0)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, demands=DEMANDS, starts=st.booleans())
    def come_again(self, kind: str, demands: dict[str, Any], starts: bool) -> None:
        """What was shown for the attempt before does not count for the next one, whatever is asked then."""
        self.reset(kind)
        self.enter_plainly(kind, starts=False)
        self.set_rules(kind, demands)
        self.enter_plainly(kind, starts)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, pause=PAUSES, place=ELSEWHERE)
    def resume_elsewhere(self, kind: str, pause: timedelta, place: tuple[int, str]) -> None:
        """Who was let in goes on, although the time for starting may be over, and codes are of another browser."""
        self.fail_and_resume(kind, pause)
        self.go_elsewhere(*place)
        if kind == 'proctored' and self.is_setting_up():
            self.get_ready_and_start()

    @rule(kind=KINDS, minutes=st.integers(1, 9))
    def check_grows_old(self, kind: str, minutes: int) -> None:
        self.check_browser(kind, None)
        self.wait(timedelta(minutes=minutes))
        self.open_page(kind)
        if self.gates[kind].attempts:
            self.poll(kind, 0)

    @rule(kind=KINDS, times=st.integers(1, MOST_WRONG + 1))
    def guess_and_know(self, kind: str, times: int) -> None:
        """Some wrong codes, and a right one that comes too late after too many of them."""
        self.make_code(kind, (None, None))
        for _ in range(times):
            self.enter_code(kind, None)
        self.enter_code(kind, 0)

    def enter_plainly(self, kind: str, starts: bool) -> None:
        """As the exam is meant to be taken."""
        self.enter(kind, supervised=kind == 'proctored', start=kind == 'timed' and starts)

    # --- What holds after each step -----------------------------------------------------------------------------------

    @invariant()
    def each_move_is_known(self) -> None:
        for kind, gate in self.gates.items():
            ids = {id(attempt): row.id for attempt, row in zip(gate.attempts, self.rows(kind), strict=True)}
            events = EntryEvent.objects.filter(
                exam_id=self.exams[kind].id, rule='place', outcome__in=MOVES, attempt_id__in=ids.values()
            )
            told = list(events.order_by('id').values_list('attempt_id', 'outcome'))
            assert told == [(ids[id(attempt)], what) for attempt, what in gate.moves if id(attempt) in ids], told

    def teardown(self) -> None:
        super().teardown()
        EntryEvent.objects.all().delete()

    # --- Parts --------------------------------------------------------------------------------------------------------

    def answered(self, answer: Any, status: int, what: str) -> None:
        super().answered(answer, status, what)
        rule_of_answer = answer.json().get('rule', '') if answer.status_code == 403 else ''
        assert rule_of_answer == self.here.kept_out_by, (rule_of_answer, self.here.kept_out_by)
        if self.here.kept_out_by:
            self.done[f'kept out by {self.here.kept_out_by}'] += 1
        self.here.kept_out_by = ''

    @contextmanager
    def in_browser(self) -> Iterator[None]:
        """The host asks for a page while it answers a request of the learner's browser."""
        request = RequestFactory(REMOTE_ADDR=self.here.address).get('/')
        request.COOKIES = {name: each.value for name, each in self.as_learner.cookies.items()}
        store = import_module(settings.SESSION_ENGINE).SessionStore
        request.session = store(request.COOKIES[settings.SESSION_COOKIE_NAME])
        set_current_request(request)
        try:
            yield
        finally:
            set_current_request(None)

    def later(self, minutes: int | None) -> datetime | None:
        """The moment after so many minutes."""
        return self.now + timedelta(minutes=minutes) if minutes is not None else None
