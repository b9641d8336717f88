"""The exam room: who gets the page, and what is on it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, include, path, re_path, reverse
from django.utils import timezone, translation

from edx_proctoring.exam_room.course import find_room_course
from edx_proctoring.exam_room.page import render_room
from edx_proctoring.lms import instructor
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, ExamFactory
from tests.views.conftest import sender, url

ROOM = f'/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room'
UNKNOWN = ROOM.replace(COURSE_ID, 'course-v1:No+Such+Course')
BOARD = 'exam-room-board'
ENTRANCE = 'exam-room-entrance'
ATTEMPTS = 'student-proctored-exam-container'
ALLOWANCES = 'special-allowance-container'
ACCOMMODATIONS = 'exam-room-accommodations'
INCIDENTS = 'exam-room-incidents'
ONBOARDING = 'student-onboarding-status-container'
DASHBOARD = 'student-review-dashboard-container'


def dashboard(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """A page of the host."""
    return HttpResponse()


# A host that mounts the app elsewhere, and has an instructor dashboard.
urlpatterns = [
    path('exams/', include('edx_proctoring.urls', namespace='edx_proctoring')),
    re_path(r'^courses/(?P<course_id>[^/]+)/instructor$', dashboard, name='instructor_dashboard'),
]


class Page(HTMLParser):
    """What tests ask of a page."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ''
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text = f'{self.text} {data.strip()}'

    def values(self, tag: str, attribute: str) -> list[str]:
        """The values of an attribute of all such elements."""
        return [found for name, attributes in self.tags if name == tag and (found := attributes.get(attribute))]

    def panels(self) -> list[str]:
        """The places of panels, all of this course."""
        places = [attributes for _, attributes in self.tags if 'data-course-id' in attributes]
        assert {each['data-course-id'] for each in places} <= {COURSE_ID}
        return [str(each['class']) for each in places]


def opened(user: User, *, status: int = 200, address: str = ROOM, language: str = 'en') -> Page:
    """The page as this user gets it."""
    answer = sender(user).get(address, headers={'accept-language': language})
    assert answer.status_code == status
    assert answer.headers['Content-Type'] == 'text/html; charset=utf-8'
    return Page(answer.content.decode())


def test_staff_of_the_course_get_the_panels(course_staff: User, host: Host) -> None:
    host.outline.title = 'Number theory <1>'
    ExamFactory(timed=True)

    page = opened(course_staff)

    assert page.panels() == [BOARD, ENTRANCE, ATTEMPTS, ALLOWANCES, ACCOMMODATIONS, INCIDENTS]
    assert page.values('script', 'src') == ['/static/proctoring/js/instructor.js', '/static/proctoring/js/exam_room.js']
    assert page.values('link', 'href') == [
        '/static/proctoring/css/instructor.css',
        '/static/proctoring/css/exam_room.css',
    ]
    assert page.values('div', 'data-proctoring-api') == ['/api/edx_proctoring/v1']
    assert page.values('html', 'lang') == ['en']
    assert page.values('html', 'dir') == ['ltr']
    for text in ('Exam Room', 'Number theory <1>', COURSE_ID, 'Signed in as course_staff', 'Back to the course'):
        assert text in page.text
    assert page.values('a', 'href') == [
        '#main',
        '/',
        f'https://learning.example.com/course/{COURSE_ID}/home',
        '#now',
        '#entrance',
        '#attempts',
        '#allowances',
        '#accommodations',
        '#incidents',
    ]
    assert {'now', 'attempts', 'allowances'} <= set(page.values('section', 'id'))


def test_the_page_is_kept_by_nobody_framed_by_nobody_else_and_brings_the_token(as_course_staff: Client) -> None:
    ExamFactory()
    answer = as_course_staff.get(ROOM)
    assert set(answer.headers['Cache-Control'].split(', ')) == {'private', 'no-store'}
    assert answer.headers['X-Frame-Options'] == 'SAMEORIGIN'
    assert answer.cookies['csrftoken'].value


def test_nobody_is_sent_to_the_login_and_back(settings: Any) -> None:
    settings.LOGIN_URL = '/login'
    answer = Client().get(f'{ROOM}?from=mail')
    assert answer.status_code == 302
    assert answer.headers['Location'] == f'/login?next={quote(f"{ROOM}?from=mail")}'
    assert 'no-store' in answer.headers['Cache-Control']


@pytest.mark.parametrize('address', [ROOM, UNKNOWN], ids=['course', 'unknown course'])
def test_others_are_told_why_and_nothing_of_the_course(learner: User, host: Host, address: str) -> None:
    host.outline.title = 'Number theory'
    ExamFactory()

    page = opened(learner, status=403, address=address)

    assert 'Course staff only' in page.text
    assert 'Number theory' not in page.text
    assert page.panels() == page.values('script', 'src') == []


