"""The life of exams on a campus, chapter by chapter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from simulators.rest import RestSimulator
from simulators.rest_lms import SessionReview as RestReview
from simulators.rest_records import Attempt
from simulators.reviews import Finding
from simulators.rpnow import RpnowSimulator
from simulators.rpnow_reviews import SessionReview as RpnowReview
from tests.openedx_host.campus import WORKER, Campus
from tests.openedx_host.course import COURSE, OTHER_COURSE, astronomy, block_key, exam, geodesy, problem_key
from tests.openedx_host.person import Person


@dataclass
class Story:
    """What goes on between people, the site and the two providers."""

    campus: Campus
    rest: RestSimulator
    rpnow: RpnowSimulator
    finding: str  # what the reviewer of the REST provider writes

    def person(self, name: str) -> Person:
        """Somebody who has just signed in."""
        return Person(self.campus, name)

    # Studio

    def publish(
        self, author: Person, course_id: str, structure: dict[str, Any], *exams: str
    ) -> dict[str, dict[str, Any]]:
        """Write and publish a course; its exams in the LMS by block, once these are the active ones."""
        for method, body in (('PUT', structure), ('POST', {})):
            answer = author.send(method, f'/course/{course_id}', to='cms', json=body)
            assert answer.status_code == 200, answer.text[:500]

        def registered() -> dict[str, dict[str, Any]]:
            found = author.call('GET', f'/exam/course_id/{course_id}')
            active = {each['content_id'].rpartition('@')[2]: each for each in found if each['is_active']}
            return active if set(active) == set(exams) else {}

        found: dict[str, dict[str, Any]] = self.campus.wait_for(registered, f'the exams {exams} in {course_id}')
        return found

    # Learners

    def exam_info(self, person: Person, course_id: str, name: str) -> dict[str, Any]:
        """What the learning front end is told about an exam."""
        content = quote(block_key(course_id, name))
        told: dict[str, Any] = person.call(
            'GET', f'/attempt/course_id/{course_id}?content_id={content}&is_learning_mfe=true'
        )
        return told

    def status(self, person: Person, course_id: str, name: str) -> str:
        """Of the learner's attempt, as the front end is told."""
        return str(self.exam_info(person, course_id, name)['exam']['attempt']['attempt_status'])

    def wait_for_status(self, person: Person, course_id: str, name: str, status: str) -> None:
        """The attempt gets there."""
        self.campus.wait_for(lambda: self.status(person, course_id, name) == status, f'{name} is {status}')

    def sequence(self, person: Person, course_id: str, name: str) -> str:
        """The page of the subsection."""
        return person.page(f'/xblock/{block_key(course_id, name)}')

    def enter(self, person: Person, exam_id: int, *, proctored: bool) -> int:
        """Enter an exam; the clock of a timed one starts at once."""
        body = {'exam_id': exam_id, 'attempt_proctored': proctored, 'start_clock': not proctored}
        return int(person.call('POST', '/attempt', json=body)['exam_attempt_id'])

    def act(self, person: Person, attempt_id: int, *actions: str) -> None:
        """Do these things, one after the other."""
        for action in actions:
            person.call('PUT', f'/attempt/{attempt_id}', json={'action': action})

    def work(self, person: Person, course_id: str, name: str) -> None:
        """The exam is open: answer its problem."""
        assert f'How far is it? ({name})' in self.sequence(person, course_id, name)
        person.answer(problem_key(course_id, name), '40 000 km')
        assert '40 000 km' in self.sequence(person, course_id, name)

    def check_closed(self, person: Person, course_id: str, name: str) -> str:
        """The problem can't be reached, neither by the subsection nor by itself; the page that is shown instead."""
        problem = problem_key(course_id, name)
        person.page(f'/xblock/{problem}', status=404)
        person.answer(problem, 'too late or too early', status=403)
        page = self.sequence(person, course_id, name)
        assert 'How far is it?' not in page
        return page

    def check_completed(self, person: Person, course_id: str, name: str) -> None:
        """The LMS counts everything in the exam as done."""

        def done() -> bool:
            return f'{problem_key(course_id, name)}": 1.0' in person.page(f'/courses/{course_id}/progress')

        self.campus.wait_for(done, f'{name} is complete')

    # Providers

    def session_of(self, exam_name: str, learners: int) -> Attempt:
        """The newest session at the REST provider, of so many."""
        found = [
            each for each in self.rest.records.list_attempts() if self.rest.records.exam_of(each).name == exam_name
        ]
        assert len(found) == learners
        return found[-1]


def take_timed_exam(story: Story, person: Person, exams: dict[str, dict[str, Any]]) -> None:
    """A learner takes a timed exam."""
    assert 'Timed' in story.check_closed(person, COURSE, 'timed')
    attempt_id = story.enter(person, exams['timed']['id'], proctored=False)
    info = story.exam_info(person, COURSE, 'timed')
    assert info['active_attempt']['attempt_id'] == attempt_id
    assert 5300 < info['active_attempt']['time_remaining_seconds'] <= 5400
    story.work(person, COURSE, 'timed')
    story.act(person, attempt_id, 'stop')
    story.check_closed(person, COURSE, 'timed')
    story.act(person, attempt_id, 'submit')
    assert story.status(person, COURSE, 'timed') == 'submitted'
    story.check_closed(person, COURSE, 'timed')
    story.check_completed(person, COURSE, 'timed')


EXTEND = """
import django
django.setup()
from datetime import UTC, datetime
from django.contrib.auth.models import User
from edx_when.api import set_date_for_block
user = User.objects.get(username={username!r})
set_date_for_block({course!r}, {block!r}, 'due', datetime(2099, 1, 1, tzinfo=UTC), user=user)
"""


