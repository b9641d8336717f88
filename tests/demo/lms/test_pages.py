"""Pages of the demo: who may open them, and what is on them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage, get_connection
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from demo import places
from demo.loading import load_course
from demo.middleware import POLICY
from demo.models import GradeOverride
from demo.olx import Course, Sequential
from edx_proctoring.models import ProctoredExam, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from tests.demo.exports import sequential, write_export
from tests.demo.lms.conftest import SignIn

COURSE_ID = 'course-v1:DemoX+TIME101+2026'
PAGES = {
    'front page': '/',
    'help': '/help/',
    'passwords': '/password_assistance',
    'outbox': '/outbox/',
    'outline': f'/courses/{COURSE_ID}/',
    'progress': f'/courses/{COURSE_ID}/progress',
    'section': f'/courses/{COURSE_ID}/courseware/block-v1:DemoX+TIME101+2026+type@sequential+block@how_it_works/',
    'staff': f'/courses/{COURSE_ID}/staff',
    'exam room': f'/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room',
    'admin': '/admin/',
}
OPEN_TO_ALL = {'front page', 'help', 'passwords'}
# Everything that answers with a page; the others redirect to where one signs in, or refuse.
MAY_OPEN = {
    None: OPEN_TO_ALL,
    'verity': OPEN_TO_ALL | {'outbox', 'outline', 'progress', 'section'},
    'course_staff': OPEN_TO_ALL | {'outbox', 'outline', 'progress', 'section', 'staff', 'exam room'},
    'global_staff': set(PAGES),
}


@pytest.mark.parametrize('page', PAGES)
@pytest.mark.parametrize('username', MAY_OPEN)
def test_who_may_open_what(course: Course, sign_in: SignIn, username: str | None, page: str) -> None:
    client = Client() if username is None else sign_in(username)

    response = client.get(PAGES[page])

    assert response.headers['Content-Security-Policy'] == POLICY
    if page in MAY_OPEN[username]:
        assert response.status_code == 200
        text = response.content.decode()
        assert '<style' not in text
        assert ' style=' not in text
        assert re.findall('<script(?![^>]* src="/)', text) == []
    else:
        assert response.status_code in (302, 403)


def test_course_is_closed_to_strangers(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    client = sign_in('verity')
    client.get('/')
    load_course(write_export(tmp_path / 'olx', {'course/run.xml': sequential('visible_to_staff_only="true"')}))
    section = reverse('section', args=['course-v1:Org+Num+run', 'block-v1:Org+Num+run+type@sequential+block@s1'])

    assert client.get(section).status_code == 404
    assert client.get('/courses/course-v1:No+Such+Course/').status_code == 404
    assert sign_in('course_staff').get(section).status_code == 200


def test_only_the_accounts_of_the_demo_sign_in_with_a_click(course: Course, verity: object) -> None:
    client = Client()

    assert client.post('/sign-in/', {'username': 'root'}).status_code == 404
    assert client.get('/sign-in/').status_code == 405
    assert client.get('/outbox/').status_code == 302


@pytest.mark.parametrize('page', ['/admin/', PAGES['outline']])
def test_the_sign_in_leads_to_the_page_that_was_asked_for(course: Course, page: str) -> None:
    client = Client()

    asked = client.get(page, follow=True)
    signed_in = client.post('/sign-in/', {'username': 'global_staff', 'next': page})

    assert f'name="next" value="{escape(page)}"' in asked.content.decode()
    assert signed_in.headers['Location'] == page
    assert client.get(page).status_code == 200


def test_a_learner_is_told_that_the_admin_is_for_others(sign_in: SignIn) -> None:
    text = sign_in('verity').get('/admin/', follow=True).content.decode()

    assert 'You are signed in as verity, who may not open the page' in text
    assert 'Sign in as global_staff' in text


@pytest.mark.parametrize(
    'address', ['https://elsewhere.example.com/', '//elsewhere.example.com/', 'javascript:x', '\x00']
)
def test_the_sign_in_leads_to_no_other_site(course: Course, address: str) -> None:
    response = Client().post('/sign-in/', {'username': 'verity', 'next': address})

    assert response.headers['Location'] == '/'


def test_the_tour_stays_after_signing_in(course: Course, sign_in: SignIn) -> None:
    for client in (Client(), sign_in('verity')):
        assert 'A way through' in client.get('/').content.decode()


def test_sign_out(sign_in: SignIn) -> None:
    client = sign_in('verity')

    client.post('/sign-out/')

    assert client.get('/outbox/').status_code == 302


def test_outline_shows_the_standing_in_exams(sign_in: SignIn) -> None:
    text = sign_in('verity').get(PAGES['outline']).content.decode()

    assert 'graded as Final Exam' in text
    assert 'Proctored Option Available' in text


def test_jump_to(course: Course, midterm: Sequential, sign_in: SignIn) -> None:
    client = sign_in('verity')
    section = reverse('section', args=[course.course_id, midterm.usage_key])
    outline = reverse('outline', args=[course.course_id])

    def jump(location: str) -> str:
        return client.get(reverse('jump_to', args=[course.course_id, location])).headers['Location']

    assert jump(midterm.usage_key) == section
    problem = midterm.problems[0].usage_key
    assert jump(problem) == f'{section}#part-{problem.rpartition("@")[2]}'
    assert jump('block-v1:elsewhere') == outline
    assert jump(course.chapters[0].usage_key).endswith('@how_it_works/')
    learning = f'/learning/course/{course.course_id}'
    assert client.get(f'{learning}/home').headers['Location'] == outline
    assert client.get(f'{learning}/{midterm.usage_key}', follow=True).redirect_chain[-1][0] == section


def test_files_of_a_course(tmp_path: Path, course: Course, sign_in: SignIn) -> None:
    content = '<html url_name="h"><p><img src="/static/a.txt" alt="A"/></p></html>'
    files = {'course/run.xml': sequential(content=content), 'static/a.txt': 'a file', 'secret.txt': 'not for learners'}
    load_course(write_export(tmp_path / 'olx', files))
    client = sign_in('verity')
    base = '/courses/course-v1:Org+Num+run/files'

    page = client.get('/courses/course-v1:Org+Num+run/courseware/block-v1:Org+Num+run+type@sequential+block@s1/')
    assert f'src="{base}/a.txt"' in page.content.decode()
    response = client.get(f'{base}/a.txt')
    assert b''.join(response) == b'a file'
    assert client.get(f'{base}/../secret.txt').status_code == 404
    assert Client().get(f'{base}/a.txt').status_code == 302


def test_outbox_shows_mail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: SignIn) -> None:
    monkeypatch.setattr(places, 'OUTBOX', tmp_path / 'outbox')
    assert 'There is no mail' in sign_in('verity').get('/outbox/').content.decode()
    connection = get_connection('django.core.mail.backends.filebased.EmailBackend', file_path=tmp_path / 'outbox')
    html = EmailMessage('Grüße', '<p onclick="x()">Hello <b>Ada</b></p>', 'a@example.com', ['b@example.com'])
    html.content_subtype = 'html'
    plain = EmailMessage('Plain', 'Two\n\nparagraphs', 'a@example.com', ['c@example.com'])
    connection.send_messages([html, plain])
    assert mail.outbox == []

    text = sign_in('verity').get('/outbox/').content.decode()

    assert 'Grüße' in text
    assert '<p>Hello <b>Ada</b></p>' in text
    assert '<p>Two</p>' in text
    assert 'b@example.com' in text


def test_staff_page(course: Course, final_exam: Sequential, verity: User, sign_in: SignIn) -> None:
    GradeOverride.objects.create(
        user=verity, course_id=course.course_id, section_id=final_exam.usage_key, earned=0, comment='Failed review'
    )

    text = sign_in('course_staff').get(PAGES['staff']).content.decode()

    assert 'Failed review' in text
    assert 'No learner has begun an exam.' in text


def test_staff_page_with_many_attempts(course: Course, final_exam: Sequential, sign_in: SignIn) -> None:
    exam = ProctoredExam.objects.get(course_id=course.course_id, content_id=final_exam.usage_key)
    learners = User.objects.bulk_create(User(username=f'learner{number:02}') for number in range(60))
    ProctoredExamStudentAttempt.objects.bulk_create(
        ProctoredExamStudentAttempt(
            user=learner, proctored_exam=exam, attempt_code=learner.username, status='second_review_required'
        )
        for learner in learners
    )
    ProctoredExamSoftwareSecureReview.objects.bulk_create(
        ProctoredExamSoftwareSecureReview(attempt_code=learner.username, review_status='Suspicious', raw_data='{}')
        for learner in learners
    )
    client = sign_in('course_staff')

    def learners_on(query: str) -> tuple[list[str], list[str]]:
        text = client.get(PAGES['staff'] + query).content.decode()
        return re.findall(r'Review of (\w+)', text), re.findall('<th scope="row">(learner\\d+)', text)

    names = [learner.username for learner in learners]
    assert learners_on('') == (names[:25], names[:34:-1])
    assert learners_on('?reviews=3&attempts=2') == (names[50:], names[34:9:-1])
    assert learners_on('?reviews=9&attempts=x') == (names[50:], names[:34:-1])
    text = client.get(PAGES['staff'] + '?reviews=2').content.decode()
    links = [f'?reviews={number}#reviews' for number in (1, 1, 3, 3)]
    links += [f'?reviews=2&amp;attempts={number}#attempts' for number in (2, 3)]
    assert re.findall('<a href="([?][^"]+)"', text) == links