def test_staff_of_another_course_are_others(other_course_staff: User, exam: object) -> None:
    assert opened(other_course_staff, status=403).panels() == []


@pytest.mark.parametrize('course', ['a+b+c', 'course-v1:a+b+c d', 'block-v1:a+b+c', 'nonsense', 'course-v1:Org+Num'])
def test_what_can_be_no_course(as_staff: Client, course: str) -> None:
    assert as_staff.get(ROOM.replace(COURSE_ID, course)).status_code == 404


@pytest.mark.parametrize('has_service', [True, False])
def test_a_course_that_nobody_knows(as_staff: Client, host: Host, *, has_service: bool) -> None:
    host.fail('learning_sequences', 'get_user_course_outline_details', ObjectDoesNotExist())
    if not has_service:
        host.withdraw('learning_sequences')
    assert as_staff.get(UNKNOWN).status_code == 404


def test_a_course_is_known_by_its_exams_its_outline_or_its_staff(staff: User, course_staff: User, host: Host) -> None:
    assert opened(staff).panels() == []
    host.withdraw('learning_sequences')
    assert sender(staff).get(ROOM).status_code == 404
    assert opened(course_staff).panels() == []
    ExamFactory(is_active=False)
    assert opened(staff).panels() == [BOARD, ENTRANCE, ATTEMPTS, ALLOWANCES, ACCOMMODATIONS, INCIDENTS]


def test_a_course_without_exams_says_so(course_staff: User) -> None:
    page = opened(course_staff)
    assert 'no timed or proctored exams yet' in page.text
    assert page.panels() == page.values('script', 'src') == page.values('nav', 'aria-label') == []


