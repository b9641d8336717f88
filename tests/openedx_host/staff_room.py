"""What staff sees and does."""

from __future__ import annotations

from typing import Any

import lxml.html

from tests.openedx_host.course import COURSE
from tests.openedx_host.person import API, Person
from tests.openedx_host.story import Story, get_onboarded

ROOM = f'/api/edx_proctoring/v1/instructor/{COURSE}/exam_room'
TEXTS = '/api/edx_proctoring/v1/javascript_catalog/fr.js'


def parse(page: str) -> Any:
    """The elements of a page."""
    return lxml.html.fromstring(page)


def refuse_others(story: Story, others: list[Person], exams: dict[str, dict[str, Any]]) -> None:
    """What is for staff is not for learners, nor for staff of another course."""
    grant = {'exam_id': exams['timed']['id'], 'user_info': 'ada', 'key': 'additional_time_granted', 'value': '30'}
    for person in others:
        for path in (f'/attempt/grouped/course_id/{COURSE}', f'/{COURSE}/allowance'):
            assert person.send('GET', f'{API}{path}').status_code == 403
        assert person.send('PUT', f'{API}/allowance', json=grant).status_code == 403
        assert person.send('PUT', f'/course/{COURSE}', to='cms', json={}).status_code == 403
        assert person.send('GET', f'/api/instructor/v2/courses/{COURSE}').status_code == 403
        assert 'proctoring-api' not in person.page(ROOM, status=403)


def open_exam_room(story: Story, teacher: Person) -> None:
    """The instructor dashboard has a tab that leads to the exam room; texts for its scripts are there as well."""
    tabs = teacher.send('GET', f'/api/instructor/v2/courses/{COURSE}').json()['tabs']
    assert [tab['tab_id'] for tab in tabs] == ['course_info', 'exam_room']
    assert tabs[-1]['url'] == f'{story.campus.url("lms")}{ROOM}'
    room = parse(teacher.page(ROOM))
    assert room.xpath('string(//h1)') == 'Exam Room'
    assert {COURSE} == set(room.xpath('//@data-course-id'))
    api = room.xpath('//@data-proctoring-api')[0]
    assert teacher.page(f'{api}/proctored_exam/attempt/grouped/course_id/{COURSE}').startswith('{')
    assert 'Tentatives' in teacher.page(TEXTS)


def refuse_audit_learner(story: Story, learner: Person, exams: dict[str, dict[str, Any]]) -> None:
    """Proctored exams are for verified learners, says a rule of the LMS."""
    body = {'exam_id': exams['proctored']['id'], 'attempt_proctored': True, 'start_clock': False}
    assert learner.send('POST', f'{API}/attempt', json=body).status_code == 403
    assert story.exam_info(learner, COURSE, 'proctored')['exam']['attempt'] == {}


def look(teacher: Person) -> list[dict[str, Any]]:
    """The attempts of the course, newest first."""
    told = teacher.call('GET', f'/attempt/grouped/course_id/{COURSE}')
    attempts: list[dict[str, Any]] = told['proctored_exam_attempts']
    return attempts


def find_attempt(teacher: Person, username: str, exam_name: str) -> dict[str, Any]:
    """That of a learner at an exam."""
    (found,) = (
        each
        for each in look(teacher)
        if (each['user']['username'], each['proctored_exam']['exam_name']) == (username, exam_name)
    )
    return found


def grant_time(story: Story, teacher: Person, learner: Person, exams: dict[str, dict[str, Any]]) -> None:
    """A learner gets half an hour more, and has it when they begin."""
    exam_id = exams['timed']['id']
    grant = {'exam_id': exam_id, 'user_info': learner.username, 'key': 'additional_time_granted', 'value': '30'}
    teacher.call('PUT', '/allowance', json=grant)
    assert [each['value'] for each in teacher.call('GET', f'/{COURSE}/allowance')] == ['30']
    attempt_id = story.enter(learner, exam_id, proctored=False)
    remaining = story.exam_info(learner, COURSE, 'timed')['active_attempt']['time_remaining_seconds']
    assert 7100 < remaining <= 7200
    story.act(learner, attempt_id, 'stop', 'submit')


def decide(story: Story, boss: Person, teacher: Person, learner: Person) -> None:
    """A person confirms what the provider has seen: the attempt is rejected, and its grade is zero."""
    attempt = find_attempt(teacher, learner.username, 'Proctored exam')
    changelist = '/admin/edx_proctoring/proctoredexamsoftwaresecurereview/'
    listed = parse(boss.page(f'{changelist}?q={learner.username}'))
    link = str(listed.xpath('//th[contains(@class, "field-")]/a/@href')[0])  # the newest
    path = str(parse(boss.page(link)).xpath('//a[contains(@href, "/exam_room/review/")]/@href')[0])
    fields = dict(parse(teacher.page(path)).forms[0].form_values())
    decision = {'decision': 'confirm', 'reason': 'Seen in the recording.', 'learner_reason': 'left_view'}
    saved = teacher.post_form(path, fields | decision)
    assert saved.status_code == 200, saved.text[:500]
    assert f'By {teacher.username}' in saved.text
    story.wait_for_status(learner, COURSE, 'proctored', 'rejected')
    assert find_attempt(teacher, learner.username, 'Proctored exam')['id'] == attempt['id']


def let_go_on(story: Story, teacher: Person, learner: Person, exams: dict[str, dict[str, Any]]) -> None:
    """An exam breaks off; the teacher lets the learner go on, with the form that the instructor dashboard sends."""
    exam_id = exams['proctored']['id']
    get_onboarded(story, learner, exams, learners=3)
    attempt_id = story.enter(learner, exam_id, proctored=True)
    story.rest.report_ready(story.session_of('Proctored exam', 3))
    story.act(learner, attempt_id, 'start', 'error')
    assert story.status(learner, COURSE, 'proctored') == 'error'
    attempt = find_attempt(teacher, learner.username, 'Proctored exam')
    form = {'user_id': (None, str(attempt['user']['id'])), 'action': (None, 'mark_ready_to_resume')}
    teacher.call('PUT', f'/attempt/{attempt_id}', files=form)
    assert find_attempt(teacher, learner.username, 'Proctored exam')['ready_to_resume'] is True
    assert story.enter(learner, exam_id, proctored=True) != attempt_id
    assert story.status(learner, COURSE, 'proctored') == 'created'


def remove_attempts(story: Story, teacher: Person, learner: Person, exams: dict[str, dict[str, Any]]) -> None:
    """The learner may take the exam once more, and their answers are gone."""
    attempt = find_attempt(teacher, learner.username, 'Timed exam')
    teacher.call('DELETE', f'/attempt/{attempt["id"]}')
    assert story.exam_info(learner, COURSE, 'timed')['exam']['attempt'] == {}
    story.enter(learner, exams['timed']['id'], proctored=False)
    assert '40 000 km' not in story.sequence(learner, COURSE, 'timed')