def extend_exam(story: Story, person: Person) -> None:
    """Somebody whose own date, which edx-when knows, is not over."""
    block = block_key(COURSE, 'missed')
    story.campus.program('lms', EXTEND.format(username=person.username, course=COURSE, block=block))
    assert story.exam_info(person, COURSE, 'missed')['exam']['passed_due_date'] is False


def miss_exam(story: Story, person: Person) -> None:
    """An exam whose date is over."""
    info = story.exam_info(person, COURSE, 'missed')['exam']
    assert info['passed_due_date'] is True
    page = story.sequence(person, COURSE, 'missed')
    assert 'due date' in page, page


def get_onboarded(story: Story, person: Person, exams: dict[str, dict[str, Any]], learners: int = 1) -> None:
    """The REST provider wants to know a learner before it watches them."""
    attempt_id = story.enter(person, exams['onboarding']['id'], proctored=True)
    session = story.session_of('Onboarding exam', learners)
    assert story.rest.report_ready(session).status == 200
    story.act(person, attempt_id, 'start', 'stop', 'submit')
    story.campus.wait_for(lambda: session.status == 'submitted', 'the provider knows that the onboarding is over')
    assert [answer.status for answer in story.rest.send_review(session, RestReview('passed'))] == [200]
    story.wait_for_status(person, COURSE, 'onboarding', 'verified')


def take_proctored_exam(story: Story, person: Person, exams: dict[str, dict[str, Any]], learners: int = 1) -> Attempt:
    """A learner takes an exam that the REST provider watches; the session waits for its review."""
    get_onboarded(story, person, exams, learners)
    story.check_closed(person, COURSE, 'proctored')
    attempt_id = story.enter(person, exams['proctored']['id'], proctored=True)
    session = story.session_of('Proctored exam', learners)
    assert session.learner_name == person.username.title()
    story.check_closed(person, COURSE, 'proctored')
    assert story.rest.report_ready(session).status == 200
    told = story.exam_info(person, COURSE, 'proctored')['exam']['attempt']
    assert told['attempt_status'] == 'ready_to_start'
    assert WORKER in told['desktop_application_js_url']
    story.act(person, attempt_id, 'start')
    story.work(person, COURSE, 'proctored')
    story.act(person, attempt_id, 'stop', 'submit')
    story.check_closed(person, COURSE, 'proctored')
    story.check_completed(person, COURSE, 'proctored')
    story.campus.wait_for(lambda: session.status == 'submitted', 'the provider knows that the exam is over')
    return session


def pass_review(story: Story, person: Person, session: Attempt) -> None:
    """The provider has seen nothing."""
    assert [answer.status for answer in story.rest.send_review(session, RestReview('passed'))] == [200]
    story.wait_for_status(person, COURSE, 'proctored', 'verified')
    story.campus.wait_for(lambda: f'To: {person.username}@example.com' in story.campus.mails(), 'a mail')


def fail_review(story: Story, person: Person, session: Attempt) -> None:
    """The provider has seen something; a person must confirm it."""
    review = RestReview('violation', [Finding(story.finding, 12, 20)])
    assert [answer.status for answer in story.rest.send_review(session, review)] == [200]
    story.wait_for_status(person, COURSE, 'proctored', 'second_review_required')


def take_observed_exam(story: Story, person: Person, exams: dict[str, dict[str, Any]]) -> None:
    """A learner takes an exam that the SoftwareSecure provider watches, up to its review."""
    attempt_id = story.enter(person, exams['observed']['id'], proctored=True)
    (registration,) = story.rpnow.registrations
    person.browser.get(registration.exam_url, allow_redirects=False, timeout=60)
    assert story.status(person, OTHER_COURSE, 'observed') == 'ready_to_start'
    story.act(person, attempt_id, 'start')
    story.work(person, OTHER_COURSE, 'observed')
    story.act(person, attempt_id, 'stop', 'submit')
    review = RpnowReview(
        'Clean', [Finding('Nothing', 1, 2)], overall_comments='Fine', video_link='https://v.example.com'
    )
    assert [answer.status for answer in story.rpnow.send_review(registration, review)] == [200]
    story.wait_for_status(person, OTHER_COURSE, 'observed', 'verified')


def change_course(story: Story, author: Person) -> None:
    """A new exam is published, and one is taken away."""
    changed = geodesy(**exam('added'))
    del changed['missed'], changed['missed_problem']
    changed['course']['children'].remove('missed')
    story.publish(author, COURSE, changed, 'timed', 'onboarding', 'proctored', 'added')


def check_tracks(story: Story) -> None:
    """event-tracking has written down what happened, and nothing failed."""
    logs = ''.join(path.read_text(errors='replace') for path in story.campus.folder.glob('*.log'))
    for event in ('timed.attempt.started', 'proctored.attempt.verified', 'proctored.attempt.rejected'):
        assert f'"name": "edx.special_exam.{event}"' in logs
    assert 'Traceback' not in logs, logs[logs.index('Traceback') - 1000 :][:4000]


def publish_courses(story: Story, author: Person) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both courses are there, and the REST provider knows the exam that it is to watch."""
    exams = story.publish(author, COURSE, geodesy(), 'timed', 'missed', 'onboarding', 'proctored')
    others = story.publish(author, OTHER_COURSE, astronomy(), 'observed')
    assert {name: (each['is_proctored'], each['backend']) for name, each in exams.items()} == {
        'timed': (False, 'rest_proctor'),
        'missed': (False, 'rest_proctor'),
        'onboarding': (True, 'rest_proctor'),
        'proctored': (True, 'rest_proctor'),
    }
    assert others['observed']['backend'] == 'software_secure'
    story.campus.wait_for(
        lambda: 'Proctored exam' in [each.name for each in story.rest.records.list_exams(COURSE)], 'the exam is told'
    )
    return exams, others