@pytest.mark.parametrize('error', [RuntimeError('broken'), OperationalError('gone')], ids=['host', 'database'])
def test_the_page_goes_without_a_name_that_cannot_be_read(
    staff: User, host: Host, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    host.fail('learning_sequences', 'get_user_course_outline_details', error)
    ExamFactory()
    assert COURSE_ID in opened(staff).text
    assert 'omits the name of the course' in caplog.text


def test_a_host_whose_outlines_have_no_titles(course_staff: User, host: Host) -> None:
    host.outline.title = ''
    ExamFactory()
    assert opened(course_staff).values('strong', 'dir') == []


def test_onboarding_and_dashboard_have_a_place_where_there_are_such(course_staff: User) -> None:
    ExamFactory(backend='test')
    assert opened(course_staff).panels() == [
        BOARD,
        ENTRANCE,
        ATTEMPTS,
        ALLOWANCES,
        ACCOMMODATIONS,
        INCIDENTS,
        DASHBOARD,
    ]
    ExamFactory(practice=True, backend='test')
    assert ONBOARDING not in opened(course_staff).panels()


def test_onboarding_with_a_provider_that_supports_it(course_staff: User) -> None:
    onboarding = ExamFactory(practice=True, backend='onboarding')
    assert opened(course_staff).panels() == [
        BOARD,
        ENTRANCE,
        ATTEMPTS,
        ALLOWANCES,
        ACCOMMODATIONS,
        INCIDENTS,
        ONBOARDING,
        DASHBOARD,
    ]
    onboarding.is_active = False
    onboarding.save()
    assert opened(course_staff).panels() == [BOARD, ENTRANCE, ATTEMPTS, ALLOWANCES, ACCOMMODATIONS, INCIDENTS]


def test_exams_at_several_providers_have_a_link_each(course_staff: User) -> None:
    first = ExamFactory(backend='test', exam_name='First <exam>')
    second = ExamFactory(backend='onboarding', exam_name='Second exam')
    ExamFactory(backend='null', exam_name='Third exam')

    page = opened(course_staff)

    assert page.panels() == [BOARD, ENTRANCE, ATTEMPTS, ALLOWANCES, ACCOMMODATIONS, INCIDENTS]
    assert page.values('a', 'href')[-2:] == [
        url('instructor_dashboard_exam', COURSE_ID, exam.id) for exam in (first, second)
    ]
    assert 'First <exam>' in page.text
    assert 'Third exam' not in page.text


def test_an_unknown_provider_has_no_dashboard(course_staff: User) -> None:
    ExamFactory(backend='uninstalled')
    assert opened(course_staff).panels() == [BOARD, ENTRANCE, ATTEMPTS, ALLOWANCES, ACCOMMODATIONS, INCIDENTS]


@pytest.mark.urls('tests.views.test_exam_room')
def test_a_host_that_mounts_the_app_elsewhere_and_has_a_dashboard(course_staff: User, exam: object) -> None:
    page = opened(course_staff, address=url('exam_room', COURSE_ID))
    assert page.values('div', 'data-proctoring-api') == ['/exams/edx_proctoring/v1']
    assert 'Back to the instructor dashboard' in page.text
    assert page.values('a', 'href')[2] == reverse('instructor_dashboard', args=[COURSE_ID])


def test_a_host_without_a_learning_front_end_has_no_way_back(course_staff: User, exam: object, settings: Any) -> None:
    del settings.LEARNING_MICROFRONTEND_URL
    assert 'Back to' not in opened(course_staff).text


def test_studio_has_no_exam_room() -> None:
    with pytest.raises(NoReverseMatch):
        reverse('edx_proctoring:exam_room', args=[COURSE_ID], urlconf='tests.contract.studio_urls')


@pytest.mark.parametrize(('language', 'direction'), [('fr', 'ltr'), ('ar', 'rtl')])
def test_in_the_readers_language(course_staff: User, settings: Any, language: str, direction: str) -> None:
    settings.LANGUAGES = [('en', 'English'), ('fr', 'French'), ('ar', 'Arabic')]
    ExamFactory()

    page = opened(course_staff, language=language)

    assert page.values('html', 'lang') == [language]
    assert page.values('html', 'dir') == [direction]
    texts = url('javascript_catalog', language)
    assert page.values('script', 'src')[0] == texts
    answer = Client().get(texts)
    assert answer.headers['Content-Type'].startswith('text/javascript')
    assert answer.headers['Cache-Control'] == 'max-age=600'
    assert re.search('"Reset": "[^"]+"', answer.content.decode())


@pytest.mark.parametrize('language', ['de', 'de-at', '-', 'x' * 600])
def test_there_are_no_texts_of_languages_that_the_site_lacks(language: str) -> None:
    assert Client().get(url('javascript_catalog', language)).status_code == 404


def test_a_variant_gets_the_texts_of_its_language(settings: Any) -> None:
    """New Django projects are in ``en-us``, and none of the languages that a site has by default is."""
    settings.LANGUAGES = [('en', 'English'), ('fr', 'French')]
    texts = {language: Client().get(url('javascript_catalog', language)).content for language in ('en', 'fr')}
    assert Client().get(url('javascript_catalog', 'en-us')).content == texts['en']
    assert Client().get(url('javascript_catalog', 'fr-ca')).content == texts['fr'] != texts['en']


def test_the_database_may_be_away(as_course_staff: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def be_away(user: object, course_id: str) -> bool:
        raise OperationalError('database is locked')

    monkeypatch.setattr(instructor, 'is_course_staff', be_away)
    monkeypatch.setattr('edx_proctoring.database_errors.is_lock_failure', lambda error: True)
    answer = as_course_staff.get(ROOM)
    assert (answer.status_code, answer.headers['Retry-After']) == (503, '3')


@pytest.mark.parametrize('is_in_session', [False, True], ids=['http only', 'in the session'])
def test_the_page_tells_its_scripts_the_token_where_they_cannot_read_the_cookie(
    staff: User, settings: Any, is_in_session: bool
) -> None:
    settings.CSRF_COOKIE_HTTPONLY, settings.CSRF_USE_SESSIONS = not is_in_session, is_in_session
    settings.CSRF_HEADER_NAME = 'HTTP_X_XSRF_TOKEN'
    exam = ExamFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff)
    found = Page(client.get(ROOM).content.decode())
    (token,) = found.values('div', 'data-proctoring-csrf')
    (header,) = found.values('div', 'data-proctoring-csrf-header')
    assert header == 'X-XSRF-TOKEN'
    address = '/api/edx_proctoring/v1/proctored_exam/allowance'
    grant = {'exam_id': exam.id, 'user_info': staff.username, 'key': 'additional_time_granted', 'value': '10'}
    refused = client.put(address, grant, content_type='application/json')
    assert refused.status_code == 403
    granted = client.put(address, grant, content_type='application/json', headers={header: token})
    assert granted.status_code == 200, granted.content


def test_a_deactivated_account_is_refused(staff: User) -> None:
    ExamFactory()
    client = sender(staff)
    staff.is_active = False
    staff.save()
    assert client.get(ROOM).status_code in (302, 403)


@pytest.mark.parametrize('language', ['fr', 'pt-br', 'zh-hans', 'ca@valencia'])
def test_every_language_that_a_site_may_have_gets_its_texts(staff: User, settings: Any, language: str) -> None:
    settings.LANGUAGES = [('en', 'English'), (language, language)]
    ExamFactory()
    with translation.override(language):
        (address,) = [each for each in page_scripts(staff, language) if 'javascript_catalog' in each]
    answer = sender(staff).get(address)
    assert answer.status_code == 200
    assert 'gettext' in answer.content.decode()


def page_scripts(user: User, language: str) -> list[str]:
    """The addresses of the scripts on the page in that language."""
    course = find_room_course(user, COURSE_ID, now=timezone.now())
    assert course is not None
    return Page(render_room(course, user, csrf_token='')).values('script', 'src')
